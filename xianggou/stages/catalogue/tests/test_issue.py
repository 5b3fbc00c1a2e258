"""County finance collects what passed and what is dropped, and issues the next version; a review missing stops it."""

from datetime import date

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.documents import series
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Adjustment, Change, Proposal, Review, Version
from xianggou.stages.catalogue.tests.asked import passed, screened

pytestmark = pytest.mark.django_db
SAID = {
    "continuing": "正在执行的照原版办到合同期满", "consulted": "县住建局：同意\n县民政局：无意见", "kind": "yearly",
}  # fmt: skip


@pytest.fixture
def cast(county_a, db):
    return county_a


def drafted(cast, proposals=(), drops=None, **more):
    said = {"label": "2023年第2版", "effective_on": date(2023, 3, 10), "reason": "年度调整", **SAID, **more}
    row = actions.adjust(where=cast.county, by=cast["finance"], **said)
    return actions.edit_adjustment(
        row.pk, by=cast["finance"], version=row.version, proposals=list(proposals), drops=drops or {}
    )


def codes(refused):
    return {f.code for f in refused.value.verdict.findings}


def test_an_issue_adds_changes_and_drops_and_is_numbered(cast):
    added = passed(cast)
    changed = passed(cast, kind="change", code="0101", name="农村生活垃圾收集转运", price_fen_max=280_00)

    row = actions.issue(drafted(cast, [added.pk, changed.pk]).pk, by=cast["finance"])

    version = row.issued
    assert (version.number, version.label, version.document) == (2, "2023年第2版", "清岚县购服目〔2023〕1号")
    assert version.notice == "清岚县购服公告〔2023〕1号" and version.issued_on == date(2023, 3, 1)
    items = {i.code: i for i in queries.items_of(version)}
    assert items["0102"].name == "村级路灯管护" and items["0101"].price_fen_max == 280_00
    assert Version.objects.get(number=1).status == "replaced"
    held = Review.objects.filter(item=items["0102"]).order_by("id").values_list("step", "reviewer")
    assert [step for step, _ in held] == ["基层研判", "行业主管部门研判", "合法性审查"]
    assert {name for _, name in held} == {cast[n].name for n in ("checker", "industry", "jurist")}
    assert set(Proposal.objects.values_list("status", "code")) == {("issued", "0102"), ("issued", "0101")}
    assert [p.pk for p in queries.led_to(casting.PLACE, "0102")] == [added.pk]


def test_a_code_that_was_dropped_is_never_given_again(cast):
    first = actions.issue(drafted(cast, [passed(cast).pk]).pk, by=cast["finance"])
    assert queries.item(first.issued, "0102") is not None
    actions.issue(drafted(cast, drops={"0102": "没有乡镇实施"}).pk, by=cast["finance"])

    again = actions.issue(drafted(cast, [passed(cast).pk]).pk, by=cast["finance"])

    assert [i.code for i in queries.items_of(again.issued)] == ["0101", "0103"]


def test_what_did_not_pass_its_reviews_cannot_be_collected(cast):
    waiting = screened(cast)
    row = drafted(cast)
    with pytest.raises(BadInput):
        actions.edit_adjustment(row.pk, by=cast["finance"], version=row.version, proposals=[waiting.pk])


def test_what_changed_after_it_was_collected_is_not_issued(cast):
    proposal = passed(cast)
    row = drafted(cast, [proposal.pk])
    actions.edit_proposal(proposal.pk, by=cast["needs"], version=proposal.version, unit="盏")

    with pytest.raises(Refused) as refused:
        actions.issue(row.pk, by=cast["finance"])

    assert codes(refused) == {"catalogue.adopt.review_missing"}
    (finding,) = refused.value.verdict.findings
    assert finding.values["missing"] == ("基层研判", "行业主管部门研判", "合法性审查")
    assert Version.objects.count() == 1 and Adjustment.objects.get().status == "draft"
    assert series.history(casting.PLACE, "清岚县购服目", 2023) == []  # no number is lost


def test_an_issue_that_asked_no_department_is_refused(cast):
    row = drafted(cast, [passed(cast).pk], consulted=" \n ")
    with pytest.raises(Refused) as refused:
        actions.issue(row.pk, by=cast["finance"])
    assert codes(refused) == {"catalogue.adopt.no_consultation"}


@pytest.mark.parametrize("day", ["2024-07-31", "2024-08-01"])
def test_what_touches_suppliers_needs_a_competition_review_since_its_law(cast, day):
    casting.set_clock(f"{day} 09:00")
    row = drafted(cast, [passed(cast).pk], touches_suppliers=True, effective_on=date(2024, 9, 1))
    if day == "2024-07-31":
        assert actions.issue(row.pk, by=cast["finance"]).status == "issued"
        return
    with pytest.raises(Refused) as refused:
        actions.issue(row.pk, by=cast["finance"])
    assert codes(refused) == {"catalogue.adopt.no_fair_competition_review"}
    row = actions.edit_adjustment(
        row.pk, by=cast["finance"], version=row.version, competition="不限外地经营者，自审通过"
    )
    assert actions.issue(row.pk, by=cast["finance"]).status == "issued"


@pytest.mark.parametrize(
    ("said", "column"),
    [({"continuing": ""}, "continuing"), ({"effective_on": date(2023, 2, 28)}, "effective_on")],
)
def test_a_draft_that_is_not_ready_is_not_issued(cast, said, column):
    row = drafted(cast, [passed(cast).pk])
    row = actions.edit_adjustment(row.pk, by=cast["finance"], version=row.version, **said)
    with pytest.raises(BadInput) as bad:
        actions.issue(row.pk, by=cast["finance"])
    assert [p.column for p in bad.value.problems] == [column]


def test_an_empty_draft_is_not_issued(cast):
    with pytest.raises(BadInput) as bad:
        actions.issue(drafted(cast).pk, by=cast["finance"])
    assert [p.column for p in bad.value.problems] == ["changes"]


def test_a_drop_says_why_and_is_of_the_catalogue(cast):
    row = drafted(cast)
    for drops in ({"0101": " "}, {"9999": "没有"}, {"0101": "长" * 301}):
        with pytest.raises(BadInput):
            actions.edit_adjustment(row.pk, by=cast["finance"], version=row.version, drops=drops)
    assert not Change.objects.exists()


def test_one_draft_at_a_time_and_one_issue_of_it(cast):
    row = drafted(cast, drops={"0101": "并入城乡环卫一体化"})
    with pytest.raises(BadInput):
        drafted(cast)
    actions.issue(row.pk, by=cast["finance"], version=row.version)
    with pytest.raises(Stale):
        actions.issue(row.pk, by=cast["finance"], version=row.version)


def test_a_draft_given_up_leaves_what_passed(cast):
    proposal = passed(cast)
    row = actions.drop_adjustment(drafted(cast, [proposal.pk]).pk, by=cast["finance"], why="等年底一起调")
    proposal.refresh_from_db()
    assert (row.status, proposal.status) == ("dropped", "passed")


@pytest.mark.parametrize("login", ["treasury", "industry", "needs", "jurist", "audit"])
def test_only_finance_adjusts(cast, login):
    row = drafted(cast)
    with pytest.raises(NotGranted):
        actions.issue(row.pk, by=cast[login])
    with pytest.raises(NotGranted):
        actions.edit_adjustment(row.pk, by=cast[login], version=row.version, label="别的")


def test_a_township_stops_carrying_out_what_is_dropped(cast):
    carried = actions.carry_out(where=cast.here, by=cast["needs"], code="0101", reason="日产日清")
    actions.confirm(carried.pk, by=cast["finance"])

    actions.issue(drafted(cast, drops={"0101": "并入城乡环卫一体化"}).pk, by=cast["finance"])

    carried.refresh_from_db()
    assert (carried.status, carried.answer) == ("ended", "并入城乡环卫一体化")


def test_an_application_on_an_item_dropped_meanwhile_is_not_confirmed(cast):
    with pytest.raises(Refused) as refused:
        actions.carry_out(where=cast.here, by=cast["needs"], code="0909", reason="要")
    assert codes(refused) == {"catalogue.enter.outside_parent"}


def test_publishing_is_noted_with_its_day(cast):
    row = actions.issue(drafted(cast, drops={"0101": "并入"}).pk, by=cast["finance"])
    for day in (date(2023, 2, 28), date(2023, 3, 2)):
        with pytest.raises(BadInput):
            actions.publish(row.issued_id, by=cast["finance"], published_on=day)
    assert actions.publish(row.issued_id, by=cast["finance"], published_on=date(2023, 3, 1)).published_on
