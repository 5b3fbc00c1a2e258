"""Reading duties: the list in force, on any day; one duty; the posts that do the work today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.pages.shapes import Cell, Crumb, Pair
from xianggou.core.actor import Actor
from xianggou.stages.duties.models import Duty, DutyList, PostHolder, PostPrice


def list_in_force(place_code: str, day: date | None = None) -> DutyList | None:
    """The version in force (on a day).  Queries: 1."""
    versions = DutyList.objects.filter(place_code=place_code)
    if day is not None:
        versions = versions.filter(adopted_on__lte=day)
    return versions.order_by("-number").first()


def duty(place_code: str, code: str, day: date | None = None) -> Duty | None:
    """One duty of the version in force.  Queries: 1."""
    rows = Duty.objects.filter(duty_list__place_code=place_code, code=code)
    if day is not None:
        rows = rows.filter(duty_list__adopted_on__lte=day)
    return rows.order_by("-duty_list__number").first()


def duties_of(duty_list: DutyList) -> list[Duty]:
    """All duties of a version.  Queries: 1."""
    return list(Duty.objects.filter(duty_list=duty_list).order_by("code"))


def posts_of(place_code: str, town_code: str = "") -> list[PostHolder]:
    """The posts that do what may be bought.  Queries: 1."""
    rows = PostHolder.objects.filter(place_code=place_code)
    if town_code:
        rows = rows.filter(town_code=town_code)
    return list(rows.order_by("town_code", "key"))


def posts_doing(place_code: str, town_code: str, posts: str) -> int:
    """How many people of a township hold the posts that a catalogue item names as replaceable.  Queries: 1."""
    names = [name for name in posts.replace(";", "、").replace("；", "、").split("、") if name]
    return PostHolder.objects.filter(place_code=place_code, town_code=town_code, post__in=names).count()


# Pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facets:
    """What a version can be filtered by, and how many duties it holds."""

    fields: list[str]
    departments: list[str]
    count: int
    purchasable: int


def versions(place_code: str) -> list[DutyList]:
    """All versions of a place's list, newest first.  Queries: 1."""
    return list(DutyList.objects.filter(place_code=place_code).order_by("-number"))


def standing_on(versions: Sequence[DutyList], day: date | None) -> DutyList | None:
    """Of all versions, newest first, the one in force (on a day).  Queries: 0."""
    return next((v for v in versions if day is None or v.adopted_on <= day), None)


def facets(duty_list: DutyList | None) -> Facets:
    """Fields, departments and counts of a version.  Queries: 1."""
    groups = (
        Duty.objects.filter(duty_list=duty_list)
        .values_list("field", "department", "is_purchasable")
        .annotate(n=Count("id"))
        .order_by("field", "department")
    )
    found = list(groups) if duty_list else []
    return Facets(
        fields=list(dict.fromkeys(field for field, _, _, _ in found)),
        departments=sorted({department for _, department, _, _ in found}),
        count=sum(n for *_, n in found),
        purchasable=sum(n for _, _, is_purchasable, n in found if is_purchasable),
    )


def listed(
    duty_list: DutyList | None, *, text: str = "", field: str = "", department: str = "", buy: str = ""
) -> QuerySet[Duty]:
    """The duties of a version that match; `buy` is yes, no or anything else for both."""
    rows = Duty.objects.filter(duty_list=duty_list)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(code__contains=text.upper()))
    if field:
        rows = rows.filter(field=field)
    if department:
        rows = rows.filter(department=department)
    if buy in {"yes", "no"}:
        rows = rows.filter(is_purchasable=buy == "yes")
    return rows


def duty_rows(duties: Sequence[Duty], day: str = "") -> list[dict[str, Any]]:
    """Duties as the list shows them; `day` keeps a look into the past in the links."""
    return [
        {
            "id": duty.pk,
            "code": duty.code,
            "name": Cell(duty.name, _address(duty.code, day)),
            "field": duty.field,
            "department": duty.department,
            "mode": duty.mode,
            "buy": ("done", _("可以购买")) if duty.is_purchasable else ("none", _("不购买")),
            "catalogue": "、".join(duty.catalogue_codes),
        }
        for duty in duties
    ]


def _address(code: str, day: str) -> str:
    url = reverse("duties:detail", args=[code])
    return f"{url}?on={day}" if day else url


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One duty of the version in force on a day, with the versions it stands in."""

    duty: Duty
    trail: list[Crumb]
    facts: list[Pair]
    standing: list[DutyList]
    onward_url: str


def duty_page(place_code: str, code: str, day: date | None = None) -> DutyPage | None:
    """One duty and the versions that hold it; None where no version of that day does.  Queries: 1."""
    rows = Duty.objects.select_related("duty_list").filter(duty_list__place_code=place_code, code=code)
    if day is not None:
        rows = rows.filter(duty_list__adopted_on__lte=day)
    found = list(rows.order_by("-duty_list__number"))
    if not found:
        return None
    duty = found[0]
    buy = Cell(_("可以购买"), shape="done") if duty.is_purchasable else Cell(_("不购买"), shape="none")
    facts = [
        Pair(_("事项编码"), duty.code, "code"),
        Pair(_("领域"), duty.field),
        Pair(_("县级主管部门"), duty.department),
        Pair(_("承担方式"), duty.mode),
        Pair(_("可否购买服务"), buy, "status"),
        Pair(_("对应目录"), "、".join(duty.catalogue_codes)),
        Pair(_("准入依据"), duty.basis),
        Pair(_("准入日期"), duty.admitted_on, "day"),
        Pair(_("状态"), duty.state),
    ]
    trail = [Crumb(_("责任清单"), reverse("duties:list")), Crumb(duty.code)]
    onward = address_if_built("overview:duty", duty.code)
    return DutyPage(duty, trail, facts, [row.duty_list for row in found], onward)


def purchasable(place_code: str) -> list[Duty]:
    """The duties of the version in force that may be bought, to choose from.  Queries: 1."""
    rows = Duty.objects.filter(
        duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED, is_purchasable=True
    )
    return list(rows.order_by("code"))


# Posts ---------------------------------------------------------------------------------------

CUT = "减聘"  # the disposal of a post whose cost is saved, as the place's roster writes it


@dataclass(frozen=True, slots=True)
class Saving:
    """What the service saves in a year, in 分: the cost of the posts that end, less its price."""

    cost_fen: int
    price_fen: int
    people: int

    @property
    def net_fen(self) -> int:
        return self.cost_fen - self.price_fen


def posts_seen_by(actor: Actor) -> QuerySet[PostHolder]:
    """The posts that the actor may see: of the place, or of the own township."""
    places, towns = towns_seen(actor, "duties.see_posts")
    return PostHolder.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def disposals(rows: QuerySet[PostHolder]) -> list[tuple[str, int]]:
    """Each disposal with its number of people.  Queries: 1."""
    return list(rows.order_by("disposal").values_list("disposal").annotate(n=Count("id")))


def saving(actor: Actor) -> Saving:
    """What the service saves, within the townships that the actor sees.  Queries: 2."""
    places, towns = towns_seen(actor, "duties.see_posts")
    cut = posts_seen_by(actor).filter(disposal=CUT).aggregate(fen=Sum("yearly_cost_fen"), n=Count("id"))
    prices = PostPrice.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))
    price = prices.aggregate(fen=Sum("price_fen"))["fen"]
    return Saving(int(cut["fen"] or 0), int(price or 0), int(cut["n"]))


def post_rows(found: Sequence[PostHolder], towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Posts as the list shows them.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "name": one.name,
            "town": towns.get(one.town_code, one.town_code),
            "post": one.post,
            "identity": one.identity,
            "yearly_cost_fen": one.yearly_cost_fen,
            "disposal": ("done" if one.disposal == CUT else "none", one.disposal),
            "effective_on": one.effective_on,
        }
        for one in found
    ]
