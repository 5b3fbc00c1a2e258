"""What the pages of delivery show: the list, an acceptance indicator by indicator, its deductions step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import may_anywhere
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import by_status, numbered, statuses_shown
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
)
from xianggou.base.people.models import Person
from xianggou.core.actor import Actor
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries
from xianggou.stages.delivery.actions import deduction
from xianggou.stages.delivery.models import Acceptance, Member, Result

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import ContractIndicator, Instalment

S = Acceptance.Status
SHAPES: dict[str, Shape] = {S.OPEN: "run", S.PASSED: "done", S.FAILED: "back"}
COLUMNS = (
    Column("title", _("验收"), main=True),
    Column("supplier", _("承接主体")),
    Column("amount_fen", _("本期金额"), "fen"),
    Column("deducted_fen", _("扣款"), "fen"),
    Column("accrued_fen", _("验收后应付"), "fen"),
    Column("delivered_on", _("交付日期"), "day"),
    Column("accepted_on", _("验收日期"), "day"),
    Column("status", _("状态"), "status"),
)
AWAITED_COLUMNS = (
    Column("title", _("等着验收的一期"), main=True),
    Column("supplier", _("承接主体")),
    Column("amount_fen", _("本期金额"), "fen"),
    Column("planned_on", _("计划日期"), "day"),
    Column("verbs", _("办"), "verbs"),
)
RESULT_COLUMNS = (
    Column("name", _("指标"), main=True),
    Column("target", _("目标")),
    Column("actual", _("实际")),
    Column("points_lost", _("扣分"), "number"),
    Column("deducted_fen", _("扣款"), "fen", unit="yuan"),
    Column("state", _("结果"), "status"),
)
MEMBER_COLUMNS = (
    Column("name", _("姓名"), main=True),
    Column("part", _("身份")),
    Column("body", _("单位")),
    Column("opinion", _("意见")),
    Column("signed", _("签字"), "status"),
)
SHOWN = 10


def listed(actor: Actor, *, status: str = "", text: str = "") -> QuerySet[Acceptance]:
    """The acceptances of the list page, filtered."""
    rows = queries.seen_by(actor).select_related("contract", "contract__supplier", "instalment")
    rows = rows.only(
        "contract__title", "contract__supplier__name", "instalment__title", "instalment__amount_fen", "deducted_fen",
        "accrued_fen", "delivered_on", "accepted_on", "status",
    )  # fmt: skip
    if status in S.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(contract__title__contains=text) | Q(contract__number__contains=text))
    return rows


def statuses(actor: Actor) -> list[tuple[str, Any, int | None]]:
    """The filters of the list, with how many each would show.  Queries: 1."""
    return by_status(queries.seen_by(actor), S)


def list_rows(found: Sequence[Acceptance]) -> list[dict[str, Any]]:
    """Rows of the list.  Queries: 0."""
    url, status = numbered("delivery:detail"), statuses_shown(S, SHAPES)
    return [
        {
            "id": a.pk,
            "title": Cell(a.contract.title, url(a.pk), a.instalment.title),
            "supplier": a.contract.supplier.name,
            "amount_fen": a.instalment.amount_fen,
            "deducted_fen": a.deducted_fen if a.status == S.PASSED else None,
            "accrued_fen": a.accrued_fen if a.status == S.PASSED else None,
            "delivered_on": a.delivered_on,
            "accepted_on": a.accepted_on,
            "status": status[a.status],
        }
        for a in found
    ]


def awaited_table(actor: Actor) -> Table | None:
    """Instalments that wait for their acceptance; nothing for seats that accept none.  Queries: 0–1."""
    if not may_anywhere(actor, "delivery.convene"):
        return None
    rows = [
        {
            "id": i.pk,
            "title": Cell(i.contract.title, note=i.title),
            "supplier": i.contract.supplier.name,
            "amount_fen": i.amount_fen,
            "planned_on": i.planned_on,
            "verbs": (Action(_("组织验收"), reverse("delivery:convene", args=[i.pk])),),
        }
        for i in queries.awaited(actor)[:SHOWN]
    ]
    return Table(caption=_("等着验收"), columns=AWAITED_COLUMNS, rows=rows) if rows else None


def empty_list(is_filtered: bool, whole: str) -> Empty:
    """Why the list is empty, and the one thing to do."""
    if is_filtered:
        return Empty(_("没有符合条件的验收"), _("换一个词，或去掉筛选"), Action(_("看全部"), whole))
    return Empty(_("还没有验收"), _("合同签订以后，承接主体交付一期，就组织一次验收"))


# Convening -----------------------------------------------------------------------------------


def instalment_of(instalment_id: int, actor: Actor) -> Instalment:
    """An instalment whose acceptance the actor may convene.  Raises: Http404, NotGranted.  Queries: 1."""
    found = get_object_or_404(contracts.performing(actor, "contracts.see"), pk=instalment_id)
    if not queries.may(actor, "delivery.convene", found.contract):
        raise NotGranted("delivery.convene")
    return found


def instalment_facts(instalment: Instalment) -> tuple[Pair, ...]:
    """What is known of an instalment."""
    contract = instalment.contract
    url = reverse("dossier:show", args=[contract.dossier.code])
    return (
        Pair(_("卷宗"), Cell(contract.dossier.title, url, contract.dossier.code)),
        Pair(_("合同"), Cell(contract.number, reverse("contracts:detail", args=[contract.pk]))),
        Pair(_("承接主体"), contract.supplier.name),
        Pair(_("期次"), instalment.title),
        Pair(_("本期金额"), instalment.amount_fen, "fen_yuan", strong=True),
        Pair(_("付款条件"), instalment.condition),
        Pair(_("合同期"), f"{contract.starts_on} — {contract.ends_on}"),
    )


# One acceptance ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One deduction: which indicator, how it was worked out, how much."""

    name: str
    working: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What an instalment comes to: its amount, each deduction, what is due."""

    amount_fen: int
    steps: tuple[Step, ...]
    lost_fen: int
    due_fen: int

    @property
    def pairs(self) -> list[Pair]:
        """The working, line by line."""
        found = [Pair(_("本期金额"), self.amount_fen, "fen_yuan")]
        found += [Pair(f"{s.name} {s.working}", -s.amount_fen, "fen_yuan") for s in self.steps]
        return [*found, Pair(_("验收后应付"), self.due_fen, "fen_yuan", strong=True)]


def sums(acceptance: Acceptance, lost: Mapping[str, int]) -> Sums:
    """The deductions of an acceptance, by the contract's formula, one step an indicator.  Queries: 0."""
    amount = acceptance.instalment.amount_fen
    point_bp = int(acceptance.contract.facts.get("point_bp", 0))
    steps = tuple(
        Step(
            name,
            gettext("%(yuan)s × %(points)s 分 × %(rate)s%%")
            % {"yuan": yuan_text(amount), "points": points, "rate": f"{point_bp / 100:g}"},
            deduction(amount, points, point_bp),
        )
        for name, points in lost.items()
        if points
    )
    whole = min(amount, sum(s.amount_fen for s in steps))
    return Sums(amount, steps, whole, amount - whole)


@dataclass(frozen=True, slots=True)
class AcceptancePage:
    """One acceptance as its pages show it."""

    row: Acceptance
    dossier_url: str
    crumbs: tuple[Crumb, ...]
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    results: Table
    members: Table
    sums: Sums
    files: tuple[FileShown, ...]
    actions: list[Action]


def acceptance_of(acceptance_id: int, actor: Actor, action: str = "") -> Acceptance:
    """An acceptance that the actor may see, and may act on where an action is named.  Queries: 1.

    Raises: Http404, NotGranted.
    """
    rows = queries.seen_by(actor).select_related(
        "contract",
        "contract__award",
        "contract__award__procedure",
        "contract__supplier",
        "instalment",
        "dossier",
    )
    found = get_object_or_404(rows, pk=acceptance_id)
    if action and not queries.may(actor, action, found):
        raise NotGranted(action)
    return found


def crumbs_of(acceptance: Acceptance, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of an acceptance."""
    here = reverse("delivery:detail", args=[acceptance.pk])
    title = f"{acceptance.dossier.title} {acceptance.instalment.title}"
    found = (Crumb(_("履约验收"), reverse("delivery:list")), Crumb(title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def result_rows(results: Sequence[Result]) -> list[dict[str, Any]]:
    """What was found, indicator by indicator."""
    return [
        {
            "id": r.pk,
            "name": r.indicator.name,
            "target": f"{r.indicator.target}{r.indicator.unit}",
            "actual": r.actual,
            "points_lost": r.points_lost,
            "deducted_fen": r.deducted_fen,
            "state": ("done", _("达到")) if r.is_met else ("soon", _("扣分")),
        }
        for r in results
    ]


def member_rows(members: Sequence[Member]) -> list[dict[str, Any]]:
    """The panel."""
    return [
        {
            "id": m.pk,
            "name": m.name,
            "part": m.get_part_display(),
            "body": m.body,
            "opinion": m.opinion,
            "signed": ("done", _("已签字")) if m.has_signed else ("none", _("没有签字")),
        }
        for m in members
    ]


def detail_page(acceptance_id: int, actor: Actor, today: date) -> AcceptancePage:
    """One acceptance.  Raises: Http404.  Queries: 4–5."""
    row = acceptance_of(acceptance_id, actor)
    results = queries.results(row)
    members = queries.members(row)
    acceptor = Person.objects.filter(pk=row.accepted_by or 0).values_list("name", flat=True).first()
    url = reverse("dossier:show", args=[row.dossier.code])
    accepted = Cell(row.accepted_on.isoformat(), note=acceptor or "") if row.accepted_on else None
    return AcceptancePage(
        row,
        url,
        crumbs_of(row),
        (SHAPES[row.status], row.get_status_display()),
        (
            Pair(_("卷宗"), Cell(row.dossier.title, url, row.dossier.code)),
            Pair(_("合同"), Cell(row.contract.number, reverse("contracts:detail", args=[row.contract_id]))),
            Pair(_("承接主体"), row.contract.supplier.name),
            Pair(_("数量"), row.quantity),
            Pair(_("交付日期"), row.delivered_on, "day"),
            Pair(_("验收"), accepted),
            Pair(_("备注"), row.remark),
        ),
        Table(
            caption=_("逐项结果"),
            columns=RESULT_COLUMNS,
            rows=result_rows(results),
            empty=Empty(_("还没有逐项结果"), _("出具验收书时逐项填写")),
        ),
        Table(
            caption=_("验收人员"),
            columns=MEMBER_COLUMNS,
            rows=member_rows(members),
            empty=Empty(_("还没有验收人员的意见"), _("出具验收书时登记每人的意见和签字")),
        ),
        sums(row, {r.indicator.name: r.points_lost for r in results}),
        _files(row),
        queries.open_actions(row, actor, today),
    )


def _files(row: Acceptance) -> tuple[FileShown, ...]:
    """The certificate, once the acceptance is concluded."""
    if row.status != S.PASSED:
        return ()
    return tuple(
        FileShown(
            gettext("验收书（%(kind)s）") % {"kind": word},
            reverse("delivery:paper", args=[row.pk, kind]),
            _("履约验收"),
            row.accepted_on,
            _("验收后公告"),
            state=_("随数据生成"),
        )
        for kind, word in (("docx", "Word"), ("pdf", "PDF"))
    )


def carried(acceptance: Acceptance) -> list[ContractIndicator]:
    """The indicators that the contract carries.  Queries: 1."""
    return contracts.indicators(acceptance.contract)


def first_members(actor: Actor) -> list[dict[str, Any]]:
    """Who is on the panel to begin with: the acceptor leads; the industry seat and the users are to be named."""
    body = actor.seats[0].body_name if actor.seats else ""
    return [
        {"part": Member.Part.LEAD, "name": actor.name, "body": body},
        {"part": Member.Part.INDUSTRY},
        {"part": Member.Part.USER},
    ]
