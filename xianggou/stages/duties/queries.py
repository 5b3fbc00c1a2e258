"""Reading duties: the list in force, on any day; one duty; the posts that do the work today."""

from __future__ import annotations

from datetime import date

from xianggou.stages.duties.models import Duty, DutyList, PostHolder


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
