"""What a plan item asks: what is bought, with which money, why; topics and targets are those the law names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField, choices
from xianggou.base.pages.reasons import Reasoned
from xianggou.base.pages.shapes import Text
from xianggou.core.findings import BadInput
from xianggou.core.packs import Question, Questionnaire
from xianggou.stages.plans.assessing import CONCLUSIONS as CONCLUSIONS_BY_FORM
from xianggou.stages.plans.assessing import Upload
from xianggou.stages.plans.models import PledgedPost

SOURCE, TOPIC, TARGET, YEAR, CONDITION = "source_", "topic_", "target_", "year_", "condition_"
BOXES_OF_FINDINGS = {
    "plans.submit.no_ex_ante": TOPIC,
    "plans.submit.ex_ante_topic_missing": TOPIC,
    "plans.submit.no_targets": TARGET,
    "plans.submit.over_pocket": SOURCE,
    "plans.submit.fund_diverted": SOURCE,
    "plans.submit.later_years_open": YEAR,
    "plans.submit.later_years_idle": YEAR,
    "plans.submit.term_conditions": CONDITION,
}
CONCLUSIONS = (
    ("予以支持", _("予以支持")),
    ("调整完善后支持", _("调整完善后支持")),
    ("不予支持", _("不予支持")),
)


class BeforeSending(LongTextField):
    """Text that a draft may leave open; the rules ask for it when the item is sent, so it is not marked optional."""

    def validate(self, value: Any) -> None:
        """Whatever is there: the rules judge it later."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a form offers: lists to choose from, sources by code, topics and target groups of the law."""

    items: list[tuple[str, str]]
    duties: list[tuple[str, str]]
    methods: list[str]
    sources: Mapping[str, str]
    topics: tuple[str, ...]
    targets: tuple[str, ...]
    exits: tuple[str, ...] = ()
    seats: Sequence[tuple[str, str]] = ()
    years: tuple[int, ...] = ()
    conditions: tuple[str, ...] = ()
    months: int = 12
    hints: Mapping[str, str] = field(default_factory=dict)


class ItemForm(Form):
    """One purchase of the plan, on one page with sections."""

    catalogue_code = forms.ChoiceField(label=_("目录项"), help_text=_("不在目录里的不能买"))
    duty_code = forms.ChoiceField(label=_("对应事权"), help_text=_("只列出清单里可以购买服务的事项"))
    name = TextField(label=_("项目名称"), length=200)
    quantity = forms.DecimalField(label=_("数量"), max_digits=16, decimal_places=2, min_value=Decimal("0.01"))
    unit = TextField(label=_("单位"), length=20)
    office = TextField(label=_("牵头办公室"), length=40, required=False)
    owner_seat_id = forms.TypedChoiceField(label=_("负责岗位"), required=False, coerce=int, empty_value=None)
    carried_out = TextField(label=_("实施方式"), length=20, help_text=_("乡镇自主，或委托县级统一"))
    method = forms.ChoiceField(label=_("拟采购方式"))
    starts_on = DayField(label=_("开始日期"), required=False)
    ends_on = DayField(label=_("结束日期"), required=False)
    target = BeforeSending(label=_("绩效目标概述"))
    conclusion = forms.ChoiceField(label=_("事前评估结论"), choices=choices(CONCLUSIONS), required=False)
    feasibility = BeforeSending(label=_("可行性"), help_text=_("为什么买比自己做好，有没有人能做，钱够不够"))
    acceptance = BeforeSending(label=_("怎样验收"), help_text=_("谁来验、按哪些指标、几次、差了怎么扣"))
    posts_cut = forms.IntegerField(label=_("减聘或转岗人数"), min_value=0, max_value=9999, required=False)
    posts_reason = LongTextField(label=_("不减人的理由"), length=500, required=False)

    fields_of_findings = {
        "plans.submit.not_own_duty": "duty_code",
        "plans.submit.not_in_catalogue": "catalogue_code",
        "plans.submit.ex_ante_negative": "conclusion",
        "plans.submit.no_feasibility": "feasibility",
        "plans.submit.no_acceptance_standard": "acceptance",
        "plans.submit.staff_exit_missing": "posts_reason",
        "plans.submit.no_owner": "owner_seat_id",
        "plans.submit.term_over_long": "ends_on",
        "plans.submit.beyond_medium_term": "ends_on",
    }

    def __init__(self, data: Any, offer: Offer, **rest: Any) -> None:
        """Add the fields that the law and the pocket of the township give."""
        super().__init__(data, **rest)
        self.offer_ = offer
        now = self.initial.get("method", "")
        methods = [*offer.methods, *([now] if now and now not in offer.methods else [])]
        self.fields["catalogue_code"].choices = choices(offer.items)  # type: ignore[attr-defined]
        self.fields["duty_code"].choices = choices(offer.duties)  # type: ignore[attr-defined]
        self.fields["method"].choices = choices([(m, term(m)) for m in methods])  # type: ignore[attr-defined]
        self.fields["owner_seat_id"].choices = choices(offer.seats)  # type: ignore[attr-defined]
        if offer.exits:
            self.fields["posts_cut"].help_text = gettext(
                "现在有人干这些活的，写买了以后怎么安排：%(ways)s"
            ) % {"ways": gettext("、").join(term(way) for way in offer.exits)}
        for code, label in offer.sources.items():
            hint = offer.hints.get(code, "")
            self._add(f"{SOURCE}{code}", YuanField(label=label, required=False, least_fen=0, help_text=hint))
        for year in offer.years:
            label = gettext("%(year)s 年（元）") % {"year": year}
            self._add(f"{YEAR}{year}", YuanField(label=label, required=False, least_fen=0))
        for n, label in enumerate(offer.conditions):
            self._add(f"{CONDITION}{n}", BeforeSending(label=term(label), length=300, required=False))
        for n, label in enumerate(offer.topics):
            self._add(f"{TOPIC}{n}", BeforeSending(label=term(label), length=1000))
        for n, label in enumerate(offer.targets):
            self._add(f"{TARGET}{n}", BeforeSending(label=term(label), length=1000))

    def _add(self, name: str, added: forms.Field) -> None:
        self._dress(added)
        if isinstance(added, LongTextField):
            added.widget.attrs["rows"] = 2
        self.fields[name] = added

    def clean(self) -> dict[str, Any]:
        """Money must come from somewhere; a service ends after it starts."""
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", gettext("结束日期早于开始日期；核对后重写"))
        if not any(self.has_error(name) for name in self._named(SOURCE)) and not self.budget_fen:
            first = next(iter(self._named(SOURCE)), None)
            self.add_error(first, gettext("还没有写钱从哪里来；至少一个来源填金额"))
        return given

    def field_of(self, code: str) -> str | None:
        """Findings about topics and targets stand beside the first box still open, about money beside the first used."""
        prefix = BOXES_OF_FINDINGS.get(code)
        if prefix is None:
            return super().field_of(code)
        boxes = self._named(prefix)
        wanted = [name for name in boxes if bool(self.data.get(name)) == (prefix in {SOURCE, YEAR})]
        return next(iter(wanted or boxes), None)

    def _named(self, prefix: str) -> list[str]:
        return [name for name in self.fields if name.startswith(prefix)]

    @property
    def sources(self) -> dict[str, int]:
        """Fund code → 分, of what was typed."""
        return {
            name.removeprefix(SOURCE): fen
            for name in self._named(SOURCE)
            if (fen := self.cleaned_data.get(name))
        }

    @property
    def budget_fen(self) -> int:
        """What the item costs: its sources added up, in 分."""
        return sum(self.sources.values())

    @property
    def facts(self) -> dict[str, Any]:
        """What an action takes: the columns of the item, with topics and targets by the law's words."""
        given = self.cleaned_data
        extra = (SOURCE, TOPIC, TARGET, YEAR, CONDITION, "conclusion")
        plain = {n: v for n, v in given.items() if not n.startswith(extra)}
        plain["later_years_fen"] = [given.get(f"{YEAR}{year}") or 0 for year in self.offer_.years]
        while plain["later_years_fen"] and not plain["later_years_fen"][-1]:
            plain["later_years_fen"].pop()
        plain["long_term"] = {
            label: text
            for n, label in enumerate(self.offer_.conditions)
            if (text := given.get(f"{CONDITION}{n}", ""))
        }
        plain["posts_cut"] = plain.get("posts_cut") or 0
        told = {
            "topics": {label: given[f"{TOPIC}{n}"] for n, label in enumerate(self.offer_.topics)},
            "targets": {label: given[f"{TARGET}{n}"] for n, label in enumerate(self.offer_.targets)},
            "conclusion": given["conclusion"],
        }
        return {**plain, "ex_ante": told}

    @property
    def sections(self) -> Iterator[tuple[str, Text, list[BoundField]]]:
        """The parts of the page: anchor, heading, fields."""
        yield "what", _("买什么"), [self[n] for n in WHAT]
        yield "how", _("怎么买、什么时候"), [self[n] for n in HOW]
        yield "money", _("钱从哪里来"), [self[n] for n in self._named(SOURCE)]
        yield "years", _("跨年项目"), [self[n] for n in (*self._named(YEAR), *self._named(CONDITION))]
        yield (
            "before",
            _("事前评估"),
            [self[n] for n in (*self._named(TOPIC), "conclusion", "feasibility")],
        )
        yield "targets", _("绩效目标"), [self[n] for n in ("target", *self._named(TARGET))]
        yield "after", _("验收和人员"), [self[n] for n in ("acceptance", "posts_cut", "posts_reason")]


WHAT = ("catalogue_code", "duty_code", "name", "quantity", "unit", "office", "owner_seat_id")
HOW = ("carried_out", "method", "starts_on", "ends_on")


class SubmitForm(Reasoned):
    """Sending an item to finance: a word for the reader, and reasons where a rule waits for one."""

    why = LongTextField(label=_("给县财政的说明"), length=500, required=False)


class WithdrawForm(Form):
    """Taking an item out of the plan."""

    why = LongTextField(label=_("撤回的理由"), length=500)


class AssessForm(Form):
    """A questionnaire of the pack: each question with its answer, the basis in words, and a file where there is one."""

    def __init__(
        self,
        data: Any,
        files: Any,
        asked: Questionnaire,
        before: Mapping[str, Mapping[str, Any]],
        **rest: Any,
    ) -> None:
        """`before`: question → what was answered last time, with its file."""
        super().__init__(data, files, **rest)
        self.asked, self.before = asked, before
        for one in asked.questions:
            told = before.get(one.id, {})
            self._add(f"{TEXT}{one.id}", _text_of(one, told))
            if one.kind != "text":
                self._add(f"{AMOUNT}{one.id}", _amount_of(one, told))
            self._add(f"{BASIS}{one.id}", _basis_of(one, told))
            self._add(f"{FILE}{one.id}", _file_of(told))
        choice = forms.ChoiceField(
            label=_("结论"), choices=choices([(word, term(word)) for word in CONCLUSIONS_BY_FORM[asked.form]])
        )
        self._add("conclusion", choice)
        self._add("why", LongTextField(label=_("说明"), length=500, required=False))

    def _add(self, name: str, added: forms.Field) -> None:
        self._dress(added)
        self.fields[name] = added

    @property
    def sections(self) -> Iterator[tuple[Question, list[BoundField]]]:
        """Each question with its boxes."""
        for one in self.asked.questions:
            names = [f"{AMOUNT}{one.id}", f"{TEXT}{one.id}", f"{BASIS}{one.id}", f"{FILE}{one.id}"]
            yield one, [self[name] for name in names if name in self.fields]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Question → what was answered, as the action takes it."""
        given = self.cleaned_data
        return {
            one.id: {
                "text": given.get(f"{TEXT}{one.id}", ""),
                "amount": given.get(f"{AMOUNT}{one.id}"),
                "basis": given.get(f"{BASIS}{one.id}", ""),
            }
            for one in self.asked.questions
        }

    @property
    def uploads(self) -> dict[str, Upload]:
        """Question → the file handed in."""
        found = {one.id: self.cleaned_data.get(f"{FILE}{one.id}") for one in self.asked.questions}
        return {name: Upload(file.name, file.read()) for name, file in found.items() if file}

    def add_problems(self, bad: BadInput) -> None:
        """Put each problem beside the box of its question."""
        for problem in bad.problems:
            column = problem.column
            boxes = [f"{TEXT}{column}", f"{AMOUNT}{column}", f"{BASIS}{column}", f"{FILE}{column}"]
            wanted = BOX_OF_PROBLEM.get(problem.code, TEXT)
            name = next((n for n in (f"{wanted}{column}", column, *boxes) if n in self.fields), None)
            self.add_error(name, "；".join(part for part in (problem.what, problem.then) if part))


TEXT, AMOUNT, BASIS, FILE = "text_", "amount_", "basis_", "file_"
BOX_OF_PROBLEM = {"plans.assess.file": FILE, "plans.assess.amount": AMOUNT, "plans.assess.basis": BASIS}


def _text_of(one: Question, told: Mapping[str, Any]) -> forms.Field:
    label = one.ask if one.kind == "text" else gettext("理由") if one.kind == "score" else gettext("怎样算的")
    made = LongTextField(label=label, length=1000, required=False, initial=told.get("text", ""))
    made.widget.attrs["rows"] = 3
    return made


def _amount_of(one: Question, told: Mapping[str, Any]) -> forms.Field:
    if one.kind == "yuan":
        return YuanField(label=one.ask, required=False, least_fen=0, initial=told.get("amount"))
    label = gettext("得分（满分 %(most)s）") % {"most": one.most}
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=one.most, initial=told.get("amount")
    )


def _basis_of(one: Question, told: Mapping[str, Any]) -> forms.Field:
    hint = gettext("文号、合同、会议纪要等；附了文件可以不写") if one.evidence else ""
    label = gettext("依据") if one.evidence else gettext("依据（可不写）")
    return TextField(label=label, length=300, required=False, help_text=hint, initial=told.get("basis", ""))


def _file_of(told: Mapping[str, Any]) -> forms.Field:
    kept = told.get("file_name") or ""
    hint = (
        gettext("已附“%(name)s”；换一份再选") % {"name": kept}
        if kept
        else gettext("PDF、Word、Excel 或图片，30 MB 以内")
    )
    return forms.FileField(label=_("附件"), required=False, help_text=hint)


class PledgeForm(Form):
    """The posts that leave, each with its way, and by when."""

    by_on = DayField(label=_("完成期限"), help_text=_("在服务期内退完"))
    why = LongTextField(label=_("说明"), length=500, required=False)

    fields_of_findings = {"plans.pledge.too_late": "by_on"}

    def __init__(self, data: Any, holders: Sequence[Holder], *, is_change: bool = False, **rest: Any) -> None:
        """`holders`: the posts that do this work; a change of a pledge needs its reason."""
        super().__init__(data, **rest)
        self.holders = holders
        for one in holders:
            ways = [("", _("不列入"))]
            if one.way:
                ways.append((one.way, PledgedPost.Way(one.way).label))
            added = forms.ChoiceField(label=one.label, choices=ways, required=False, initial=one.chosen)
            added.help_text = one.note
            self._dress(added)
            self.fields[f"{WAY}{one.id}"] = added
        if is_change:
            self.fields["why"].label, self.fields["why"].required = gettext("改承诺的理由"), True

    @property
    def holder_fields(self) -> list[BoundField]:
        """A box for each post."""
        return [self[f"{WAY}{one.id}"] for one in self.holders]

    @property
    def posts(self) -> dict[int, str]:
        """Post → way, of those that leave."""
        return {one.id: way for one in self.holders if (way := self.cleaned_data.get(f"{WAY}{one.id}", ""))}


WAY = "way_"


@dataclass(frozen=True, slots=True)
class Holder:
    """A post as the form of a pledge offers it."""

    id: int
    label: str
    note: str
    way: str
    chosen: str


class SignForm(Form):
    """Signing: what may be said with it."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class CopyForm(Form):
    """Which items of the year before go into this year's plan."""

    def __init__(self, data: Any, offered: Sequence[tuple[int, str]], **rest: Any) -> None:
        """`offered`: item → its name and sum; each is ticked at first."""
        super().__init__(data, **rest)
        self.offered = [number for number, _label in offered]
        for number, label in offered:
            added = forms.BooleanField(label=label, required=False, initial=True)
            self._dress(added)
            self.fields[f"{ITEM}{number}"] = added

    @property
    def chosen(self) -> list[int]:
        """The items that are ticked."""
        return [number for number in self.offered if self.cleaned_data.get(f"{ITEM}{number}")]


ITEM = "item_"
