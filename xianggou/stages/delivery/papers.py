"""From the rows of an acceptance to the facts of its certificate."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.money import Fen
from xianggou.stages.delivery import pages, queries
from xianggou.stages.delivery.documents import AcceptanceFacts, DeductionStep, StandardResult
from xianggou.stages.delivery.documents import Member as MemberLine
from xianggou.stages.delivery.models import Acceptance, Member


def foot(dossier: Subject) -> Foot:
    """Where a paper of the dossier came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=dossier.last_seq, demo=is_demo, clock_on=clock)


@in_chinese
def acceptance_facts(acceptance: Acceptance, today: date) -> AcceptanceFacts:
    """All that stands in the certificate of a concluded acceptance.  Queries: 5."""
    contract = acceptance.contract
    results = queries.results(acceptance)
    members = queries.members(acceptance)
    accepted_on = acceptance.accepted_on or today
    buyer = places.names_on([acceptance.town_code], accepted_on)
    found = pages.sums(acceptance, {r.indicator.name: r.points_lost for r in results})
    rules = {r.indicator.name: r.indicator.deduction for r in results}
    return AcceptanceFacts(
        number=f"{contract.number}—{acceptance.instalment.number}",
        project=acceptance.dossier.title,
        contract_number=contract.number,
        buyer=buyer.get(acceptance.town_code, acceptance.town_code),
        supplier=contract.supplier.name,
        supplier_code=contract.supplier.uscc,
        stage=acceptance.instalment.title,
        period_from=contract.starts_on,
        period_to=acceptance.delivered_on,
        quantity=acceptance.quantity,
        standards=tuple(
            StandardResult(
                r.indicator.group,
                r.indicator.name,
                f"{r.indicator.target}{r.indicator.unit}",
                r.actual,
                r.indicator.measure,
                r.is_met,
                str(r.indicator.weight - r.points_lost),
            )
            for r in results
        ),
        users_opinion="；".join(f"{m.name}：{m.opinion}" for m in members if m.part == Member.Part.USER),
        members=tuple(
            MemberLine(m.name, m.body, str(m.get_part_display()), m.has_signed, m.opinion) for m in members
        ),
        due_fen=Fen(found.amount_fen),
        deductions=tuple(
            DeductionStep(s.name, rules[s.name], s.working, Fen(s.amount_fen)) for s in found.steps
        ),
        payable_fen=Fen(acceptance.accrued_fen),
        conclusion=str(acceptance.get_status_display()),
        mending=acceptance.remark,
        accepted_on=accepted_on,
        made_on=accepted_on,
        foot=foot(acceptance.dossier),
    )
