"""What the catalogue asks: an application, a proposal with its screening, an opinion, an adjustment, a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField, choices
from xianggou.base.pages.masking import refuse_persons
from xianggou.base.pages.shapes import Text
from xianggou.stages.catalogue.models import Adjustment, Evidence, Proposal

PRICES, DROPS = 3, 5
OPINIONS = (("pass", _("通过")), ("mend", _("修改")), ("refuse", pgettext_lazy("审查", "不通过")))
Choices = list[tuple[str, str]]


class ReasonForm(Form):
    """A reason, and nothing else."""

    why = LongTextField(label=_("理由"), length=500)


class AnswerForm(Form):
    """Confirming an application: a word for the township, if there is one."""

    answer = LongTextField(label=_("答复"), length=500, required=False)


class CarryOutForm(Form):
    """A township's application; what the county's catalogue does not have can be named, and is refused with its clause."""

    code = forms.ChoiceField(label=_("县目录里的项目"), required=False)
    name = TextField(label=_("目录里没有的，写服务名称"), length=120, required=False)
    reason = LongTextField(label=_("为什么申报、怎样组织实施"), length=1000)

    fields_of_findings = {"catalogue.enter.outside_parent": "name"}

    def __init__(self, data: Any, items: Choices, **rest: Any) -> None:
        """Offer the items of the county that the township does not carry yet."""
        super().__init__(data, **rest)
        self.fields["code"].choices = choices(items)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        given = super().clean() or self.cleaned_data
        if not given.get("code") and not given.get("name") and not self.errors:
            self.add_error("code", gettext("还没有选项目"))
        if given.get("code") and given.get("name"):
            self.add_error("name", gettext("选了目录里的项目，这里就不用写"))
        return given


@dataclass(frozen=True, slots=True)
class Offer:
    """What a proposal's form offers to choose from."""

    sources: Choices
    items: Choices = field(default_factory=list)
    classes: Choices = field(default_factory=list)
    departments: Choices = field(default_factory=list)
    duties: Choices = field(default_factory=list)
    contents: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    staff_fen: int = 0
    price_fen: int | None = None


class ProposalForm(Form):
    """A proposal on one page: what is asked, the item as it would stand, the three criteria."""

    source = forms.ChoiceField(label=_("申报来源"))
    proposer = TextField(label=_("申报单位"), length=60, help_text=_("群众提的写村组或小区，不写姓名和电话"))
    kind = forms.ChoiceField(label=_("申报什么"), choices=Proposal.Kind.choices)
    code = forms.ChoiceField(label=_("要修改的项目"), required=False, help_text=_("增列的不选"))
    name = TextField(label=_("服务项目"), length=120)
    why = LongTextField(label=_("为什么需要"), length=2000)
    class_code = forms.ChoiceField(label=_("类别"), required=False)
    department = forms.ChoiceField(label=_("主管部门"), required=False)
    content = LongTextField(label=_("服务内容"), length=2000, required=False)
    suppliers = TextField(label=_("承接主体类型"), length=200, required=False)
    unit = TextField(label=_("计量单位"), length=20, required=False)
    price_fen_min = YuanField(label=_("参考单价下限"), required=False)
    price_fen_max = YuanField(label=_("参考单价上限"), required=False)
    posts = TextField(label=_("可替代岗位"), length=120, required=False)
    duty_codes = forms.MultipleChoiceField(
        label=_("对应乡镇事权"),
        required=False,
        help_text=_("只列出责任清单里可以购买服务的；可以选几项"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    content_kind = forms.ChoiceField(label=_("内容属于哪一类"), required=False)
    forbidden = forms.ChoiceField(label=_("是不是禁止购买的"), required=False)
    professional = LongTextField(label=_("为什么要专业的人来管"), length=2000, required=False)
    evidence = LongTextField(
        label=_("依据"), length=2000, required=False, help_text=_("资质要求、文件、事故或检查记录")
    )
    staff_fen = YuanField(label=_("自己办一年的人员支出"), required=False, least_fen=0)
    running_fen = YuanField(label=_("自己办一年的运行支出"), required=False, least_fen=0)

    def __init__(self, data: Any, offer: Offer, **rest: Any) -> None:
        """Add the prices asked for; offer what the township's rosters know."""
        super().__init__(data, **rest)
        for name, options in (
            ("source", offer.sources), ("code", offer.items), ("class_code", offer.classes),
            ("department", offer.departments),
        ):  # fmt: skip
            self.fields[name].choices = choices(options)  # type: ignore[attr-defined]
        self.fields["duty_codes"].choices = offer.duties  # type: ignore[attr-defined]
        kinds = [(one, term(one)) for one in offer.contents]
        self.fields["content_kind"].choices = choices(kinds)  # type: ignore[attr-defined]
        banned = [(one, term(one)) for one in offer.forbidden]
        self.fields["forbidden"].choices = choices(banned, none=_("都不是"))  # type: ignore[attr-defined]
        for n in range(1, PRICES + 1):
            told = {"n": n}
            self._add(
                f"by{n}", TextField(label=gettext("第 %(n)s 个报价来自") % told, length=120, required=False)
            )
            self._add(f"fen{n}", YuanField(label=gettext("第 %(n)s 个报价（一年）") % told, required=False))
        if offer.staff_fen:
            self.offer_yuan("staff_fen", offer.staff_fen)
        if offer.price_fen:
            self.offer_yuan("fen1", offer.price_fen)

    def _add(self, name: str, added: forms.Field) -> None:
        self._dress(added)
        self.fields[name] = added

    def clean(self) -> dict[str, Any]:
        """A change names its item; a price names who gave it, each once."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == Proposal.Kind.CHANGE and not given.get("code"):
            self.add_error("code", gettext("还没有选要修改的项目"))
        seen: set[str] = set()
        for n in range(1, PRICES + 1):
            by, fen = given.get(f"by{n}"), given.get(f"fen{n}")
            if (
                bool(by) != (fen is not None)
                and not self.has_error(f"by{n}")
                and not self.has_error(f"fen{n}")
            ):
                self.add_error(f"by{n}" if not by else f"fen{n}", gettext("报价要写明是谁的、多少钱"))
            if by and by in seen:
                self.add_error(f"by{n}", gettext("同一家只写一次"))
            seen.add(by or "")
        low, high = given.get("price_fen_min"), given.get("price_fen_max")
        if low is not None and high is not None and low > high:
            self.add_error("price_fen_min", gettext("参考单价下限高于上限"))
        return given

    @property
    def prices(self) -> dict[str, int]:
        """Who was asked → 分."""
        given = self.cleaned_data
        return {given[f"by{n}"]: given[f"fen{n}"] for n in range(1, PRICES + 1) if given.get(f"by{n}")}

    @property
    def facts(self) -> dict[str, Any]:
        """What an action takes of the item and its screening."""
        given = self.cleaned_data
        names = dict(self.fields["class_code"].choices)  # type: ignore[attr-defined]
        code = given.get("class_code", "")
        label = str(names.get(code, "")).removeprefix(code).strip() if code else ""
        kept = (*Proposal.ITEM, *Proposal.SCREENING, "why")
        return {n: given[n] for n in kept if n in given} | {"class_name": label}

    @property
    def sections(self) -> Iterator[tuple[str, Text, list[BoundField]]]:
        """The parts of the page: anchor, heading, fields."""
        yield (
            "who",
            _("谁提的、要什么"),
            [self[n] for n in ("source", "proposer", "kind", "code", "name", "why")],
        )
        yield "item", _("列入目录后怎样写"), [self[n] for n in ITEM]
        yield "own", _("一、隶属乡镇事权"), [self[n] for n in ("duty_codes", "content_kind", "forbidden")]
        yield "professional", _("二、亟需专业管理"), [self[n] for n in ("professional", "evidence")]
        bought = [f"{what}{n}" for n in range(1, PRICES + 1) for what in ("by", "fen")]
        yield "cost", _("三、基层自主运行成本高"), [self[n] for n in ("staff_fen", "running_fen", *bought)]


ITEM = (
    "class_code", "department", "content", "suppliers", "unit", "price_fen_min", "price_fen_max", "posts",
)  # fmt: skip


class EvidenceForm(Form):
    """A file that backs the screening."""

    about = forms.ChoiceField(label=_("证明什么"), choices=choices(Evidence.About.choices))
    file = forms.FileField(label=_("文件"), help_text=_("PDF、Word、Excel 或照片，30 MB 以内"))


class SuggestionForm(Form):
    """Somebody of the public asks for a service; nobody's name or number is asked for."""

    village = forms.ChoiceField(label=_("哪个村（社区）"), required=False)
    name = TextField(label=_("希望政府买什么服务"), length=120, help_text=_("例如：老人日间照料、垃圾清运"))
    why = LongTextField(
        label=_("为什么需要"), length=2000, help_text=_("现在没人管还是管不好，关系到多少人，照平常话写")
    )

    def __init__(self, data: Any = None, *, villages: Choices, **rest: Any) -> None:
        """`villages` that stand."""
        super().__init__(data, **rest)
        self.fields["village"].choices = choices(villages, none=_("整个乡镇（街道）"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The words without the persons in them are offered."""
        given = super().clean() or self.cleaned_data
        refuse_persons(self, "name", "why")
        return given


class ReviewForm(Form):
    """A desk's opinion on a proposal (F14)."""

    choice = forms.ChoiceField(label=_("意见"), choices=OPINIONS, widget=forms.RadioSelect)
    reason = LongTextField(
        label=_("理由和依据"), length=1000, required=False, help_text=_("修改和不通过的必须写")
    )


class MergeForm(Form):
    """Which proposal takes this one in."""

    into = forms.ChoiceField(label=_("并入哪一份申报"))
    why = LongTextField(label=_("理由"), length=500, required=False)

    def __init__(self, data: Any, others: Choices, **rest: Any) -> None:
        """Offer the proposals that still go on."""
        super().__init__(data, **rest)
        self.fields["into"].choices = choices(others)  # type: ignore[attr-defined]


class AdjustmentForm(Form):
    """An adjustment: what it says, which passed proposals go in, which items are dropped."""

    kind = forms.ChoiceField(label=_("种类"), choices=Adjustment.Kind.choices)
    label = TextField(label=_("新一版叫什么"), length=40)
    effective_on = DayField(label=_("生效日期"), help_text=_("不早于印发当天"))
    reason = LongTextField(label=_("为什么调整"), length=2000)
    continuing = LongTextField(
        label=_("在执行项目怎样衔接"),
        length=2000,
        required=False,
        help_text=_("已经开始的采购照原来那一版办完"),
    )
    consulted = LongTextField(
        label=_("征求了哪些部门的意见"),
        length=2000,
        required=False,
        help_text=_("一行一个部门，写明意见和是否采纳"),
    )
    touches_suppliers = forms.BooleanField(label=_("对谁能承接有要求"), required=False)
    competition = LongTextField(label=_("公平竞争审查结论"), length=2000, required=False)
    proposals = forms.MultipleChoiceField(
        label=_("列入哪些审查通过的申报"), required=False, widget=forms.CheckboxSelectMultiple
    )

    fields_of_findings = {
        "catalogue.adopt.no_consultation": "consulted",
        "catalogue.adopt.no_fair_competition_review": "competition",
    }

    def __init__(self, data: Any, ready: Choices, items: Choices, **rest: Any) -> None:
        """Offer what passed, and the items that may be dropped."""
        super().__init__(data, **rest)
        self.fields["proposals"].choices = ready  # type: ignore[attr-defined]
        for n in range(1, DROPS + 1):
            told = {"n": n}
            drop = forms.ChoiceField(label=gettext("移出的第 %(n)s 项") % told, required=False)
            drop.choices = choices(items, none=_("不移出"))
            for name, added in (
                (f"drop{n}", drop),
                (
                    f"because{n}",
                    TextField(label=gettext("移出第 %(n)s 项的理由") % told, length=300, required=False),
                ),
            ):
                self._dress(added)
                self.fields[name] = added

    def clean(self) -> dict[str, Any]:
        """What is dropped says why, each once."""
        given = super().clean() or self.cleaned_data
        seen: set[str] = set()
        for n in range(1, DROPS + 1):
            code, because = given.get(f"drop{n}"), given.get(f"because{n}")
            if code and not because and not self.has_error(f"because{n}"):
                self.add_error(f"because{n}", gettext("移出的要写理由"))
            if because and not code:
                self.add_error(f"drop{n}", gettext("还没有选移出哪一项"))
            if code and code in seen:
                self.add_error(f"drop{n}", gettext("同一项只写一次"))
            seen.add(code or "")
        return given

    @property
    def drops(self) -> dict[str, str]:
        """Code → reason."""
        given = self.cleaned_data
        return {given[f"drop{n}"]: given[f"because{n}"] for n in range(1, DROPS + 1) if given.get(f"drop{n}")}

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the action takes beside the changes."""
        return {n: self.cleaned_data[n] for n in SAYS}

    @property
    def sections(self) -> Iterator[tuple[str, Text, list[BoundField]]]:
        """The parts of the page: anchor, heading, fields."""
        yield (
            "what",
            _("这次调整"),
            [self[n] for n in ("kind", "label", "effective_on", "reason", "continuing")],
        )
        changes = [f"{what}{n}" for n in range(1, DROPS + 1) for what in ("drop", "because")]
        yield "changes", _("列入和移出"), [self[n] for n in ("proposals", *changes)]
        before = ("consulted", "touches_suppliers", "competition")
        yield "before", _("出台前"), [self[n] for n in before]


SAYS = (
    "kind", "label", "effective_on", "reason", "continuing", "consulted", "touches_suppliers", "competition",
)  # fmt: skip


class IssueForm(Form):
    """Issuing a draft: a word for the record."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class PublishForm(Form):
    """When a version was made public."""

    published_on = DayField(label=_("公开日期"))
