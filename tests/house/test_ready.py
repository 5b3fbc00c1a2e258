"""A statement that stands ready asks what its queryset asks, whatever the values, and reads the answer as it would."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from tests.house.source import ROOT, modules
from xianggou.base import ready as kept
from xianggou.base.places.models import Body, BodyName, Place
from xianggou.base.ready import INTS, Ready, among, ready
from xianggou.base.trail.models import Installation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # not in the quick half, which has no database


def every() -> list[Ready]:
    """Every statement of the house that is kept."""
    for path in modules():
        if "ready import" in path.read_text("utf-8") and path.name != "ready.py":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [one for one in kept.REGISTER if one.write.__module__.startswith("xianggou.")]


def test_every_statement_kept_is_the_one_that_the_orm_would_write():
    found = every()
    assert len(found) > 30
    with transaction.atomic():  # those that lock are only written inside a transaction
        for one in found:
            values = one.samples(5)
            sql, params = one.statement(*values)
            again, others = one.write(*values).query.get_compiler(connection=connection).as_sql()
            assert sql == again, one.write.__qualname__
            assert [str(p) for p in params] == [str(p) for p in others], one.write.__qualname__
            assert one(*values) == [], "samples are no values of anything"


def test_rows_are_those_of_the_queryset():
    def of_kind(kind: str) -> QuerySet[Installation]:
        return Installation.objects.filter(kind=kind).annotate(twice=Concat(F("kind"), Value("!"), F("kind")))

    asked = Ready(of_kind, [str])
    there = Installation.objects.get()
    (one,) = asked(there.kind)
    assert (one, one.twice, one.born_at) == (there, f"{there.kind}!{there.kind}", there.born_at)
    assert one._state.adding is False
    assert asked("none") == [] and asked.first("none") is None
    with pytest.raises(Installation.DoesNotExist):
        asked.one("none")


def test_related_rows_and_lists_of_numbers_are_read_in_one_statement(django_assert_num_queries):
    @ready(INTS, date)
    def named(ids: list[int], day: date) -> QuerySet[BodyName]:
        rows = BodyName.objects.filter(body_id__in=among(ids), during__contains=day)
        return rows.select_related("body").order_by("id")

    @ready(int)
    def code(pk: int) -> QuerySet[Place]:
        return Place.objects.filter(pk=pk).values_list("code", flat=True)

    with django_assert_num_queries(2):
        assert [name.body.code for name in named([1, 2, 3], date(2026, 1, 1))] == []
        assert code(0) == []
    assert Body.objects.count() == 0


def test_what_is_not_the_same_statement_for_all_values_is_refused():
    @ready(str)
    def looked(text: str) -> QuerySet[Place]:
        return Place.objects.filter(name__contains=text) if text.endswith("0") else Place.objects.all()

    @ready(str)
    def turned(text: str) -> QuerySet[Place]:
        return Place.objects.filter(code=f"{text}!")

    for one, why in ((looked, "depends on its values"), (turned, "made of a given one")):
        with pytest.raises(TypeError, match=why):
            one("A")
