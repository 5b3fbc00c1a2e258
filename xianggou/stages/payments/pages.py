"""What the pages of payments show: the list, a request with its working and the three gates, one payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.http import Http404
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
    Deadline,
    Empty,
    FileShown,
    Pair,
    Shape,
    Table,
)
from xianggou.base.people.models import Person
from xianggou.core.actor import Actor
from xianggou.core.law import library
from xianggou.stages.budget import queries as budget
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries as delivery
from xianggou.stages.payments import queries
from xianggou.stages.payments.models import Payment
from xianggou.stages.procurement import queries as procurement

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import Contract, Instalment
    from xianggou.stages.delivery.models import Acceptance

S = Payment.Status
SHAPES: dict[str, Shape] = {S.REQUESTED: "run", S.APPROVED: "run", S.PAID: "done", S.RETURNED: "back"}
COLUMNS = (
    Column("title", _("付款"), main=True),
    Column("payee", _("收款人")),
    Column("amount_fen", _("金额"), "fen", unit="yuan", sort="amount_fen"),
    Column("requested_on", _("申请日期"), "day"),
    Column("due", _("最迟付清"), "deadline"),
    Column("paid_on", _("支付日期"), "day"),
    Column("status", _("状态"), "status"),
)
PAYABLE_COLUMNS = (
    Column("title", _("验收合格、还没有申请"), main=True),
    Column("payee", _("承接主体")),
    Column("amount_fen", _("应付"), "fen", unit="yuan"),
    Column("due", _("最迟付清"), "deadline"),
    Column("verbs", _("办"), "verbs"),
)
SHOWN = 10


def due_shown(on: date | None, today: date) -> Deadline | None:
    """A last day to pay, seen from today.  Queries: 0."""
    if on is None:
        return None
    left = (on - today).days
    calendar = library().calendar
    working = calendar.working_days(today, on) if left >= 0 else -calendar.working_days(on, today)
    return Deadline(on, left, working, provisional=calendar.is_provisional(min(today, on), on))


def listed(actor: Actor, *, status: str = "", text: str = "") -> QuerySet[Payment]:
    """The payments of the list page, filtered."""
    rows = queries.seen_by(actor).select_related("contract", "instalment")
    rows = rows.only(
        "contract__title",
        "instalment__title",
        "payee_name",
        "amount_fen",
        "requested_on",
        "due_on",
        "paid_on",
        "status",
    )
    if status in S.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(
            Q(contract__title__contains=text) | Q(payee_name__contains=text) | Q(voucher_no__contains=text)
        )
    return rows


def statuses(actor: Actor) -> list[tuple[str, Any, int | None]]:
    """The filters of the list, with how many each would show.  Queries: 1."""
    return by_status(queries.seen_by(actor), S)


def list_rows(found: Sequence[Payment], today: date) -> list[dict[str, Any]]:
    """Rows of the list.  Queries: 0."""
    url, status = numbered("payments:detail"), statuses_shown(S, SHAPES)
    return [
        {
            "id": p.pk,
            "title": Cell(p.contract.title, url(p.pk), p.instalment.title),
            "payee": p.payee_name,
            "amount_fen": p.amount_fen,
            "requested_on": p.requested_on,
            "due": due_shown(p.due_on, today) if p.status in (S.REQUESTED, S.APPROVED) else None,
            "paid_on": p.paid_on,
            "status": status[p.status],
        }
        for p in found
    ]


def payable_table(actor: Actor, today: date) -> Table | None:
    """What is accepted and waits for its request; nothing for seats that ask for none.  Queries: 0–2."""
    if not may_anywhere(actor, "payments.request"):
        return None
    passed = list(queries.payable(actor)[:SHOWN])
    days = queries.last_days(passed)
    rows = [
        {
            "id": a.pk,
            "title": Cell(a.contract.title, note=a.instalment.title),
            "payee": a.contract.supplier.name,
            "amount_fen": a.accrued_fen,
            "due": due_shown(days[a.pk], today),
            "verbs": (Action(_("申请付款"), reverse("payments:request", args=[a.instalment_id])),),
        }
        for a in passed
    ]
    return Table(caption=_("可以申请的付款"), columns=PAYABLE_COLUMNS, rows=rows) if rows else None


def empty_list(is_filtered: bool, whole: str) -> Empty:
    """Why the list is empty, and the one thing to do."""
    if is_filtered:
        return Empty(_("没有符合条件的付款"), _("换一个词，或去掉筛选"), Action(_("看全部"), whole))
    return Empty(_("还没有付款"), _("验收合格以后，由付款经办岗申请"))


# Asking --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gate:
    """One of the three gates, with the paper that opened it."""

    name: Any
    shape: Shape
    note: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What is known before a payment is asked for."""

    contract: Contract
    instalment: Instalment
    acceptance: Acceptance | None
    crumbs: tuple[Crumb, ...]
    facts: tuple[Pair, ...]
    working: tuple[Pair, ...]
    gates: tuple[Gate, ...]
    due_fen: int
    due: Deadline | None


def request_page(instalment_id: int, actor: Actor, today: date) -> RequestPage:
    """The page that asks for a payment.  Raises: Http404, NotGranted.  Queries: 7."""
    try:
        instalment = contracts.instalment(instalment_id)
    except ObjectDoesNotExist:
        raise Http404(str(instalment_id)) from None
    contract = get_object_or_404(
        contracts.seen_by(actor).select_related("award", "award__procedure", "supplier", "dossier"),
        pk=instalment.contract_id,
    )
    if not queries.may(actor, "payments.request", contract):
        raise NotGranted("payments.request")
    acceptance = delivery.passed_of(instalment_id)
    due = instalment.amount_fen if instalment.is_advance else acceptance.accrued_fen if acceptance else 0
    last = queries.last_days([acceptance]).get(acceptance.pk) if acceptance else None
    url = reverse("dossier:show", args=[contract.dossier.code])
    return RequestPage(
        contract,
        instalment,
        acceptance,
        (
            Crumb(_("支付"), reverse("payments:list")),
            Crumb(contract.dossier.title, url),
            Crumb(_("申请付款")),
        ),
        (
            Pair(_("卷宗"), Cell(contract.dossier.title, url, contract.dossier.code)),
            Pair(_("合同"), Cell(contract.number, reverse("contracts:detail", args=[contract.pk]))),
            Pair(_("收款人"), Cell(contract.payee_name, note=contract.payee_bank)),
            Pair(_("收款账号"), Cell(contract.payee_account, note=_("合同约定，付款时不改"))),
            Pair(_("最迟付清"), due_shown(last, today), "deadline"),
        ),
        working(instalment, acceptance),
        gates(contract, instalment, acceptance),
        due,
        due_shown(last, today),
    )


def working(instalment: Instalment, acceptance: Acceptance | None) -> tuple[Pair, ...]:
    """How what is due was worked out: the instalment, each deduction, the rest.  Queries: 0–1."""
    found = [Pair(_("本期金额"), instalment.amount_fen, "fen_yuan")]
    if instalment.is_advance:
        return (*found, Pair(_("预付款，验收前可付"), instalment.amount_fen, "fen_yuan", strong=True))
    if acceptance is None:
        return (*found, Pair(_("验收完成前可付"), 0, "fen_yuan", strong=True))
    for r in delivery.results(acceptance):
        if r.deducted_fen:
            label = gettext("%(name)s 扣 %(points)s 分") % {"name": r.indicator.name, "points": r.points_lost}
            found.append(Pair(label, -r.deducted_fen, "fen_yuan"))
    return (*found, Pair(_("验收后可付"), acceptance.accrued_fen, "fen_yuan", strong=True))


def gates(contract: Contract, instalment: Instalment, acceptance: Acceptance | None) -> tuple[Gate, ...]:
    """The three gates of a purchase, with what opened each.  Queries: 2."""
    item = procurement.items(contract.award.procedure)[0]
    approval = budget.of_item(item.pk)
    opened = acceptance is not None or instalment.is_advance
    if acceptance is not None:
        last = gettext("%(day)s 验收合格，应付 %(yuan)s 元") % {
            "day": acceptance.accepted_on,
            "yuan": yuan_text(acceptance.accrued_fen),
        }
    elif instalment.is_advance:
        last = gettext("合同约定的预付款")
    else:
        last = gettext("这一期还没有验收合格，可付为 0")
    return (
        Gate(_("无计划不预算"), "done", gettext("计划 %(code)s") % {"code": item.code}),
        Gate(
            _("无预算不购买"),
            "done" if approval else "stop",
            gettext("%(document)s，%(yuan)s 元")
            % {"document": approval.document, "yuan": yuan_text(approval.amount_fen)}
            if approval
            else "",
        ),
        Gate(_("未购买不支付"), "done" if opened else "stop", last),
    )


# One payment ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """One payment as its pages show it."""

    row: Payment
    dossier_url: str
    crumbs: tuple[Crumb, ...]
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    people: tuple[Pair, ...]
    working: tuple[Pair, ...]
    gates: tuple[Gate, ...]
    files: tuple[FileShown, ...]
    actions: list[Action]
    due: Deadline | None


def payment_of(payment_id: int, actor: Actor, action: str = "") -> Payment:
    """A payment that the actor may see, and may act on where an action is named.  Queries: 1.

    Raises: Http404, NotGranted.
    """
    rows = queries.seen_by(actor).select_related(
        "contract",
        "contract__supplier",
        "contract__award",
        "contract__award__procedure",
        "instalment",
        "acceptance",
        "dossier",
    )
    found = get_object_or_404(rows, pk=payment_id)
    if action and not queries.may(actor, action, found):
        raise NotGranted(action)
    return found


def crumbs_of(payment: Payment, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of a payment."""
    here = reverse("payments:detail", args=[payment.pk])
    title = f"{payment.dossier.title} {payment.instalment.title}"
    found = (Crumb(_("支付"), reverse("payments:list")), Crumb(title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def payment_page(payment_id: int, actor: Actor, today: date, *, action: str = "") -> PaymentPage:
    """One payment.  Raises: Http404, NotGranted.  Queries: 6–9."""
    row = payment_of(payment_id, actor, action)
    names = dict(
        Person.objects.filter(pk__in=[row.requested_by, row.approved_by or 0, row.paid_by or 0]).values_list(
            "pk", "name"
        )
    )
    url = reverse("dossier:show", args=[row.dossier.code])
    due = due_shown(row.due_on, today) if row.status in (S.REQUESTED, S.APPROVED) else None
    return PaymentPage(
        row,
        url,
        crumbs_of(row),
        (SHAPES[row.status], row.get_status_display()),
        (
            Pair(_("卷宗"), Cell(row.dossier.title, url, row.dossier.code)),
            Pair(_("合同"), Cell(row.contract.number, reverse("contracts:detail", args=[row.contract_id]))),
            Pair(_("收款人"), Cell(row.payee_name, note=row.contract.payee_bank)),
            Pair(_("收款账号"), row.payee_account),
            Pair(_("发票"), Cell(row.invoice_no, note=row.invoiced_on.isoformat())),
            Pair(_("金额"), row.amount_fen, "fen_yuan", strong=True),
        ),
        (
            Pair(_("申请"), Cell(names.get(row.requested_by, ""), note=row.requested_on.isoformat())),
            Pair(_("审批"), names.get(row.approved_by or 0, "")),
            Pair(
                _("支付"),
                Cell(names.get(row.paid_by or 0, ""), note=f"{row.paid_on} {row.voucher_no}")
                if row.paid_on
                else None,
            ),
        ),
        working(row.instalment, row.acceptance),
        gates(row.contract, row.instalment, row.acceptance),
        _files(row),
        queries.open_actions(row, actor, today),
        due,
    )


def _files(row: Payment) -> tuple[FileShown, ...]:
    """The request form as Word and PDF."""
    return tuple(
        FileShown(
            gettext("付款申请（%(kind)s）") % {"kind": word},
            reverse("payments:paper", args=[row.pk, kind]),
            _("支付"),
            row.requested_on,
            _("不公开"),
            state=_("随数据生成"),
        )
        for kind, word in (("docx", "Word"), ("pdf", "PDF"))
    )
