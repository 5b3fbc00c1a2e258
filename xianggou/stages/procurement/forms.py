"""Forms of procurement: start, quotes in rows, the choice of the supplier, reasons for ending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.reasons import Reasoned
from xianggou.base.pages.rowed import RowedForm


class StartForm(Reasoned):
    """Start a purchase: all else is known."""

    why = LongTextField(label=_("启动说明"), length=500, required=False)


class QuotesForm(RowedForm):
    """Several quotes at once, one row each."""

    first_rows = 3
    needed = ("uscc", "name", "kind", "price_fen", "quoted_on")
    telling = ("uscc", "name", "price_fen", "note", "account_no", "account_bank")
    why = LongTextField(label=_("邀请和收取情况"), length=500, required=False)

    def __init__(self, data: Any = None, *, kinds: Sequence[str], today: date, **rest: Any) -> None:
        """`kinds` of bodies that may supply; `today` stands in each row as the day of the quote."""
        self.kinds, self.today = kinds, today
        super().__init__(data, **rest)

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one quote."""
        return {
            "uscc": TextField(label=_("统一社会信用代码"), length=40),
            "name": TextField(label=_("承接主体名称"), length=120),
            "kind": forms.ChoiceField(label=_("主体性质"), choices=[(k, term(k)) for k in self.kinds]),
            "price_fen": YuanField(label=_("报价")),
            "quoted_on": DayField(label=_("报价日期"), initial=self.today),
            "note": TextField(label=_("无效原因或说明"), length=200, required=False),
            "account_no": TextField(label=_("收款账号"), length=40, required=False),
            "account_bank": TextField(label=_("开户行"), length=80, required=False),
            "is_valid": forms.BooleanField(label=_("符合要求，有效"), required=False, initial=True),
            "is_sme": forms.BooleanField(label=_("小微企业"), required=False, initial=True),
        }

    def clean(self) -> dict[str, Any]:
        """At least one row must be there."""
        if not self.begun:
            self.add_error(None, gettext("一份报价也没有填；至少填一家"))
        return self.cleaned_data


class AwardForm(Reasoned):
    """Choose one of the valid quotes."""

    supplier = forms.ChoiceField(label=_("选定的承接主体"), widget=forms.RadioSelect)
    why = LongTextField(
        label=_("选定理由"), length=500, required=False, help_text=_("没有选最低有效价的，写明为什么")
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]], **rest: Any) -> None:
        """`choices`: supplier id and how it reads."""
        super().__init__(data, **rest)
        field = self.fields["supplier"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class EndForm(Form):
    """End a procedure: the reason goes to the trail."""

    why = LongTextField(label=_("理由"), length=500)
