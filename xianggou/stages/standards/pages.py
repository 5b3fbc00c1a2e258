"""What the pages of standards show: the list, what is missing, one version, two versions beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import (
    Action,
    Cell,
    Column,
    Crumb,
    Empty,
    FileShown,
    Pair,
    Shape,
    Table,
    Text,
)
from xianggou.base.trail import queries as trails
from xianggou.base.trail.gates import label
from xianggou.base.trail.models import Reason
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.stages.standards import queries
from xianggou.stages.standards.models import Indicator, Standard, points

if TYPE_CHECKING:
    from xianggou.stages.catalogue.models import Item

S = Standard.Status
SHAPES: dict[str, Shape] = {
    S.DRAFT: "run",
    S.SENT: "soon",
    S.ISSUED: "done",
    S.REPLACED: "none",
    S.DROPPED: "none",
}
COLUMNS = (
    Column("code", _("目录编码"), "code", sort="catalogue_code"),
    Column("name", _("服务项目"), main=True),
    Column("class_name", _("领域")),
    Column("department", _("制定部门")),
    Column("number", _("版次"), "number"),
    Column("indicators", _("指标数"), "number"),
    Column("effective_on", _("生效日期"), "day", sort="effective_on"),
)
DRAFT_COLUMNS = (
    Column("code", _("目录编码"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("status", _("状态"), "status"),
    Column("indicators", _("指标数"), "number"),
)
MISSING_COLUMNS = (
    Column("code", _("目录编码"), "code", sort="code"),
    Column("name", _("服务项目"), main=True),
    Column("class_name", _("领域")),
    Column("department", _("主管部门")),
    Column("state", _("到哪一步"), "status"),
)
INDICATORS = (
    Column("group", _("指标类别")),
    Column("name", _("指标"), main=True),
    Column("target", _("目标值")),
    Column("measure", _("取数和核验方法")),
    Column("weight", _("权重"), "number", unit=_("分")),
    Column("deduction", _("扣分规则")),
)
QUALIFICATIONS = (
    Column("of", _("要求对象")),
    Column("requirement", _("资格要求"), main=True),
    Column("proof", _("证明材料")),
    Column("expiry", _("有效期")),
    Column("checked_at", _("核验环节")),
)
RULES = (
    Column("name", _("制度"), main=True),
    Column("issuer", _("制定机关")),
    Column("since", _("施行日期"), "day"),
)
CHANGES = (
    Column("what", _("内容"), main=True),
    Column("change", _("变化"), "status"),
    Column("before", _("原版")),
    Column("after", _("新版")),
)


# Lists ---------------------------------------------------------------------------------------


def listed(place_code: str, *, department: str = "", field: str = "", text: str = "") -> QuerySet[Any]:
    """The standards in force and those published for a day to come, narrowed.  Queries: 0."""
    rows = queries.named(Standard.objects.filter(place_code=place_code, status=S.ISSUED))
    if department:
        rows = rows.filter(department=department)
    if field:
        rows = rows.filter(class_name=field)
    if text:
        rows = rows.filter(item_name__contains=text) | rows.filter(catalogue_code__contains=text)
    return rows.annotate(indicator_count=Count("indicators"))


def rows_of(standards: Sequence[Any]) -> list[dict[str, Any]]:
    """Standards as the lists show them.  Queries: 0."""
    url, status = numbered("standards:detail"), statuses_shown(S, SHAPES)
    return [
        {
            "id": one.pk,
            "code": one.catalogue_code,
            "name": Cell(one.item_name or one.catalogue_code, url(one.pk)),
            "class_name": one.class_name or "",
            "department": one.department,
            "number": one.number,
            "status": status[one.status],
            "indicators": one.indicator_count,
            "effective_on": one.effective_on,
        }
        for one in standards
    ]


def narrowed_by(
    place_code: str,
) -> tuple[list[tuple[str, str, int | None]], list[tuple[str, str, int | None]]]:
    """Departments and fields with how many standards each has.  Queries: 1."""
    departments: dict[str, int] = {}
    fields: dict[str, int] = {}
    for department, field in listed(place_code).values_list("department", "class_name"):
        departments[department] = departments.get(department, 0) + 1
        fields[field or ""] = fields.get(field or "", 0) + 1
    return (
        [(name, name, n) for name, n in sorted(departments.items()) if name],
        [(name, name, n) for name, n in sorted(fields.items()) if name],
    )


def drafts(actor: Actor, place_code: str) -> Table | None:
    """What the actor's own department has in the making; None for those who make none.  Queries: 0–3."""
    mine = queries.departments_of(actor, *queries.WRITING)
    if not mine:
        return None
    found = queries.named(queries.drafts_of(place_code, mine)).order_by("-status", "catalogue_code")
    empty = Empty(_("本部门没有在写的标准"), _("现行标准要改的，打开它起草新版"))
    return Table(caption=_("在写的标准"), columns=DRAFT_COLUMNS, rows=rows_of(list(found)), empty=empty)


def missing_rows(actor: Actor, place_code: str, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Items without a standard, with the draft that is under way or the page to begin one.  Queries: 1–5."""
    writes = queries.departments_of(actor, "standards.draft")
    mine = writes | queries.departments_of(actor, "standards.publish")
    under_way = {
        row.catalogue_code: row
        for row in Standard.objects.filter(
            place_code=place_code, status__in=queries.MAKING, catalogue_code__in=[i.code for i in items]
        )
    }
    found = []
    for item in items:
        draft = under_way.get(item.code)
        state: tuple[Shape, Text] = ("late", _("还没有写"))
        url = f"{reverse('standards:new')}?item={item.code}" if item.department in writes else ""
        if draft is not None:
            state = (SHAPES[draft.status], draft.get_status_display())
            url = reverse("standards:detail", args=[draft.pk]) if item.department in mine else ""
        found.append(
            {
                "id": item.pk,
                "code": item.code,
                "name": Cell(item.name, url) if url else item.name,
                "class_name": item.class_name,
                "department": item.department,
                "state": state,
            }
        )
    return found


# One version ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the standard with its table and, in a draft of one's own, the way to change it."""

    key: str
    title: Text
    aside: Text
    table: Table
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One version: what it says, the rules run dry over a draft, the other versions."""

    standard: Standard
    name: str
    trail: list[Crumb]
    status: tuple[Shape, Any]
    facts: list[Pair]
    parts: tuple[Part, ...]
    verdict: Verdict | None
    heading: Text
    actions: list[Action]
    scope_url: str
    returned: str
    versions: list[tuple[Standard, str]]
    files: tuple[FileShown, ...]


def indicator_rows(found: Sequence[Indicator]) -> list[dict[str, Any]]:
    """Indicators as the table shows them.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "group": one.group,
            "name": one.name,
            "target": f"{one.target} {one.unit}".strip(),
            "measure": one.measure,
            "weight": one.weight,
            "deduction": one.deduction,
        }
        for one in found
    ]


def _parts(standard: Standard, found: Sequence[Indicator], *, may_edit: bool) -> tuple[Part, ...]:
    weight = points(sum(one.weight_bp for one in found))
    asked, followed = queries.qualifications_of(standard), queries.rules_of(standard)

    def url(part: str) -> str:
        return reverse("standards:edit", args=[standard.pk, part]) if may_edit else ""

    qualifications = [
        {
            "id": n,
            "of": one.of,
            "requirement": one.requirement,
            "proof": one.proof,
            "expiry": _("核验") if one.is_dated else _("不核验"),
            "checked_at": gettext("、").join(one.checked_at),
        }
        for n, one in enumerate(asked)
    ]
    rules = [
        {"id": n, "name": one.name, "issuer": one.issuer, "since": date.fromisoformat(one.since) if one.since else None}
        for n, one in enumerate(followed)
    ]  # fmt: skip
    return (
        Part(
            "indicators",
            _("指标"),
            gettext("%(n)s 项，权重合计 %(w)s 分") % {"n": len(found), "w": weight},
            Table(
                caption=_("指标"),
                columns=INDICATORS,
                rows=indicator_rows(found),
                totals={"group": _("合计"), "weight": weight},
                empty=Empty(_("这份标准没有指标"), _("八类指标都要写，权重合计 100 分")),
            ),
            url("indicators"),
        ),
        Part(
            "qualifications",
            _("资格要求"),
            _("响应、签约和履约时都照此核验"),
            Table(
                caption=_("资格要求"),
                columns=QUALIFICATIONS,
                rows=qualifications,
                empty=Empty(_("没有资格要求"), _("依法可以承接的都能参加")),
            ),
            url("qualifications"),
        ),
        Part(
            "rules",
            _("应遵守的制度"),
            _("写进合同"),
            Table(
                caption=_("应遵守的制度"),
                columns=RULES,
                rows=rules,
                empty=Empty(_("没有列出制度"), _("有专门的规程、会计制度的写在这里")),
            ),
            url("rules"),
        ),
    )


def found_for(mine: frozenset[str], place_code: str, standard_id: int) -> Standard | None:
    """A standard within sight of these departments, with its item's name; None where there is none.  Queries: 1."""
    return queries.named(queries.seen_by(mine, place_code)).filter(pk=standard_id).first()


def name_of(standard: Standard) -> str:
    """The name of the item of a standard read by `found_for`.  Queries: 0."""
    return str(getattr(standard, "item_name", "") or standard.catalogue_code)


def crumbs(standard: Standard, *more: Crumb) -> list[Crumb]:
    """The path above a page of a standard."""
    here = reverse("standards:detail", args=[standard.pk]) if more else ""
    return [Crumb(_("执行标准"), reverse("standards:list")), Crumb(name_of(standard), here), *more]


def standard_page(standard: Standard, actor: Actor, mine: frozenset[str], day: date) -> StandardPage:
    """A standard read by `found_for`.  Queries: 2–6."""
    found = queries.indicators(standard.pk)
    is_own = standard.department in mine
    verdict, heading = _run_dry(standard, found, day, is_own)
    may_edit = standard.status == S.DRAFT and "standards.edit" in _acts(actor, standard) and is_own
    return StandardPage(
        standard=standard,
        name=name_of(standard),
        trail=crumbs(standard),
        status=(SHAPES[standard.status], standard.get_status_display()),
        facts=[
            Pair(_("标准号"), standard.code or Cell(_("发布时编号"), shape="none"), "code"),
            Pair(_("目录编码"), standard.catalogue_code, "code"),
            Pair(_("领域"), getattr(standard, "class_name", "") or ""),
            Pair(_("制定部门"), standard.department),
            Pair(_("适用范围"), standard.scope),
            Pair(_("生效日期"), standard.effective_on, "day"),
            Pair(_("发布日期"), standard.issued_on, "day"),
        ],
        parts=_parts(standard, found, may_edit=may_edit),
        verdict=verdict,
        heading=heading,
        actions=queries.open_actions(standard, actor, verdict, mine),
        scope_url=reverse("standards:edit", args=[standard.pk, "scope"]) if may_edit else "",
        returned=_returned(standard) if is_own and standard.status == S.DRAFT else "",
        versions=_versions(standard),
        files=_files(standard),
    )


def _run_dry(
    standard: Standard, found: Sequence[Indicator], day: date, is_own: bool
) -> tuple[Verdict | None, Text]:
    """Rules over a draft before it is sent; over what is published, whether it still holds today.  Queries: 0–3."""
    if standard.status == S.DRAFT and is_own:
        return queries.judged(standard, day, "standards.send", found), _("现在送审")
    if standard.status == S.SENT and is_own:
        return queries.judged(standard, day, "standards.publish", found), _("现在发布")
    if standard.status == S.ISSUED:
        return queries.judged(standard, day, "standards.adopt", found), _("要起草新版")
    return None, ""


def _acts(actor: Actor, standard: Standard) -> set[str]:
    return {
        act
        for seat in actor.seats
        if seat.place_code == standard.place_code
        for post in roles.posts_for(seat.role, seat.function)
        for act in post.actions
    }


def _returned(standard: Standard) -> str:
    """Why a draft came back the last time, "" when it never did.  Queries: 1."""
    rows = Reason.objects.filter(
        entry__object=label(Standard), entry__object_id=standard.pk, entry__verb="standards.return_draft"
    )
    return str(rows.order_by("-entry_id").values_list("text", flat=True).first() or "")


def _versions(standard: Standard) -> list[tuple[Standard, str]]:
    """The published versions of the item, newest first, each with the address of its comparison with this one.

    Queries: 1.
    """
    rows = Standard.objects.filter(
        place_code=standard.place_code, catalogue_code=standard.catalogue_code, status__in=queries.PUBLISHED
    )
    return [
        (one, "" if one.pk == standard.pk else reverse("standards:compare", args=[standard.pk, one.pk]))
        for one in rows.order_by("-number")
    ]


def _files(standard: Standard) -> tuple[FileShown, ...]:
    """The standard as Word and PDF, as it stands now."""
    state = _("已发布") if standard.status in queries.PUBLISHED else _("草稿，随数据生成")
    return tuple(
        FileShown(
            gettext("购买服务执行标准（%(kind)s）") % {"kind": word},
            reverse("standards:paper", args=[standard.pk, kind]),
            _("执行标准"),
            standard.issued_on,
            _("公开"),
            shape=SHAPES[standard.status],
            state=state,
        )
        for kind, word in (("docx", "Word"), ("pdf", "PDF"))
    )


# Two versions --------------------------------------------------------------------------------


def compared(old: Standard, new: Standard) -> list[dict[str, Any]]:
    """What differs between two versions: indicators, qualifications, rules, scope.  Queries: 2."""
    before = {(i.group, i.name): i for i in queries.indicators(old.pk)}
    after = {(i.group, i.name): i for i in queries.indicators(new.pk)}
    told = []
    for key in [*after, *(k for k in before if k not in after)]:
        told.append((f"{key[0]} · {key[1]}", _said(before.get(key)), _said(after.get(key))))
    for asked in (queries.qualifications_of, queries.rules_of):
        was = {_key(one): _shown(one) for one in asked(old)}
        now = {_key(one): _shown(one) for one in asked(new)}
        told += [(key, was.get(key, ""), now.get(key, "")) for key in {**now, **was}]
    told.append((gettext("适用范围"), old.scope, new.scope))
    return [
        {"id": n, "what": what, "change": _change(was, now), "before": was or "—", "after": now or "—"}
        for n, (what, was, now) in enumerate(told)
        if was != now
    ]


def _change(was: str, now: str) -> tuple[Shape, Text]:
    if not was:
        return "run", _("新增")
    return ("stop", _("删去")) if not now else ("soon", _("修改"))


def _said(one: Indicator | None) -> str:
    """An indicator in one line: target, way of measuring, weight, deduction."""
    if one is None:
        return ""
    weight = gettext("%(points)s 分") % {"points": one.weight}
    return "；".join(part for part in (f"{one.target}{one.unit}", one.measure, weight, one.deduction) if part)


def _key(one: queries.Qualification | queries.Followed) -> str:
    return one.name if isinstance(one, queries.Followed) else f"{one.of} · {one.requirement}"


def _shown(one: queries.Qualification | queries.Followed) -> str:
    if isinstance(one, queries.Followed):
        return "；".join(part for part in (one.name, one.issuer, one.since) if part)
    expiry = gettext("核验有效期") if one.is_dated else gettext("不核验有效期")
    return "；".join(part for part in (one.proof, expiry, gettext("、").join(one.checked_at)) if part)


def foot_of(standard: Standard) -> tuple[int, bool, date | None]:
    """Entries of the register, whether this is a demo, and its set clock.  Queries: 2–3."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return standard.register.last_seq, is_demo, clock
