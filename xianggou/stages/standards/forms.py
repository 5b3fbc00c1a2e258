"""Forms of standards: begin one, its parts in rows, and the acts that move it on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, choices
from xianggou.base.pages.rowed import RowedForm
from xianggou.base.pages.shapes import Text
from xianggou.stages.standards import contents


class BeforeSending(TextField):
    """Text that a draft may leave open; the rules ask for it when it is sent, so it is not marked optional."""

    def validate(self, value: Any) -> None:
        """Whatever is there: the rules judge it later."""


class NewForm(Form):
    """Which item's standard to begin, and from what."""

    item = forms.ChoiceField(label=_("服务项目"), help_text=_("只列出本部门主管的目录项"))
    start = forms.ChoiceField(
        label=_("从哪里写起"),
        choices=[("published", _("从现行版改，没有现行版就从空白写")), ("blank", _("从空白写"))],
        widget=forms.RadioSelect,
        initial="published",
    )

    def __init__(self, data: Any, items: Sequence[tuple[str, str]], **rest: Any) -> None:
        """Offer the items of the department."""
        super().__init__(data, **rest)
        self.fields["item"].choices = choices(items)  # type: ignore[attr-defined]


class PartForm(RowedForm):
    """A part of a draft in rows; a row whose boxes are emptied is taken out."""

    most_rows = contents.MOST
    title: ClassVar[Text] = ""
    note: ClassVar[Text] = ""

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        raise NotImplementedError


class IndicatorsForm(PartForm):
    """The indicators of a standard; what may stay open in a draft is asked when it is sent."""

    first_rows = 8
    needed = ("group", "name", "weight")
    telling = ("name", "target", "unit", "measure", "weight", "deduction")
    title = _("指标")
    note = _("八类都要有，权重合计 100 分；不要的一行清空就删去")

    def __init__(self, data: Any = None, *, groups: Sequence[str] = (), **rest: Any) -> None:
        """`groups` that the place asks for; without them any word is taken."""
        self.groups = groups
        super().__init__(data, **rest)

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one indicator."""
        group: forms.Field = TextField(label=_("指标类别"), length=20)
        if self.groups:
            group = forms.ChoiceField(
                label=_("指标类别"), choices=choices([(g, term(g)) for g in self.groups])
            )
        return {
            "group": group,
            "name": TextField(label=_("指标"), length=120),
            "target": BeforeSending(label=_("目标值"), length=60),
            "unit": TextField(label=_("计量单位"), length=20, required=False),
            "measure": BeforeSending(label=_("取数和核验方法"), length=200),
            "weight": forms.DecimalField(
                label=_("权重（分）"),
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
                max_digits=5,
            ),
            "deduction": BeforeSending(label=_("扣分规则"), length=200),
        }

    def told(self) -> dict[str, Any]:
        """The indicators, as the action takes them."""
        return {"indicators": self.typed_rows()}


class QualificationsForm(PartForm):
    """What the firm and its staff must have."""

    first_rows = 2
    needed = ("of", "requirement")
    telling = ("requirement", "proof")
    title = _("资格要求")
    note = _("写清要什么证、有没有有效期、在哪个环节查；没有法定依据的不要写")

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one qualification."""
        return {
            "of": forms.ChoiceField(
                label=_("要求对象"), choices=choices([(w, term(w)) for w in contents.OBJECTS])
            ),
            "requirement": TextField(label=_("资格要求"), length=contents.LENGTHS["requirement"]),
            "proof": TextField(label=_("证明材料"), length=contents.LENGTHS["proof"], required=False),
            "is_dated": forms.BooleanField(label=_("核验有效期"), required=False),
            "checked_at": forms.MultipleChoiceField(
                label=_("核验环节"),
                choices=[(w, term(w)) for w in contents.MOMENTS],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            ),
        }

    def told(self) -> dict[str, Any]:
        """The qualifications, as the action takes them."""
        return {"qualifications": self.typed_rows()}


class RulesForm(PartForm):
    """The rules that the work must follow."""

    first_rows = 2
    needed = ("name",)
    telling = ("name", "issuer", "since")
    title = _("应遵守的制度")
    note = _("这些制度会写进合同")

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one rule."""
        return {
            "name": TextField(label=_("制度名称"), length=contents.LENGTHS["name"]),
            "issuer": TextField(label=_("制定机关"), length=contents.LENGTHS["issuer"], required=False),
            "since": DayField(label=_("施行日期"), required=False),
        }

    def told(self) -> dict[str, Any]:
        """The rules, as the action takes them."""
        return {"rules": self.typed_rows()}


class ScopeForm(Form):
    """Where the standard applies and from when."""

    title = _("适用范围和生效日期")
    scope = LongTextField(label=_("适用范围"), length=contents.LONGEST, required=False)
    effective_on = DayField(
        label=_("生效日期"),
        required=False,
        help_text=_("不填或早于发布的，从发布当天起生效；在办的购买仍用原版"),
    )

    def told(self) -> dict[str, Any]:
        """Scope and day, as the action takes them."""
        return {"scope": self.cleaned_data["scope"], "effective_on": self.cleaned_data["effective_on"]}


class MoveForm(Form):
    """Send or publish: a word for the other side."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class ReasonForm(Form):
    """Return or drop: the reason goes to the trail."""

    why = LongTextField(label=_("理由"), length=500)
