"""What changes the pocket: money sent down and what of it came, decisions that join funds, the townships' budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import Acting
from xianggou.core.findings import Problem, Stale
from xianggou.core.money import yuan
from xianggou.core.rules import judge
from xianggou.stages.duties import actions as duty_actions
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries, rules, sending
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share, TownBudget

if TYPE_CHECKING:
    from xianggou.stages.duties.models import Admission

PARTS = ("transfers_fen", "special_fen", "own_fen")


@action("funds.load")
def load(
    *,
    where: Where,
    by: Acting,
    year: int,
    funds: Iterable[Row] = (),
    shares: Iterable[Row] = (),
    source: str = "",
) -> Loaded:
    """Bring a year's funds and the townships' shares up to date; absence deletes nothing.

    Rows: funds code, name, department, level, document, amount_fen, factor, catalogue_codes, duty_codes, issued_on;
    shares fund_code, town_code, factor_value, amount_fen.  Money: 分.
    Raises: BadInput: a share of an unknown fund, or shares that together exceed their fund (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    given = [{**row, "place_code": place.code, "year": year} for row in funds]
    found: dict[Any, Any] = {f.code: f for f in Fund.objects.filter(place_code=place.code, year=year)}
    loads.refuse(sending.bound_to_a_duty(found, given, "code"))
    loaded = loads.upserted(Fund, found, ((row["code"], row) for row in given))
    by_code = {f.code: f for f in Fund.objects.filter(place_code=place.code, year=year)}
    mine = list(shares)
    loads.refuse(
        loads.problem(
            row,
            "unknown_fund",
            gettext("%(year)s 年没有专项资金 %(fund_code)s") % {"year": year, "fund_code": row["fund_code"]},
            gettext("先导入这项资金，或更正资金编码"),
        )
        for row in mine
        if row["fund_code"] not in by_code
    )
    stand: dict[Any, Any] = {
        (s.fund_id, s.town_code): s for s in Share.objects.filter(fund__in=by_code.values())
    }
    loads.refuse(sending.bound_to_a_duty(by_code, mine, "fund_code"))
    loads.refuse(sending.below_what_arrived(by_code, stand, mine))
    loaded += loads.upserted(
        Share,
        stand,
        (
            (
                (by_code[row["fund_code"]].pk, row["town_code"]),
                {n: v for n, v in row.items() if n != "fund_code"}
                | {"fund_id": by_code[row["fund_code"]].pk},
            )
            for row in mine
        ),
    )
    loads.refuse(_over_the_fund(by_code, mine))
    loads.noted(place, "funds.load", loaded, by=by, source=source)
    return loaded


def _over_the_fund(funds: dict[str, Fund], rows: list[Row]) -> Iterable[Problem]:
    """Funds whose shares add up to more than was moved down, as they stand now."""
    for code in dict.fromkeys(row["fund_code"] for row in rows):
        fund = funds[code]
        given = sum(Share.objects.filter(fund=fund).values_list("amount_fen", flat=True))
        if given > fund.amount_fen:
            last = [row for row in rows if row["fund_code"] == code][-1]
            yield loads.problem(
                last,
                "split_parts",
                gettext("%(name)s分配合计 %(given)s 元，超过下达的 %(amount)s 元")
                % {"name": fund.name, "given": yuan(given), "amount": yuan(fund.amount_fen)},
                gettext("核对各乡镇分配金额"),
            )


@action("funds.load_budgets")
def load_budgets(*, where: Where, by: Acting, budgets: Iterable[Row], source: str = "") -> Loaded:
    """Bring the townships' budgets up to date, one row for a township and year; absence deletes nothing.

    Rows: town_code, year, transfers_fen, special_fen, own_fen, total_fen, purchases_fen, paid_before_fen.
    Money: 分; the three parts make the total. Where a list has no parts, those that stand are kept while they make
    its total, else all of it is the township's own.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    rows = [{**row, "place_code": place.code} for row in budgets]
    found: dict[Any, Any] = {
        (b.town_code, b.year): b
        for b in TownBudget.objects.filter(town_code__in={r["town_code"] for r in rows})
    }
    given = [_with_parts(row, found.get((row["town_code"], row["year"]))) for row in rows]
    loads.refuse(
        loads.problem(
            row,
            "split_parts",
            gettext("各项收入合计 %(parts)s 元，与预算合计 %(total)s 元不一致")
            % {"parts": yuan(sum(row[n] for n in PARTS)), "total": yuan(row["total_fen"])},
            gettext("核对各项金额"),
        )
        for row in given
        if sum(row[n] for n in PARTS) != row["total_fen"]
    )
    loaded = loads.upserted(TownBudget, found, (((row["town_code"], row["year"]), row) for row in given))
    loads.noted(place, "funds.load_budgets", loaded, by=by, source=source)
    return loaded


def _with_parts(row: Row, here: TownBudget | None) -> dict[str, Any]:
    """A row with its three parts, where the list has none of them."""
    if any(name in row for name in PARTS):
        return {**dict.fromkeys(PARTS, 0), **row}
    if here is not None and here.total_fen == row["total_fen"]:
        return {**row, **{name: getattr(here, name) for name in PARTS}}
    return {**row, **dict.fromkeys(PARTS, 0), "own_fen": row["total_fen"]}


# Sending down and receiving ------------------------------------------------------------------


@action("funds.issue")
def issue(
    *,
    where: Where,
    by: Acting,
    year: int,
    kind: str,
    name: str,
    shares: Mapping[str, int],
    is_budgeted: bool,
    document: str = "",
    issued_on: date | None = None,
    expected_on: date | None = None,
    department: str = "",
    level: str = "",
    factor: str = "",
    factors: Mapping[str, Any] | None = None,
    duty_codes: Sequence[str] = (),
    scope: str = "",
    forbidden: str = "",
    budget_approved_on: date | None = None,
) -> Fund:
    """Send money down to townships by a document: an earmarked fund, a general transfer, or money that follows a duty.

    Money: `shares` township -> 分, all above 0; their sum is the fund.  Without a document the house numbers it.
    Law: 预算法实施条例 第五十九条, 预算法 第五十二条.  Locks: the place's loads.  Raises: Refused, BadInput.
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    day = trails.today()
    on = issued_on or day
    facts = {
        "year": year, "kind": kind, "name": name, "document": document, "issued_on": on, "expected_on": expected_on,
        "department": department, "level": level, "factor": factor, "duty_codes": list(duty_codes),
        "scope": scope, "forbidden": forbidden, "is_budgeted": is_budgeted,
        "amount_fen": sum(shares.values()),
    }  # fmt: skip
    loads.refuse(sending.sending(place.code, facts, shares, factors or {}, day))
    law = places.law_on(place.code, {"transferred_on": on, "today": day} | _approved(budget_approved_on))
    is_finance = by.seat is not None and by.seat.role == "county_finance"
    verdict = judge(
        "budget.transfer",
        rules.Transfer(
            sent_by=by.seat.body_name if by.seat else "",
            is_finance=is_finance,
            transfer_kind="一般性" if kind == Fund.Kind.GENERAL else "专项",
            transferred_on=on,
            budget_approved_on=budget_approved_on,
            today=day,
        ),
        law,
    )
    verdict.refuse_if_blocked()
    register = trails.register_of(place.code, "funds", gettext("资金"))
    if not facts["document"]:
        facts["document"] = series.take(
            place.code, f"{place.name}财预", year, pattern=series.OFFICIAL, subject_id=register.pk
        ).text
    fund = Fund.objects.create(place_code=place.code, code=queries.next_code(place.code, year, kind), **facts)
    Share.objects.bulk_create(
        Share(fund=fund, town_code=town, amount_fen=fen, factor_value=(factors or {}).get(town))
        for town, fen in sorted(shares.items())
    )
    told = {"code": fund.code, "amount_fen": fund.amount_fen, "towns": len(shares), "document": fund.document}
    trail.note(fund, "funds.issue", by=by, verdict=verdict, law=law, changes=told, subject_id=register.pk)
    return fund


@action("funds.move_down", on=duties.locked_admission)
def move_down(
    admission: Admission,
    *,
    by: Acting,
    shares: Mapping[str, int],
    decided_by: str,
    document: str,
    why: str,
    on: date | None = None,
    notice: str = "",
    expected_on: date | None = None,
    factor: str = "",
    factors: Mapping[str, Any] | None = None,
    scope: str = "",
    forbidden: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Fund:
    """The county admits a duty with its money: the decision and the townships' shares in one transaction, or neither.

    Money: `shares` township -> 分; they make the application's money (费随事转), on top of the townships' budgets.
    `document` is the county's decision, `notice` finance's release notice; without one the house numbers it.
    Law: duties.admit, 预算法实施条例 第五十九条.  Locks: the application, the place's loads.
    Raises: Refused, BadInput, Stale (nothing is written).
    """
    loads.one_at_a_time(admission.place_code)
    place = places.place(admission.place_code)
    day = trails.today()
    decided_on = on or day
    facts = {
        "year": decided_on.year, "kind": Fund.Kind.DUTY, "name": f"{admission.name}随事经费"[:120],
        "department": admission.department, "document": notice, "issued_on": decided_on, "expected_on": expected_on,
        "factor": factor, "scope": scope, "forbidden": forbidden, "is_budgeted": False,
        "amount_fen": sum(shares.values()),
    }  # fmt: skip
    loads.refuse(sending.following(place.code, facts, shares, factors or {}, day))
    decided = duty_actions.decide(
        admission.pk, by=by.actor, admit=True, why=why, decided_by=decided_by, document=document, on=decided_on,
        moved_fen=sum(shares.values()), reasons=reasons,
    )  # fmt: skip
    loads.refuse(
        sending.unlike_what_was_applied(decided, sum(shares.values()))
    )  # where no local rule says so
    register = trails.register_of(place.code, "funds", gettext("资金"))
    if not notice:
        facts["document"] = series.take(
            place.code, f"{place.name}财预", decided_on.year, pattern=series.OFFICIAL, subject_id=register.pk
        ).text
    fund = Fund.objects.create(
        place_code=place.code,
        code=queries.next_code(place.code, decided_on.year, Fund.Kind.DUTY),
        admission=decided,
        duty_codes=[decided.duty_code],
        **facts,
    )
    Share.objects.bulk_create(
        Share(fund=fund, town_code=town, amount_fen=fen, factor_value=(factors or {}).get(town))
        for town, fen in sorted(shares.items())
    )
    told = {"code": fund.code, "duty": decided.duty_code, "amount_fen": fund.amount_fen, "towns": len(shares)}
    trail.note(fund, "funds.move_down", by=by, changes=told, subject_id=register.pk)
    return fund


def _approved(on: date | None) -> dict[str, date]:
    return {} if on is None else {"budget_approved_on": on}


@action("funds.receive", on=queries.locked_share)
def receive(
    share: Share, *, by: Acting, amount_fen: int, voucher: str, received_on: date | None = None
) -> Receipt:
    """Record that money of a share arrived, whole or in part.

    Money: `amount_fen` 分, no more than has not arrived yet.  Locks: the share.  Raises: BadInput.
    """
    day = trails.today()
    on = received_on or day
    loads.refuse(sending.receiving(share, amount_fen, voucher, on, day))
    share.received_fen += amount_fen
    return _received(share, "funds.receive", by, amount_fen, on, voucher)


@action("funds.undo_receipt", on=queries.locked_receipt)
def undo_receipt(held: queries.HeldReceipt, *, by: Acting, why: str) -> Receipt:
    """Take back a receipt that was written wrongly, whole, by a negative one; both stay readable.

    Money: what was paid out already cannot be taken back (the database refuses).  Locks: the share.
    Raises: Stale when it was taken back before.
    """
    receipt, share = held.receipt, held.share
    if receipt.undoes_id is not None or Receipt.objects.filter(undoes=receipt).exists():
        raise Stale()
    share.received_fen -= receipt.amount_fen
    on = trails.today()
    return _received(
        share, "funds.undo_receipt", by, -receipt.amount_fen, on, receipt.voucher, why=why, undoes=receipt
    )


def _received(
    share: Share,
    verb: str,
    by: Acting,
    fen: int,
    on: date,
    voucher: str,
    *,
    why: str = "",
    undoes: Receipt | None = None,
) -> Receipt:
    register = trails.register_of(share.fund.place_code, "funds", gettext("资金"))
    told = {"fund": share.fund.code, "town": share.town_code, "amount_fen": fen, "voucher": voucher}
    trail.note(share, verb, by=by, why=why, changes=told, subject_id=register.pk)
    share.save(update_fields=["received_fen"])
    return Receipt.objects.create(
        share=share, amount_fen=fen, received_on=on, voucher=voucher, recorded_by=by.who, undoes=undoes
    )


@action("funds.consolidate")
def consolidate(
    *,
    where: Where,
    by: Acting,
    year: int,
    document: str,
    decided_on: date,
    decided_by: str,
    decisions: Mapping[str, tuple[bool, str]],
) -> list[Consolidation]:
    """Record the decision to join earmarked funds: for each fund whether its purpose is lifted, and what holds now.

    `decisions`: fund code -> (lifted, purpose from now on).  The newest decision about a fund holds.
    Law: 预算法 第九十三条第五项, county-a 资金整合.  Locks: the place's loads.  Raises: BadInput.
    """
    loads.one_at_a_time(where.place_code)
    funds = {f.code: f for f in queries.funds_of(where.place_code, year)}
    loads.refuse(sending.joining(funds, document, decided_on, decided_by, decisions, trails.today()))
    register = trails.register_of(where.place_code, "funds", gettext("资金"))
    before = queries.purposes(where.place_code, year)
    made = []
    for code, (is_lifted, purpose) in sorted(decisions.items()):
        fund = funds[code]
        told = {"code": code, "lifted": is_lifted, "document": document, "amount_fen": fund.amount_fen}
        trail.note(fund, "funds.consolidate", by=by, changes=told, subject_id=register.pk)
        made.append(
            Consolidation.objects.create(
                fund=fund,
                document=document,
                decided_on=decided_on,
                decided_by_body=decided_by,
                is_lifted=is_lifted,
                purpose_before=before[code][:300],
                purpose_after=purpose,
                amount_fen=fund.amount_fen,
                recorded_by=by.who,
            )
        )
    return made
