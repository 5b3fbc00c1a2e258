"""Forms of the pocket: send money down, record what arrived, take a receipt back, join funds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField, choices
from xianggou.base.pages.reasons import Reasoned
from xianggou.core.money import Fen, split, yuan
from xianggou.stages.funds.models import Fund
from xianggou.stages.funds.sending import FACTOR, SHARE

_BETWEEN = re.compile(r"[\s、，,;；]+")
BUDGETED = (("yes", _("已列入各乡镇年初预算")), ("no", _("年中新增，加在口袋上")))
PURPOSE = "purpose_"
LIFT = "lift_"
DECISIONS = (("", _("不在这次整合里")), ("keep", _("用途保留")), ("lift", _("用途放开")))


@dataclass(frozen=True, slots=True)
class Known:
    """A factor whose values the register of places has: its name, and township -> value."""

    key: str
    name: str
    values: Mapping[str, int]


class Shared(Reasoned):
    """Amounts for each township: typed, or worked out from a total by a factor to the last 分."""

    def __init__(
        self, data: Any = None, *, towns: Mapping[str, str], known: Sequence[Known] = (), **rest: Any
    ) -> None:
        """`towns`: code -> name; `known` factors are offered with their values."""
        super().__init__(data, **rest)
        self.towns = dict(towns)
        self.known = known
        for code, name in towns.items():
            factor = forms.DecimalField(
                label=gettext("%(town)s因素值") % {"town": name}, required=False, max_digits=12, decimal_places=2,
                min_value=Decimal(0),
            )  # fmt: skip
            share = YuanField(label=gettext("%(town)s金额") % {"town": name}, required=False)
            for key, field in ((f"{FACTOR}{code}", factor), (f"{SHARE}{code}", share)):
                self._dress(field)
                self.fields[key] = field
        if data and "divide" in data:
            self.is_taking = True
            taken = next((one for one in known if one.key == data["divide"]), None)
            self._divide(self._with(data, taken) if taken is not None else data)

    def _with(self, data: Any, known: Known) -> Any:
        """What was typed, with the name and the values of a known factor."""
        typed = data.copy()
        typed["factor"] = known.name
        for code in self.towns:
            typed[f"{FACTOR}{code}"] = str(known.values.get(code) or "")
        return typed

    def _divide(self, data: Any) -> None:
        """Work the shares out by the factors typed; nothing is sent."""
        total = self._read("total_fen", data)
        factors = {code: self._read(f"{FACTOR}{code}", data) for code in self.towns}
        weights = {code: int(value * 100) for code, value in factors.items() if value}
        if not total or not weights:
            self.data = data
            self.divided = gettext("写上总额和各乡镇的因素值，再按因素分配")
            return
        parts = split(Fen(total), list(weights.values()))
        shares = dict(zip(weights, parts, strict=True))
        typed = data.copy()
        for code in self.towns:
            part = shares.get(code)
            typed[f"{SHARE}{code}"] = yuan(part).replace(",", "") if part else ""
        self.data = typed
        self.divided = gettext("已按因素值把 %(total)s 元分到 %(n)s 个乡镇，一分不差；还没有下达") % {
            "total": yuan(total),
            "n": len([part for part in parts if part]),
        }

    divided = ""

    def _read(self, name: str, data: Any) -> Any:
        """A value as its field reads it; what can't be read counts as nothing here."""
        try:
            return self.fields[name].clean(data.get(name, ""))
        except forms.ValidationError:
            return None

    @property
    def town_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """Each township's name, factor and amount, as the page draws them."""
        return [(name, self[f"{FACTOR}{code}"], self[f"{SHARE}{code}"]) for code, name in self.towns.items()]

    @property
    def head_fields(self) -> list[BoundField]:
        """The fields above the table of townships."""
        return [bound for bound in self.visible_fields() if not bound.name.startswith((FACTOR, SHARE))]

    @property
    def shares(self) -> dict[str, int]:
        """Township -> 分, of those that get something."""
        found = {code: self.cleaned_data.get(f"{SHARE}{code}") for code in self.towns}
        return {code: fen for code, fen in found.items() if fen}

    @property
    def factors(self) -> dict[str, Decimal]:
        """Township -> value of its factor."""
        found = {code: self.cleaned_data.get(f"{FACTOR}{code}") for code in self.towns}
        return {code: value for code, value in found.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        """The shares make the total, where one is typed."""
        given = super().clean() or self.cleaned_data
        total, sent = given.get("total_fen"), sum(self.shares.values())
        if total and not self.errors and sent != total:
            self.add_error(
                "total_fen",
                gettext("各乡镇合计 %(sent)s 元，和总额 %(total)s 元不一致")
                % {"sent": yuan(sent), "total": yuan(total)},
            )
        return given


def proposed(total_fen: int, known: Known, towns: Mapping[str, str]) -> dict[str, Any]:
    """First values for a form: the total divided by a known factor to the last 分, for a person to look at.  分."""
    weights = {code: value for code in towns if (value := known.values.get(code, 0)) > 0}
    if not weights or total_fen <= 0:
        return {}
    parts = dict(zip(weights, split(Fen(total_fen), list(weights.values())), strict=True))
    return {
        "factor": known.name,
        **{f"{FACTOR}{code}": value for code, value in weights.items()},
        **{f"{SHARE}{code}": part for code, part in parts.items()},
    }


class IssueForm(Shared):
    """Send money down by a document."""

    kind = forms.ChoiceField(label=_("种类"), choices=choices(Fund.Kind.choices))
    name = TextField(label=_("资金名称"), length=120)
    document = TextField(
        label=_("文号"), length=80, required=False, help_text=_("文件已有文号的照填；空着由系统编号")
    )
    issued_on = DayField(label=_("下达日期"))
    expected_on = DayField(label=_("预计到账日"), required=False)
    budgeted = forms.ChoiceField(label=_("年初预算"), choices=choices(BUDGETED))
    budget_approved_on = DayField(
        label=_("县级预算批准日"), required=False, help_text=_("填了就核对是不是按时下达")
    )
    department = TextField(label=_("原管理部门"), length=60, required=False)
    level = TextField(label=_("资金级次"), length=30, required=False)
    duty_codes = TextField(
        label=_("随事权"), length=200, required=False,
        help_text=_("责任清单的事项编码，几项用顿号隔开；一般性转移支付不填"),
    )  # fmt: skip
    scope = LongTextField(label=_("使用范围"), length=500, required=False)
    forbidden = LongTextField(label=_("不得用于"), length=500, required=False)
    factor = TextField(
        label=_("分配因素"), length=40, required=False, help_text=_("如户籍人口、村（社区）数")
    )
    total_fen = YuanField(label=_("下达总额"), required=False, help_text=_("要按因素分配时填"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes beside the shares."""
        given = self.cleaned_data
        names = (
            "kind", "name", "document", "issued_on", "expected_on", "budget_approved_on", "department", "level",
            "scope", "forbidden", "factor",
        )  # fmt: skip
        return {
            **{name: given[name] for name in names},
            "is_budgeted": given["budgeted"] == "yes",
            "duty_codes": [code for code in _BETWEEN.split(given["duty_codes"]) if code],
        }


class MoveDownForm(Shared):
    """The county's decision about a duty together with the money that follows it."""

    fields_of_findings = {
        "duties.admit.before_opinions": "on",
        "duties.admit.no_county_decision": "decided_by",
        "duties.admit.money_not_moved": "total_fen",
    }

    decided_by = forms.ChoiceField(label=_("由谁决定"))
    document = TextField(label=_("决定文号"), length=80)
    on = DayField(label=_("决定日期"))
    why = LongTextField(label=_("准入的理由"), length=1000)
    notice = TextField(
        label=_("资金文号"), length=80, required=False, help_text=_("县财政局下达通知的文号；空着由系统编号")
    )
    expected_on = DayField(label=_("预计到账日"), required=False)
    scope = LongTextField(label=_("使用范围"), length=500, required=False)
    forbidden = LongTextField(label=_("不得用于"), length=500, required=False)
    factor = TextField(
        label=_("分配因素"), length=40, required=False, help_text=_("如户籍人口、村（社区）数")
    )
    total_fen = YuanField(label=_("随事经费"), help_text=_("申请写明的每年经费，要如数分完"))

    def __init__(self, data: Any = None, *, deciders: Sequence[str], **rest: Any) -> None:
        """`deciders`: who may decide, in the law's words."""
        super().__init__(data, **rest)
        self.fields["decided_by"].choices = choices([(d, d) for d in deciders])  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes beside the shares."""
        names = (
            "decided_by", "document", "on", "why", "notice", "expected_on", "scope", "forbidden", "factor",
        )  # fmt: skip
        return {**{name: self.cleaned_data[name] for name in names}, "reasons": self.reasons}


class ReceiveForm(Form):
    """Record what arrived."""

    amount_fen = YuanField(label=_("到账金额"), paid=True)
    received_on = DayField(label=_("到账日期"))
    voucher = TextField(label=_("到账凭证号"), length=60, help_text=_("国库回单或记账凭证的号"))


class UndoForm(Form):
    """Take back a receipt that was written wrongly."""

    why = LongTextField(label=_("冲回的理由"), length=500)


class JoinForm(Form):
    """Record a decision to join funds: one answer for each."""

    document = TextField(label=_("决定文号"), length=80)
    decided_on = DayField(label=_("决定日期"))
    decided_by = TextField(label=_("由谁决定"), length=60, help_text=_("如县政府常务会议"))

    def __init__(self, data: Any = None, *, funds: Sequence[Fund], **rest: Any) -> None:
        """`funds`: the earmarked funds of the year."""
        super().__init__(data, **rest)
        self.codes = [fund.code for fund in funds]
        for fund in funds:
            name = f"{fund.code} {fund.name}"
            lift = forms.ChoiceField(label=name, choices=DECISIONS, required=False)
            after = TextField(
                label=gettext("%(name)s整合后的用途") % {"name": name}, length=300, required=False
            )
            for key, field in ((f"{LIFT}{fund.code}", lift), (f"{PURPOSE}{fund.code}", after)):
                self._dress(field)
                self.fields[key] = field

    @property
    def decisions(self) -> dict[str, tuple[bool, str]]:
        """Fund code -> (lifted, purpose from now on), of those that were answered."""
        found = {}
        for code in self.codes:
            answer = self.cleaned_data.get(f"{LIFT}{code}")
            if answer:
                found[code] = (answer == "lift", self.cleaned_data.get(f"{PURPOSE}{code}") or "")
        return found
