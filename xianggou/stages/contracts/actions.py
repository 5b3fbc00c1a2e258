"""What changes a contract: draft it from the award, edit its parts, sign, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.documents import series
from xianggou.base.ledger import actions as ledger
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.models import Bucket
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.contracts import drafting, queries
from xianggou.stages.contracts.models import Clause, Contract, ContractIndicator, Instalment
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import queries as procurement
from xianggou.stages.standards import queries as standards

if TYPE_CHECKING:
    from xianggou.stages.procurement.models import Award


@action("contracts.draft", on=procurement.locked_award)
def draft(
    award: Award,
    *,
    by: Acting,
    starts_on: date,
    ends_on: date,
    pay_days: int | None = None,
    payee_name: str = "",
    payee_account: str = "",
    payee_bank: str = "",
    instalments: Sequence[Mapping[str, Any]] = (),
    clauses: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    price_fen: int | None = None,
    why: str = "",
) -> Contract:
    """Write the draft of a contract from its award: every compulsory part, the indicators, the payment plan.

    Money: `price_fen` 分, the award's price when not given; instalments add up to it (one, after acceptance, when
    none is given).  Locks: the award.  Raises: BadInput.
    """
    if award.status != procurement.STANDING:
        raise BadInput(
            [
                Problem(
                    code="contracts.draft.no_award",
                    what=gettext("这次成交已经失效"),
                    then=gettext("重新采购后再起草"),
                )
            ]
        )
    day = trails.today()
    price = award.price_fen if price_fen is None else price_fen
    ids = procurement.item_ids(award.procedure)
    item = plans.item(ids[0])
    contract = Contract(
        place_code=award.place_code,
        town_code=award.town_code,
        dossier_id=award.dossier_id,
        award=award,
        supplier=award.supplier,
        standard=item.standard,
        title=f"{item.name}合同",
        price_fen=price,
        starts_on=starts_on,
        ends_on=ends_on,
        pay_days=0,
        payee_name=payee_name or award.supplier.name,
        payee_account=payee_account or award.supplier.account_no,
        payee_bank=payee_bank or award.supplier.account_bank,
        facts={"point_bp": drafting.POINT_BP, **(facts or {})},
    )
    law = queries.law_for(contract, day)
    contract.pay_days = int(law["payments.due_within"].amount) if pay_days is None else pay_days
    trail.born(contract, "contracts.draft", by=by, why=why, law=law)
    carried = standards.indicators(item.standard_id)
    ContractIndicator.objects.bulk_create(
        ContractIndicator(
            contract=contract, order=i.order, group=i.group, name=i.name, target=i.target, unit=i.unit,
            measure=i.measure, weight_bp=i.weight_bp, deduction=i.deduction,
        )
        for i in carried
    )  # fmt: skip
    given = clauses or {}
    names = (*queries.required_parts(law), *(n for n in given if n not in queries.required_parts(law)))
    Clause.objects.bulk_create(
        Clause(
            contract=contract,
            order=n,
            name=name,
            text=given[name]
            if name in given
            else drafting.first_text(
                name, award=award, item=item, indicators=carried, pay_days=contract.pay_days
            ),
        )
        for n, name in enumerate(names, 1)
    )
    plan = list(instalments) or [{"title": "验收合格后付款", "amount_fen": price, "condition": "验收合格"}]
    _write_instalments(contract, plan)
    return contract


def _write_instalments(contract: Contract, plan: Sequence[Mapping[str, Any]]) -> None:
    total = sum(int(i["amount_fen"]) for i in plan)
    if total != contract.price_fen:
        raise BadInput(
            [
                Problem(
                    code="contracts.draft.instalments",
                    column="instalments",
                    what=gettext("各期付款合计 %(total)s 元，与合同价 %(price)s 元不一致")
                    % {"total": f"{total / 100:.2f}", "price": f"{contract.price_fen / 100:.2f}"},
                    then=gettext("调整各期金额，使合计等于合同价"),
                )
            ]
        )
    Instalment.objects.bulk_create(
        Instalment(
            contract=contract,
            number=n,
            title=i["title"],
            amount_fen=i["amount_fen"],
            is_advance=bool(i.get("is_advance")),
            condition=i.get("condition", ""),
            planned_on=i.get("planned_on"),
        )
        for n, i in enumerate(plan, 1)
    )


@action("contracts.edit", on=queries.locked)
def edit(
    contract: Contract,
    *,
    by: Acting,
    version: int,
    clauses: Mapping[str, str] | None = None,
    instalments: Sequence[Mapping[str, Any]] | None = None,
    why: str = "",
    **fields: Any,
) -> Contract:
    """Change the parts of a draft.  Raises: Stale when somebody changed it since `version`; BadInput."""
    if contract.version != version:
        raise Stale()
    if contract.status != Contract.Status.DRAFT:
        raise BadInput(
            [
                Problem(
                    code="contracts.edit.signed",
                    what=gettext("合同已签订，文本不能再改"),
                    then=gettext("需要变更的，签补充合同"),
                )
            ]
        )
    allowed = {
        "starts_on",
        "ends_on",
        "pay_days",
        "payee_name",
        "payee_account",
        "payee_bank",
        "price_fen",
        "facts",
    }
    if set(fields) - allowed:
        raise TypeError(f"no such facts of a contract: {sorted(set(fields) - allowed)}")
    for name, value in fields.items():
        setattr(contract, name, value)
    contract.version += 1
    trail.note(
        contract, "contracts.edit", by=by, why=why, changes={"fields": sorted([*fields, *(clauses or {})])}
    )
    contract.save()
    for name, text in (clauses or {}).items():
        Clause.objects.filter(contract=contract, name=name).update(text=text)
    if instalments is not None:
        Instalment.objects.filter(contract=contract).delete()
        _write_instalments(contract, instalments)
    return contract


def _may_be_signed(contract: Contract) -> None:
    """A draft on an award that stands, with the supplier's account.  Raises: BadInput."""
    problems = []
    if contract.status == Contract.Status.DRAFT and contract.award.status != procurement.STANDING:
        problems.append(
            Problem(
                code="contracts.sign.no_award",
                what=gettext("这次成交已经失效，合同不能签"),
                then=gettext("把草稿作废，重新采购后再起草"),
            )
        )
    if not contract.payee_account.strip():
        problems.append(
            Problem(
                code="contracts.sign.no_account",
                column="payee_account",
                what=gettext("合同没有写收款账户"),
                why=gettext("付款时要核对收款账户与合同一致"),
                then=gettext("填写承接主体的收款账户"),
            )
        )
    if problems:
        raise BadInput(problems)


@action("contracts.sign", on=queries.locked)
def sign(
    contract: Contract,
    *,
    by: Acting,
    signed_on: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Contract:
    """Sign an awarded contract and turn the money held for it into a commitment.

    Money: commits `price_fen` 分 against the dossier's hold; the unused rest goes back to the lines.
    Law: contracts.*.  Locks: the contract, then the accounts.  Raises: Refused (nothing is written).
    """
    _may_be_signed(contract)
    day = signed_on or trails.today()
    law = queries.law_for(contract, day)
    verdict = judge("contracts.sign", queries.signing(contract, day), law, reasons)
    verdict.refuse_if_blocked()
    held = books.dossier_parts(contract.dossier_id, Bucket.HELD)
    commit = books.spread(held, contract.price_fen)
    rest = [(line, fen - commit.get(line, 0)) for line, fen in held]
    number = (
        contract.number
        or series.take(
            contract.town_code,
            "HT",
            day.year,
            subject_id=contract.dossier_id,
        ).text
    )
    entry = trail.move(
        contract,
        "contracts.sign",
        Contract.Status.SIGNED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        signed_on=day,
        signed_by=by.person_id,
        number=number,
        released_fen=sum(fen for _, fen in rest),
        version=contract.version + 1,
    )
    ledger.post("commit", entry, sorted(commit.items()), dossier_id=contract.dossier_id)
    ledger.post("release", entry, rest, dossier_id=contract.dossier_id)
    return contract


@action("contracts.drop", on=queries.locked)
def drop(contract: Contract, *, by: Acting, why: str) -> Contract:
    """Give up a draft that will not be signed."""
    trail.move(contract, "contracts.drop", Contract.Status.DROPPED, by=by, why=why)
    return contract


@action("contracts.close", on=queries.locked)
def close(contract: Contract, *, by: Acting, why: str = "") -> Contract:
    """Close a performed contract: what is still committed and not accepted goes back to the lines, once."""
    left = books.dossier_parts(contract.dossier_id, Bucket.COMMITTED)
    entry = trail.move(
        contract,
        "contracts.close",
        Contract.Status.CLOSED,
        by=by,
        why=why,
        uncommitted_fen=sum(fen for _, fen in left),
    )
    ledger.post("uncommit", entry, left, dossier_id=contract.dossier_id)
    return contract
