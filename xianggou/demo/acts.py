"""The acts of a purchase as the demo does them: each finds its rows by the dossier's number and calls one action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.stages.budget import actions as budget
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.contracts.models import Contract, Instalment
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.delivery.models import Acceptance
from xianggou.stages.intentions.models import Intention
from xianggou.stages.payments import actions as payments
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans import pledging
from xianggou.stages.plans.models import PlanItem, Pledge, PledgedPost
from xianggou.stages.procurement import actions as procurement
from xianggou.stages.procurement.models import Award, Procedure, Quote


def item(code: str) -> PlanItem:
    """The plan item of a dossier.  Queries: 1."""
    return PlanItem.objects.get(code=code)


def procedure(code: str) -> Procedure:
    """The newest procedure of a dossier.  Queries: 1."""
    return Procedure.objects.filter(dossier__code=code).order_by("-id")[0]


def intention(code: str) -> Intention:
    """The newest purchase intention of a dossier.  Queries: 1."""
    return Intention.objects.filter(dossier__code=code).order_by("-id")[0]


def contract(code: str) -> Contract:
    """The newest contract of a dossier.  Queries: 1."""
    return Contract.objects.filter(dossier__code=code).order_by("-id")[0]


def instalment(code: str, number: int) -> Instalment:
    """One instalment of a dossier's contract.  Queries: 1."""
    return Instalment.objects.filter(contract__dossier__code=code, number=number).order_by("-contract_id")[0]


def acceptance(code: str, number: int) -> Acceptance:
    """The newest acceptance of an instalment.  Queries: 1."""
    rows = Acceptance.objects.filter(dossier__code=code, instalment__number=number)
    return rows.order_by("-id")[0]


def payment(code: str, number: int) -> Payment:
    """The newest payment of an instalment.  Queries: 1."""
    return Payment.objects.filter(dossier__code=code, instalment__number=number).order_by("-id")[0]


def edit(by: Actor, code: str, **facts: Any) -> None:
    """Complete or mend a plan item."""
    row = item(code)
    plans.edit(row.pk, by=by, version=row.version, **facts)


def submit(by: Actor, code: str) -> None:
    """Send a plan item to finance."""
    plans.submit(item(code).pk, by=by)


def pledge(by: Actor, code: str, *, by_on: date) -> None:
    """Pledge the posts that the purchase replaces, each as the township's roster has it."""
    row = item(code)
    ways = {str(PledgedPost.Way(way).label): way for way in PledgedPost.Way.values}
    doing = pledging.replaceable(row, places.pack_of(row.place_code))
    posts = {one.pk: ways[one.disposal] for one in doing if one.disposal in ways}
    plans.pledge(row.pk, by=by, posts=posts, by_on=by_on)


def sign_pledge(by: Actor, code: str) -> None:
    """Sign the pledge of a plan item."""
    newest = Pledge.objects.filter(dossier__code=code).order_by("-id")[0]
    plans.sign_pledge(newest.item_id, by=by, version=newest.version)


def approve(by: Actor, code: str, *, amount_fen: int | None = None, why: str = "") -> None:
    """Approve a plan item into the budget, whole or cut."""
    budget.approve(item(code).pk, by=by, amount_fen=amount_fen, why=why)


def return_item(by: Actor, code: str, *, why: str) -> None:
    """Send a plan item back."""
    budget.return_item(item(code).pk, by=by, why=why)


def start(by: Actor, code: str, *, why: str = "") -> None:
    """Start a purchase."""
    procurement.start(item(code).pk, by=by, why=why)


def quote(by: Actor, code: str, *, quotes: Sequence[Mapping[str, Any]]) -> None:
    """Record quotes."""
    procurement.quote(procedure(code).pk, by=by, quotes=quotes)


def award(by: Actor, code: str, *, reasons: Mapping[str, str] | None = None) -> None:
    """Award to the lowest valid quote."""
    row = procedure(code)
    lowest = Quote.objects.filter(procedure=row, is_valid=True).order_by("price_fen", "id")[0]
    procurement.award(row.pk, by=by, supplier_id=lowest.supplier_id, reasons=reasons)


def fail(by: Actor, code: str, *, why: str) -> None:
    """End a procedure without an award."""
    procurement.fail(procedure(code).pk, by=by, why=why)


def cancel(by: Actor, code: str, *, why: str) -> None:
    """Stop a procedure."""
    procurement.cancel(procedure(code).pk, by=by, why=why)


def draft(
    by: Actor, code: str, *, starts_on: date, ends_on: date, parts: Sequence[tuple[str, int, bool, date]]
) -> None:
    """Draft the contract; `parts`: title, share in hundredths, whether an advance, the day it is planned for."""
    standing = Award.objects.get(dossier__code=code, status=Award.Status.MADE)
    shares = [standing.price_fen * share // 100 for _, share, _, _ in parts]
    shares[-1] += standing.price_fen - sum(shares)
    term = f"服务期限：{starts_on.isoformat()}至{ends_on.isoformat()}。"
    contracts.draft(
        standing.pk,
        by=by,
        starts_on=starts_on,
        ends_on=ends_on,
        clauses={"时间": term, "期限": term},
        instalments=[
            {
                "title": title,
                "amount_fen": fen,
                "is_advance": is_advance,
                "condition": "合同生效并收到票据" if is_advance else "本期验收合格",
                "planned_on": planned_on,
            }
            for (title, _, is_advance, planned_on), fen in zip(parts, shares, strict=True)
        ],
    )


def sign(by: Actor, code: str, *, why: str = "") -> None:
    """Sign the contract."""
    contracts.sign(contract(code).pk, by=by, why=why)


def convene(by: Actor, code: str, number: int, *, delivered_on: date) -> None:
    """Open the acceptance of an instalment."""
    part = instalment(code, number)
    delivery.convene(
        part.contract_id, by=by, instalment_id=part.pk, delivered_on=delivered_on, quantity=part.title
    )


def accept(
    by: Actor, code: str, number: int, *, lost: Sequence[int], members: Sequence[Mapping[str, Any]]
) -> None:
    """Conclude an acceptance; `lost`: points lost on the first indicators, never more than an indicator weighs."""
    row = acceptance(code, number)
    points = [*lost, *[0] * 99]
    results = [
        {
            "indicator_id": one.pk,
            "actual": "未全部达到" if points[n] else "达到",
            "points_lost": min(points[n], one.weight),
        }
        for n, one in enumerate(contracted.indicators(row.contract))
    ]
    delivery.accept(row.pk, by=by, results=results, members=members)


def reject(by: Actor, code: str, number: int, *, why: str) -> None:
    """Conclude an acceptance as failed."""
    delivery.reject(acceptance(code, number).pk, by=by, why=why)


def request(by: Actor, code: str, number: int, *, invoice_no: str, invoiced_on: date) -> None:
    """Ask for a payment."""
    part = instalment(code, number)
    payments.request(
        part.contract_id, by=by, instalment_id=part.pk, invoice_no=invoice_no, invoiced_on=invoiced_on
    )


def approve_payment(by: Actor, code: str, number: int) -> None:
    """Approve a payment."""
    payments.approve(payment(code, number).pk, by=by)


def pay(by: Actor, code: str, number: int) -> None:
    """Pay."""
    row = payment(code, number)
    payments.pay(row.pk, by=by, voucher_no=f"示支{row.code}")


def close(by: Actor, code: str) -> None:
    """Close a performed contract."""
    contracts.close(contract(code).pk, by=by, why="服务期满，各期已验收并付清")
