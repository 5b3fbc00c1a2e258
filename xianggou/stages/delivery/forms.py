"""Forms of delivery: convene, accept indicator by indicator with the panel in rows, reject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField
from xianggou.base.pages.rowed import RowedForm
from xianggou.stages.delivery.models import Member

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import ContractIndicator


class ConveneForm(Form):
    """Open an acceptance."""

    delivered_on = DayField(label=_("交付日期"), help_text=_("承接主体交付这一期的日期"))
    quantity = TextField(label=_("交付数量"), length=60, required=False)
    why = LongTextField(label=_("说明"), length=500, required=False)


class AcceptForm(RowedForm):
    """Each indicator with what was found and the points lost; the panel in rows.

    `compute` in the post asks for the deductions only: everything is checked, nothing is concluded.
    """

    first_rows = 3
    needed = ("part", "name", "opinion")
    telling = ("name", "body", "opinion")
    fields_of_findings = {"delivery.accept.late": "accepted_on"}

    accepted_on = DayField(label=_("验收日期"))
    remark = LongTextField(label=_("备注"), length=500, required=False)

    def __init__(
        self, data: Any = None, *, indicators: Sequence[ContractIndicator] = (), **rest: Any
    ) -> None:
        """`indicators` of the contract, in its order."""
        super().__init__(data, **rest)
        self.indicators = indicators
        self.is_computing = bool(data and "compute" in data)
        for i in indicators:
            actual = TextField(label=gettext("%(name)s：实际") % {"name": i.name}, length=60)
            lost = forms.IntegerField(
                label=gettext("%(name)s：扣分") % {"name": i.name},
                min_value=0,
                max_value=int(i.weight),
                initial=0,
            )
            for name, field in ((f"actual_{i.pk}", actual), (f"lost_{i.pk}", lost)):
                self._dress(field)
                self.fields[name] = field

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one member of the panel."""
        return {
            "part": forms.ChoiceField(label=_("身份"), choices=Member.Part.choices),
            "name": TextField(label=_("姓名"), length=60),
            "body": TextField(label=_("单位或村"), length=80, required=False),
            "opinion": TextField(label=_("意见"), length=200),
            "has_signed": forms.BooleanField(label=_("已签字"), required=False),
        }

    def indicator_fields(self) -> list[tuple[ContractIndicator, forms.BoundField, forms.BoundField]]:
        """Each indicator with its two boxes."""
        return [(i, self[f"actual_{i.pk}"], self[f"lost_{i.pk}"]) for i in self.indicators]

    def lost(self) -> dict[str, int]:
        """Indicator's name -> points lost, as far as they can be read; before sending, as the draft has them."""
        typed = self.data if self.is_bound else self.initial
        found = {i.name: str(typed.get(f"lost_{i.pk}", "")) for i in self.indicators}
        return {name: int(text) if text.isdecimal() and len(text) < 4 else 0 for name, text in found.items()}

    def results(self) -> list[dict[str, Any]]:
        """What was found, as the action takes it."""
        return [
            {
                "indicator_id": i.pk,
                "actual": self.cleaned_data[f"actual_{i.pk}"],
                "points_lost": self.cleaned_data[f"lost_{i.pk}"],
            }
            for i in self.indicators
        ]

    def members(self) -> list[dict[str, Any]]:
        """The panel, as the action takes it."""
        return [{**row, "body": row["body"] or ""} for row in self.typed_rows()]


class RejectForm(Form):
    """Conclude as failed: the reason goes to the supplier."""

    why = LongTextField(label=_("不合格的理由"), length=500)
