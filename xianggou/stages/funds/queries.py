"""Reading the pocket: funds, shares, a township's budget, and what of it is certain for purchases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, JSONField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger.models import Line
from xianggou.base.pages.shapes import Cell
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body
from xianggou.base.places.queries import town_names
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import rules
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share, TownBudget

if TYPE_CHECKING:
    from xianggou.stages.duties.models import Duty

# What may be used for what it was sent for alone; a general transfer is the township's own to plan with.
EARMARKED = (Fund.Kind.SPECIAL, Fund.Kind.DUTY)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a fund may be used for: catalogue items and duties; nothing named, or lifted by a decision: anything."""

    catalogue_codes: tuple[str, ...] = ()
    duty_codes: tuple[str, ...] = ()
    is_lifted: bool = False

    def allow(self, catalogue_code: str, duty_code: str) -> bool:
        """Whether a purchase of this item for this duty may be paid from it."""
        if self.is_lifted or not (self.catalogue_codes or self.duty_codes):
            return True
        return catalogue_code in self.catalogue_codes or duty_code in self.duty_codes


@dataclass(frozen=True, slots=True)
class Pocket:
    """A township's money for purchases in a year, in 分: each fund's share, and all in all; funds by name and terms."""

    shares: dict[str, int]
    total_fen: int
    names: dict[str, str]
    terms: dict[str, Terms] = field(default_factory=dict)


def _lifted() -> Subquery:
    """What the newest decision says about a fund's purpose; nothing while there is none."""
    newest = Consolidation.objects.filter(fund=OuterRef("fund")).order_by("-decided_on", "-id")
    return Subquery(newest.values("is_lifted")[:1])


def pocket(place_code: str, town_code: str, year: int) -> Pocket:
    """What a township may plan with: its shares of funds by document, and the purchases in its budget.

    Money that came on top of the budget is added to it.  Queries: 1.
    """
    total, held, names, terms = 0, {}, {}, {}
    rows = _pocket(place_code, town_code, year)
    for code, name, kind, is_budgeted, items, bound, is_lifted, fen in rows:
        if not code or not is_budgeted:
            total += int(fen)
        if kind in EARMARKED:
            held[code], names[code] = int(fen), name
            terms[code] = Terms(tuple(items), tuple(bound), bool(is_lifted))
    return Pocket(held, total, names, terms)


@ready(str, str, int)
def _pocket(place_code: str, town_code: str, year: int) -> QuerySet[Share, tuple[Any, ...]]:
    shares = Share.objects.filter(fund__place_code=place_code, fund__year=year, town_code=town_code)
    budget = TownBudget.objects.filter(town_code=town_code, year=year)
    columns = ("code", "name", "kind", "is_budgeted", "catalogue_codes", "duty_codes")
    nothing = Value("[]", output_field=JSONField())
    yes, no = Value(value=True), Value(value=False)
    return shares.values_list(*(f"fund__{c}" for c in columns), _lifted(), "amount_fen").union(
        budget.values_list(Value(""), Value(""), Value(""), yes, nothing, nothing, no, "purchases_fen"),
        all=True,
    )


def funds_of(place_code: str, year: int) -> list[Fund]:
    """The funds moved down in a year.  Queries: 1."""
    return list(Fund.objects.filter(place_code=place_code, year=year).order_by("code"))


def funds_total(place_code: str, year: int) -> int:
    """Sum of the funds moved down, in 分.  Queries: 1."""
    return int(
        Fund.objects.filter(place_code=place_code, year=year).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    )


def budgets_of(place_code: str, year: int) -> list[TownBudget]:
    """The townships' budgets of a year.  Queries: 1."""
    return list(TownBudget.objects.filter(place_code=place_code, year=year).order_by("town_code"))


# Pages ---------------------------------------------------------------------------------------


def years(place_code: str) -> list[int]:
    """The years that have funds or budgets, newest first.  Queries: 1."""
    return sorted({int(year) for (year,) in _years(place_code)}, reverse=True)


@ready(str)
def _years(place_code: str) -> QuerySet[Fund, tuple[int]]:
    funds = Fund.objects.filter(place_code=place_code).values_list("year")
    return funds.union(TownBudget.objects.filter(place_code=place_code).values_list("year"))


def chosen_year(found: Sequence[int], asked: str, today: date) -> int:
    """The year asked for; else the running one, or the newest there is.  Queries: 0."""
    if asked.isascii() and asked.isdigit() and int(asked) in found:
        return int(asked)
    return today.year if today.year in found or not found else found[0]


@dataclass(frozen=True, slots=True)
class FundsPage:
    """The funds of a year with their shares, and the budgets of the townships that the reader may see."""

    year: int
    rows: list[dict[str, Any]]
    total_fen: int
    shared_fen: int
    received_fen: int
    budgets: list[dict[str, Any]]
    budget_totals: dict[str, int]
    sees_all: bool


def funds_page(actor: Actor, place_code: str, year: int) -> FundsPage:
    """Funds, shares and budgets of a year, within the townships that the actor sees.  Queries: 4."""
    places, towns = towns_seen(actor, "funds.see")
    sees_all = place_code in places
    mine = Q() if sees_all else Q(town_code__in=towns)
    shares: dict[int, list[tuple[int, int]]] = {}
    for fund_id, fen, here in Share.objects.filter(
        mine, fund__place_code=place_code, fund__year=year
    ).values_list("fund_id", "amount_fen", "received_fen"):
        shares.setdefault(fund_id, []).append((int(fen), int(here)))
    funds = funds_of(place_code, year)
    names = town_names(place_code)
    budgets = [b for b in budgets_of(place_code, year) if sees_all or b.town_code in towns]
    return FundsPage(
        year=year,
        rows=[_fund_row(fund, shares.get(fund.pk, [])) for fund in funds],
        total_fen=sum(fund.amount_fen for fund in funds),
        shared_fen=sum(fen for held in shares.values() for fen, _here in held),
        received_fen=sum(here for held in shares.values() for _fen, here in held),
        budgets=[
            {"id": b.pk, "town": names.get(b.town_code, b.town_code), **{n: getattr(b, n) for n in MONEY}}
            for b in budgets
        ],
        budget_totals={n: sum(getattr(b, n) for b in budgets) for n in MONEY},
        sees_all=sees_all,
    )


MONEY = ("transfers_fen", "special_fen", "own_fen", "total_fen", "purchases_fen", "paid_before_fen")


def _fund_row(fund: Fund, shares: list[tuple[int, int]]) -> dict[str, Any]:
    sent, here = sum(fen for fen, _here in shares), sum(here for _fen, here in shares)
    return {
        "id": fund.pk,
        "name": Cell(f"{fund.code} {fund.name}", reverse("funds:fund", args=[fund.pk]), fund.document),
        "kind": fund.get_kind_display(),
        "department": fund.department,
        "issued_on": fund.issued_on,
        "amount_fen": fund.amount_fen,
        "shared_fen": sent,
        "received_fen": here,
        "left_fen": sent - here,
        "towns": len(shares),
    }


@dataclass(frozen=True, slots=True)
class TownPocket:
    """What one township may plan with in a year, in 分: shares of funds by code, and purchases in its budget."""

    shares: dict[str, int]
    purchases_fen: int
    received_fen: int = 0


def pockets(place_code: str, year: int) -> dict[str, TownPocket]:
    """The pocket of every township of a place.  Queries: 2."""
    shares: dict[str, dict[str, int]] = {}
    on_top: dict[str, int] = {}
    came: dict[str, int] = {}
    for town, code, kind, is_budgeted, fen, here in Share.objects.filter(
        fund__place_code=place_code, fund__year=year
    ).values_list("town_code", "fund__code", "fund__kind", "fund__is_budgeted", "amount_fen", "received_fen"):
        mine = shares.setdefault(town, {})
        if kind in EARMARKED:
            mine[code] = int(fen)
            came[town] = came.get(town, 0) + int(here)
        if not is_budgeted:
            on_top[town] = on_top.get(town, 0) + int(fen)
    budgets = _budgeted(place_code, year)
    return {
        town: TownPocket(shares.get(town, {}), budgets.get(town, 0) + on_top.get(town, 0), came.get(town, 0))
        for town in {*shares, *budgets}
    }


def _budgeted(place_code: str, year: int) -> dict[str, int]:
    """Township -> purchases in its budget of a year, in 分.  Queries: 1."""
    rows = TownBudget.objects.filter(place_code=place_code, year=year)
    return {town: int(fen) for town, fen in rows.values_list("town_code", "purchases_fen")}


def purchases_by_town(place_code: str, year: int) -> dict[str, int]:
    """Township -> what it has for purchases in a year, with what came on top of its budget, in 分.  Queries: 1."""
    budgets = TownBudget.objects.filter(place_code=place_code, year=year)
    on_top = Share.objects.filter(fund__place_code=place_code, fund__year=year, fund__is_budgeted=False)
    found: dict[str, int] = {}
    for town, fen in budgets.values_list("town_code", "purchases_fen").union(
        on_top.values_list("town_code", "amount_fen"), all=True
    ):
        found[town] = found.get(town, 0) + int(fen)
    return found


# Locks ---------------------------------------------------------------------------------------


def locked_share(share_id: int) -> Share:
    """A share with its fund, locked.  Queries: 1."""
    return Share.objects.select_for_update(of=("self",)).select_related("fund").get(pk=share_id)


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """A receipt whose share is locked: it lies where its share lies."""

    receipt: Receipt
    share: Share

    @property
    def place_code(self) -> str:
        return self.share.fund.place_code

    @property
    def town_code(self) -> str:
        return self.share.town_code


def locked_receipt(receipt_id: int) -> HeldReceipt:
    """A receipt, its share locked.  Queries: 2."""
    receipt = Receipt.objects.get(pk=receipt_id)
    return HeldReceipt(receipt, locked_share(receipt.share_id))


def lock_shares(place_code: str, dossier_id: int) -> None:
    """Hold the shares that a dossier's lines draw on, in one order, so that two payments wait for each other.

    Queries: 1.
    """
    _lock_shares(place_code, dossier_id)


@ready(str, int)
def _lock_shares(place_code: str, dossier_id: int) -> QuerySet[Share, int]:
    drawing = Line.objects.filter(
        accounts__dossier_id=dossier_id,
        town_code=OuterRef("town_code"),
        year=OuterRef("fund__year"),
        fund_code=OuterRef("fund__code"),
    )
    rows = Share.objects.filter(Exists(drawing), fund__place_code=place_code, fund__kind__in=EARMARKED)
    return rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)


def next_code(place_code: str, year: int, kind: str) -> str:
    """The next code of a kind that the house numbers itself; call it while loads are held.  Queries: 1."""
    prefix = {Fund.Kind.SPECIAL: "F", Fund.Kind.GENERAL: "Y", Fund.Kind.DUTY: "S"}[Fund.Kind(kind)]
    codes = Fund.objects.filter(place_code=place_code, year=year, code__startswith=prefix)
    taken = [int(c[1:]) for c in codes.values_list("code", flat=True) if c[1:].isdecimal() and len(c) < 9]
    return f"{prefix}{max(taken, default=0) + 1}"


# Purposes and decisions ----------------------------------------------------------------------


def decisions(place_code: str, year: int) -> dict[int, Consolidation]:
    """Fund id -> the newest decision to join it.  Queries: 1."""
    rows = Consolidation.objects.filter(fund__place_code=place_code, fund__year=year)
    return {one.fund_id: one for one in rows.order_by("decided_on", "id")}


def purpose_of(fund: Fund, decision: Consolidation | None) -> str:
    """What a fund may be used for now, in words.  Queries: 0."""
    if decision is not None:
        return decision.purpose_after
    parts = []
    if fund.catalogue_codes:
        parts.append(gettext("目录 %(codes)s") % {"codes": "、".join(fund.catalogue_codes)})
    if fund.duty_codes:
        parts.append(gettext("事权 %(codes)s") % {"codes": "、".join(fund.duty_codes)})
    if not parts:
        return gettext("没有限定用途")
    return gettext("只用于%(parts)s") % {"parts": "；".join(parts)}


def purposes(place_code: str, year: int) -> dict[str, str]:
    """Fund code -> what it may be used for now, in words.  Queries: 2."""
    decided = decisions(place_code, year)
    return {f.code: purpose_of(f, decided.get(f.pk)) for f in funds_of(place_code, year)}


# What is seen, what waits --------------------------------------------------------------------


def shares_seen(actor: Actor) -> QuerySet[Share]:
    """The shares of the townships that the actor sees."""
    seen, towns = towns_seen(actor, "funds.see")
    return Share.objects.filter(Q(fund__place_code__in=seen) | Q(town_code__in=towns))


def may(actor: Actor, action: str, share: Share) -> bool:
    """Whether one of the actor's seats may do this to the share.  Queries: 0."""
    return roles.seat_for(actor, action, Where(share.fund.place_code, share.town_code)) is not None


def receipt_seen(actor: Actor, receipt_id: int) -> Receipt:
    """A receipt of a share that the actor sees.  Queries: 1.  Raises: Http404."""
    found = Receipt.objects.filter(pk=receipt_id, share__in=shares_seen(actor).values("pk"))
    receipt = found.select_related("share").first()
    if receipt is None:
        raise Http404(str(receipt_id))
    return receipt


def sees_place(actor: Actor, place_code: str) -> bool:
    """Whether the actor sees the pocket of a whole place.  Queries: 0."""
    return place_code in towns_seen(actor, "funds.see")[0]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Money sent down that has not arrived whole, for the township's accountant.  Queries: 0–1."""
    towns = [s.town_code for s in actor.seats if s.town_code and s.role == "township_accountant"]
    if not towns or not roles.may_anywhere(actor, "funds.receive"):
        return []
    rows = Share.objects.filter(town_code__in=towns, received_fen__lt=F("amount_fen"))
    return [
        Waiting(
            "funds.receive",
            _("登记到账"),
            f"{share.fund.year} {share.fund.code}",
            share.fund.name,
            share.town_code,
            reverse("funds:receive", args=[share.pk]),
            since=share.fund.issued_on,
            due_on=share.fund.expected_on,
            amount_fen=share.left_fen,
            read_url=reverse("funds:receive", args=[share.pk]),
        )
        for share in rows.select_related("fund").order_by("-fund__year", "fund__code")[:MOST]
    ]


# Duties without money, bodies that may buy ---------------------------------------------------


def funded(actor: Actor, place_code: str, year: int) -> set[str]:
    """Codes of the duties for which money came in a year, to the townships that the actor sees.  Queries: 1."""
    rows = Fund.objects.filter(place_code=place_code, year=year, amount_fen__gt=0)
    if not sees_place(actor, place_code):
        mine = Share.objects.filter(town_code__in=towns_seen(actor, "funds.see")[1], amount_fen__gt=0)
        rows = rows.filter(pk__in=mine.values("fund_id"))
    return {code for codes in rows.values_list("duty_codes", flat=True) for code in codes}


def unfunded(actor: Actor, place_code: str, year: int, *, only: str = "") -> QuerySet[Duty]:
    """Duties of the list in force for which no money came in a year (无费下放).  Queries: 2."""
    in_force = duties.list_in_force(place_code)
    rows = duties.listed(in_force, buy="yes" if only == "buy" else "")
    return rows.exclude(code__in=funded(actor, place_code, year))


def unfunded_told(place_code: str, found: Sequence[Duty], day: date) -> Verdict:
    """What the law says about the first duty without money.  Queries: 1."""
    item = found[0].name if found else ""
    facts = rules.Transfer(duty_moved=bool(found), transfer_tied=False, item=item)
    return judge("budget.transfer", facts, places.law_on(place_code, day))


def lawful_buyers(law: LawOn) -> set[str]:
    """The law's words for bodies that may buy services, by the measures or by reference.  Queries: 0."""
    return {*law["suppliers.buyers"].items, *law["suppliers.buyers_by_reference"].items}


def bodies(place_code: str, law: LawOn, *, only: str = "") -> QuerySet[Body]:
    """Bodies of a place; of those that may buy, or may not, by their nature.  Queries: 1 when filtered."""
    rows = Body.objects.filter(place_code=place_code, closed_on__isnull=True)
    if only not in ("may", "not"):
        return rows
    allowed = lawful_buyers(law)
    natures = rows.order_by("kind").values_list("kind", flat=True).distinct()
    able = [kind for kind in natures if places.lawful_kind(kind) in allowed]
    return rows.filter(kind__in=able) if only == "may" else rows.exclude(kind__in=able)
