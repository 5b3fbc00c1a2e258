"""What the pages of the budget show of money: the ledger, a line's entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket, Line, Transfer
from xianggou.base.ledger.queries import Standing
from xianggou.base.pages.figures import moment, yuan_text
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, MoneyLine, Pair, Shape, Table
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.stages.budget import asking, queries
from xianggou.stages.budget.models import Approval, Batch, BatchItem
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans

COLUMNS = (
    Column("name", _("预算线"), main=True),
    Column("approved_fen", _("批复"), "fen"),
    Column("held_fen", _("预留"), "fen"),
    Column("committed_fen", _("承诺"), "fen"),
    Column("payable_fen", _("待付"), "fen"),
    Column("paid_fen", _("已付"), "fen"),
    Column("given_back_fen", _("交回"), "fen"),
    Column("available_fen", _("可用"), "fen"),
    Column("bar", _("构成"), "bar"),
    Column("verbs", _("办"), "verbs"),
)
ENTRIES = (
    Column("on", _("时间"), "day"),
    Column("what", _("事由"), main=True),
    Column("document", _("凭据")),
    Column("way", _("从 → 到")),
    Column("amount_fen", _("金额"), "fen", unit="yuan"),
    Column("from_after_fen", _("转出后余额"), "fen", unit="yuan"),
    Column("to_after_fen", _("转入后余额"), "fen", unit="yuan"),
    Column("who", _("谁")),
)
# What a move of money is called; the chart of moves names them.
MOVES = {
    "appropriate": _("批复"),
    "reclaim": _("追减"),
    "transfer": _("调剂"),
    "hold": _("采购启动，预留"),
    "release": _("退回预算线"),
    "commit": _("签约，转承诺"),
    "uncommit": _("合同终止，退回"),
    "accrue": _("验收，转待付"),
    "advance": _("预付"),
    "unaccrue": _("撤回验收"),
    "deduct": _("扣减退回"),
    "pay": _("支付"),
    "recover": _("追回"),
    "return": _("交回"),
    "carry": _("结转"),
}


# The ledger ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What the ledger is narrowed to."""

    place_code: str
    year: int
    town: str = ""
    fund: str = ""


def lines(actor: Actor, choice: Choice) -> QuerySet[Line]:
    """The lines of a year that the actor sees, narrowed."""
    rows = queries.lines_seen_by(actor).filter(place_code=choice.place_code, year=choice.year)
    if choice.town:
        rows = rows.filter(town_code=choice.town)
    return rows.filter(fund_code=choice.fund) if choice.fund else rows


def line_rows(
    found: Sequence[Line], towns: Mapping[str, str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Lines as the ledger shows them.  Queries: 1."""
    return [
        {
            "id": row.line.pk,
            "name": Cell(
                row.line.purpose,
                reverse("budget:line", args=[row.line.pk]),
                " · ".join(
                    part
                    for part in (
                        row.line.item_code,
                        towns.get(row.line.town_code, ""),
                        asking.fund_name(row.line.fund_code, names),
                    )
                    if part
                ),
            ),
            **parts_of(row.standing),
            "bar": money_line(row.standing),
            "verbs": (Action(_("分录"), reverse("budget:line", args=[row.line.pk])),),
        }
        for row in queries.line_rows(list(found))
    ]


def parts_of(standing: Standing) -> dict[str, int]:
    """The seven figures of a standing by the names that pages use, in 分."""
    return {
        "approved_fen": standing.approved,
        "held_fen": standing.held,
        "committed_fen": standing.committed,
        "payable_fen": standing.payable,
        "paid_fen": standing.paid,
        "given_back_fen": standing.returned,
        "available_fen": standing.available,
    }


def money_line(standing: Standing) -> MoneyLine:
    """A standing as the money bar takes it."""
    return MoneyLine(
        approved_fen=standing.approved,
        available_fen=standing.available,
        held_fen=standing.held,
        committed_fen=standing.committed,
        payable_fen=standing.payable,
        paid_fen=standing.paid,
        given_back_fen=standing.returned,
    )


def totals(rows: QuerySet[Line]) -> Standing:
    """How the money of these lines stands together.  Queries: 1."""
    return books.standing(Q(line__in=rows.order_by().values("pk")))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the ledger: years, townships and funds to choose from, the pocket."""

    years: list[int]
    towns: dict[str, str]
    funds: dict[str, str]
    pocket_fen: int
    sees_all: bool


def frame(actor: Actor, place_code: str, year: int, town: str) -> Frame:
    """Choices, and the pocket of the townships looked at.  Queries: 4."""
    seen, towns = towns_seen(actor, "budget.see")
    sees_all = place_code in seen
    named = places.town_names(place_code)
    pockets = funds.purchases_by_town(place_code, year)
    return Frame(
        years=funds.years(place_code),
        towns={code: name for code, name in named.items() if sees_all or code in towns},
        funds={fund.code: fund.name for fund in funds.funds_of(place_code, year)},
        pocket_fen=sum(
            fen for code, fen in pockets.items() if (sees_all or code in towns) and (not town or code == town)
        ),
        sees_all=sees_all,
    )


# A line --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinePage:
    """One line: how its money stands."""

    line: Line
    trail: list[Crumb]
    standing: MoneyLine
    facts: list[Pair]


def line_page(actor: Actor, line_id: int) -> LinePage:
    """A line that the actor may see.  Raises: Http404.  Queries: 4."""
    line = queries.lines_seen_by(actor).filter(pk=line_id).first()
    if line is None:
        raise Http404(str(line_id))
    standing = books.standings_by_line([line.pk]).get(line.pk, Standing())
    names = {fund.code: fund.name for fund in funds.funds_of(line.place_code, line.year)}
    town = places.town_names(line.place_code).get(line.town_code, line.town_code)
    facts = [
        Pair(_("乡镇"), town),
        Pair(_("年度"), str(line.year)),
        Pair(_("资金来源"), asking.fund_name(line.fund_code, names)),
        Pair(_("计划项"), Cell(line.item_code, reverse("plans:detail", args=[line.item_id]))),
    ]
    back = f"{reverse('budget:ledger')}?year={line.year}"
    trail = [
        Crumb(_("预算账"), back),
        Crumb(town, f"{back}&town={line.town_code}"),
        Crumb(line.item_code),
    ]
    return LinePage(line, trail, money_line(standing), facts)


def entries(line_id: int) -> QuerySet[Transfer]:
    """All moves of a line's money."""
    return Transfer.objects.select_related("voucher", "from_account", "to_account").filter(
        Q(from_account__line_id=line_id) | Q(to_account__line_id=line_id)
    )


def entry_rows(line_id: int, found: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Moves as the line's page shows them.  Queries: 1."""
    makers = {move.voucher.made_by for move in found if move.voucher.made_by}
    who = dict(Person.objects.filter(pk__in=makers).values_list("pk", "name"))
    return [
        {
            "id": move.pk,
            "on": moment(move.voucher.made_at),
            "what": Cell(
                MOVES.get(move.voucher.kind, move.voucher.kind),
                note=gettext("期初") if move.voucher.is_opening else "",
            ),
            "document": move.voucher.document,
            "way": f"{_bucket(line_id, move.from_account)} → {_bucket(line_id, move.to_account)}",
            "amount_fen": move.amount_fen,
            "from_after_fen": None if move.from_account.bucket == Bucket.SOURCE else move.from_after_fen,
            "to_after_fen": None if move.to_account.bucket == Bucket.SOURCE else move.to_after_fen,
            "who": who.get(move.voucher.made_by or 0, gettext("系统")),
        }
        for move in found
    ]


def _bucket(line_id: int, account: Any) -> str:
    word = str(Bucket(account.bucket).label)
    return word if account.line_id == line_id else gettext("%(bucket)s（另一条线）") % {"bucket": word}


# Many at once --------------------------------------------------------------------------------

# How many rows the page that asks for a confirmation shows of each kind; totals are over all of them.
SHOWN = 50
CONFIRMED = (
    Column("name", _("项目"), main=True),
    Column("town", _("乡镇")),
    Column("asked_fen", _("申报"), "fen"),
)
BY_TOWN = (
    Column("town", _("乡镇"), main=True),
    Column("n", _("项数"), "number"),
    Column("asked_fen", _("申报"), "fen"),
)
LEFT = (
    Column("name", _("项目"), main=True),
    Column("town", _("乡镇")),
    Column("asked_fen", _("申报"), "fen"),
    Column("why", _("要看什么")),
)
BATCHES = (
    Column("name", _("批次"), main=True),
    Column("who", _("谁")),
    Column("asked_fen", _("申报合计"), "fen"),
    Column("done", _("已批复"), "number"),
    Column("left", _("没有批复"), "number"),
    Column("waits", _("还没办"), "number"),
)
OUTCOMES = (
    Column("name", _("项目"), main=True),
    Column("asked_fen", _("申报"), "fen"),
    Column("state", _("结果"), "status"),
    Column("document", _("批复文号")),
    Column("why", _("为什么没有批复")),
)
OUTCOME = BatchItem.Outcome
OUTCOME_SHAPES: dict[str, Shape] = {OUTCOME.WAITS: "none", OUTCOME.DONE: "done", OUTCOME.LEFT: "back"}


def confirm_table(rows: Sequence[asking.Asked]) -> Table:
    """What would be approved, one row an item.  Queries: 0."""
    return Table(caption=_("一起批复的计划"), columns=CONFIRMED, rows=[_asked_row(row) for row in rows])


def left_table(rows: Sequence[asking.Asked]) -> Table:
    """What would not be approved, and why.  Queries: 0."""
    found = [{**_asked_row(row), "why": asking.why_not_together(row)} for row in rows]
    return Table(caption=_("不在内、要单独审核的"), columns=LEFT, rows=found)


def _asked_row(row: asking.Asked) -> dict[str, Any]:
    return {
        "id": row.item.pk,
        "name": Cell(row.item.name, row.url, row.item.code),
        "town": row.item.town_name,
        "asked_fen": row.item.budget_fen,
    }


def towns_table(found: asking.Sifted) -> Table:
    """What would be approved, one row a township, with the sum.  Queries: 0."""
    rows = [{"town": name, "n": n, "asked_fen": fen} for name, n, fen in found.clear_by_town()]
    return Table(
        caption=_("各乡镇合计"),
        columns=BY_TOWN,
        rows=rows,
        totals={"town": _("合计"), "n": len(found.clear), "asked_fen": found.clear_fen},
    )


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch and how far it is: items and 分 by what became of them."""

    batch: Batch
    who: str
    counts: dict[str, int]
    sums: dict[str, int]
    is_mine: bool
    trail: list[Crumb]

    @property
    def done(self) -> int:
        return self.counts.get(OUTCOME.DONE, 0)

    @property
    def left(self) -> int:
        return self.counts.get(OUTCOME.LEFT, 0)

    @property
    def waits(self) -> int:
        return self.counts.get(OUTCOME.WAITS, 0)

    @property
    def done_fen(self) -> int:
        return self.sums.get(OUTCOME.DONE, 0)


def batch_page(actor: Actor, batch_id: int) -> BatchPage:
    """A batch of a place whose items the actor approves.  Raises: Http404.  Queries: 3."""
    batch = queries.batches_seen_by(actor).filter(pk=batch_id).first()
    if batch is None:
        raise Http404(str(batch_id))
    found = list(batch.items.values_list("outcome").annotate(n=Count("id"), fen=Sum("asked_fen")))
    who = Person.objects.filter(pk=batch.made_by).values_list("name", flat=True).first() or ""
    return BatchPage(
        batch,
        who,
        {outcome: n for outcome, n, _fen in found},
        {outcome: int(fen) for outcome, _n, fen in found},
        batch.made_by == actor.person_id,
        [
            Crumb(_("待审核"), reverse("budget:queue")),
            Crumb(_("批量批复的记录"), reverse("budget:batches")),
            Crumb(_batch_name(batch)),
        ],
    )


def _batch_name(batch: Batch) -> str:
    return gettext("%(at)s 勾选 %(n)s 项") % {"at": moment(batch.made_at), "n": batch.ticked}


def batches(actor: Actor) -> QuerySet[Any]:
    """The batches within sight, with how many of each outcome."""
    return queries.batches_seen_by(actor).annotate(
        **{str(o.value): Count("items", filter=Q(items__outcome=o)) for o in OUTCOME},
        who=Subquery(Person.objects.filter(pk=OuterRef("made_by")).values("name")[:1]),
    )


def batch_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Batches as their list shows them.  Queries: 0."""
    return [
        {
            "id": batch.pk,
            "name": Cell(_batch_name(batch), reverse("budget:batch", args=[batch.pk])),
            "who": batch.who,
            "asked_fen": batch.asked_fen,
            **{str(o.value): getattr(batch, str(o.value)) for o in OUTCOME},
        }
        for batch in found
    ]


def outcome_choices(page: BatchPage) -> list[tuple[str, Any, int | None]]:
    """The outcomes to filter by, each with its number.  Queries: 0."""
    return [(str(o.value), o.label, page.counts.get(o.value, 0)) for o in OUTCOME]


def outcomes(batch: Batch, outcome: str) -> QuerySet[Any]:
    """The items of a batch with their papers' numbers, narrowed to one outcome."""
    document = Approval.objects.filter(item_id=OuterRef("item_id")).values("document")[:1]
    rows = batch.items.select_related("item").annotate(document=Subquery(document))
    return rows.filter(outcome=outcome) if outcome in OUTCOME.values else rows


def outcome_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Items of a batch as its page shows them.  Queries: 0."""
    words = {str(o.value): o.label for o in OUTCOME}
    return [
        {
            "id": one.pk,
            "name": Cell(one.item.name, reverse("plans:detail", args=[one.item_id]), one.item.code),
            "asked_fen": one.asked_fen,
            "state": (OUTCOME_SHAPES[one.outcome], words[one.outcome]),
            "document": one.document if one.outcome == OUTCOME.DONE else "",
            "why": one.why,
        }
        for one in found
    ]


# Papers --------------------------------------------------------------------------------------

APPROVALS = (
    Column("name", _("项目"), main=True),
    Column("document", _("批复文号")),
    Column("asked_fen", _("申报"), "fen"),
    Column("amount_fen", _("批复"), "fen"),
    Column("reason", _("核减理由")),
    Column("approved_on", _("批复日期"), "day"),
    Column("verbs", _("文件"), "verbs"),
)
REQUESTED = (
    Column("name", _("项目"), main=True),
    Column("asked_fen", _("申报"), "fen"),
    Column("sources", _("资金来源")),
    Column("status", _("审核情况"), "status"),
)
REQUEST_FILES = {"xlsx": _("申报表（Excel）"), "docx": _("申报表（Word）"), "pdf": _("申报表（PDF）")}
STATUS_SHAPES: dict[str, Shape] = {
    plans.S.SUBMITTED: "run",
    plans.S.APPROVED: "done",
}


def approvals(actor: Actor, choice: Choice) -> QuerySet[Approval]:
    """The approvals of a year within sight."""
    rows = queries.seen_by(actor).filter(place_code=choice.place_code, item__year=choice.year)
    rows = rows.filter(town_code=choice.town) if choice.town else rows
    return rows.select_related("item")


def approval_rows(found: Sequence[Approval], towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Approvals as their list shows them.  Queries: 0."""
    return [
        {
            "id": row.pk,
            "name": Cell(
                row.item.name,
                reverse("plans:detail", args=[row.item_id]),
                f"{row.item.code} · {towns.get(row.town_code, row.town_code)}",
            ),
            "document": row.document,
            "asked_fen": row.asked_fen,
            "amount_fen": row.amount_fen,
            "reason": row.reason,
            "approved_on": row.approved_on,
            "verbs": tuple(
                Action(word, reverse("budget:approval_paper", args=[row.pk, kind]))
                for kind, word in (("docx", "Word"), ("pdf", "PDF"))
            ),
        }
        for row in found
    ]


def requested(actor: Actor, town_code: str, year: int) -> QuerySet[Any]:
    """What a township has sent of a year's plan, within sight."""
    rows = plans.seen_by(actor).filter(town_code=town_code, year=year, status__in=plans.SENT)
    return plans.shown(rows)


def requested_rows(found: Sequence[Any], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Items of a request as its page shows them.  Queries: 0."""
    words = {str(s.value): s.label for s in plans.S}
    return [
        {
            "id": item.pk,
            "name": Cell(item.name, reverse("plans:detail", args=[item.pk]), item.code),
            "asked_fen": item.budget_fen,
            "sources": "、".join(
                f"{asking.fund_name(code, names)} {yuan_text(fen)}"
                for code, fen in plans.sources_of(item).items()
            ),
            "status": (STATUS_SHAPES[item.status], words[item.status]),
        }
        for item in found
    ]
