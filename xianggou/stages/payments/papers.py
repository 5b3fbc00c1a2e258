"""From the rows of a payment to the facts of its request form."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.ledger import queries as ledger
from xianggou.base.ledger.models import Bucket, Line
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.money import Fen
from xianggou.stages.payments import pages, queries
from xianggou.stages.payments.documents import CheckLine, PaymentRequestFacts, SourcePart
from xianggou.stages.payments.models import Payment


def foot(dossier: Subject) -> Foot:
    """Where a paper of the dossier came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=dossier.last_seq, demo=is_demo, clock_on=clock)


def _sources(payment: Payment) -> tuple[SourcePart, ...]:
    """Which line bears what, and what it has for it.  Queries: 2."""
    bucket = Bucket.PAID if payment.status == Payment.Status.PAID else Bucket.PAYABLE
    parts = ledger.dossier_parts(payment.dossier_id, bucket)
    shares = ledger.spread(parts, min(payment.amount_fen, sum(fen for _line, fen in parts)))
    lines = Line.objects.in_bulk([line for line, _fen in parts])
    return tuple(
        SourcePart(lines[line].item_code, lines[line].fund_code, Fen(fen), Fen(shares.get(line, 0)))
        for line, fen in parts
    )


@in_chinese
def request_facts(payment: Payment, today: date) -> PaymentRequestFacts:
    """All that stands in the request form.  Queries: 11."""
    contract, acceptance = payment.contract, payment.acceptance
    buyer = places.names_on([payment.town_code], payment.requested_on)
    asker = Person.objects.filter(pk=payment.requested_by).values_list("name", flat=True).first()
    accepted_on = acceptance.accepted_on if acceptance else None
    law = queries.law_for(contract, accepted_on=accepted_on, invoiced_on=payment.invoiced_on, day=today)
    within = law["payments.due_within"]
    before = sum(
        p.amount_fen
        for p in queries.of_contract(contract.pk)
        if p.status == Payment.Status.PAID and p.pk != payment.pk
    )
    return PaymentRequestFacts(
        number=payment.code,
        project=payment.dossier.title,
        project_code=payment.dossier.code,
        payer=buyer.get(payment.town_code, payment.town_code),
        kind=payment.instalment.title,
        contract_number=contract.number,
        contract_fen=Fen(contract.price_fen),
        amended_fen=Fen(contract.price_fen),
        acceptance_number=f"{contract.number}—{payment.instalment.number}" if acceptance else "",
        accepted_on=accepted_on,
        advance_clause=payment.instalment.condition if payment.instalment.is_advance else "",
        payee=payment.payee_name,
        payee_code=contract.supplier.uscc,
        bank=contract.payee_bank,
        account=payment.payee_account,
        invoice_numbers=(payment.invoice_no,),
        invoiced_on=payment.invoiced_on,
        due_fen=Fen(payment.instalment.amount_fen),
        deducted_fen=Fen(acceptance.deducted_fen if acceptance else 0),
        net_fen=Fen(payment.amount_fen),
        paid_before_fen=Fen(before),
        sources=_sources(payment),
        checks=tuple(
            CheckLine(str(g.name), "", g.shape == "done", g.note)
            for g in pages.gates(contract, payment.instalment, acceptance)
        ),
        due_on=payment.due_on,
        due_basis=str(within.cites[0]) if within.cites else "",
        requested_by=asker or "",
        requested_on=payment.requested_on,
        made_on=payment.requested_on,
        foot=foot(payment.dossier),
    )
