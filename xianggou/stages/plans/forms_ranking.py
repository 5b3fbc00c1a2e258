"""What the forms of rankings ask: minimums of classes, a reason, what is tied to what, what is supposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import Form, LongTextField, choices
from xianggou.stages.plans.models import PlanRun, PlanTie
from xianggou.stages.plans.whatif import Asked

LEAST = "least_"
BUDGETS = (90, 95, 99, 100, 101, 105, 110)
SHARES = (100, 75, 50, 25)


class SayForm(Form):
    """What may be said with an act."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class RankForm(Form):
    """How many items of each class must be in at least."""

    why = LongTextField(label=_("说明"), length=500, required=False)

    def __init__(self, data: Any, classes: Sequence[tuple[str, str, int]], last: PlanRun | None) -> None:
        """`classes`: code, name, how many items ask; the last ranking's minimums stand in the boxes."""
        super().__init__(data)
        before = last.inputs["minimums"] if last is not None else {}
        self.classes = [code for code, _name, _count in classes]
        for code, name, count in classes:
            added = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=count, initial=before.get(code)
            )
            added.help_text = _("共 %(n)s 项；不填就是不要求") % {"n": count}
            self._dress(added)
            self.fields[f"{LEAST}{code}"] = added

    @property
    def class_fields(self) -> list[BoundField]:
        """A box for each class."""
        return [self[f"{LEAST}{code}"] for code in self.classes]

    @property
    def minimums(self) -> dict[str, int]:
        """Class → how many, where it was asked."""
        return {code: n for code in self.classes if (n := self.cleaned_data.get(f"{LEAST}{code}"))}


class DepartForm(Form):
    """Why it is decided otherwise than proposed."""

    why = LongTextField(label=_("为什么和建议不一样"), length=500)


class TieForm(Form):
    """To which item, and how."""

    kind = forms.ChoiceField(label=_("关系"), choices=choices(PlanTie.Kind.choices))
    other_id = forms.TypedChoiceField(label=_("另一项"), coerce=int)
    why = LongTextField(label=_("为什么"), length=500)

    def __init__(self, data: Any, others: Sequence[tuple[str, str]], **rest: Any) -> None:
        """`others`: the items of the same year."""
        super().__init__(data, **rest)
        self.fields["other_id"].choices = choices(others)  # type: ignore[attr-defined]


class WhatIfForm(Form):
    """What is supposed."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    town = forms.ChoiceField(label=_("乡镇"), required=False)
    budget = forms.TypedChoiceField(
        label=_("钱变成现在的"), coerce=int, choices=[(n, f"{n}%") for n in BUDGETS], initial=100
    )
    fund = forms.ChoiceField(label=_("哪笔资金被收回"), required=False)
    later = forms.TypedChoiceField(
        label=_("以后年度的承诺上限，是现在的"), coerce=int, choices=[(n, f"{n}%") for n in SHARES],
        initial=SHARES[0], required=False,
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=_("紧急程度的权数"), required=False, choices=[("", _("现行的")), ("other", _("差别小一些"))]
    )
    direct = forms.ChoiceField(
        label=_("重点人群的权数"), required=False, choices=[("", _("现行的")), ("other", _("差别小一些"))]
    )

    def __init__(
        self,
        data: Any,
        *,
        funds: Sequence[tuple[str, str]],
        towns: Sequence[tuple[str, str]],
        years: Sequence[int],
        **rest: Any,
    ) -> None:
        """Funds of the year; townships for a county's seat."""
        super().__init__(data, **rest)
        self.fields["year"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]
        self.fields["fund"].choices = [("", _("不收回")), *funds]  # type: ignore[attr-defined]
        if towns:
            self.fields["town"].choices = [("", _("全部")), *towns]  # type: ignore[attr-defined]
        else:
            del self.fields["town"]

    @property
    def asked(self) -> Asked:
        """As the computation takes it."""
        given = self.cleaned_data
        return Asked(
            given["budget"], given["fund"], given["later"] or SHARES[0], given["urgency"], given["direct"]
        )
