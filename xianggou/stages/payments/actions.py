"""What changes a payment: request, approve, pay, return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.ledger import actions as ledger
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.law import LawOn
from xianggou.core.money import yuan
from xianggou.core.rules import judge
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries as delivery
from xianggou.stages.funds import queries as funds
from xianggou.stages.payments import queries, rules
from xianggou.stages.payments.models import Payment

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import Contract, Instalment


@action("payments.request", on=contracts.locked)
def request(
    contract: Contract,
    *,
    by: Acting,
    instalment_id: int,
    invoice_no: str,
    invoiced_on: date,
    amount_fen: int | None = None,
    payee_account: str = "",
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Payment:
    """Ask to pay an accepted instalment, or an advance that the contract names.

    Money: `amount_fen` 分, all that is due when not given; an advance moves from committed to payable now.
    Law: payments.*, (A8.8) 未购买不支付.  Locks: the contract.  Raises: Refused (nothing is written).
    """
    day = trails.today()
    plan = contracts.instalment(instalment_id)
    acceptance = delivery.passed_of(instalment_id)
    is_advance = plan.is_advance
    due = plan.amount_fen if is_advance else acceptance.accrued_fen if acceptance else 0
    asked = due if amount_fen is None else amount_fen
    _may_be_asked(contract, plan, asked, due)
    law = queries.law_for(
        contract, accepted_on=acceptance.accepted_on if acceptance else None, invoiced_on=invoiced_on, day=day
    )
    standing = books.dossier_standing(contract.dossier_id)
    payable = standing.payable + (asked if is_advance else 0)
    account = payee_account or contract.payee_account
    facts = rules.Payment(
        below_limit=bool(contract.award.procedure.band),
        has_award=True,
        has_contract=contract.status in contracts.BINDING,
        accepted=acceptance is not None,
        is_advance=is_advance,
        instalment=plan.number,
        price_fen=contract.price_fen,
        paid_fen=queries.paid_fen(contract.pk),
        asked_fen=asked,
        commitment_left_fen=min(payable, due),
        payee_account=account,
        contract_account=contract.payee_account,
        has_invoice=bool(invoice_no.strip()),
        requester_id=by.person_id,
        invoiced_on=invoiced_on,
    )
    verdict = judge("payments.request", facts, law, reasons)
    verdict.refuse_if_blocked()
    payment = Payment(
        place_code=contract.place_code,
        town_code=contract.town_code,
        dossier_id=contract.dossier_id,
        code=f"{contract.award.procedure.code}-F{len(queries.of_contract(contract.pk)) + 1}",
        contract=contract,
        instalment=plan,
        acceptance=acceptance if not is_advance else None,
        amount_fen=asked,
        advance_fen=asked if is_advance else 0,
        invoice_no=invoice_no,
        invoiced_on=invoiced_on,
        payee_name=contract.payee_name,
        payee_account=account,
        due_on=queries.due_on(law, contract, acceptance),
        requested_on=day,
        requested_by=by.who,
    )
    entry = trail.born(payment, "payments.request", by=by, why=why, verdict=verdict, law=law)
    if is_advance:
        committed = books.dossier_parts(contract.dossier_id, Bucket.COMMITTED)
        ledger.post(
            "advance", entry, sorted(books.spread(committed, asked).items()), dossier_id=contract.dossier_id
        )
    return payment


@action("payments.approve", on=queries.locked)
def approve(
    payment: Payment, *, by: Acting, why: str = "", reasons: Mapping[str, str] | None = None
) -> Payment:
    """Approve a request; never one's own.  Law: procurement.separated_duties.  Raises: Refused."""
    day = trails.today()
    law = _law(payment, day)
    facts = rules.Payment(
        requester_id=payment.requested_by, approver_id=by.person_id, person_name=by.actor.name
    )
    verdict = judge("payments.request", facts, law, reasons)
    verdict.refuse_if_blocked()
    trail.move(
        payment,
        "payments.approve",
        Payment.Status.APPROVED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        approved_by=by.person_id,
    )
    return payment


@action("payments.pay", on=queries.locked)
def pay(
    payment: Payment,
    *,
    by: Acting,
    paid_on: date | None = None,
    voucher_no: str = "",
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Payment:
    """Record that the treasury paid an approved request.

    Money: moves `amount_fen` 分 from payable to paid; of an earmarked fund only what has arrived.
    Locks: the payment, the townships' shares of funds, then the accounts.  Raises: Refused.
    """
    day = paid_on or trails.today()
    law = _law(payment, day)
    funds.lock_shares(payment.place_code, payment.dossier_id)
    contract = payment.contract
    acceptance = payment.acceptance
    facts = rules.Payment(
        below_limit=bool(contract.award.procedure.band),
        has_award=True,
        has_contract=contract.status in contracts.BINDING,
        accepted=acceptance is not None,
        is_advance=payment.instalment.is_advance,
        instalment=payment.instalment.number,
        price_fen=contract.price_fen,
        paid_fen=queries.paid_fen(contract.pk),
        asked_fen=payment.amount_fen,
        commitment_left_fen=queries.payable_fen(payment.dossier_id),
        payee_account=payment.payee_account,
        contract_account=contract.payee_account,
        has_invoice=bool(payment.invoice_no.strip()),
        requester_id=payment.requested_by,
        approver_id=payment.approved_by,
        bookkeeper_id=by.person_id,
        person_name=by.actor.name,
        supplier_is_sme=contract.supplier.is_sme,
        agreed_days=contract.pay_days,
        accepted_on=acceptance.accepted_on if acceptance else None,
        invoiced_on=payment.invoiced_on,
        paid_on=day,
        owed_fen=payment.amount_fen,
        today=day,
        **queries.arrived(payment),
    )
    verdict = judge("payments.pay", facts, law, reasons)
    verdict.refuse_if_blocked()
    entry = trail.move(
        payment,
        "payments.pay",
        Payment.Status.PAID,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        paid_on=day,
        paid_by=by.person_id,
        voucher_no=voucher_no,
    )
    payable = books.dossier_parts(payment.dossier_id, Bucket.PAYABLE)
    parts = sorted(books.spread(payable, payment.amount_fen).items())
    ledger.post("pay", entry, parts, dossier_id=payment.dossier_id, document=voucher_no)
    return payment


@action("payments.return_request", on=queries.locked)
def return_request(payment: Payment, *, by: Acting, why: str) -> Payment:
    """Send a request back with its reason; an accepted instalment stays payable.

    Money: an advance goes back from payable to committed, so that asking again moves it once.
    """
    back = payment.advance_fen
    entry = trail.move(
        payment, "payments.return_request", Payment.Status.RETURNED, by=by, why=why, taken_back_fen=back
    )
    payable = books.dossier_parts(payment.dossier_id, Bucket.PAYABLE)
    ledger.post("unaccrue", entry, sorted(books.spread(payable, back).items()), dossier_id=payment.dossier_id)
    return payment


def _may_be_asked(contract: Contract, plan: Instalment, asked: int, due: int) -> None:
    """An instalment of this contract, not asked for yet, and asked for whole.  Raises: BadInput."""
    if plan.contract_id != contract.pk:
        raise BadInput(
            [
                Problem(
                    code="payments.request.other_contract",
                    column="instalment_id",
                    what=gettext("这一期不是本合同的"),
                    then=gettext("从本合同的付款计划里选一期"),
                )
            ]
        )
    if queries.open_for(plan) is not None:
        raise BadInput(
            [
                Problem(
                    code="payments.request.twice",
                    column="instalment_id",
                    what=gettext("第 %(n)s 期已经申请过付款") % {"n": plan.number},
                    then=gettext("打开已有的申请接着办；要重新申请的，先退回它"),
                )
            ]
        )
    if 0 < asked < due:
        raise BadInput(
            [
                Problem(
                    code="payments.request.part",
                    column="amount_fen",
                    value=yuan(asked),
                    what=gettext("本期应付 %(due)s 元，申请 %(asked)s 元，少申请的部分以后不能再付")
                    % {"due": yuan(due), "asked": yuan(asked)},
                    then=gettext("改为应付金额；要分次付的，在合同付款计划里分期"),
                )
            ]
        )


def _law(payment: Payment, day: date) -> LawOn:
    accepted = payment.acceptance.accepted_on if payment.acceptance else None
    return queries.law_for(payment.contract, accepted_on=accepted, invoiced_on=payment.invoiced_on, day=day)
