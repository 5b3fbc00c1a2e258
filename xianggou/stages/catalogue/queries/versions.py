"""Reading the catalogue's versions: the one in force, one item of it, all items; shaped for their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.figures import day as day_text
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Cell, Crumb, Pair
from xianggou.base.ready import ready
from xianggou.stages.catalogue.models import Item, Review, Version

PASSED = "通过"


# The house's day, told by the database itself, so that no statement is spent on asking for it.
_TODAY = RawSQL("(xg_now() AT TIME ZONE 'Asia/Shanghai')::date", ())


def _newest(place_code: str | OuterRef, day: date | None) -> QuerySet[Version]:
    """The versions of a place, the one in force (on a day) first.

    Today a version that is issued for a later day stands back until then; where none is in force yet, the newest stands.
    """
    versions = Version.objects.filter(place_code=place_code)
    if day is not None:
        return versions.filter(effective_on__lte=day).order_by("-number")
    begun = ExpressionWrapper(Q(effective_on__lte=_TODAY), output_field=BooleanField())
    return versions.annotate(has_begun=begun).order_by("-has_begun", "-number")


def in_force(place_code: str, day: date | None = None) -> Version | None:
    """The version in force (on a day; else today).  Queries: 1."""
    return _begun.first(place_code) if day is None else _begun_on.first(place_code, day)


@ready(str)
def _begun(place_code: str) -> QuerySet[Version]:
    return _newest(place_code, None)[:1]


@ready(str, date)
def _begun_on(place_code: str, day: date) -> QuerySet[Version]:
    return _newest(place_code, day)[:1]


def is_labelled(place_code: str, label: str) -> bool:
    """Whether some version of a place bears this label already: its list is that version's, not a new issue.  Queries: 1."""
    return Version.objects.filter(place_code=place_code, label=label).exists()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item of a code stands on a day: whether a version ever held it, whether the one in force does."""

    item: Item | None
    is_known: bool
    is_in_force: bool
    dropped_on: date | None = None

    @property
    def name(self) -> str:
        """What it is or was called."""
        return self.item.name if self.item else ""


def standing_of(place_code: str, code: str, day: date) -> Standing:
    """How an item stands on a day, and since when it is gone.  Queries: 1."""
    last: Any = _last.first(place_code, code, day)
    if last is None:
        return Standing(None, is_known=False, is_in_force=False)
    is_in_force = last.version_id == last.now_id
    return Standing(
        last, is_known=True, is_in_force=is_in_force, dropped_on=None if is_in_force else last.after_on
    )


@ready(str, str, date)
def _last(place_code: str, code: str, day: date) -> QuerySet[Item]:
    now = _newest(place_code, day).values("pk")[:1]
    after = _newest(place_code, day).filter(number__gt=OuterRef("version__number")).order_by("number")
    rows = Item.objects.filter(version__place_code=place_code, version__effective_on__lte=day, code=code)
    told = rows.annotate(now_id=Subquery(now), after_on=Subquery(after.values("effective_on")[:1]))
    return told.order_by("-version__number")[:1]


def newest(place_code: str) -> Version | None:
    """The version issued last, though its day may be still to come: what the next one is made from.  Queries: 1."""
    return Version.objects.filter(place_code=place_code).order_by("-number").first()


def locked_version(version_id: int) -> Version:
    """A version, locked.  Queries: 1."""
    return Version.objects.select_for_update(of=("self",)).get(pk=version_id)


def item(version: Version | None, code: str) -> Item | None:
    """An item of a version.  Queries: 1."""
    return None if version is None else Item.objects.filter(version=version, code=code).first()


def items_of(version: Version) -> list[Item]:
    """All items of a version.  Queries: 1."""
    return list(Item.objects.filter(version=version).order_by("code"))


# Reference prices beside rows of other rooms -------------------------------------------------


def reference_price(
    edge: str, *, version: str = "catalogue_version", code: str = "catalogue_code"
) -> Subquery:
    """The lower (`min`) or upper (`max`) reference price in 分 of the item that a later room's row names."""
    rows = Item.objects.filter(version=OuterRef(version), code=OuterRef(code))
    return Subquery(rows.values(f"price_fen_{edge}")[:1])


def reference_name(*, version: str = "catalogue_version", code: str = "catalogue_code") -> Subquery:
    """The name of the item that a later room's row names."""
    return Subquery(Item.objects.filter(version=OuterRef(version), code=OuterRef(code)).values("name")[:1])


# Pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClassShown:
    """A class of the catalogue with its items as the list shows them."""

    code: str
    name: str
    rows: list[dict[str, Any]]


def versions(place_code: str) -> list[Version]:
    """All versions of a place's catalogue, newest first.  Queries: 1."""
    return list(Version.objects.filter(place_code=place_code).order_by("-number"))


def standing_on(found: Sequence[Version], day: date) -> Version | None:
    """Of all versions, newest first, the one in force on a day.  Queries: 0."""
    return next((v for v in found if v.effective_on <= day), None)


def classes(version: Version | None, text: str = "", day: str = "") -> list[ClassShown]:
    """The classes of a version with their items and how the three reviews ended.  Queries: 2."""
    rows = Item.objects.filter(version=version).prefetch_related("reviews")
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(code__contains=text) | Q(class_name__contains=text))
    found = groupby(rows.order_by("code"), key=lambda item: (item.class_code, item.class_name))
    return [ClassShown(code, name, [_row(item, day) for item in items]) for (code, name), items in found]


def _row(item: Item, day: str) -> dict[str, Any]:
    url = reverse("catalogue:detail", args=[item.code])
    return {
        "id": item.pk,
        "code": item.code,
        "name": Cell(item.name, f"{url}?on={day}" if day else url),
        "department": item.department,
        "suppliers": item.suppliers,
        "unit": item.unit,
        "price": price_range(item),
        "reviews": reviews_state(list(item.reviews.all())),
    }


def price_range(item: Item) -> str:
    """The reference price in words: 150.00 至 260.00 元.  Queries: 0."""
    return price_words(item.price_fen_min, item.price_fen_max)


def price_words(low: int | None, high: int | None) -> str:
    """Two edges of a price in words.  Queries: 0."""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return yuan_text(low if high is None else high)
    return gettext("%(low)s 至 %(high)s") % {"low": yuan_text(low), "high": yuan_text(high)}


def reviews_state(reviews: Sequence[Review]) -> tuple[str, str]:
    """Shape and words of an item's reviews: all passed, one returned, none yet.  Queries: 0."""
    passed = sum(review.conclusion == PASSED for review in reviews)
    if not reviews:
        return "none", gettext("没有审查记录")
    words = ngettext("%(n)s 轮通过", "%(n)s 轮通过", passed) % {"n": passed}
    if passed == len(reviews):
        return "done", words
    return "back", gettext("%(passed)s，%(left)s 轮没有通过") % {
        "passed": words,
        "left": len(reviews) - passed,
    }


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item with its reviews and the versions it stands in."""

    item: Item
    trail: list[Crumb]
    facts: list[Pair]
    reviews: list[dict[str, Any]]
    standing: list[Version]


def item_page(place_code: str, code: str, day: date) -> ItemPage | None:
    """One item as it stood last on a day; None where no version until then holds it.  Queries: 2."""
    rows = Item.objects.select_related("version").filter(
        version__place_code=place_code, code=code, version__effective_on__lte=day
    )
    found = list(rows.order_by("-version__number"))
    if not found:
        return None
    item = found[0]
    facts = [
        Pair(_("目录编码"), item.code, "code"),
        Pair(_("类别"), f"{item.class_code} {item.class_name}"),
        Pair(_("主管部门"), item.department),
        Pair(_("承接主体类型"), item.suppliers),
        Pair(_("计量单位"), item.unit),
        Pair(_("参考单价（元）"), price_range(item)),
        Pair(_("对应责任清单"), "、".join(item.duty_codes)),
        Pair(_("可替代岗位"), item.posts),
        Pair(_("版本"), item.version.label, strong=True),
        Pair(_("生效日期"), day_text(item.version.effective_on)),
    ]
    reviews = [
        {
            "id": review.pk,
            "step": review.step,
            "body": Cell(review.body, note=review.reviewer),
            "on": review.reviewed_on,
            "conclusion": ("done" if review.conclusion == PASSED else "back", review.conclusion),
            "opinion": review.opinion,
        }
        for review in Review.objects.filter(item=item).order_by(F("reviewed_on").asc(), "id")
    ]
    trail = [Crumb(_("指导性目录"), reverse("catalogue:list")), Crumb(item.code)]
    return ItemPage(item, trail, facts, reviews, [row.version for row in found])


def items_in_force(place_code: str) -> list[Item]:
    """The items of the version in force, to choose from.  Queries: 1."""
    return list(rows_in_force(place_code).order_by("code"))


def rows_in_force(place_code: str | OuterRef) -> QuerySet[Item]:
    """The items of the version in force, of a place or of a later room's row, to be narrowed.  Queries: 0."""
    newest = _newest(OuterRef("version__place_code"), None).values("pk")[:1]
    return Item.objects.filter(version__place_code=place_code, version=Subquery(newest))
