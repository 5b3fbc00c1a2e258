"""Reading plans: items seen by a person, facts for the rules, locks, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access import sight as access
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.ledger.models import FenField
from xianggou.base.pages.shapes import Action, Cell, Pair, Text
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.people.models import Seat
from xianggou.base.places import queries as places
from xianggou.base.places.models import Town
from xianggou.base.ready import ready
from xianggou.base.trail import queries as trails
from xianggou.base.trail.gates import label
from xianggou.base.trail.models import Entry, Reason
from xianggou.core.actor import Acting, Actor
from xianggou.core.findings import Stale, Verdict
from xianggou.core.law import LawOn
from xianggou.core.packs import EX_ANTE
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import facts, pledging, rules
from xianggou.stages.plans.models import Assessment, Funding, PlanChoice, PlanItem, Pledge
from xianggou.stages.standards import queries as standards

S = PlanItem.Status
Status = PlanItem.Status
LIVE = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED)
SENT = (S.SUBMITTED, S.APPROVED)
OPEN = (S.DRAFT, S.RETURNED)
SENT_BACK = ("budget.return_item", "joint_review.opine", "joint_review.conclude")


def seen_by(actor: Actor) -> QuerySet[PlanItem]:
    """The plan items that the actor may see."""
    if actor.kind == "system":
        return PlanItem.objects.all()
    seen, towns = towns_seen(actor, "plans.see")
    return PlanItem.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


sight = access.sight("plans.see", PlanItem, seen_by)


def locked(item_id: int) -> PlanItem:
    """A plan item, locked.  Queries: 1."""
    return _locked.one(item_id)


@ready(int)
def _locked(item_id: int) -> QuerySet[PlanItem]:
    return PlanItem.objects.select_for_update(of=("self",)).filter(pk=item_id)


def fundings(item: PlanItem) -> list[Funding]:
    """The sources of an item's money.  Queries: 1."""
    return list(Funding.objects.filter(item=item).order_by("fund_code"))


def law_for(item: PlanItem, day: date) -> LawOn:
    """The law that governs an item.  Queries: 1."""
    dates = {"today": day, "plan_submitted_on": item.submitted_on or day}
    return places.law_on(item.place_code, dates)


@dataclass(frozen=True, slots=True)
class Plate:
    """What a township has planned in a year, in 分: all, and by fund."""

    total_fen: int
    by_fund: dict[str, int]


def plate(
    town_code: str, year: int, *, without: int | None = None, statuses: tuple[str, ...] = LIVE
) -> Plate:
    """Sum of a township's plan items, leaving one out.  Queries: 1."""
    rows = Funding.objects.filter(item__town_code=town_code, item__year=year, item__status__in=statuses)
    if without is not None:
        rows = rows.exclude(item_id=without)
    return _plate_of(rows.values_list("fund_code").annotate(Sum("amount_fen")))


@ready(str, int, int)
def _sent(town_code: str, year: int, without: int) -> QuerySet[Funding, tuple[str, int]]:
    rows = Funding.objects.filter(item__town_code=town_code, item__year=year, item__status__in=SENT)
    return rows.exclude(item_id=without).values_list("fund_code").annotate(Sum("amount_fen"))


def _plate_of(rows: Iterable[tuple[str, int]]) -> Plate:
    by_fund = {code: int(fen) for code, fen in rows}
    return Plate(sum(by_fund.values()), by_fund)


def plates(place_code: str, year: int, *, statuses: tuple[str, ...] = SENT) -> dict[str, Plate]:
    """Township -> what it has sent and got approved in a year.  Queries: 1."""
    rows = Funding.objects.filter(
        item__place_code=place_code, item__year=year, item__status__in=statuses
    ).values_list("item__town_code", "fund_code")
    found: dict[str, dict[str, int]] = {}
    for town, code, fen in rows.annotate(Sum("amount_fen")):
        found.setdefault(town, {})[code] = int(fen)
    return {town: Plate(sum(by_fund.values()), by_fund) for town, by_fund in found.items()}


@dataclass(frozen=True, slots=True)
class Money:
    """The money of one item beside its township's: own sources, the pocket, what else was sent, all in 分."""

    sources: Mapping[str, int]
    pocket: funds.Pocket
    sent: Plate

    @property
    def planned_and_certain(self) -> tuple[int, int]:
        """Of the first fund that is over-planned, else of the township as a whole."""
        for code, fen in sorted(self.sources.items()):
            planned, share = self.sent.by_fund.get(code, 0) + fen, self.pocket.shares.get(code, 0)
            if code != Funding.OWN and planned > share:
                return planned, share
        return self.sent.total_fen + sum(self.sources.values()), self.pocket.total_fen

    def diverted(self, catalogue_code: str, duty_code: str) -> tuple[str, ...]:
        """The funds, by name, whose terms don't allow this item and duty."""
        terms, names = self.pocket.terms, self.pocket.names
        return tuple(
            f"{code} {names.get(code, '')}".strip()
            for code, fen in sorted(self.sources.items())
            if fen and code in terms and not terms[code].allow(catalogue_code, duty_code)
        )


def money_of(item: PlanItem, sources: Mapping[str, int] | None = None) -> Money:
    """The money of an item; `sources` when they are known already or only typed.  Queries: 2–3."""
    if sources is None:
        sources = {f.fund_code: f.amount_fen for f in fundings(item)}
    return Money(
        sources,
        funds.pocket(item.place_code, item.town_code, item.year),
        _plate_of(_sent(item.town_code, item.year, item.pk or 0)),
    )


def submission(
    item: PlanItem, day: date, law: LawOn, money: Money | None = None, *, sender: Acting | None = None
) -> rules.PlanSubmission:
    """The facts of sending an item for review; `money` when it was read already.  Queries: 5–7, money 3 more.

    A plan is sent under the catalogue in force on that day, whatever stood when it was drafted.
    """
    duty = duties.duty(item.place_code, item.duty_code)
    standing = catalogue.standing_of(item.place_code, item.catalogue_code, day)
    entry = standing.item
    body = places.government_of(item.town_code)
    pack = law.pack
    doing = pledging.doing(item, entry.posts, pack) if entry is not None and pack is not None else []
    money = money or money_of(item)
    planned, certain = money.planned_and_certain
    topics = {k: v for k, v in item.ex_ante.get("topics", {}).items() if str(v).strip()}
    beside = facts.beside(item)
    assessed = beside.assessments.get(EX_ANTE)
    form = pack.questionnaire(EX_ANTE, day) if assessed and pack is not None else None
    given = {**facts.years_of(item), **beside.facts}
    return rules.PlanSubmission(
        name=item.name,
        plan_submitted_on=day,
        duty_is_own=duty is not None and duty.is_purchasable,
        buyer_name=item.town_code if body is None else body.code,
        buyer_kind="" if body is None else places.lawful_kind(body.kind),
        item=standing.name,
        item_in_catalogue=standing.is_known,
        item_in_force=standing.is_in_force or not standing.is_known,
        until=standing.dropped_on,
        ex_ante_done=bool(topics) or assessed is not None,
        ex_ante_topics=tuple(q.topic for q in form.questions) if form else tuple(topics),
        ex_ante_conclusion=assessed["conclusion"] if assessed else item.ex_ante.get("conclusion", ""),
        target_groups=target_groups(item),
        feasibility_done=bool(item.feasibility.strip()) or given["study_done"],
        has_acceptance_plan=bool(item.acceptance.strip()),
        posts_doing_work=len(doing),
        exit_pledge=str(beside.pledge["cut"]) if beside.pledge else "",
        exit_reason=item.posts_reason,
        planned_fen=planned,
        money_certain_fen=certain,
        funds_diverted=money.diverted(item.catalogue_code, item.duty_code),
        requester_ids=(sender.who,) if sender is not None and sender.person_id is not None else (),
        person_name=sender.actor.name if sender is not None else "",
        budget_fen=int(item.budget_fen),
        owner_named=bool(item.office.strip()) and item.owner_seat_id is not None,
        dates_open=item.starts_on is None or item.ends_on is None,
        standard_current=item.standard is None or item.standard.status == STANDARD_IN_FORCE,
        **given,
    )


STANDARD_IN_FORCE = "issued"


def target_groups(item: PlanItem) -> tuple[str, ...]:
    """The groups in which the item has a target: those of its standard, and those that were typed.  Queries: 0–1."""
    typed = [k for k, v in item.ex_ante.get("targets", {}).items() if str(v).strip()]
    groups = getattr(item, "groups", None)  # told beside an item read by `facts.whole`
    if groups is None:
        groups = [i.group for i in standards.indicators(item.standard_id)]
    return tuple(dict.fromkeys([*groups, *typed]))


# What may be done, what waits ---------------------------------------------------------------


def within(actor: Actor, action: str) -> QuerySet[PlanItem]:
    """The plan items within reach of the actor's seats for an action."""
    seen, towns = towns_seen(actor, action)
    return PlanItem.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def locked_in(item_id: int, *statuses: str) -> PlanItem:
    """An item, locked, that is still in one of these states.  Raises: Stale.  Queries: 1."""
    item = locked(item_id)
    if item.status not in statuses:
        raise Stale()
    return item


def may(actor: Actor, action: str, item: PlanItem) -> bool:
    """Whether one of the actor's seats may do this to the item.  Queries: 0."""
    return roles.seat_for(actor, action, Where(item.place_code, item.town_code)) is not None


def listed(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Items with what lists show beside them, in the same statement: township, sources. Long texts stay behind."""
    source = JSONObject(code=F("fund_code"), fen=F("amount_fen"))
    return rows.defer("target", "acceptance", "feasibility", "ex_ante", "posts_reason").annotate(
        town_name=Subquery(Town.objects.filter(code=OuterRef("town_code")).values("name")[:1]),
        owner_title=Subquery(Seat.objects.filter(pk=OuterRef("owner_seat_id")).values("title")[:1]),
        sources=ArraySubquery(
            Funding.objects.filter(item=OuterRef("pk")).order_by("fund_code").values(one=source)
        ),
    )


def shown(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Items whole, with township, sources, place in the ranking, reason of the last return, in the same statement."""
    returned = Reason.objects.filter(
        entry__object=label(PlanItem),
        entry__object_id=OuterRef("pk"),
        entry__verb__in=SENT_BACK,
        entry__too=S.RETURNED,
    )
    ranked = JSONObject(
        run=F("run"), number=F("run__number"), place=F("place"), is_in=F("is_in"), status=F("run__status")
    )
    live = PlanChoice.objects.filter(item=OuterRef("pk")).exclude(run__status="replaced")
    return (
        listed(rows)
        .defer(None)
        .annotate(
            returned_because=Subquery(returned.order_by("-entry_id").values("text")[:1]),
            # the ranking that was decided, else the one that waits for a decision
            ranked=Subquery(live.order_by("-run__status").values_list(ranked)[:1]),
        )
    )


def place_shown(item: PlanItem) -> list[Pair]:
    """The place of an item in the ranking that stands, where there is one; the way to its reasons.  Queries: 0."""
    found = getattr(item, "ranked", None)
    if not found:
        return []
    word = gettext("第 %(n)s 位，列入") if found["is_in"] else gettext("第 %(n)s 位，不列入")
    note = gettext("已定") if found["status"] == "settled" else gettext("待定")
    url = reverse("plans:ranking", args=[found["run"]])
    return [Pair(_("钱不够时的排序"), Cell(word % {"n": found["place"]}, url, note=note))]


def with_review(rows: QuerySet[PlanItem]) -> QuerySet[PlanItem]:
    """Items with whether their place reviews jointly, and whether the offices or finance returned them last."""
    back = Entry.objects.filter(
        object=label(PlanItem), object_id=OuterRef("pk"), verb__in=SENT_BACK, too=S.RETURNED
    )
    return rows.annotate(
        is_reviewed_jointly=Exists(places.reviewing_jointly().filter(code=OuterRef("place_code"))),
        returned_by=Subquery(back.order_by("-id").values("verb")[:1]),
    )


def returned_because(item: PlanItem) -> str:
    """Why finance returned an item read by `shown` the last time, "" when it never did.  Queries: 0."""
    return str(item.returned_because or "")  # type: ignore[attr-defined]


def sources_of(item: PlanItem) -> dict[str, int]:
    """Fund code -> 分 of an item read by `shown`.  Queries: 0."""
    return {one["code"]: int(one["fen"]) for one in item.sources}  # type: ignore[attr-defined]


def dry_run(item: PlanItem, day: date, money: Money) -> Verdict:
    """What the rules would say to sending this item now.  Queries: 5."""
    law = places.law_on(item.place_code, day)
    return judge("plans.submit", submission(item, day, law, money), law)


def over_pocket(money: Money, law: LawOn) -> Verdict:
    """What the rules say about plate and pocket alone: the warning while one drafts.  Queries: 0."""
    planned, certain = money.planned_and_certain
    return judge("plans.submit", {"planned_fen": planned, "money_certain_fen": certain}, law)


def open_actions(item: PlanItem, actor: Actor, verdict: Verdict | None = None) -> list[Action]:
    """What the actor may do to an item now: access ∩ state ∩ the rules run dry (`verdict`).  Queries: 0."""
    is_open = item.status in OPEN
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"plans:{name}", args=[item.pk])

    if may(actor, "plans.submit", item) and is_open:
        found.append(verb(_("送审"), url("submit"), verdict))
    if may(actor, "plans.edit", item) and item.status != S.WITHDRAWN:
        found.append(Action(_("修改"), url("edit")) if is_open else _settled(item, _("修改")))
    if is_open:
        found = led_by_first_open(found)
    if is_open and may(actor, "plans.study", item):
        found.append(Action(_("可行性评估"), url("study")))
    if is_open and may(actor, "plans.assess", item):
        found.append(Action(_("事前绩效评估"), url("assess"), primary=True))
    found += _pledge_actions(item, actor, is_open, url("pledge"), url("sign_pledge"))
    if may(actor, "plans.withdraw", item) and item.status != S.WITHDRAWN:
        found.append(Action(_("撤回"), url("withdraw")) if is_open else _settled(item, _("撤回")))
    return found


def _pledge_actions(
    item: PlanItem, actor: Actor, is_open: bool, write_url: str, sign_url: str
) -> list[Action]:
    told = facts.beside(item).pledge
    if told is None:
        return [Action(_("事进人退承诺"), write_url)] if is_open and may(actor, "plans.pledge", item) else []
    if told["status"] == Pledge.Status.MADE and may(actor, "plans.sign_pledge", item):
        return [Action(_("签承诺书"), sign_url, primary=True)]
    return []


def _settled(item: PlanItem, word: Text) -> Action:
    reason = _("已送县财政，退回后才能动") if item.status == S.SUBMITTED else _("已批复，改动要走预算调整")
    return Action(word, open=False, reason=reason, code="plans.edit.settled")


def waiting_for(actor: Actor) -> list[Waiting]:
    """Drafts to send, items to assess, pledges to sign, within the actor's townships.  Queries: 0–1 for each."""
    return [*_to_send(actor), *_to_assess(actor), *_to_sign(actor)]


def _to_send(actor: Actor) -> list[Waiting]:
    if not roles.may_anywhere(actor, "plans.submit"):
        return []
    rows = within(actor, "plans.submit").filter(status__in=OPEN)
    rows = shown(rows).order_by("-status", "-id")
    return [
        Waiting(
            "plans.submit",
            _("改好再送") if item.status == S.RETURNED else _("送审"),
            item.code,
            item.name,
            item.town_code,
            reverse("plans:detail", args=[item.pk]),
            since=item.submitted_on,
            amount_fen=item.budget_fen,
            reason=returned_because(item) if item.status == S.RETURNED else "",
        )
        for item in rows[:MOST]
    ]


TOTAL = "budget_fen + (SELECT coalesce(sum(fen), 0) FROM unnest(later_years_fen) fen)"


def _to_assess(actor: Actor) -> list[Waiting]:
    """Open items that the place wants assessed by their sum, and nobody did."""
    if not roles.may_anywhere(actor, "plans.assess"):
        return []
    place = next(
        s.place_code
        for s in actor.seats
        if roles.seat_for(actor, "plans.assess", Where(s.place_code, s.town_code))
    )
    form = places.pack_of(place).questionnaire(EX_ANTE, trails.today())
    if form is None:
        return []
    made = Assessment.objects.filter(item=OuterRef("pk"), form=EX_ANTE, status=Assessment.Status.MADE)
    rows = within(actor, "plans.assess").filter(~Exists(made), place_code=place, status__in=OPEN)
    rows = rows.annotate(all_fen=RawSQL(TOTAL, [], FenField())).filter(all_fen__gte=form.from_fen)
    return [
        Waiting(
            "plans.assess", _("事前评估"), item.code, item.name, item.town_code,
            reverse("plans:assess", args=[item.pk]), amount_fen=item.total_fen,
        )
        for item in rows.order_by("-id")[:MOST]
    ]  # fmt: skip


def _to_sign(actor: Actor) -> list[Waiting]:
    if not roles.may_anywhere(actor, "plans.sign_pledge"):
        return []
    seen, towns = towns_seen(actor, "plans.sign_pledge")
    rows = Pledge.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns), status=Pledge.Status.MADE)
    return [
        Waiting(
            "plans.sign_pledge", _("签承诺书"), one.item.code, one.item.name, one.town_code,
            reverse("plans:sign_pledge", args=[one.item_id]), since=one.made_on, amount_fen=one.saving_fen,
        )
        for one in rows.exclude(item__status=S.WITHDRAWN).select_related("item").order_by("-id")[:MOST]
    ]  # fmt: skip


def item(item_id: int) -> PlanItem:
    """A plan item with its standard.  Queries: 1."""
    return PlanItem.objects.select_related("standard").get(pk=item_id)


def own_request(item: PlanItem, reviewer_id: int, name: str) -> rules.Approval:
    """The facts of somebody deciding about an item that somebody sent.  Queries: 0."""
    return rules.Approval(requester_id=item.submitted_by, reviewer_ids=(reviewer_id,), person_name=name)


# Beside the duty list ------------------------------------------------------------------------

OUTSIDE, MISPLACED, TAKEN_BACK = "outside", "misplaced", "taken_back"


def of_duty(actor: Actor, place_code: str, code: str) -> QuerySet[PlanItem]:
    """The plan items on a duty that the actor sees, without those taken out."""
    return seen_by(actor).filter(place_code=place_code, duty_code=code, status__in=LIVE)


def beside_duties(rows: QuerySet[PlanItem], place_code: str) -> QuerySet[PlanItem]:
    """Of these items, those that no duty in force carries: `fault` is outside (on no list), misplaced (to be done by
    the government itself) or taken_back (by the level above).  The rule stops such an item when it is sent; these came
    in otherwise, or the list moved on."""
    held = duties.standing(place_code).filter(code=OuterRef("duty_code"))
    fault = Case(
        When(~Exists(held), then=Value(OUTSIDE)),
        When(Exists(held.filter(state__contains="收回")), then=Value(TAKEN_BACK)),
        When(~Exists(held.filter(is_purchasable=True)), then=Value(MISPLACED)),
        default=Value(""),
    )
    live = rows.filter(place_code=place_code, status__in=LIVE)
    return live.annotate(fault=fault).exclude(fault="")


# Assessments and pledges ----------------------------------------------------------------------


def writers(item: PlanItem) -> tuple[int, ...]:
    """Who wrote or changed an item.  Queries: 1."""
    verbs = ("plans.draft", "plans.edit", "plans.copy", "plans.load")
    rows = Entry.objects.filter(object=label(PlanItem), object_id=item.pk, verb__in=verbs)
    found = rows.order_by("person_id").values_list("person_id", flat=True).distinct()
    return tuple(person for person in found if person is not None)


def assessments_of(item: PlanItem) -> dict[str, Assessment]:
    """The assessments of an item that stand, by form.  Queries: 1."""
    rows = Assessment.objects.filter(item=item, status=Assessment.Status.MADE)
    return {one.form: one for one in rows}


def assessments_ever(item: PlanItem) -> list[Assessment]:
    """Every assessment of an item, also those made anew since.  Queries: 1."""
    return list(Assessment.objects.filter(item=item).order_by("pk"))


def ways_planned(item: PlanItem) -> dict[int, str]:
    """Post that the item replaces → the way that the roster plans for it.  Queries: 3."""
    holders = pledging.replaceable(item, places.pack_of(item.place_code))
    return {one.pk: way for one in holders if (way := pledging.planned(one))}


def pledge_of(item: PlanItem) -> Pledge | None:
    """The pledge of an item that stands, with its posts and who holds them.  Queries: 2."""
    rows = Pledge.objects.filter(item=item).exclude(status=Pledge.Status.REPLACED)
    return rows.prefetch_related("posts__holder").first()
