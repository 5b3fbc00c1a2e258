"""What the pages of versions and adjustments show: two versions compared, a draft, its papers, what stops it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where
from xianggou.base.pages.paging import statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Pair, Shape, Table
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import Adjustment, Item, Proposal, Version
from xianggou.stages.catalogue.pages.proposals import PROPOSAL_SHAPES, home
from xianggou.stages.catalogue.papers import NAMES, printed

A, P = Adjustment.Status, Proposal.Status
ADJUSTMENT_SHAPES: dict[str, Shape] = {A.DRAFT: "run", A.ISSUED: "done", A.DROPPED: "none"}
CHANGES = (
    Column("what", _("怎样变"), "status"),
    Column("code", _("编码"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("column", _("哪一栏")),
    Column("old", _("原为")),
    Column("new", _("改为")),
)
ADJUSTMENTS = (
    Column("label", _("新一版"), main=True),
    Column("kind", _("种类")),
    Column("effective_on", _("生效日期"), "day"),
    Column("document", _("文号"), "code"),
    Column("status", _("状态"), "status"),
)


def change_rows(found: queries.Compared) -> list[dict[str, Any]]:
    """Two versions compared, a line for each item that comes or goes and each column that changed.  Queries: 0."""
    rows: list[dict[str, Any]] = []

    def link(item: Item) -> str:
        return reverse("catalogue:detail", args=[item.code])

    for item in found.added:
        rows.append({"what": ("done", _("新增")), "code": item.code, "name": Cell(item.name, link(item))})
    for change in found.changed:
        rows += [
            {
                "what": ("run", _("修改")),
                "code": change.new.code,
                "name": Cell(change.new.name, link(change.new)),
                "column": _NAMES[name],
                "old": printed(name, getattr(change.old, name)),
                "new": printed(name, getattr(change.new, name)),
            }
            for name in change.columns
        ]
    for item in found.dropped:
        rows.append({"what": ("stop", _("移出")), "code": item.code, "name": Cell(item.name, link(item))})
    return [{"id": n, **row} for n, row in enumerate(rows)]


_NAMES = {
    "class_name": _("类别"), "name": _("服务项目"), "department": _("主管部门"), "content": _("服务内容"),
    "suppliers": _("承接主体类型"), "unit": _("计量单位"), "price_fen_min": _("参考单价下限"),
    "price_fen_max": _("参考单价上限"), "duty_codes": _("对应责任清单"), "posts": _("可替代岗位"),
}  # fmt: skip
assert _NAMES.keys() == NAMES.keys()


def adjustment_rows(rows: Iterable[Adjustment]) -> list[dict[str, Any]]:
    """Adjustments as the list shows them.  Queries: 0."""
    shown = statuses_shown(A, ADJUSTMENT_SHAPES)
    return [
        {
            "id": one.pk,
            "label": Cell(one.label, reverse("catalogue:adjustment", args=[one.pk])),
            "kind": one.get_kind_display(),
            "effective_on": one.effective_on,
            "document": one.issued.document if one.issued else "",
            "status": shown[one.status],
        }
        for one in rows
    ]


def seen_adjustment(actor: Actor, adjustment_id: int) -> Adjustment:
    """An adjustment of a place in which the actor has a seat; a draft is finance's alone.  Queries: 1.  Raises: Http404."""
    row = Adjustment.objects.select_related("issued").filter(pk=adjustment_id).first()
    if row is None or row.place_code not in {s.place_code for s in actor.seats}:
        raise Http404(adjustment_id)
    goes_on = any(roles.may_anywhere(actor, f"catalogue.{act}") for act in ("edit_adjustment", "issue"))
    if row.status != A.ISSUED and not goes_on:
        raise Http404(adjustment_id)
    return row


@dataclass(frozen=True, slots=True)
class AdjustmentPage:
    """An adjustment: what it says, what it changes, what stops it."""

    row: Adjustment
    trail: list[Crumb]
    status: tuple[Shape, str]
    actions: list[Action]
    verdict: Verdict | None
    facts: list[Pair]
    changes: Table
    consulted: list[str]


LINES = (
    Column("what", _("怎样变"), "status"),
    Column("name", _("服务项目"), main=True),
    Column("why", _("理由")),
    Column("reviews", _("审查"), "status"),
)


def adjustment_page(actor: Actor, adjustment_id: int, day: date) -> AdjustmentPage:
    """All of an adjustment.  Queries: 6."""
    row = seen_adjustment(actor, adjustment_id)
    changes = queries.changes_of(row)
    verdict = None
    if row.status == A.DRAFT:
        law = places.law_on(row.place_code, day)
        verdict = judge("catalogue.adopt", queries.adopting(row, changes, day), law)
    named = {i.code: i.name for i in _items_before(row, changes)}
    words = {"add": ("done", _("新增")), "change": ("run", _("修改"))}
    rows: list[dict[str, Any]] = []
    for n, change in enumerate(changes):
        one = change.proposal
        if one is None:
            name = f"{change.dropped_code} {named.get(change.dropped_code, '')}".strip()
            rows.append({"id": n, "what": ("stop", _("移出")), "name": name, "why": change.reason})
            continue
        passed = one.status in {P.PASSED, P.ISSUED}
        state = (
            (PROPOSAL_SHAPES[one.status], one.get_status_display()) if not passed else ("done", _("审查通过"))
        )
        url = reverse("catalogue:proposal", args=[one.pk])
        rows.append(
            {"id": n, "what": words[one.kind], "name": Cell(one.name, url, note=one.number), "why": one.why, "reviews": state}
        )  # fmt: skip
    issued = row.issued
    facts = [
        Pair(_("种类"), row.get_kind_display()),
        Pair(_("生效日期"), row.effective_on, "day", strong=True),
        Pair(_("文号"), issued.document if issued else "", "code"),
        Pair(_("公告"), issued.notice if issued else "", "code"),
        Pair(_("印发日期"), issued.issued_on if issued else None, "day"),
        Pair(_("公开日期"), issued.published_on if issued else None, "day"),
        Pair(_("公平竞争审查"), row.competition or ("" if row.touches_suppliers else _("不涉及"))),
    ]
    return AdjustmentPage(
        row,
        [home(), Crumb(_("动态调整"), reverse("catalogue:adjustments")), Crumb(row.label)],
        (ADJUSTMENT_SHAPES[row.status], str(row.get_status_display())),
        adjustment_actions(actor, row, verdict),
        verdict,
        facts,
        Table(_("改了什么"), LINES, rows),
        [line for line in row.consulted.splitlines() if line.strip()],
    )


def _items_before(row: Adjustment, changes: Sequence[Any]) -> Iterable[Item]:
    codes = [c.dropped_code for c in changes if c.dropped_code]
    return Item.objects.filter(version__place_code=row.place_code, code__in=codes).order_by("version__number")


def adjustment_actions(actor: Actor, row: Adjustment, verdict: Verdict | None) -> list[Action]:
    """What the actor may do to an adjustment now.  Queries: 0."""
    where = Where(row.place_code)

    def may(action: str) -> bool:
        return roles.seat_for(actor, action, where) is not None

    def url(step: str) -> str:
        return reverse(f"catalogue:{step}", args=[row.pk])

    if row.status == A.ISSUED and row.issued is not None:
        found = [Action(_("看前后对照"), f"{reverse('catalogue:compare')}?to={row.issued.number}")]
        if may("catalogue.publish"):
            found.append(Action(_("登记公开"), reverse("catalogue:publish", args=[row.issued.number])))
        return found
    if row.status != A.DRAFT:
        return []
    found = []
    if may("catalogue.issue"):
        found.append(verb(_("印发"), url("issue"), verdict))
    if may("catalogue.edit_adjustment"):
        found.append(Action(_("修改"), url("edit_adjustment")))
    found = led_by_first_open(found)
    if may("catalogue.drop_adjustment"):
        found.append(Action(_("放弃"), url("drop_adjustment")))
    return found


def version_papers(version: Version | None) -> list[Action]:
    """The papers of a version: the document in Word, PDF and as a workbook; the notice where it changed something."""
    if version is None:
        return []

    def url(name: str, kind: str) -> str:
        return reverse(f"catalogue:{name}", args=[version.number, kind])

    found = [
        Action(_("目录 Word"), url("version_paper", "docx")),
        Action(_("目录 PDF"), url("version_paper", "pdf")),
        Action(_("目录 Excel"), url("version_paper", "xlsx")),
    ]
    if version.number > 1:
        found += [
            Action(_("调整公告 Word"), url("version_notice", "docx")),
            Action(_("调整公告 PDF"), url("version_notice", "pdf")),
        ]
    return found


def overdue(version: Version | None, day: date) -> Verdict | None:
    """What the rules say to a version issued here that is not published yet.  Queries: 1."""
    if version is None or version.issued_on is None or version.published_on is not None:
        return None
    facts = {"adopted_on": version.issued_on, "today": day}
    verdict = judge("catalogue.publish", facts, places.law_on(version.place_code, day))
    return verdict if verdict.findings else None
