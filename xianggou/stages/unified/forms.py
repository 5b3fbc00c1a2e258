"""What is written about a unified purchase: the proposal with its terms, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField
from xianggou.base.pages.reasons import Reasoned


class ProposeForm(Reasoned):
    """Which items, who leads, on which terms."""

    fields_of_findings = {"unified.merge.too_few": "items", "unified.merge.unlike": "items"}

    items = forms.MultipleChoiceField(label=_("合并哪几项计划"), widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(label=_("牵头部门"))
    title = TextField(label=_("名称"), length=200, required=False, help_text=_("不填就按年度和目录名称"))
    share_rule = LongTextField(label=_("费用怎么分摊"), length=1000)
    acceptance_rule = LongTextField(label=_("怎么验收、怎么分户评分"), length=1000)
    answer_by = DayField(label=_("请乡镇哪天以前答复"), required=False)
    why = LongTextField(label=_("为什么统一采购"), length=500, required=False)

    def __init__(
        self, data: Any = None, *, items: list[tuple[str, str]], leads: list[tuple[str, str]], **rest: Any
    ) -> None:
        """`items`, `leads`: value and how it reads."""
        super().__init__(data, **rest)
        for name, options in (("items", items), ("lead", leads)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        for name in ("share_rule", "acceptance_rule", "why"):
            self.fields[name].widget.attrs["rows"] = 3


class SayForm(Form):
    """An act with a word that may be said."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class WhyForm(Form):
    """An act that needs its reason."""

    why = LongTextField(label=_("理由"), length=500)
