"""The catalogue is adopted in versions with its reviews."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.trail.loads import Loaded
from xianggou.core.findings import BadInput
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Item, Review, Version

pytestmark = pytest.mark.django_db
ITEM = {
    "class_code": "09", "class_name": "其他服务", "code": "0901", "name": "示例服务", "department": "县民政局",
    "content": "上门服务", "suppliers": "企业", "unit": "次", "price_fen_min": 100_00, "price_fen_max": 200_00,
    "duty_codes": ["D052"], "posts": "",
}  # fmt: skip
PASSED = {
    "code": "0901", "step": "基层研判", "body": "各乡镇", "reviewed_on": date(2022, 9, 14), "conclusion": "通过",
    "opinion": "",
}  # fmt: skip


@pytest.fixture
def cast(county_a, db):
    return county_a


def adopt(cast, items=(), reviews=(), **more):
    return actions.adopt(
        where=cast.county, by=cast["finance"], items=list(items), reviews=list(reviews), **more
    )


def test_a_changed_catalogue_is_a_new_version_and_the_same_is_none(cast):
    before = queries.in_force(casting.PLACE)
    held = {i.code for i in queries.items_of(before)}

    first = adopt(cast, [ITEM], [PASSED], label="第9版", effective_on=date(2023, 2, 1))
    same = adopt(cast, [ITEM], [PASSED], label="第9版", effective_on=date(2023, 2, 1))
    dearer = adopt(cast, [{**ITEM, "price_fen_max": 201_00}])

    assert (first, same, dearer) == (Loaded(saved=1), Loaded(unchanged=1), Loaded(changed=1))
    newest = queries.in_force(casting.PLACE)
    assert newest.number == before.number + 2
    assert {i.code for i in queries.items_of(newest)} == held | {"0901"}
    assert Review.objects.filter(item__version=newest, item__code="0901").count() == 1  # carried over
    assert Version.objects.filter(status="issued").count() == 1


def test_a_column_the_list_does_not_have_stays(cast):
    adopt(cast, [ITEM])

    adopt(cast, [{"code": "0901", "name": "示例服务(更名)"}])

    item = Item.objects.get(version=queries.in_force(casting.PLACE), code="0901")
    assert (item.name, item.price_fen_max, item.duty_codes) == ("示例服务(更名)", 200_00, ["D052"])


def test_a_review_of_no_item_refuses_the_whole(cast):
    count = Version.objects.count()

    with pytest.raises(BadInput) as refused:
        adopt(cast, [ITEM], [{**PASSED, "code": "0999", "at": ("三轮审查", 7)}])

    assert [(p.code, p.row) for p in refused.value.problems] == [("out_of_catalogue", 7)]
    assert Version.objects.count() == count


def test_the_same_items_under_a_new_label_are_a_new_issue(cast):
    adopt(cast, [ITEM], label="2023年第1版")

    loaded = adopt(cast, [ITEM], label="2024年第1版", effective_on=date(2024, 1, 1))

    assert loaded.wrote and queries.newest(casting.PLACE).label == "2024年第1版"
    assert queries.in_force(casting.PLACE).label == "2023年第1版"  # until its day comes
    assert queries.in_force(casting.PLACE, date(2024, 1, 1)).label == "2024年第1版"
    assert not adopt(cast, [ITEM], label="2023年第1版").wrote  # the list of a version that stood before
