"""The duty list as a page: filtered, on a past day, open to every seat of the place and to nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests import admitting
from tests.visits import client_of, expected_counts, statements
from xianggou.base.trail import actions as trail
from xianggou.core.actor import SYSTEM, Acting
from xianggou.stages.duties import actions
from xianggou.stages.duties.models import Duty, DutyList

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    return client_of(cast["needs"])


def more_duties(count: int) -> None:
    duty_list = DutyList.objects.get(status="issued")
    Duty.objects.bulk_create(
        Duty(
            duty_list=duty_list, code=f"X{n:03d}", field="其他", name=f"其他事项{n}", department="县政府办公室",
            mode="配合", is_purchasable=False, basis="示例",
        )
        for n in range(count)
    )  # fmt: skip


def test_the_list_shows_the_version_in_force(clerk):
    page = clerk.get("/duties/").content.decode()
    assert "D052" in page and "农村生活垃圾治理" in page and "第 1 版" in page
    assert "2 项，其中 1 项可以购买服务" in page


@pytest.mark.parametrize(
    ("asked", "seen", "hidden"),
    [
        ("buy=yes", "D052", "D001"),
        ("buy=no", "D001", "D052"),
        ("field=组织", "D001", "D052"),
        ("department=住建局", "D052", "D001"),
        ("q=垃圾", "D052", "D001"),
        ("q=d001", "D001", "D052"),
    ],
)
def test_filters_narrow_the_list(clerk, asked, seen, hidden):
    page = clerk.get(f"/duties/?{asked}").content.decode()
    assert f"/duties/{seen}/" in page and f"/duties/{hidden}/" not in page


def test_a_day_before_the_first_version_says_so(clerk):
    answer = clerk.get("/duties/?on=2020-01-01")
    assert answer.status_code == 200 and "这一天还没有责任清单" in answer.content.decode()


def test_a_past_day_shows_the_version_of_that_day(cast, clerk):
    old = DutyList.objects.get()
    trail.move(old, "duties.replace", DutyList.Status.REPLACED, by=Acting(SYSTEM))
    new = DutyList(
        place_code=cast.county.place_code, register=old.register, number=2, adopted_on=date(2023, 2, 1)
    )
    trail.born(new, "duties.adopt", by=Acting(SYSTEM))
    assert "D052" not in clerk.get("/duties/").content.decode()
    assert "D052" in clerk.get("/duties/?on=2023-01-15").content.decode()
    assert clerk.get("/duties/D052/?on=2022-10-01").status_code == 404


def test_a_day_that_cannot_be_read_is_told(clerk):
    answer = clerk.get("/duties/?on=2023.13.2")
    assert answer.status_code == 400 and "没有 13 月" in answer.content.decode()


def test_one_duty_shows_both_parts(clerk):
    page = clerk.get("/duties/D052/").content.decode()
    assert "县级部门责任" in page and "乡镇责任" in page and "清委办发〔2022〕31号" in page
    assert clerk.get("/duties/D999/").status_code == 404


def test_a_stranger_is_asked_to_sign_in(cast, client):
    assert client.get("/duties/")["Location"].startswith("/sign-in/")


def test_pages_only_read(clerk):
    assert clerk.post("/duties/").status_code == 405


def more_papers(cast, count: int) -> None:
    """More applications, opinions and objections, and one more version of the list."""
    said = {"matter": "推下来的事", "department": "某局"}
    last = admitting.sent(cast, name=f"还有的事{count}")
    actions.opine(last.pk, where=cast.there, by=cast["foreign_mayor"], agrees=True, text="行")
    for n in range(count):
        admitting.sent(cast, name=f"事{count}-{n}")
        actions.object_(where=cast.here, by=cast["village"], **said)
    row = {"code": "D052", "town_part": f"第{count}次改"}
    actions.adopt(where=cast.county, by=cast["keeper"], duties=[row, {**row, "code": "D001"}])


def test_a_hundred_rows_take_the_statements_of_one(cast, clerk):
    counts = expected_counts(__file__)
    first = admitting.sent(cast)
    objection = actions.object_(where=cast.here, by=cast["village"], matter="推下来的事", department="某局")
    named = {"/duties/admissions/N/": first.pk, "/duties/objections/N/": objection.pk}

    def counted():
        return {url: statements(clerk, url.replace("N", str(named.get(url, "N")))) for url in counts}

    more_papers(cast, 1)
    few = counted()
    more_duties(100)
    more_papers(cast, 60)
    assert few == counted() == counts
