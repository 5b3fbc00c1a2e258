"""What the pages of contracts show: the list, a draft with the state of its parts, one contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import may_anywhere
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
from xianggou.base.pages.shapes import Deadline as DeadlineShown
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.calendar import Deadline, add_years
from xianggou.core.law import library
from xianggou.stages.contracts import queries
from xianggou.stages.contracts.models import Clause, Contract, Instalment
from xianggou.stages.procurement import queries as procurement

S = Contract.Status
SHAPES: dict[str, Shape] = {S.DRAFT: "run", S.SIGNED: "run", S.CLOSED: "done", S.DROPPED: "back"}
COLUMNS = (
    Column("title", _("合同"), main=True),
    Column("supplier", _("承接主体")),
    Column("price_fen", _("合同价"), "fen", sort="price_fen"),
    Column("term", _("合同期")),
    Column("signed_on", _("签订日期"), "day"),
    Column("status", _("状态"), "status"),
)
AWARD_COLUMNS = (
    Column("title", _("成交、还没有合同"), main=True),
    Column("supplier", _("承接主体")),
    Column("price_fen", _("成交价"), "fen"),
    Column("due", _("最迟签订"), "deadline"),
    Column("verbs", _("办"), "verbs"),
)
PLAN_COLUMNS = (
    Column("title", _("期次"), main=True),
    Column("amount_fen", _("金额"), "fen", unit="yuan"),
    Column("kind", _("性质")),
    Column("condition", _("付款条件")),
    Column("planned_on", _("计划日期"), "day"),
)
INDICATOR_COLUMNS = (
    Column("name", _("指标"), main=True),
    Column("group", _("类别")),
    Column("target", _("目标")),
    Column("measure", _("怎么量")),
    Column("weight", _("权重"), "number", unit=_("分")),
    Column("deduction", _("扣分办法")),
)
SHOWN = 10


def listed(actor: Actor, *, status: str = "", text: str = "") -> QuerySet[Contract]:
    """The contracts of the list page, filtered."""
    rows = queries.seen_by(actor).select_related("supplier")
    rows = rows.only(
        "title", "number", "supplier__name", "price_fen", "starts_on", "ends_on", "signed_on", "status"
    )
    if status in S.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(title__contains=text) | Q(number__contains=text))
    return rows


def statuses(actor: Actor) -> list[tuple[str, Any, int | None]]:
    """The filters of the list, with how many each would show.  Queries: 1."""
    return by_status(queries.seen_by(actor), S)


def list_rows(found: Sequence[Contract]) -> list[dict[str, Any]]:
    """Rows of the list.  Queries: 0."""
    url, status = numbered("contracts:detail"), statuses_shown(S, SHAPES)
    return [
        {
            "id": c.pk,
            "title": Cell(c.title, url(c.pk), c.number),
            "supplier": c.supplier.name,
            "price_fen": c.price_fen,
            "term": f"{c.starts_on} — {c.ends_on}",
            "signed_on": c.signed_on,
            "status": status[c.status],
        }
        for c in found
    ]


def due_shown(due: Deadline, today: date) -> DeadlineShown:
    """A deadline seen from today, in working days too.  Queries: 0."""
    calendar = library().calendar
    left = (due.on - today).days
    working = calendar.working_days(today, due.on) if left >= 0 else -calendar.working_days(due.on, today)
    return DeadlineShown(due.on, left, working, provisional=due.provisional)


def awards_table(actor: Actor, today: date) -> Table | None:
    """Awards that wait for their contract; nothing for seats that make none.  Queries: 0–2."""
    if not may_anywhere(actor, "contracts.draft"):
        return None
    awards = list(queries.uncontracted(actor)[:SHOWN])
    days = queries.last_days_to_sign(awards)
    rows = [
        {
            "id": a.pk,
            "title": Cell(a.procedure.title, note=a.dossier.code),
            "supplier": a.supplier.name,
            "price_fen": a.price_fen,
            "due": due_shown(days[a.pk], today),
            "verbs": (Action(_("起草合同"), reverse("contracts:draft", args=[a.pk])),),
        }
        for a in awards
    ]
    return Table(caption=_("等着起草的合同"), columns=AWARD_COLUMNS, rows=rows) if rows else None


def empty_list(is_filtered: bool, whole: str) -> Empty:
    """Why the list is empty, and the one thing to do."""
    if is_filtered:
        return Empty(_("没有符合条件的合同"), _("换一个词，或去掉筛选"), Action(_("看全部"), whole))
    return Empty(_("还没有合同"), _("采购成交以后，由合同管理岗起草"))


# Drafting ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What is known of an award before its contract is drafted."""

    award: Any
    crumbs: tuple[Crumb, ...]
    facts: tuple[Pair, ...]
    suggested: dict[str, Any]
    plan: list[dict[str, Any]]


def draft_page(award_id: int, actor: Actor, today: date) -> DraftPage:
    """The page that drafts a contract: all that is known stands in the boxes.  Queries: 4.

    Raises: Http404, NotGranted.
    """
    award = get_object_or_404(procurement.standing_awards(actor, "contracts.see"), pk=award_id)
    if not queries.may(actor, "contracts.draft", award):
        raise NotGranted("contracts.draft")
    item = procurement.items(award.procedure)[0]
    law = places.law_on(award.place_code, {"notified_on": award.notified_on, "today": today})
    starts = item.starts_on or today
    due = queries.last_days_to_sign([award])[award.pk]
    url = reverse("dossier:show", args=[award.dossier.code])
    return DraftPage(
        award,
        (
            Crumb(_("合同与履约"), reverse("contracts:list")),
            Crumb(award.procedure.title, url),
            Crumb(_("起草合同")),
        ),
        (
            Pair(_("卷宗"), Cell(award.procedure.title, url, award.dossier.code)),
            Pair(_("承接主体"), Cell(award.supplier.name, note=award.supplier.uscc)),
            Pair(_("成交价"), award.price_fen, "fen_yuan", strong=True),
            Pair(_("通知书发出"), award.notified_on, "day"),
            Pair(_("最迟签订"), due_shown(due, today), "deadline"),
        ),
        {
            "price_fen": award.price_fen,
            "starts_on": starts,
            "ends_on": item.ends_on or add_years(starts, 1),
            "pay_days": law["payments.due_within"].amount,
            "payee_name": award.supplier.name,
            "payee_account": award.supplier.account_no,
            "payee_bank": award.supplier.account_bank,
        },
        [{"title": _("验收合格后付款"), "amount_fen": award.price_fen, "condition": _("验收合格")}],
    )


# One contract --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartShown:
    """A compulsory or own part of the contract and whether it is filled."""

    order: int
    name: str
    text: str
    is_required: bool
    shape: Shape
    word: Any


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One contract as its pages show it."""

    row: Contract
    dossier_url: str
    crumbs: tuple[Crumb, ...]
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    parts: tuple[PartShown, ...]
    missing: int
    plan: Table
    indicators: Table
    files: tuple[FileShown, ...]
    actions: list[Action]
    due: DeadlineShown | None


def contract_of(contract_id: int, actor: Actor, action: str = "") -> Contract:
    """A contract that the actor may see, and may act on where an action is named.  Queries: 1.

    Raises: Http404, NotGranted.
    """
    rows = queries.seen_by(actor).select_related(
        "award", "award__procedure", "supplier", "dossier", "standard"
    )
    found = get_object_or_404(rows, pk=contract_id)
    if action and not queries.may(actor, action, found):
        raise NotGranted(action)
    return found


def crumbs_of(contract: Contract, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of a contract."""
    here = reverse("contracts:detail", args=[contract.pk])
    found = (Crumb(_("合同与履约"), reverse("contracts:list")), Crumb(contract.title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def parts_shown(clauses: Sequence[Clause], required: Sequence[str]) -> tuple[PartShown, ...]:
    """The parts with their state: what law or pack asks for and is empty is marked."""
    found = []
    for c in clauses:
        is_required = c.name in required
        filled = bool(c.text.strip())
        shape: Shape = "done" if filled else "stop" if is_required else "none"
        word = _("已写") if filled else _("还没有写，必备") if is_required else _("没有写")
        found.append(PartShown(c.order, c.name, c.text, is_required, shape, word))
    return tuple(found)


def plan_rows(plan: Sequence[Instalment]) -> list[dict[str, Any]]:
    """The payment plan."""
    return [
        {
            "id": i.pk,
            "title": Cell(i.title, note=f"{i.number}"),
            "amount_fen": i.amount_fen,
            "kind": _("预付款") if i.is_advance else _("验收后付款"),
            "condition": i.condition,
            "planned_on": i.planned_on,
        }
        for i in plan
    ]


def indicator_table(contract: Contract) -> Table:
    """The indicators that the contract carries; they came from the standard and are not typed here.  Queries: 1."""
    rows = [
        {
            "id": i.pk,
            "name": i.name,
            "group": i.group,
            "target": f"{i.target}{i.unit}",
            "measure": i.measure,
            "weight": i.weight,
            "deduction": i.deduction,
        }
        for i in queries.indicators(contract)
    ]
    empty = Empty(_("这一项目录没有执行标准"), _("没有指标就没有扣分，验收时只看是否合格"))
    return Table(caption=_("考核指标"), columns=INDICATOR_COLUMNS, rows=rows, empty=empty)


def detail_page(contract_id: int, actor: Actor, today: date, *, action: str = "") -> ContractPage:
    """One contract.  Raises: Http404, NotGranted.  Queries: 7–10."""
    row = contract_of(contract_id, actor, action)
    law = queries.law_for(row, row.signed_on or today)
    parts = parts_shown(queries.clauses(row), queries.required_parts(law))
    plan = queries.instalments(row)
    signer = Person.objects.filter(pk=row.signed_by or 0).values_list("name", flat=True).first()
    url = reverse("dossier:show", args=[row.dossier.code])
    is_draft = row.status == S.DRAFT
    due = due_shown(queries.last_days_to_sign([row.award])[row.award_id], today) if is_draft else None
    return ContractPage(
        row,
        url,
        crumbs_of(row),
        (SHAPES[row.status], row.get_status_display()),
        (
            Pair(_("卷宗"), Cell(row.dossier.title, url, row.dossier.code)),
            Pair(_("合同编号"), row.number or Cell(_("签订时编号"), shape="none")),
            Pair(_("承接主体"), Cell(row.supplier.name, note=row.supplier.uscc)),
            Pair(_("执行标准"), _standard_shown(row)),
            Pair(_("合同价"), row.price_fen, "fen_yuan", strong=True),
            Pair(_("合同期"), f"{row.starts_on} — {row.ends_on}"),
            Pair(_("付款期限"), Cell(row.pay_days, note=_("日，验收合格起算"))),
            Pair(_("收款账户"), Cell(row.payee_account, note=f"{row.payee_name} {row.payee_bank}")),
            Pair(_("签订"), Cell(row.signed_on.isoformat(), note=signer or "") if row.signed_on else None),
            Pair(_("签约后退回预算线"), row.released_fen if row.signed_on else None, "fen_yuan"),
        ),
        parts,
        sum(p.shape == "stop" for p in parts),
        Table(
            caption=_("付款计划"),
            columns=PLAN_COLUMNS,
            rows=plan_rows(plan),
            totals={"title": _("合计"), "amount_fen": sum(i.amount_fen for i in plan)},
        ),
        indicator_table(row),
        _files(row),
        queries.open_actions(row, actor, today),
        due,
    )


def _standard_shown(row: Contract) -> Cell | None:
    """The version that the plan chose, which the contract carries.  Queries: 0, where the standard was read too."""
    if row.standard is None:
        return None
    url = reverse("standards:detail", args=[row.standard.pk])
    return Cell(row.standard.code, url, gettext("第 %(n)s 版") % {"n": row.standard.number})


def _files(row: Contract) -> tuple[FileShown, ...]:
    """The contract as Word and PDF; a draft says on each page that it is one."""
    state = _("草稿，随数据生成") if row.status == S.DRAFT else _("已签订")
    shape: Shape = "run" if row.status == S.DRAFT else "done"
    return tuple(
        FileShown(
            f"{row.title}（{word}）",
            reverse("contracts:paper", args=[row.pk, kind]),
            _("合同"),
            row.signed_on,
            _("不公开"),
            shape=shape,
            state=state,
        )
        for kind, word in (("docx", "Word"), ("pdf", "PDF"))
    )
