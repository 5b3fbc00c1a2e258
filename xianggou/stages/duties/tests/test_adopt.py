"""The duty list is adopted in versions; the posts that do the work follow their list."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.base.trail.loads import Loaded
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput
from xianggou.stages.duties import actions, queries
from xianggou.stages.duties.models import Duty, DutyList, PostHolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def duty(code="D200", **more):
    return {
        "code": code, "field": "农业农村", "name": f"事项{code}", "department": "县农业农村局", "mode": "配合",
        "county_part": "", "town_part": "组织实施", "is_purchasable": True, "catalogue_codes": ["0301"],
        "basis": "清委办发〔2022〕31号(示例)", "admitted_on": date(2022, 11, 1), "state": "有效", **more,
    }  # fmt: skip


def adopt(cast, *rows):
    return actions.adopt(where=cast.county, by=cast["finance"], duties=list(rows))


def test_a_changed_list_is_a_new_version_and_the_same_list_is_none(cast):
    before = queries.list_in_force(casting.PLACE)
    held = {d.code for d in queries.duties_of(before)}

    first = adopt(cast, duty(), duty("D201"))
    same = adopt(cast, duty(), duty("D201"))
    changed = adopt(cast, duty(), duty("D201", mode="主责"))

    assert (first, same, changed) == (Loaded(saved=2), Loaded(unchanged=2), Loaded(changed=1, unchanged=1))
    newest = queries.list_in_force(casting.PLACE)
    assert newest.number == before.number + 2
    assert {d.code for d in queries.duties_of(newest)} == held | {"D200", "D201"}  # absence deletes nothing
    assert DutyList.objects.filter(status="issued").count() == 1
    entries = (
        Entry.objects.filter(subject__code=f"{casting.PLACE}/duties")
        .order_by("seq")
        .values_list("verb", flat=True)
    )
    assert list(entries)[-4:] == ["duties.replace", "duties.adopt"] * 2


def test_a_row_without_a_code_finds_its_duty_by_name_or_gets_the_next_number(cast):
    adopt(cast, duty())
    known = {**duty(""), "name": "事项D200", "mode": "主责"}
    new = {**duty(""), "name": "新的事项"}

    loaded = adopt(cast, known, new)

    assert loaded == Loaded(saved=1, changed=1)
    version = queries.list_in_force(casting.PLACE)
    assert Duty.objects.get(duty_list=version, code="D200").mode == "主责"
    assert Duty.objects.get(duty_list=version, name="新的事项").code == "D201"


def test_adopt_is_not_for_a_township(cast):
    with pytest.raises(NotGranted):
        actions.adopt(where=cast.here, by=cast["buyer"], duties=[duty()])


def post(town=casting.QINGSHAN, **more):
    return {
        "town_code": town, "key": f"{town}|李三", "name": "李三", "post": "村报账员", "identity": "编外聘用",
        "yearly_cost_fen": 3_1450_00, "disposal": "减聘", "details": {"education": "本科", "went_to": ""}, **more,
    }  # fmt: skip


def test_posts_follow_their_list_and_keep_what_a_list_does_not_have(cast):
    price = {"town_code": casting.QINGSHAN, "villages": 9, "village_fen": 5000_00, "price_fen": 45000_00}

    first = actions.load_posts(where=cast.county, by=cast["finance"], posts=[post()], prices=[price])
    again = actions.load_posts(where=cast.county, by=cast["finance"], posts=[post()], prices=[price])
    less = actions.load_posts(
        where=cast.county, by=cast["finance"], posts=[post(details={"education": "大专"})]
    )

    assert (first, again, less) == (Loaded(saved=2), Loaded(unchanged=2), Loaded(changed=1))
    assert PostHolder.objects.get(name="李三").details == {"education": "大专", "went_to": ""}


def test_a_township_loads_only_its_own_posts(cast):
    own = Where(casting.PLACE, casting.QINGSHAN)
    assert actions.load_posts(where=own, by=cast["needs"], posts=[post()]).saved == 1

    with pytest.raises(BadInput) as refused:
        actions.load_posts(where=own, by=cast["needs"], posts=[post(casting.BAISHUI, at=("花名册", 4))])

    assert [(p.code, p.row) for p in refused.value.problems] == [("other_town", 4)]
