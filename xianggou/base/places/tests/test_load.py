"""A place is opened under its pack and its townships, villages and bodies follow the offices' lists."""

from datetime import date

import pytest

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.base.places import actions, queries
from xianggou.base.places.models import AdoptedPack, Body, BodyName, Place, Town, Village
from xianggou.base.trail.loads import Loaded
from xianggou.base.trail.models import Entry, Subject
from xianggou.core.actor import SYSTEM, Actor
from xianggou.core.findings import BadInput

pytestmark = pytest.mark.django_db
A = Where("590121")
TOWN = {"code": "590121100", "name": "岚心镇", "kind": "镇", "villages": 18, "population": 52310}
VILLAGE = {"code": "590121100201", "town_code": "590121100", "name": "白桃塘村", "population": 3159}
BODY = {
    "code": "590121-02",
    "name": "清岚县财政局",
    "short": "县财政局",
    "others": ["财政局"],
    "level": Body.Level.COUNTY,
    "kind": "行政机关",
    "may_buy": True,
    "opened_on": date(2019, 1, 1),
}


def opened():
    return actions.open_place("county-a", by=SYSTEM, where=A)


def entries(name):
    return list(Entry.objects.filter(subject__code=name).order_by("seq").values_list("verb", "changes"))


def test_a_place_opens_under_its_pack_once():
    first, again = opened(), opened()

    assert first.pk == again.pk and first.status == Place.Status.PREPARING
    assert AdoptedPack.objects.count() == 1
    assert queries.pack_of("590121").name == "清岚县"
    assert [verb for verb, _ in entries("590121")] == ["places.open"]


def test_a_pack_is_not_opened_under_another_code():
    with pytest.raises(ValueError, match="590121"):
        actions.open_place("county-a", by=SYSTEM, where=Where("590999"))


def test_a_place_goes_live_by_an_entry():
    place = opened()

    live = actions.go_live(place.pk, by=SYSTEM)

    assert live.status == Place.Status.LIVE
    assert [verb for verb, _ in entries("590121")] == ["places.open", "places.go_live"]


def test_load_takes_a_list_once_and_says_what_it_did():
    opened()

    first = actions.load(
        where=A, by=SYSTEM, towns=[TOWN], villages=[VILLAGE], bodies=[BODY], source="ab" * 32
    )
    again = actions.load(
        where=A, by=SYSTEM, towns=[TOWN], villages=[VILLAGE], bodies=[BODY], source="ab" * 32
    )

    assert first == Loaded(saved=3) and again == Loaded(unchanged=3)
    assert (Town.objects.count(), Village.objects.count(), Body.objects.count()) == (1, 1, 1)
    assert entries("590121/imports") == [("places.load", {"saved": 3, "changed": 0, "unchanged": 0})]


def test_load_changes_what_changed_and_deletes_nothing():
    opened()
    actions.load(where=A, by=SYSTEM, towns=[TOWN, {**TOWN, "code": "590121101", "name": "云渡镇"}])

    loaded = actions.load(
        where=A, by=SYSTEM, towns=[{"code": "590121100", "name": "岚心镇", "population": 52311}]
    )

    assert loaded == Loaded(changed=1)
    assert dict(Town.objects.values_list("name", "population")) == {"岚心镇": 52311, "云渡镇": 52310}
    assert Town.objects.get(name="岚心镇").villages == 18  # a column the list does not have stays


def test_a_new_name_begins_on_its_day_and_the_old_one_stays_for_the_days_before():
    opened()
    actions.load(where=A, by=SYSTEM, bodies=[BODY])

    loaded = actions.load(
        where=A, by=SYSTEM, bodies=[{**BODY, "name": "清岚县财政和国资局"}], on=date(2024, 5, 1)
    )

    assert loaded == Loaded(changed=1)
    assert queries.names_on(["590121-02"], date(2024, 4, 30)) == {"590121-02": "清岚县财政局"}
    assert queries.names_on(["590121-02"], date(2024, 5, 1)) == {"590121-02": "清岚县财政和国资局"}
    assert BodyName.objects.count() == 2


def test_a_value_no_column_can_hold_refuses_the_whole_list_at_its_row():
    opened()
    rows = [TOWN, {**TOWN, "code": "590121101", "name": "长" * 61, "at": ("乡镇", 3)}]

    with pytest.raises(BadInput) as refused:
        actions.load(where=A, by=SYSTEM, towns=rows)

    (problem,) = refused.value.problems
    assert (problem.code, problem.sheet, problem.row) == ("too_long", "乡镇", 3)
    assert Town.objects.count() == 0


def test_a_code_of_another_place_is_refused():
    opened()
    actions.open_place("district-b", by=SYSTEM, where=Where("590102"))
    actions.load(where=Where("590102"), by=SYSTEM, towns=[TOWN])

    with pytest.raises(BadInput) as refused:
        actions.load(where=A, by=SYSTEM, towns=[TOWN])

    assert [p.code for p in refused.value.problems] == ["foreign_code"]


def test_nobody_without_the_seat_loads():
    opened()

    with pytest.raises(NotGranted):
        actions.load(where=A, by=Actor(kind="person", person_id=1), towns=[TOWN])

    assert Town.objects.count() == 0 and not Subject.objects.filter(code="590121/imports").exists()
