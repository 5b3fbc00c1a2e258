"""What is written about a coming purchase."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField


class IntentionForm(Form):
    """What the market is told; the sum is the plan's and is not typed."""

    title = TextField(label=_("采购项目名称"), length=200)
    summary = LongTextField(
        label=_("采购需求概况"),
        length=1000,
        help_text=_("买什么、数量、质量、期限；不写人名和电话"),
    )
    expected_on = DayField(label=_("预计采购时间"), help_text=_("填那个月里的任意一天，公开只到月"))
    remark = TextField(label=_("备注"), length=200, required=False)


class LeaveOutForm(Form):
    """A case that the law names, and why it is one."""

    exception = forms.ChoiceField(label=_("属于哪种情形"))
    why = LongTextField(label=_("理由"), length=500)

    def __init__(self, data: Any = None, *, named: tuple[str, ...], **rest: Any) -> None:
        """`named`: the cases of the law."""
        super().__init__(data, **rest)
        field = self.fields["exception"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one, term(one)) for one in named]


class SayForm(Form):
    """An act with a word that may be said."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class WhyForm(Form):
    """An act that needs its reason."""

    why = LongTextField(label=_("理由"), length=500)
