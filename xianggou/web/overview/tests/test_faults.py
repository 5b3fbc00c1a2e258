"""缺位、越位、错位 over the county: found in what came in otherwise, told with what to do, within what one may see."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests import admitting
from tests import cast as people
from tests.stories import purchase
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.places.models import Body
from xianggou.stages.duties import actions as duties
from xianggou.stages.duties import queries as listed
from xianggou.stages.funds.models import Fund
from xianggou.stages.plans import actions as plans
from xianggou.web.overview import exits, faults

pytestmark = pytest.mark.django_db
URL = "/overview/faults/"


@pytest.fixture
def finance(cast):
    return client_of(cast["finance"])


def drafted(cast, login="needs", where=None, **more):
    return plans.draft(where=where or cast.here, by=cast[login], **people.facts(**more))


def kinds(cast, login="finance"):
    found = faults.found(cast[login], people.PLACE, date(2023, 3, 1))
    return [(one.kind, one.duty_code, one.town_code) for one in found]


def whole(cast):
    """A list on which somebody answers for everything."""
    parts = {"department": "清岚县财政局", "county_part": "督查", "town_part": "办理"}
    duties.adopt(
        where=cast.county, by=cast["keeper"], duties=[{"code": c, **parts} for c in ("D001", "D052")]
    )


def test_a_list_on_which_all_is_right_has_no_fault(cast, finance):
    whole(cast)
    drafted(cast)
    assert kinds(cast) == []
    assert "没有这样的问题" in finance.get(URL).content.decode()


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"department": ""}, "没有写县级主管部门"),
        ({"department": "县旅游局"}, "不在机构名册里"),
        ({"county_part": " "}, "没有写县级部门责任"),
        ({"town_part": ""}, "没有写乡镇责任"),
    ],
)
def test_a_duty_nobody_answers_for_is_missing(cast, finance, part, why):
    whole(cast)
    duties.adopt(where=cast.county, by=cast["keeper"], duties=[{"code": "D001", **part}])
    assert kinds(cast) == [("missing", "D001", "")]
    assert why in finance.get(URL).content.decode()


def test_a_department_that_closed_without_a_successor_is_missing(cast):
    whole(cast)
    Body.objects.filter(code=people.BUREAU).update(closed_on=date(2023, 2, 1))
    assert {kind for kind, _d, _t in kinds(cast)} == {"missing"}
    Body.objects.filter(code=people.BUREAU).update(successor_code="590121-12")
    assert kinds(cast) == []


def test_what_no_duty_carries_is_outside_and_what_is_not_to_be_bought_is_misplaced(cast, finance):
    whole(cast)
    drafted(cast, duty_code="D999", name="修部门的楼")
    drafted(cast, duty_code="D001", name="代办换届")
    assert kinds(cast) == [("outside", "D999", people.QINGSHAN), ("misplaced", "D001", people.QINGSHAN)]
    page = finance.get(URL).content.decode()
    assert "修部门的楼" in page and "代办换届" in page and "改挂对应的事权" in page and "第十条第一项" in page
    assert "代办换届" not in finance.get(f"{URL}?kind=outside").content.decode()
    assert "修部门的楼" not in finance.get(f"{URL}?town={people.BAISHUI}").content.decode()
    assert "代办换届" in finance.get(f"{URL}?q=d001").content.decode()


def test_what_was_bought_before_the_list_moved_on_is_told_with_another_remedy(cast, finance):
    whole(cast)
    purchase.signed(cast)
    duties.adopt(where=cast.county, by=cast["keeper"], duties=[{"code": "D052", "is_purchasable": False}])
    assert kinds(cast) == [("misplaced", "D052", people.QINGSHAN)]
    assert "停止采购" in finance.get(URL).content.decode()


def test_what_the_level_above_took_back_is_misplaced(cast, finance):
    whole(cast)
    drafted(cast)
    duties.adopt(where=cast.county, by=cast["keeper"], duties=[{"code": "D052", "state": "上级收回"}])
    assert kinds(cast) == [("misplaced", "D052", people.QINGSHAN)]
    assert "上级部门已经收回" in finance.get(URL).content.decode()


def test_a_township_sees_its_own_only_and_a_village_none(cast):
    drafted(cast, duty_code="D999")
    assert kinds(cast, "needs") == [("outside", "D999", people.QINGSHAN)]
    assert kinds(cast, "foreign_needs") == []
    assert client_of(cast["village"]).get(URL).status_code == 403
    assert "D999" in client_of(cast["industry"]).get(URL).content.decode()


def test_the_faults_leave_as_a_workbook(cast, finance):
    whole(cast)
    drafted(cast, duty_code="D999", name="修部门的楼")
    answer = finance.get(f"{URL}?format=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 2 and "越位" in rows[1] and 120000 in rows[1]


def test_many_faults_take_the_statements_of_one(cast, finance):
    counts = {url: n for url, n in expected_counts(__file__).items() if url == URL}
    drafted(cast, duty_code="D999")
    few = {url: statements(finance, url) for url in counts}
    for n in range(70):
        drafted(cast, duty_code="D999", name=f"又一件{n}")
    assert few == {url: statements(finance, url) for url in counts} == counts
    assert "下一页" in finance.get(URL).content.decode()


# A duty and all it led to --------------------------------------------------------------------


def test_a_duty_shows_its_whole_downstream_to_whoever_may_see_each_part(cast, finance):
    contract = purchase.signed(cast)
    Fund.objects.update(duty_codes=["D052"])
    page = finance.get("/overview/duties/D052/").content.decode()
    for part in ("0101", "环境整治专项资金", contract.title, contract.number):
        assert part in page
    village = client_of(cast["village"]).get("/overview/duties/D052/").content.decode()
    assert "0101" in village and contract.number not in village and "环境整治专项资金" not in village
    foreign = client_of(cast["foreign"]).get("/overview/duties/D052/").content.decode()
    assert contract.number not in foreign


# A duty that leaves --------------------------------------------------------------------------


def leaving(cast):
    exit_ = duties.apply(
        where=cast.county, by=cast["industry"], kind="exit", duty_code="D052", reason="收回", basis="某文件第二条",
    )  # fmt: skip
    duties.submit(exit_.pk, by=cast["industry"])
    admitting.heard(cast, exit_)
    return duties.review(exit_.pk, by=cast["jurist"], passed=True, opinion="可以")


SAID = {
    "admit": "yes",
    "decided_by": "县级政府",
    "document": "清府阅〔2023〕6号",
    "on": "2023-03-01",
    "why": "由县里做",
}


def test_a_duty_leaves_only_when_no_purchase_runs_on_it(cast):
    item = drafted(cast)
    exit_ = leaving(cast)
    head = client_of(cast["county_head"])
    assert head.get(f"/duties/admissions/{exit_.pk}/decide/")["Location"] == f"/overview/exits/{exit_.pk}/"
    stopped = head.post(f"/overview/exits/{exit_.pk}/", once(**SAID))
    assert stopped.status_code == 422 and "还有 1 个项目正靠" in stopped.content.decode()
    plans.withdraw(item.pk, by=cast["needs"], why="不买了")
    assert head.post(f"/overview/exits/{exit_.pk}/", once(**SAID)).status_code == 302
    assert listed.duty_in_force(people.PLACE, "D052") is None
    assert client_of(cast["finance"]).get(f"/overview/exits/{exit_.pk}/").status_code == 403


def test_a_signed_contract_runs(cast):
    assert exits.running(people.PLACE, "D052") == 0
    purchase.signed(cast)
    assert exits.running(people.PLACE, "D052") == 1


def test_an_admission_is_not_decided_as_an_exit(cast):
    admission = admitting.reviewed(cast)
    assert client_of(cast["county_head"]).get(f"/overview/exits/{admission.pk}/").status_code == 404
