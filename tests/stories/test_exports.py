"""What leaves the house: the lists that came in, under the same headings, with the same rights as the pages."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.core.actor import PUBLIC, SYSTEM
from xianggou.core.findings import BadInput
from xianggou.stages.budget import actions as budget
from xianggou.stages.plans import actions as plans
from xianggou.web.imports import exports

pytestmark = [pytest.mark.story, pytest.mark.django_db]


@pytest.fixture
def cast(county_a, db):
    return county_a


def rows_of(name, actor=SYSTEM, **filters):
    text = b"".join(exports.export(name, "csv", actor, casting.PLACE, filters)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_ledger_leaves_in_yuan_with_two_places_and_adds_up(cast):
    item = plans.draft(where=cast.here, by=cast["needs"], **casting.facts())
    plans.submit(item.pk, by=cast["needs"])
    budget.approve(item.pk, by=cast["finance"])

    rows = rows_of("ledger")

    assert {r["fund"]: r["approved"] for r in rows} == {"F6": "100000.00", "OWN": "20000.00"}
    assert all(r["available"] == r["approved"] and r["paid"] == "0.00" for r in rows)
    wanted = "approved transferred held committed payable paid given_back carried_over available"
    assert set(wanted.split()) <= set(rows[0])


def test_a_list_leaves_as_csv_json_and_workbook_with_the_same_rows(cast):
    plans.draft(where=cast.here, by=cast["needs"], **casting.facts())

    (as_csv,) = rows_of("plan")
    (as_json,) = json.loads(b"".join(exports.export("plan", "json", SYSTEM, casting.PLACE, {})))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(exports.export("plan", "xlsx", SYSTEM, casting.PLACE, {})))
    )
    head, line = list(book.active.iter_rows(values_only=True))
    as_sheet = dict(zip(head, line, strict=True))

    assert as_csv["预算金额(元)"].replace(",", "") == "120000.00"
    assert as_json["amount_fen"] == 12_0000_00
    assert (as_sheet["预算金额(元)"], as_sheet["资金编码"], as_sheet["项目名称"]) == (
        120000,
        "F6",
        as_csv["项目名称"],
    )


def test_a_township_exports_its_own_plan_and_no_other(cast):
    plans.draft(where=cast.here, by=cast["needs"], **casting.facts())

    assert len(rows_of("plan", cast["needs"])) == 1
    assert rows_of("plan", cast["foreign_needs"]) == []


def test_nobody_exports_without_the_right(cast):
    for actor in (PUBLIC, cast["mayor"]):
        with pytest.raises(NotGranted):
            rows_of("plan", actor)
    with pytest.raises(NotGranted):
        rows_of("people", cast["needs"])


def test_filters_choose_and_an_unknown_one_is_refused(cast):
    plans.draft(where=cast.here, by=cast["needs"], **casting.facts())

    assert len(rows_of("plan", year="2023", town="青山镇")) == 1
    assert rows_of("plan", year="2024") == []
    for wrong in ({"colour": "red"}, {"year": "twenty"}):
        with pytest.raises(BadInput):
            rows_of("plan", **wrong)


def test_the_matrix_of_people_on_a_day(cast):
    seats = {r["岗位名称"]: r["姓名"] for r in rows_of("people", cast["audit"], on="2023-12-31")}

    assert len(seats) >= 10 and all(seats.values())
    assert rows_of("people", cast["audit"], on="2019-12-31") == []


@pytest.mark.parametrize("name", sorted(exports.LISTS))
def test_every_list_leaves(cast, name):
    assert b"".join(exports.export(name, "csv", SYSTEM, casting.PLACE, {}))
