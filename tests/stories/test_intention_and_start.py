"""The start of a purchase at or above the limit asks for its intention; below the limit nothing is asked."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import set_clock
from tests.stories import purchase as story
from tests.visits import cast, client_of, plain_static
from xianggou.core.findings import BadInput, Refused
from xianggou.stages.budget import actions as budget
from xianggou.stages.intentions import actions as intentions
from xianggou.stages.intentions.tests.test_intentions import TOLD, sent
from xianggou.stages.procurement import actions as procurement

__all__ = ["cast", "plain_static"]
pytestmark = pytest.mark.django_db
LATER = "2023-03-31 09:00"  # thirty days after the first of March


def codes(refused):
    return {
        f.code for f in refused.value.verdict.findings if f.code.startswith("procurement.start.intention")
    }


@pytest.fixture
def large(cast):
    """An approved item above the limit."""
    item = sent(cast)
    budget.approve(item.pk, by=cast["finance"])
    return item


def published(cast, item):
    row = intentions.draft(item.pk, by=cast["buyer"], **TOLD)
    return intentions.publish(row.pk, by=cast["buyer"])


def test_without_an_intention_the_start_is_refused(cast, large):
    with pytest.raises(Refused) as refused:
        procurement.start(large.pk, by=cast["buyer"])
    assert codes(refused) == {"procurement.start.intention_missing"}
    page = client_of(cast["buyer"]).get(f"/procurement/items/{large.pk}/start/").content.decode()
    assert "没有公开采购意向" in page


def test_a_day_too_early_waits_for_the_leaders_reason(cast, large):
    published(cast, large)
    set_clock("2023-03-30 09:00")
    with pytest.raises(Refused) as refused:
        procurement.start(large.pk, by=cast["buyer"])
    assert codes(refused) == {"procurement.start.intention_too_late"}
    with pytest.raises(BadInput, match="限额"):  # with the reason only the way above the limit is missing
        reasons = {"procurement.start.intention_too_late": "汛期前必须完成"}
        procurement.start(large.pk, by=cast["buyer"], reasons=reasons)


def test_in_time_or_excepted_nothing_is_found(cast, large):
    published(cast, large)
    set_clock(LATER)
    with pytest.raises(BadInput, match="限额"):
        procurement.start(large.pk, by=cast["buyer"])


def test_an_excepted_item_is_not_asked_for_one(cast, large):
    given = {"exception": "不可预见的急需项目", "why": "洪水冲毁垃圾点"}
    intentions.leave_out(large.pk, by=cast["buyer"], **given)
    with pytest.raises(BadInput, match="限额"):
        procurement.start(large.pk, by=cast["buyer"])


def test_below_the_limit_nothing_is_asked(cast):
    assert procurement.start(story.approved(cast).pk, by=cast["buyer"]).started_on == date(2023, 3, 1)
