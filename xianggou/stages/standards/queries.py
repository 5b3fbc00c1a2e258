"""Reading execution standards: which binds on a day, what it says, whose it is, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, Func, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.waiting import MOST, Waiting
from xianggou.base.pages.shapes import Action
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body, BodyName
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.standards import rules
from xianggou.stages.standards.models import Indicator, Standard
from xianggou.stages.standards.models import points as points

if TYPE_CHECKING:
    from xianggou.stages.catalogue.models import Item

S = Standard.Status
PUBLISHED = (S.ISSUED, S.REPLACED)
MAKING = (S.DRAFT, S.SENT)
WRITING = ("standards.draft", "standards.publish")
ACCOUNTING = "集体经济组织会计制度"  # what the systems of village books have in their names


# the house's day, asked of the database in the same statement
TODAY = Func(template="(xg_now() AT TIME ZONE 'Asia/Shanghai')::date", output_field=DateField())


# What a standard says ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Qualification:
    """What the firm or its staff must have: the requirement, its proof, whether the proof expires, when it is checked."""

    of: str
    requirement: str
    proof: str = ""
    is_dated: bool = False
    checked_at: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form in which a standard keeps it."""
        return {**asdict(self), "checked_at": list(self.checked_at)}


@dataclass(frozen=True, slots=True)
class Followed:
    """A rule that the work must follow: its name, who issued it, since when it holds."""

    name: str
    issuer: str = ""
    since: str = ""

    def as_json(self) -> dict[str, Any]:
        """The form in which a standard keeps it."""
        return asdict(self)


def qualifications_of(standard: Standard | None) -> tuple[Qualification, ...]:
    """The qualifications of a standard; those written before they had a form (是/否, one text) are read alike.

    Queries: 0.
    """
    return tuple(_qualification(row) for row in (standard.qualifications if standard else ()))


def _qualification(row: Mapping[str, Any]) -> Qualification:
    at = row.get("checked_at") or ()
    return Qualification(
        str(row.get("of", "")),
        str(row.get("requirement", "")),
        str(row.get("proof", "")),
        row.get("is_dated") in (True, "是"),
        tuple(at.split("、")) if isinstance(at, str) else tuple(at),
    )


def rules_of(standard: Standard | None) -> tuple[Followed, ...]:
    """The rules that a standard names; those written before had a name only.  Queries: 0."""
    found = standard.rules if standard else ()
    return tuple(Followed(row) if isinstance(row, str) else Followed(**row) for row in found)


def indicators(standard_id: int | None) -> list[Indicator]:
    """The indicators of a standard, in order.  Queries: 1."""
    return _indicators(standard_id) if standard_id else []


@ready(int)
def _indicators(standard_id: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(standard_id=standard_id).order_by("order")


def registered_weights(place_code: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """(catalogue code, indicator) -> its weight in what is published, for a file to be compared with.  Queries: 1."""
    rows = Indicator.objects.filter(standard__place_code=place_code, standard__status=S.ISSUED)
    return {
        (code, name): {"weight_bp": bp}
        for code, name, bp in rows.values_list("standard__catalogue_code", "name", "weight_bp")
    }


# Which binds ---------------------------------------------------------------------------------


def in_force(place_code: str, catalogue_code: str, day: date | None = None) -> Standard | None:
    """The standard that binds on a day, today when none is given.  Queries: 1."""
    if day is None:
        return _binding.first(place_code, catalogue_code)
    return _binding_on.first(place_code, catalogue_code, day)


@ready(str, str)
def _binding(place_code: str, catalogue_code: str) -> QuerySet[Standard]:
    return _published(place_code, catalogue_code, TODAY)


@ready(str, str, date)
def _binding_on(place_code: str, catalogue_code: str, day: date) -> QuerySet[Standard]:
    return _published(place_code, catalogue_code, day)


def _published(place_code: str, catalogue_code: str, day: Any) -> QuerySet[Standard]:
    """The standard of an item that binds on a day."""
    rows = Standard.objects.filter(
        place_code=place_code, catalogue_code=catalogue_code, status__in=PUBLISHED, effective_on__lte=day
    )
    return rows.order_by("-number")[:1]


def all_in_force(place_code: str) -> dict[str, Standard]:
    """Catalogue code -> the standard that binds today.  Queries: 1."""
    rows = Standard.objects.filter(
        place_code=place_code, status__in=PUBLISHED, effective_on__lte=TODAY
    ).order_by("catalogue_code", "-number")
    return {one.catalogue_code: one for one in rows.distinct("catalogue_code")}


def newest(place_code: str, catalogue_code: str) -> Standard | None:
    """The standard published last, in force already or not.  Queries: 1."""
    return Standard.objects.filter(
        place_code=place_code, catalogue_code=catalogue_code, status=S.ISSUED
    ).first()


def in_the_making(place_code: str, catalogue_code: str) -> Standard | None:
    """The draft of an item's next standard, sent or not.  Queries: 1."""
    return Standard.objects.filter(
        place_code=place_code, catalogue_code=catalogue_code, status__in=MAKING
    ).first()


def locked(standard_id: int) -> Standard:
    """A standard, locked.  Queries: 1."""
    return Standard.objects.select_for_update().get(pk=standard_id)


def groups(law: LawOn) -> tuple[str, ...]:
    """The groups of indicators that the place asks of a standard, none where it fixes none.  Queries: 0."""
    found = law.get("plans.standard_groups")
    return found.items if found is not None else ()


def law_for(place_code: str, day: date, effective_on: date | None = None) -> LawOn:
    """The law for a standard that is to hold from a day.  Queries: 0–1."""
    dates = {"today": day, "plan_submitted_on": day, "accounting_period": max(effective_on or day, day)}
    return places.law_on(place_code, dates)


def content(
    standard: Standard, rows: Sequence[Indicator], item: Item | None, day: date, **more: Any
) -> rules.Content:
    """What rules ask of a standard.  Queries: 0."""
    named = (followed.name.strip("《》") for followed in rules_of(standard))
    return rules.Content(
        name=item.name if item is not None else standard.catalogue_code,
        plan_submitted_on=day,
        accounting_period=max(standard.effective_on or day, day),
        weights_bp=tuple(i.weight_bp for i in rows),
        groups=tuple({i.group for i in rows}),
        vague=tuple(i.name for i in rows if not i.target.strip() or not i.measure.strip()),
        without_deduction=tuple(i.name for i in rows if i.weight_bp and not i.deduction.strip()),
        accounting=tuple(name for name in named if ACCOUNTING in name),
        item_in_force=item is not None,
        **more,
    )


def judged(
    standard: Standard, day: date, act: str, rows: Sequence[Indicator] | None = None, **more: Any
) -> Verdict:
    """What the rules say to sending or publishing a standard on a day; `rows` when they were read.  Queries: 2–3."""
    item = catalogue.item(catalogue.in_force(standard.place_code), standard.catalogue_code)
    found = indicators(standard.pk) if rows is None else rows
    law = law_for(standard.place_code, day, standard.effective_on)
    return judge(act, content(standard, found, item, day, **more), law)


# Whose it is ---------------------------------------------------------------------------------


def departments_of(actor: Actor, *acts: str) -> frozenset[str]:
    """Every name of the bodies in whose seats the actor may do one of these acts.

    A section acts for the bureau it belongs to. Papers call a body by its name, its short name or another name.
    Queries: 0–1.
    """
    codes = {
        seat.body_code
        for seat in actor.seats
        for post in roles.posts_for(seat.role, seat.function)
        if post.actions & set(acts) and seat.body_code
    }
    if not codes:
        return frozenset()
    above = Body.objects.filter(code__in=codes).exclude(parent_code="").values("parent_code")
    bodies = Q(body__code__in=codes) | Q(body__code__in=above)
    names = BodyName.objects.filter(bodies).values_list("name", "short", "others")
    return frozenset(alias for name, short, others in names for alias in (name, short, *others) if alias)


def is_owner(actor: Actor, department: str, *acts: str) -> bool:
    """Whether the actor may do one of these acts for the department; the system may for all.  Queries: 0–1."""
    return actor.kind == "system" or department in departments_of(actor, *acts)


def seen_by(mine: frozenset[str], place_code: str) -> QuerySet[Standard]:
    """What was published, and the drafts of one's own departments.  Queries: 0."""
    own = Q(department__in=mine) & ~Q(status__in=PUBLISHED)
    return Standard.objects.filter(Q(status__in=PUBLISHED) | own, place_code=place_code)


def named(rows: QuerySet[Standard]) -> QuerySet[Any]:
    """Standards with the name and class of their item in the catalogue in force, in the same statement."""
    item = catalogue.rows_in_force(OuterRef("place_code")).filter(code=OuterRef("catalogue_code"))
    return rows.annotate(
        item_name=Subquery(item.values("name")[:1]), class_name=Subquery(item.values("class_name")[:1])
    )


def drafts_of(place_code: str, departments: Iterable[str]) -> QuerySet[Standard]:
    """What these departments have in the making.  Queries: 0."""
    return Standard.objects.filter(
        place_code=place_code, status__in=MAKING, department__in=departments
    ).annotate(indicator_count=Count("indicators"))


def items_without(place_code: str, departments: Iterable[str] | None = None) -> QuerySet[Item]:
    """Items of the catalogue in force (of these departments) that have no published standard.  Queries: 0."""
    have = Standard.objects.filter(place_code=place_code, status=S.ISSUED).values("catalogue_code")
    rows = catalogue.rows_in_force(place_code).exclude(code__in=have)
    return rows if departments is None else rows.filter(department__in=departments)


def items_of(place_code: str, departments: Iterable[str]) -> list[Item]:
    """The items in force that these departments are in charge of.  Queries: 1."""
    rows = catalogue.rows_in_force(place_code)
    return list(rows.filter(department__in=departments).order_by("code"))


# What may be done, what waits ----------------------------------------------------------------


def open_actions(
    standard: Standard, actor: Actor, verdict: Verdict | None, mine: frozenset[str]
) -> list[Action]:
    """What the actor may do to a draft now: access ∩ own department ∩ state ∩ the rules run dry.  Queries: 0."""

    def may(act: str) -> bool:
        where = roles.Where(standard.place_code)
        return standard.department in mine and roles.seat_for(actor, act, where) is not None

    def url(name: str) -> str:
        return reverse(f"standards:{name}", args=[standard.pk])

    found: list[Action] = []
    if standard.status == S.DRAFT:
        if may("standards.send"):
            found.append(verb(_("送审发布"), url("send"), verdict))
        if may("standards.drop"):
            found.append(Action(_("作废"), url("drop")))
    if standard.status == S.SENT and may("standards.publish"):
        found += [verb(_("发布"), url("publish"), verdict), Action(_("退回修改"), url("return"))]
    if standard.status == S.ISSUED and may("standards.draft"):
        found.append(Action(_("起草新版"), f"{reverse('standards:new')}?item={standard.catalogue_code}"))
    return led_by_first_open(found)


def waiting_for(actor: Actor) -> list[Waiting]:
    """Drafts to finish, items without a standard, sent standards to publish: of the actor's own department.

    Queries: 0–4.
    """
    writes, publishes = (departments_of(actor, act) for act in WRITING)
    if not writes and not publishes:
        return []
    place = actor.seats[0].place_code
    made = Q(status=S.DRAFT, department__in=writes) | Q(status=S.SENT, department__in=publishes)
    rows = named(Standard.objects.filter(made, place_code=place)).order_by("-status", "catalogue_code")[:MOST]
    found = [_waits(row) for row in rows]
    started = Standard.objects.filter(place_code=place, status__in=MAKING).values("catalogue_code")
    missing = items_without(place, writes).exclude(code__in=started).order_by("code") if writes else ()
    found += [
        Waiting(
            "standards.draft", _("写执行标准"), item.code, item.name, "", f"{reverse('standards:new')}?item={item.code}"
        )
        for item in missing[: MOST - len(found)]
    ]  # fmt: skip
    return found


def _waits(row: Standard) -> Waiting:
    act, label = (
        ("standards.send", _("写完送审")) if row.status == S.DRAFT else ("standards.publish", _("发布"))
    )
    name = row.item_name or row.catalogue_code  # type: ignore[attr-defined]
    return Waiting(act, label, row.catalogue_code, name, "", reverse("standards:detail", args=[row.pk]))
