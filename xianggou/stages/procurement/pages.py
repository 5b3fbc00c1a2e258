"""What the pages of procurement show: lists, the start of a purchase, one procedure, the choice of the supplier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import may_anywhere
from xianggou.base.access.wording import term
from xianggou.base.ledger import queries as books
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import by_status, numbered, statuses_shown
from xianggou.base.pages.shapes import (
    Action,
    Cell,
    CiteShown,
    Column,
    Crumb,
    Empty,
    FileShown,
    Pair,
    Shape,
    Table,
)
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.packs import Band
from xianggou.stages.budget import queries as budget
from xianggou.stages.intentions import queries as intentions
from xianggou.stages.procurement import actions, queries, rules
from xianggou.stages.procurement.models import Award, Procedure, Quote
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.budget.models import Approval

S = Procedure.Status
SHAPES: dict[str, Shape] = {S.STARTED: "run", S.AWARDED: "done", S.FAILED: "back", S.CANCELLED: "back"}
COLUMNS = (
    Column("title", _("采购"), main=True),
    Column("method", _("方式")),
    Column("value_fen", _("预算"), "fen", sort="value_fen"),
    Column("supplier", _("承接主体")),
    Column("price_fen", _("成交价"), "fen"),
    Column("started_on", _("启动日期"), "day", sort="started_on"),
    Column("status", _("状态"), "status"),
)
WAITING_COLUMNS = (
    Column("name", _("已批复、还没有采购的计划"), main=True),
    Column("amount_fen", _("批复"), "fen"),
    Column("approved_on", _("批复日期"), "day"),
    Column("verbs", _("办"), "verbs"),
)
QUOTE_COLUMNS = (
    Column("supplier", _("承接主体"), main=True),
    Column("price_fen", _("报价"), "fen", unit="yuan"),
    Column("above", _("比最低价多"), "fen", unit="yuan"),
    Column("quoted_on", _("报价日期"), "day"),
    Column("state", _("是否有效"), "status"),
    Column("note", _("说明")),
)
SHOWN = 10


def listed(actor: Actor, *, status: str = "", text: str = "") -> QuerySet[Procedure]:
    """The procedures of the list page, filtered."""
    rows = queries.seen_by(actor).only("title", "code", "method", "value_fen", "started_on", "status")
    if status in S.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(title__contains=text) | Q(code__contains=text))
    return rows


def statuses(actor: Actor) -> list[tuple[str, Any, int | None]]:
    """The filters of the list, with how many each would show.  Queries: 1."""
    return by_status(queries.seen_by(actor), S)


def list_rows(found: Sequence[Procedure]) -> list[dict[str, Any]]:
    """Rows of the list, with the standing awards.  Queries: 1."""
    made = Award.objects.filter(procedure_id__in=[p.pk for p in found], status=Award.Status.MADE)
    awards = {
        a: (name, fen) for a, name, fen in made.values_list("procedure_id", "supplier__name", "price_fen")
    }
    nobody = ("", None)
    url, status = numbered("procurement:detail"), statuses_shown(S, SHAPES)
    return [
        {
            "id": p.pk,
            "title": Cell(p.title, url(p.pk), p.code),
            "method": term(p.method),
            "value_fen": p.value_fen,
            "supplier": awards.get(p.pk, nobody)[0],
            "price_fen": awards.get(p.pk, nobody)[1],
            "started_on": p.started_on,
            "status": status[p.status],
        }
        for p in found
    ]


def startable_table(actor: Actor) -> Table | None:
    """Approved items that wait for their purchase; nothing for seats that start none.  Queries: 0–1."""
    if not may_anywhere(actor, "procurement.start"):
        return None
    rows = [
        {
            "id": a.item_id,
            "name": Cell(a.item.name, note=a.item.code),
            "amount_fen": a.amount_fen,
            "approved_on": a.approved_on,
            "verbs": (Action(_("启动采购"), reverse("procurement:start", args=[a.item_id])),),
        }
        for a in queries.startable(actor)[:SHOWN]
    ]
    return Table(caption=_("可以启动的采购"), columns=WAITING_COLUMNS, rows=rows) if rows else None


def beside_list() -> list[Action]:
    """What stands beside the list: the purchases that a department makes for several townships.  Queries: 0."""
    return [
        Action(_("采购意向"), reverse("intentions:list")),
        Action(_("统一采购"), reverse("unified:list")),
    ]


@dataclass(frozen=True, slots=True)
class UnifiedPage:
    """What is known before a unified purchase starts: every township's part and what its lines have."""

    row: Any
    table: Table
    crumbs: tuple[Crumb, ...]


def unified_page(purchase_id: int, actor: Actor) -> UnifiedPage:
    """The page that starts a unified purchase.  Raises: Http404.  Queries: 5."""
    row = queries.startable_unified(actor).filter(pk=purchase_id).first()
    if row is None:
        raise Http404(str(purchase_id))
    parts = [part for part in unified.parts(row) if part.number]
    lines = books.lines_of_items([part.item_id for part in parts])
    standings = books.standings_by_line([line.pk for line in lines])
    free: dict[int, int] = {}
    for line in lines:
        free[line.item_id] = (
            free.get(line.item_id, 0) + standings[line.pk].available if line.pk in standings else 0
        )
    towns = places.town_names(row.place_code)
    rows = [
        {
            "id": part.pk,
            "town": Cell(towns.get(part.town_code, part.town_code), note=part.item.code),
            "asked_fen": part.amount_fen,
            "free_fen": free.get(part.item_id, 0),
        }
        for part in parts
    ]
    table = Table(
        caption=_("各乡镇的部分"),
        columns=UNIFIED_COLUMNS,
        rows=rows,
        totals={
            "town": _("合计"),
            "asked_fen": sum(part.amount_fen for part in parts),
            "free_fen": sum(free.values()),
        },
    )
    url = reverse("unified:detail", args=[row.pk])
    crumbs = (Crumb(_("采购"), reverse("procurement:list")), Crumb(row.title, url), Crumb(_("启动统一采购")))
    return UnifiedPage(row, table, crumbs)


UNIFIED_COLUMNS = (
    Column("town", _("乡镇"), main=True),
    Column("asked_fen", _("委托时的计划金额"), "fen"),
    Column("free_fen", _("启动时预留（批复后可用）"), "fen"),
)


def empty_list(is_filtered: bool, whole: str) -> Empty:
    """Why the list is empty, and the one thing to do."""
    if is_filtered:
        return Empty(_("没有符合条件的采购"), _("换一个词，或去掉筛选"), Action(_("看全部"), whole))
    return Empty(_("还没有采购"), _("计划批复进预算以后，由采购经办岗启动"))


# Starting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartPage:
    """What is known before a purchase starts: the money, the place's way for this sum, what the rules say."""

    item: Any
    dossier_url: str
    crumbs: tuple[Crumb, ...]
    band: Band | None
    band_cite: CiteShown | None
    facts: tuple[Pair, ...]
    hold_fen: int
    verdict: Verdict


def start_page(item_id: int, actor: Actor, day: date) -> StartPage:
    """The page that starts a purchase.  Raises: Http404, NotGranted.  Queries: 7."""
    approval = get_object_or_404(
        budget.with_unified(budget.seen_by(actor).select_related("item", "item__dossier")), item_id=item_id
    )
    if not queries.may(actor, "procurement.start", approval):
        raise NotGranted("procurement.start")
    running = queries.running_for(item_id)
    if running is not None:
        raise Http404(f"{running.code} runs")
    lines = books.lines_of_item(item_id)
    standings = books.standings_by_line([line.pk for line in lines])
    free = sum(s.available for s in standings.values())
    verdict, band = _start_verdict(approval, free, day)
    item = approval.item
    url = reverse("dossier:show", args=[item.dossier.code])
    facts = [
        Pair(_("计划编号"), Cell(item.code, url)),
        Pair(_("批复金额"), approval.amount_fen, "fen_yuan"),
        Pair(_("启动时预留"), free, "fen_yuan", strong=True),
    ]
    if band is not None:
        facts += [
            Pair(_("采购方式"), term(band.method)),
            Pair(_("谁来定"), band.decided_by),
            Pair(_("至少几份报价"), band.quotes_min, "number"),
            Pair(_("结果公示天数"), band.publicity_days, "number"),
        ]
    return StartPage(
        item,
        url,
        (
            Crumb(_("采购"), reverse("procurement:list")),
            Crumb(item.name, url),
            Crumb(_("启动采购")),
        ),
        band,
        CiteShown(title=str(band.cite()), local=True) if band else None,
        tuple(facts),
        free,
        verdict,
    )


def _start_verdict(approval: Approval, free: int, day: date) -> tuple[Verdict, Band | None]:
    """The very rules of `actions.start`, run dry; a rule that two verbs ask speaks once.  Queries: 3."""
    item = approval.item
    law = places.law_on(item.place_code, {"activity_started_on": day, "held_on": day, "today": day})
    value = approval.amount_fen
    band = law.internal_control(value) if rules.is_below_limit(law, value) else None
    method = band.method if band else item.method
    body = places.government_of(item.town_code)
    code = approval.unified_code or ""  # type: ignore[attr-defined]
    told = None if band else intentions.told_of(item_id=item.pk)
    asked = actions._may_start(
        item, law, method, True, value, free, None, body=body, unified_code=code, told=told  # noqa: FBT003
    )  # fmt: skip
    found = {f.code: f for f in asked.findings}
    return Verdict(verb="procurement.start", findings=tuple(found.values())), band


# One procedure -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """One procedure as its page shows it."""

    row: Procedure
    dossier_url: str
    crumbs: tuple[Crumb, ...]
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    quotes: Table
    valid: int
    needed: int
    short: str
    award: Award | None
    award_facts: tuple[Pair, ...]
    files: tuple[FileShown, ...]
    actions: list[Action]


def procedure_of(procedure_id: int, actor: Actor, action: str = "") -> Procedure:
    """A procedure that the actor may see, and may act on where an action is named.  Queries: 1.

    Raises: Http404, NotGranted.
    """
    found = get_object_or_404(queries.seen_by(actor).select_related("dossier"), pk=procedure_id)
    if action and not queries.may(actor, action, found):
        raise NotGranted(action)
    return found


def crumbs_of(procedure: Procedure, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of a procedure."""
    here = reverse("procurement:detail", args=[procedure.pk])
    found = (Crumb(_("采购"), reverse("procurement:list")), Crumb(procedure.title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def quote_rows(quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    """Quotes, lowest first, with the distance to the lowest valid one."""
    valid = [q.price_fen for q in quotes if q.is_valid]
    least = min(valid) if valid else 0
    return [
        {
            "id": q.pk,
            "supplier_id": q.supplier_id,
            "supplier": Cell(q.supplier.name, note=q.supplier.uscc),
            "name": q.supplier.name,
            "price_fen": q.price_fen,
            "above": q.price_fen - least if q.is_valid else None,
            "quoted_on": q.quoted_on,
            "is_lowest": q.is_valid and q.price_fen == least,
            "state": ("done", _("最低有效价") if q.price_fen == least else _("有效"))
            if q.is_valid
            else ("back", _("无效")),
            "note": q.note,
            "void": not q.is_valid,
        }
        for q in quotes
    ]


def detail_page(procedure_id: int, actor: Actor) -> ProcedurePage:
    """One procedure.  Raises: Http404.  Queries: 5–7."""
    row = procedure_of(procedure_id, actor)
    quotes = queries.quotes(row)
    valid = sum(q.is_valid for q in quotes)
    needed = int(row.band.get("quotes_min", 0))
    award = queries.standing_award(row)
    people = dict(
        Person.objects.filter(pk__in={row.started_by, award.awarded_by if award else 0}).values_list(
            "pk", "name"
        )
    )
    url = reverse("dossier:show", args=[row.dossier.code])
    missing = max(0, needed - valid)
    short = (
        ngettext("还差 %(n)s 份有效报价", "还差 %(n)s 份有效报价", missing) % {"n": missing}
        if missing and row.status == S.STARTED
        else ""
    )
    return ProcedurePage(
        row,
        url,
        crumbs_of(row),
        (SHAPES[row.status], row.get_status_display()),
        (
            Pair(_("卷宗"), Cell(row.dossier.title, url, row.dossier.code)),
            Pair(_("采购方式"), term(row.method)),
            Pair(_("谁来定"), row.decided_by),
            Pair(_("内控依据"), row.band.get("source", "")),
            Pair(_("预算金额"), row.value_fen, "fen_yuan"),
            Pair(_("预留金额"), row.hold_fen, "fen_yuan"),
            Pair(_("启动"), Cell(row.started_on.isoformat(), note=people.get(row.started_by, ""))),
        ),
        Table(
            caption=_("报价"),
            columns=QUOTE_COLUMNS,
            rows=quote_rows(quotes),
            empty=Empty(_("还没有报价"), gettext("本次至少要 %(n)s 份有效报价") % {"n": needed}),
        ),
        valid,
        needed,
        short,
        award,
        _award_facts(award, people),
        _files(row, award, bool(quotes)),
        queries.open_actions(row, actor, valid),
    )


def _award_facts(award: Award | None, people: dict[int, str]) -> tuple[Pair, ...]:
    if award is None:
        return ()
    return (
        Pair(_("承接主体"), Cell(award.supplier.name, note=award.supplier.uscc)),
        Pair(_("成交价"), award.price_fen, "fen_yuan", strong=True),
        Pair(_("成交日期"), award.awarded_on, "day"),
        Pair(_("通知书发出"), award.notified_on, "day"),
        Pair(_("复核人"), people.get(award.awarded_by, "")),
        Pair(_("理由"), award.reason),
    )


def _files(row: Procedure, award: Award | None, is_quoted: bool) -> tuple[FileShown, ...]:
    """Papers that can be made from what is known now."""
    found = []
    for paper, name, is_there in (
        ("comparison", _("比选记录"), is_quoted),
        ("award-letter", _("成交通知书"), award is not None),
    ):
        for kind, word in (("pdf", "PDF"), ("docx", "Word")):
            if is_there:
                url = reverse("procurement:paper", args=[row.pk, paper, kind])
                on = award.awarded_on if award else row.started_on
                found.append(
                    FileShown(f"{name}（{word}）", url, _("采购"), on, _("不公开"), state=_("随数据生成"))
                )
    return tuple(found)


def supplier_kinds(procedure: Procedure) -> tuple[str, ...]:
    """Kinds of bodies that the law of the procedure lets supply.  Queries: 1."""
    return queries.law_for(procedure)["suppliers.kinds"].items


def award_choices(quotes: Sequence[Quote]) -> list[tuple[str, str]]:
    """What can be awarded: valid quotes, lowest first."""
    return [
        (
            str(q.supplier_id),
            gettext("%(name)s，%(yuan)s 元") % {"name": q.supplier.name, "yuan": yuan_text(q.price_fen)},
        )
        for q in quotes
        if q.is_valid
    ]
