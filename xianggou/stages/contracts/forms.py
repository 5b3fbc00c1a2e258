"""Forms of contracts: what is agreed, the payment plan in rows, one box for each part, signing, ending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.reasons import Reasoned
from xianggou.base.pages.rowed import RowedForm
from xianggou.stages.contracts.pages import PartShown

PART_LENGTH = 5000
AGREED = ("price_fen", "starts_on", "ends_on", "pay_days", "payee_name", "payee_account", "payee_bank")
YEAR_DAYS = 366


class TermsForm(RowedForm):
    """What is agreed, with the payment plan; the plan's amounts must add up to the price (the action says so)."""

    first_rows = 1
    needed = ("title", "amount_fen")
    telling = ("title", "amount_fen", "condition", "planned_on")
    fields_of_findings = {
        "contracts.sign.price_differs": "price_fen",
        "contracts.sign.payment_term": "pay_days",
    }

    price_fen = YuanField(label=_("合同价"))
    starts_on = DayField(label=_("服务开始"))
    ends_on = DayField(label=_("服务结束"))
    pay_days = forms.IntegerField(label=_("验收合格后几日内付款"), min_value=0, max_value=YEAR_DAYS)
    payee_name = TextField(label=_("收款人"), length=120)
    payee_account = TextField(label=_("收款账号"), length=40)
    payee_bank = TextField(label=_("开户行"), length=80)

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one instalment."""
        return {
            "title": TextField(label=_("期次名称"), length=60),
            "amount_fen": YuanField(label=_("金额")),
            "condition": TextField(label=_("付款条件"), length=200, required=False),
            "planned_on": DayField(label=_("计划日期"), required=False),
            "is_advance": forms.BooleanField(label=_("预付款，验收前付"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        """The term ends after it starts."""
        data = self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("服务结束早于服务开始；核对两个日期"))
        return data

    def agreed(self) -> dict[str, Any]:
        """The facts of the contract, as the actions take them."""
        return {name: self.cleaned_data[name] for name in AGREED}

    def plan(self) -> list[dict[str, Any]]:
        """The payment plan, as the actions take it."""
        return [{**row, "condition": row["condition"] or ""} for row in self.typed_rows()]


class PartField(LongTextField):
    """The text of a part: a draft may be kept while one is still empty; signing is what asks for all."""

    def validate(self, value: Any) -> None:
        """Take an empty part as it is."""


class EditForm(TermsForm):
    """A draft with one box for each part, and what the contract says about personal data."""

    personal_data = forms.BooleanField(label=_("服务会接触个人信息"), required=False)
    privacy_terms = forms.BooleanField(label=_("条款里已写个人信息怎么保护"), required=False)

    def __init__(self, data: Any = None, *, parts: Sequence[PartShown] = (), **rest: Any) -> None:
        """`parts` of the contract, each a box."""
        super().__init__(data, **rest)
        self.part_names = {f"part_{p.order}": p.name for p in parts}
        self.part_states = {f"part_{p.order}": p for p in parts}
        for p in parts:
            field = PartField(label=term(p.name), length=PART_LENGTH, required=p.is_required)
            self._dress(field)
            self.fields[f"part_{p.order}"] = field
            self.initial.setdefault(f"part_{p.order}", p.text)

    def term_fields(self) -> list[forms.BoundField]:
        """The fields of what is agreed."""
        return [self[name] for name in (*AGREED, "personal_data", "privacy_terms")]

    def part_fields(self) -> list[tuple[PartShown, forms.BoundField]]:
        """Each part with its state and its box."""
        return [(self.part_states[name], self[name]) for name in self.part_names]

    def clauses(self) -> dict[str, str]:
        """Part name -> text, as the action takes them."""
        return {name: self.cleaned_data[key] or "" for key, name in self.part_names.items()}


class SignForm(Reasoned):
    """Sign: the day and, where a rule waits for it, a reason."""

    fields_of_findings = {
        "contracts.sign.late": "signed_on",
        "contracts.sign.before_notice": "signed_on",
    }

    signed_on = DayField(label=_("签订日期"))
    why = LongTextField(label=_("说明"), length=500, required=False)


class CloseForm(Form):
    """Close a performed contract."""

    why = LongTextField(label=_("办结说明"), length=500, required=False)


class DropForm(Form):
    """Give a draft up: the reason goes to the trail."""

    why = LongTextField(label=_("理由"), length=500)
