"""What changes an acceptance: convene it, conclude it with results, deductions and opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.ledger import actions as ledger
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.rules import judge
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.delivery import queries, rules
from xianggou.stages.delivery.models import Acceptance, Member, Result

if TYPE_CHECKING:
    from xianggou.stages.contracts.models import Contract, ContractIndicator, Instalment

FULL_BP = 10_000


def deduction(amount_fen: int, points_lost: int, point_bp: int) -> int:
    """Sum deducted from an instalment, by the contract's formula: price × points × rate per point, cut to the 分."""
    return min(amount_fen, amount_fen * points_lost * point_bp // FULL_BP)


@action("delivery.convene", on=contracts.locked)
def convene(
    contract: Contract,
    *,
    by: Acting,
    instalment_id: int,
    delivered_on: date,
    quantity: str = "",
    why: str = "",
) -> Acceptance:
    """Open the acceptance of an instalment of a signed contract.  Locks: the contract.  Raises: BadInput."""
    plan = {i.pk: i for i in contracts.instalments(contract)}
    if contract.status != contracts.SIGNED or instalment_id not in plan:
        raise BadInput(
            [
                Problem(
                    code="delivery.convene.no_contract",
                    what=gettext("合同没有签订，或没有这一期"),
                    then=gettext("先签订合同"),
                )
            ]
        )
    _may_be_accepted(plan[instalment_id])
    acceptance = Acceptance(
        place_code=contract.place_code,
        town_code=contract.town_code,
        dossier_id=contract.dossier_id,
        contract=contract,
        instalment=plan[instalment_id],
        quantity=quantity,
        delivered_on=delivered_on,
    )
    trail.born(acceptance, "delivery.convene", by=by, why=why)
    return acceptance


def _may_be_accepted(plan: Instalment) -> None:
    """Not an advance, and not accepted or being accepted already.  Raises: BadInput."""
    if plan.is_advance:
        raise BadInput(
            [
                Problem(
                    code="delivery.convene.advance",
                    column="instalment_id",
                    what=gettext("第 %(n)s 期是预付款，不验收") % {"n": plan.number},
                    then=gettext("预付款按合同条款申请；验收从其他各期里选"),
                )
            ]
        )
    if queries.standing_of(plan.pk) is not None:
        raise BadInput(
            [
                Problem(
                    code="delivery.convene.twice",
                    column="instalment_id",
                    what=gettext("第 %(n)s 期已经在验收，或已验收合格") % {"n": plan.number},
                    then=gettext("打开已有的验收接着办"),
                )
            ]
        )


def _judged(
    acceptance: Acceptance, rows: Sequence[Mapping[str, Any]], carried: Sequence[ContractIndicator]
) -> list[Result]:
    by_id = {i.pk: i for i in carried}
    point_bp = int(acceptance.contract.facts.get("point_bp", 0))
    found = []
    for row in rows:
        indicator = by_id.get(row["indicator_id"])
        lost = int(row.get("points_lost", 0))
        if indicator is None or not 0 <= lost <= indicator.weight:
            raise BadInput(
                [
                    Problem(
                        code="delivery.accept.points",
                        column=f"indicator_{row['indicator_id']}",
                        value=str(lost),
                        what=gettext("扣分应在 0 和该项权重之间，且是合同里的指标"),
                        then=gettext("改为该项权重以内的整数"),
                    )
                ]
            )
        found.append(
            Result(
                acceptance=acceptance,
                indicator=indicator,
                actual=str(row.get("actual", "")),
                is_met=lost == 0,
                points_lost=lost,
                deducted_fen=deduction(acceptance.instalment.amount_fen, lost, point_bp),
            )
        )
    return found


def _facts(
    contract: Contract,
    carried: Sequence[ContractIndicator],
    found: Sequence[Result],
    members: Sequence[Mapping[str, Any]],
    by: Acting,
    day: date,
) -> rules.Acceptance:
    """What the rules are told of an acceptance that is to pass."""
    judged = {r.indicator_id for r in found}
    return rules.Acceptance(
        below_limit=bool(contract.award.procedure.band),
        public_service=True,
        user_opinions=sum(1 for m in members if m["part"] == Member.Part.USER and m.get("opinion")),
        standards=tuple(i.name for i in carried),
        standards_judged=tuple(i.name for i in carried if i.pk in judged),
        unsigned_members=tuple(m["name"] for m in members if not m.get("has_signed")),
        signer_id=contract.signed_by,
        acceptor_id=by.person_id,
        acceptor_name=by.actor.name,
        acceptors=len(members),
        industry_present=any(m["part"] == Member.Part.INDUSTRY for m in members),
        accepted_on=day,
        passed=True,
        open_defects=0,
        today=day,
    )


@action("delivery.accept", on=queries.locked)
def accept(
    acceptance: Acceptance,
    *,
    by: Acting,
    results: Sequence[Mapping[str, Any]],
    members: Sequence[Mapping[str, Any]],
    accepted_on: date | None = None,
    remark: str = "",
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Acceptance:
    """Conclude an acceptance as passed: what is due becomes payable, what is deducted goes back to the lines.

    Money: accrues the instalment less deductions; deductions follow the contract's formula, to the 分.
    `results`: indicator_id, actual, points_lost.  `members`: part (lead, member, industry, user), name, body,
    opinion, has_signed, person_id.  Law: delivery.*, procurement.separated_duties.  Raises: Refused, BadInput.
    """
    day = accepted_on or trails.today()
    acceptance.accepted_on = day
    contract = acceptance.contract
    if contract.status != contracts.SIGNED:
        raise BadInput(
            [
                Problem(
                    code="delivery.accept.contract_ended",
                    what=gettext("合同已经办结，不能再验收"),
                    then=gettext("核对合同状态；确有未验收的服务，另行约定"),
                )
            ]
        )
    carried = contracts.indicators(contract)
    found = _judged(acceptance, results, carried)
    law = queries.law_for(acceptance)
    facts = _facts(contract, carried, found, members, by, day)
    verdict = judge("delivery.accept", facts, law, reasons)
    verdict.refuse_if_blocked()
    amount = acceptance.instalment.amount_fen
    lost = min(amount, sum(r.deducted_fen for r in found))
    committed = books.dossier_parts(acceptance.dossier_id, Bucket.COMMITTED)
    whole = books.spread(committed, amount)
    less = books.spread(sorted(whole.items()), lost)
    Member.objects.bulk_create(
        Member(
            acceptance=acceptance,
            part=m["part"],
            name=m["name"],
            body=m.get("body", ""),
            person_id=m.get("person_id"),
            opinion=m.get("opinion", ""),
            has_signed=bool(m.get("has_signed")),
        )
        for m in members
    )
    Result.objects.bulk_create(found)
    entry = trail.move(
        acceptance,
        "delivery.accept",
        Acceptance.Status.PASSED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        changes={
            "deductions": [[r.indicator_id, r.points_lost, r.deducted_fen] for r in found if r.points_lost]
        },
        accepted_on=day,
        accepted_by=by.person_id,
        accrued_fen=amount - lost,
        deducted_fen=lost,
        remark=remark,
    )
    due = [(line, fen - less.get(line, 0)) for line, fen in sorted(whole.items())]
    ledger.post("accrue", entry, due, dossier_id=acceptance.dossier_id)
    ledger.post("deduct", entry, sorted(less.items()), dossier_id=acceptance.dossier_id)
    return acceptance


@action("delivery.reject", on=queries.locked)
def reject(acceptance: Acceptance, *, by: Acting, why: str, on: date | None = None) -> Acceptance:
    """Conclude an acceptance as failed: nothing becomes payable; the instalment can be accepted again later."""
    trail.move(
        acceptance,
        "delivery.reject",
        Acceptance.Status.FAILED,
        by=by,
        why=why,
        accepted_on=on or trails.today(),
        accepted_by=by.person_id,
    )
    return acceptance
