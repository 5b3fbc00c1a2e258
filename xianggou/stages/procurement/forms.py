"""Forms of procurement: start, quotes in rows, the choice of the supplier, reasons for ending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.reasons import Reasoned

FIRST_ROWS, MOST_ROWS = 3, 20
PARTS = ("uscc", "name", "kind", "price_fen", "quoted_on", "is_valid", "note", "account_no", "account_bank")


class StartForm(Reasoned):
    """Start a purchase: all else is known."""

    why = LongTextField(label=_("启动说明"), length=500, required=False)


class QuotesForm(Form):
    """Several quotes at once, one row each; empty rows are left out, more rows can be asked for without script."""

    why = LongTextField(label=_("邀请和收取情况"), length=500, required=False)

    def __init__(self, data: Any = None, *, kinds: Sequence[str], today: date, **rest: Any) -> None:
        """`kinds` of bodies that may supply; `today` stands in each row as the day of the quote."""
        super().__init__(data, **rest)
        asked = str(data.get("rows", FIRST_ROWS)) if data else str(FIRST_ROWS)
        self.rows = min(MOST_ROWS, int(asked) if asked.isdecimal() and len(asked) < 4 else FIRST_ROWS)
        if data and "more" in data:
            self.rows = min(MOST_ROWS, self.rows + 1)
            self.is_taking = True
        for n in range(self.rows):
            for name, field in _row_fields(kinds).items():
                self._dress(field)
                self.fields[f"{name}_{n}"] = field
            self.initial.setdefault(f"quoted_on_{n}", today)
            self.initial.setdefault(f"is_valid_{n}", True)
        self.order_fields([*(f"{p}_{n}" for n in range(self.rows) for p in PARTS), "why"])

    def row_fields(self) -> list[list[forms.BoundField]]:
        """The fields of each row, as the page draws them."""
        return [[self[f"{name}_{n}"] for name in PARTS] for n in range(self.rows)]

    def _typed(self, n: int, name: str) -> bool:
        return bool(self.cleaned_data.get(f"{name}_{n}"))

    def clean(self) -> dict[str, Any]:
        """Rows that were begun must be whole; at least one must be there."""
        begun = [n for n in range(self.rows) if self._is_begun(n)]
        for n in begun:
            for name in ("uscc", "name", "price_fen", "quoted_on"):
                field = f"{name}_{n}"
                if not self._typed(n, name) and field not in self.errors:
                    label = self.fields[field].label
                    self.add_error(
                        field, gettext("第 %(n)s 家的“%(label)s”还没有填") % {"n": n + 1, "label": label}
                    )
        if not begun:
            self.add_error(None, gettext("一份报价也没有填；至少填一家"))
        return self.cleaned_data

    def _is_begun(self, n: int) -> bool:
        names = ("uscc", "name", "price_fen", "note", "account_no", "account_bank")
        return any(self._typed(n, name) or f"{name}_{n}" in self.errors for name in names)

    def quotes(self) -> list[dict[str, Any]]:
        """The rows as the action takes them."""
        return [
            {name: self.cleaned_data[f"{name}_{n}"] for name in PARTS}
            for n in range(self.rows)
            if self._is_begun(n)
        ]


def _row_fields(kinds: Sequence[str]) -> dict[str, forms.Field]:
    """The fields of one quote."""
    return {
        "uscc": TextField(label=_("统一社会信用代码"), length=40, required=False),
        "name": TextField(label=_("承接主体名称"), length=120, required=False),
        "kind": forms.ChoiceField(label=_("主体性质"), choices=[(k, k) for k in kinds], required=False),
        "price_fen": YuanField(label=_("报价"), required=False),
        "quoted_on": DayField(label=_("报价日期"), required=False),
        "is_valid": forms.BooleanField(label=_("符合要求，有效"), required=False),
        "note": TextField(label=_("无效原因或说明"), length=200, required=False),
        "account_no": TextField(label=_("收款账号"), length=40, required=False),
        "account_bank": TextField(label=_("开户行"), length=80, required=False),
    }


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
