"""The lists of the three packs are clean and give the figures that the county page shows."""

from collections import Counter

import pytest

from tests.sheets.given import PLACE_DATE, ROOT
from xianggou.base.sheets.check import check
from xianggou.base.sheets.csvs import from_pack
from xianggou.base.sheets.kinds import find_kinds
from xianggou.base.sheets.known import Known

KINDS = find_kinds()
ORDER = ("places", "people", "duties", "catalogue", "standards", "funds", "budget", "plan", "posts")
PACKS = {"county-a": "清岚县", "district-b": "澄湖区", "district-c": "南屏区"}


def loaded(pack):
    """Every list of a pack in walking order; what one defines the next refers to."""
    known, readings = Known(place=PACKS[pack]), {}
    for name in ORDER:
        workbook = from_pack(KINDS[name], ROOT / "packs" / pack)
        if workbook is None:
            continue
        readings[name] = reading = check(KINDS[name], workbook, known, PLACE_DATE)
        for table in reading.kind.tables:
            if table.provides:
                known = table.provides(reading.saved_rows(table.name), known)
        if name == "duties":
            known = known.plus(duties=frozenset(r["code"] for r in reading.rows))
        if name == "funds":
            known = known.plus(
                shares={(r["town_code"], r["fund"]): r["amount_fen"] for r in reading.saved_rows("shares")}
            )
    return readings


@pytest.mark.parametrize("pack", PACKS)
def test_every_list_of_a_pack_is_clean_against_the_lists_before_it(pack):
    readings = loaded(pack)
    assert set(readings) >= {"places", "people", "duties", "catalogue", "budget"}
    for name, reading in readings.items():
        assert [p.as_dict() for p in reading.refusals + reading.notices] == [], name
        assert reading.rows_ok == reading.data_rows > 0


def test_county_a_gives_its_figures():
    readings = loaded("county-a")
    tables = {t: len(r.saved_rows(t)) for r in readings.values() for t in {x.table for x in r.rows}}
    assert tables == {
        "towns": 24, "villages": 236, "offices": 252, "people": 327, "seats": 439, "deputies": 6, "duties": 109, "items": 25,
        "reviews": 75, "funds": 6, "shares": 128, "budgets": 48, "plan": 160, "staff": 146, "indicators": 80,
        "qualifications": 10, "followed": 4,
    }  # fmt: skip
    assert len({r["class_code"] for r in readings["catalogue"].saved_rows("items")}) == 4
    assert readings["funds"].sums_fen == {"金额": 2736_0000_00, "分配金额": 2736_0000_00}
    assert readings["plan"].sums_fen["预算金额"] == 1381_9300_00 and readings["plan"].year == 2023
    bought = sum(r["purchase_fen"] for r in readings["budget"].rows if r["year"] == 2023)
    assert bought == 1381_9300_00
    staff = readings["posts"].saved_rows("staff")
    assert Counter(r["outcome"] for r in staff) == {"减聘": 71, "转岗": 12, "留任": 63}
    saved = sum(r["cost_fen"] for r in staff if r["outcome"] == "减聘") - 236 * 5000_00
    assert saved == 140_6400_00


def test_the_other_places_have_their_numbers():
    for pack, duties in (("district-b", 97), ("district-c", 104)):
        readings = loaded(pack)
        assert (len(readings["duties"].rows), len(readings["catalogue"].saved_rows("items"))) == (duties, 25)
