"""What the pages of duties ask: filters, an application, an opinion, a review, a decision, an objection, an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField, choices
from xianggou.base.pages.masking import refuse_persons
from xianggou.base.pages.reasons import Reasoned
from xianggou.base.pages.shapes import Text
from xianggou.stages.duties.models import Admission, Objection
from xianggou.stages.duties.queries import Facets

UNKNOWN = "不清楚"  # a department that the villager cannot name
COST = "cost_"  # the box of a year's cost: cost_2022
Choices = list[tuple[str, str]]
MODES = (("主责", _("主责")), ("配合", _("配合")))


class ListForm(Form):
    """Field, department, and the day on which the list is looked at."""

    field = forms.ChoiceField(label=_("领域"), required=False)
    department = forms.ChoiceField(label=_("县级主管部门"), required=False)
    on = DayField(label=_("看哪一天的清单"), required=False)

    def __init__(self, data: Any, facets: Facets) -> None:
        """Offer what the version holds."""
        super().__init__(data)
        for name, values in (("field", facets.fields), ("department", facets.departments)):
            self.fields[name].choices = choices([(v, v) for v in values], none=_("全部"))  # type: ignore[attr-defined]


class CompareForm(Form):
    """Which two versions are held against each other."""

    old = forms.TypedChoiceField(label=_("从这一版"), coerce=int)
    new = forms.TypedChoiceField(label=_("到这一版"), coerce=int)

    def __init__(self, data: Any, offered: Sequence[tuple[int, Text]]) -> None:
        """Offer the place's versions."""
        super().__init__(data)
        for name in ("old", "new"):
            self.fields[name].choices = list(offered)  # type: ignore[attr-defined]


class BeforeSending:
    """Mixed into fields that a draft may leave open: the rules ask for them when it is sent, so none says optional."""

    def validate(self, value: Any) -> None:
        """Whatever is there: the rules judge it later."""


class Line(BeforeSending, TextField):
    """One line, open in a draft."""


class Lines(BeforeSending, LongTextField):
    """Several lines, open in a draft."""


class Yuan(BeforeSending, YuanField):
    """An amount, open in a draft."""


class Count(BeforeSending, forms.IntegerField):
    """A number of people, open in a draft."""


class Choice(forms.ChoiceField):
    """A choice, open in a draft."""

    def validate(self, value: Any) -> None:
        """One of the list, once something is chosen."""
        if value:
            super().validate(value)


class ApplicationForm(Form):
    """What a department states to hand a duty down: which, why, by which law, who and what comes with it."""

    name = TextField(label=_("拟下放事项"), length=200)
    field = Choice(label=_("领域"))
    mode = Choice(label=_("乡镇承担方式"), choices=choices(MODES))
    county_part = Lines(label=_("县级部门责任"), help_text=_("下放以后部门自己还做什么"))
    town_part = Lines(label=_("乡镇责任"), help_text=_("乡镇做哪几样，做到什么程度"))
    reason = Lines(label=_("理由"), help_text=_("为什么由乡镇做比部门做好"))
    basis = Line(label=_("法律法规依据"), length=200, help_text=_("写到条款；写“无”的不收"))
    bearer = Line(label=_("原承担单位"), length=60)
    present_staff = Count(
        label=_("现有人员"), min_value=0, max_value=99999, help_text=_("现在做这件事的人数")
    )
    money_fen = Yuan(
        label=_("随事划转经费（每年）"),
        least_fen=0,
        help_text=_("费随事转；填 0 的，要由县里写明理由才能准入"),
    )
    fund_source = Line(label=_("经费来源"), length=200, help_text=_("从哪笔资金出、何时到乡镇"))
    staff_coming = Lines(
        label=_("随事划转人员或培训"), length=500, help_text=_("确实不划转、不培训的，写明为什么不需要")
    )

    fields_of_findings = {
        "duties.admit.no_basis": "basis",
        "duties.admit.no_funds": "fund_source",
        "duties.admit.no_staff": "staff_coming",
        "duties.admit.already_listed": "name",
        "duties.admit.duty_taken_back": "name",
        "duties.admit.county_part_missing": "county_part",
        "duties.list.gap": "town_part",
    }

    def __init__(self, data: Any, *, fields: Sequence[str], years: Sequence[int], **rest: Any) -> None:
        """`fields` of the place's list; the years whose cost is asked."""
        super().__init__(data, **rest)
        now = str(self.initial.get("field", ""))
        offered = [*fields, *([now] if now and now not in fields else [])]
        self.fields["field"].choices = choices([(f, f) for f in offered])  # type: ignore[attr-defined]
        self.years = tuple(years)
        for year in years:
            label = gettext("%(year)s 年实际支出") % {"year": year}
            one = Yuan(label=label, least_fen=0)
            self._dress(one)
            self.fields[f"{COST}{year}"] = one
        order = [*list(self.fields)]
        at = order.index("money_fen")
        costs = [f"{COST}{year}" for year in years]
        self.order_fields([*order[:at], *costs, *(n for n in order[at:] if n not in costs)])

    @property
    def stated(self) -> dict[str, Any]:
        """What is typed, as the action takes it."""
        typed = self.cleaned_data
        facts = {name: value for name, value in typed.items() if not name.startswith(COST)}
        facts["money_fen"] = facts["money_fen"] or 0
        costs = {year: typed[f"{COST}{year}"] for year in self.years}
        return {**facts, "yearly_costs": {year: fen for year, fen in costs.items() if fen is not None}}

    @property
    def sections(self) -> list[tuple[str, Text, list[forms.BoundField]]]:
        """The form in parts: anchor, heading, boxes."""
        costs = [f"{COST}{year}" for year in self.years]
        parts: list[tuple[str, Text, list[str]]] = [
            ("what", _("什么事、谁做什么"), ["name", "field", "mode", "county_part", "town_part"]),
            ("why", _("为什么、依据什么"), ["reason", "basis"]),
            ("now", _("现在谁在做、花多少"), ["bearer", "present_staff", *costs]),
            ("with", _("随事下来的钱和人"), ["money_fen", "fund_source", "staff_coming"]),
        ]
        return [(anchor, heading, [self[name] for name in names]) for anchor, heading, names in parts]


class ExitForm(Form):
    """What a department states to take a duty off the list."""

    reason = Lines(label=_("退出理由"), help_text=_("为什么乡镇不再做，以后由谁做"))
    basis = Line(label=_("依据"), length=200, help_text=_("收回或废止的文件和条款"))

    fields_of_findings = {"duties.admit.no_basis": "basis"}

    @property
    def stated(self) -> dict[str, Any]:
        """What is typed, as the action takes it."""
        return dict(self.cleaned_data)

    @property
    def sections(self) -> list[tuple[str, Text, list[forms.BoundField]]]:
        """The form in one part."""
        return [("why", _("为什么、依据什么"), [self["reason"], self["basis"]])]


class SubmitForm(Form):
    """Send the application: nothing is asked."""


class WhyForm(Form):
    """Why an application is taken back."""

    why = LongTextField(label=_("理由"), length=500)


class OpinionForm(Form):
    """What a township says."""

    agrees = forms.TypedChoiceField(
        label=_("乡镇接得住吗"),
        choices=(("yes", _("同意接")), ("no", _("不同意接"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = LongTextField(label=_("意见"), length=500, help_text=_("人手够不够、钱够不够、还缺什么"))


class ReviewForm(Form):
    """The legality review."""

    passed = forms.TypedChoiceField(
        label=_("审查意见"),
        choices=(("yes", _("通过")), ("no", _("不通过，退回部门补正"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    opinion = LongTextField(label=_("理由"), length=1000)


class DecideForm(Reasoned):
    """The county's decision."""

    admit = forms.TypedChoiceField(
        label=_("决定"), coerce=lambda said: said == "yes", widget=forms.RadioSelect
    )
    decided_by = forms.ChoiceField(label=_("由谁决定"))
    document = TextField(label=_("决定文号"), length=80, help_text=_("会议纪要或批复的文号，清单新版会写上"))
    on = DayField(label=_("决定日期"), help_text=_("不早于最后一份意见"))
    why = LongTextField(label=_("理由"), length=1000)

    fields_of_findings = {
        "duties.admit.before_opinions": "on",
        "duties.admit.no_county_decision": "decided_by",
    }

    def __init__(
        self, data: Any, *, kind: str, may_agree: bool, deciders: Sequence[str], **rest: Any
    ) -> None:
        """`may_agree`: whether yes can be said here, or only where the money is passed on too."""
        super().__init__(data, **rest)
        is_exit = kind == Admission.Kind.EXIT
        yes = ("yes", _("退出清单") if is_exit else _("准入"))
        no = ("no", _("留在清单") if is_exit else _("不准入"))
        self.fields["admit"].choices = [yes, no] if may_agree else [no]  # type: ignore[attr-defined]
        self.fields["decided_by"].choices = [(d, d) for d in deciders]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What is typed, as the action takes it."""
        names = ("admit", "decided_by", "document", "on", "why")
        return {**{name: self.cleaned_data[name] for name in names}, "reasons": self.reasons}


class ObjectionForm(Form):
    """Somebody says that a matter was pushed down."""

    matter = LongTextField(label=_("反映什么事"), length=500, help_text=_("推下来的是什么事，要你们做什么"))
    department = TextField(label=_("涉及部门"), length=60)
    pushed_by = TextField(label=_("下达的文件或会议"), length=200, required=False)
    is_unnamed = forms.BooleanField(
        label=_("不具名"),
        required=False,
        help_text=_("页面和清单不显示单位；操作记录里仍留经办人"),
    )


class VillagerForm(Form):
    """A villager says that a matter was pushed down; nobody's name or number is asked for."""

    village = forms.ChoiceField(label=_("哪个村（社区）"), required=False)
    matter = LongTextField(
        label=_("什么事"), length=500, help_text=_("本该上面做的，推给村里做的是什么事、怎么推下来的")
    )
    department = forms.ChoiceField(label=_("哪个部门推下来的"))
    pushed_by = TextField(label=_("哪份文件、哪次会说的（可以不写）"), length=200, required=False)

    def __init__(
        self, data: Any = None, *, villages: Choices, departments: Sequence[str], **rest: Any
    ) -> None:
        """`villages` that stand, `departments` of the county by name."""
        super().__init__(data, **rest)
        self.fields["village"].choices = choices(villages, none=_("整个乡镇（街道）"))  # type: ignore[attr-defined]
        named: Choices = [*((name, name) for name in departments), (UNKNOWN, gettext("说不准"))]
        self.fields["department"].choices = choices(named)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The words without the persons in them are offered."""
        given = super().clean() or self.cleaned_data
        refuse_persons(self, "matter", "pushed_by")
        return given


class AnswerForm(Form):
    """The county's answer."""

    finding = forms.ChoiceField(label=_("结论"), choices=choices(Objection.Finding.choices))
    answer = LongTextField(
        label=_("答复"), length=1000, help_text=_("写清理由；属实的，写部门何时收回或补办准入")
    )
