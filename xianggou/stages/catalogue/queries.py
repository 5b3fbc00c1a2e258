"""Reading the catalogue: the version in force, one item of it, all items."""

from __future__ import annotations

from datetime import date

from xianggou.stages.catalogue.models import Item, Version


def in_force(place_code: str, day: date | None = None) -> Version | None:
    """The version in force (on a day).  Queries: 1."""
    versions = Version.objects.filter(place_code=place_code)
    if day is not None:
        versions = versions.filter(effective_on__lte=day)
    return versions.order_by("-number").first()


def item(version: Version | None, code: str) -> Item | None:
    """An item of a version.  Queries: 1."""
    return None if version is None else Item.objects.filter(version=version, code=code).first()


def items_of(version: Version) -> list[Item]:
    """All items of a version.  Queries: 1."""
    return list(Item.objects.filter(version=version).order_by("code"))
