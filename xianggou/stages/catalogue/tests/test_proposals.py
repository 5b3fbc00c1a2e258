"""A proposal is screened by three criteria and reviewed three times in order; a change after a review sends it back."""

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.reviews.models import Opinion, Review
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Price, Proposal
from xianggou.stages.catalogue.tests.asked import FACTS, PRICES, passed, proposed, screened

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def codes(refused):
    return {f.code for f in refused.value.verdict.findings}


def test_each_source_proposes_under_its_own_number(cast):
    first = proposed(cast)
    village = actions.propose(
        where=cast.here, by=cast["village"], source="public", proposer="青山镇某村村民小组", name="路灯", why="晚上看不见路"
    )  # fmt: skip
    county = proposed(cast, where=cast.county, by=cast["industry"], source="department", proposer="县财政局")

    assert [p.number for p in (first, village, county)] == [f"MS-590121-2023-000{n}" for n in (1, 2, 3)]
    assert (village.status, village.town_code, county.town_code) == ("proposed", casting.QINGSHAN, "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"why": ""}, {"proposer": "单" * 61}, {"name": "灯\x00"}, {"source": "nobody"}, {"kind": "drop"},
        {"kind": "change", "code": "9999"}, {"price_fen_min": 2, "price_fen_max": 1}, {"prices": {"": 1}},
        {"content": "长" * 2001},
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_whole(cast, wrong):
    with pytest.raises(BadInput):
        proposed(cast, **wrong)
    assert not Proposal.objects.exists() and not Price.objects.exists()


@pytest.mark.parametrize("login", ["foreign_needs", "buyer", "audit", "jurist"])
def test_who_has_no_right_proposes_nothing(cast, login):
    with pytest.raises(NotGranted):
        proposed(cast, by=cast[login])


def test_the_mean_of_the_prices_rounds_up_to_a_fen():
    assert queries.average_fen([70_000_00, 80_000_01]) == 75_000_01
    assert queries.average_fen([]) is None


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"duty_codes": []}, "隶属乡镇事权"),
        ({"duty_codes": ["D052", "D999"]}, "隶属乡镇事权"),
        ({"duty_codes": ["D001"]}, "隶属乡镇事权"),
        ({"professional": ""}, "亟需专业管理"),
        ({"evidence": " "}, "亟需专业管理"),
        ({"staff_fen": None}, "基层自主运行成本高"),
        ({"prices": {"一家": 70_000_00}}, "基层自主运行成本高"),
        ({"staff_fen": 45_000_01, "running_fen": 30_000_00}, "基层自主运行成本高"),  # as dear as buying
    ],
)
def test_a_criterion_without_an_answer_that_holds_stops_the_screening(cast, change, missing):
    row = proposed(cast, **change)
    with pytest.raises(Refused) as refused:
        actions.screen(row.pk, by=cast["finance"])

    found = {f.code: f.values for f in refused.value.verdict.findings}
    assert found["catalogue.enter.screening_missing"]["missing"] == (missing,)
    assert Proposal.objects.get().status == "proposed" and not Review.objects.exists()


def test_one_fen_dearer_than_buying_is_enough(cast):
    assert screened(cast, staff_fen=45_000_02, running_fen=30_000_00).status == "review"


@pytest.mark.parametrize(
    ("forbidden", "code"),
    [
        ("货物和工程", "catalogue.enter.goods_or_works"),
        ("工程与服务打包", "catalogue.enter.bundled_works"),
        ("融资行为", "catalogue.enter.financing"),
        ("劳务派遣用工", "catalogue.enter.staffing"),
        ("农田水利", "catalogue.enter.infrastructure"),
        ("应当由政府直接履职的事项", "catalogue.enter.must_do_itself"),
        ("法律行政法规和国务院规定的其他事项", "catalogue.enter.other_forbidden"),
    ],
)
def test_what_may_not_be_bought_is_not_screened(cast, forbidden, code):
    row = proposed(cast, forbidden=forbidden)
    with pytest.raises(Refused) as refused:
        actions.screen(row.pk, by=cast["finance"])
    assert code in codes(refused)


def test_an_item_that_lacks_what_the_list_must_say_is_not_reviewed(cast):
    row = proposed(cast, unit="", department="")
    with pytest.raises(BadInput) as bad:
        actions.screen(row.pk, by=cast["finance"])
    assert {p.column for p in bad.value.problems} == {"unit", "department"}


def test_three_reviews_in_order_pass_it(cast):
    row = passed(cast)

    assert row.status == "passed"
    assert queries.steps_passed([row.pk]) == {row.pk: ("基层研判", "行业主管部门研判", "合法性审查")}
    held = queries.reviews_held(Review.objects.get())
    assert [(r["step"], r["reviewer"], r["opinion"]) for r in held] == [
        ("基层研判", cast["checker"].name, "checker看过"),
        ("行业主管部门研判", cast["industry"].name, "industry看过"),
        ("合法性审查", cast["jurist"].name, "jurist看过"),
    ]


@pytest.mark.parametrize("login", ["industry", "jurist"])
def test_nobody_speaks_out_of_turn(cast, login):
    row = screened(cast)
    with pytest.raises(Refused) as refused:
        actions.review(row.pk, by=cast[login], choice="pass")
    assert codes(refused) == {"reviews.opine.out_of_turn"}


def test_who_wrote_it_does_not_review_it(cast):
    row = screened(cast, where=cast.county, by=cast["industry"], source="department")
    actions.review(row.pk, by=cast["checker"], choice="pass")
    with pytest.raises(Refused) as refused:
        actions.review(row.pk, by=cast["industry"], choice="pass")
    assert codes(refused) == {"reviews.opine.own"}


@pytest.mark.parametrize(("choice", "status"), [("mend", "returned"), ("refuse", "rejected")])
def test_a_review_that_objects_says_why_and_ends_the_round(cast, choice, status):
    row = screened(cast)
    with pytest.raises(BadInput):
        actions.review(row.pk, by=cast["checker"], choice=choice, reason=" ")

    row = actions.review(row.pk, by=cast["checker"], choice=choice, reason="单位写细")

    assert row.status == status and Review.objects.get().status == "returned"
    with pytest.raises(Stale):
        actions.review(row.pk, by=cast["industry"], choice="pass")


def test_a_change_while_or_after_it_is_reviewed_sends_it_back(cast):
    row = passed(cast)

    row = actions.edit_proposal(row.pk, by=cast["needs"], version=row.version, unit="盏")

    assert (row.status, Review.objects.get().status) == ("returned", "lapsed")
    assert queries.steps_passed([row.pk]) == {}
    row = actions.screen(row.pk, by=cast["finance"])
    with pytest.raises(Refused):  # the first review again, not the last
        actions.review(row.pk, by=cast["jurist"], choice="pass")
    assert Opinion.objects.filter(round__number=2).count() == 0


def test_a_change_of_the_prices_alone_sends_it_back_too(cast):
    row = passed(cast)
    row = actions.edit_proposal(
        row.pk, by=cast["needs"], version=row.version, prices={**PRICES, "第三家": 1_00}
    )
    assert row.status == "returned"


def test_a_change_that_changes_nothing_sends_nothing_back(cast):
    row = passed(cast)
    assert (
        actions.edit_proposal(row.pk, by=cast["needs"], version=row.version, unit=FACTS["unit"]).status
        == "passed"
    )


def test_a_change_on_an_old_version_is_stale(cast):
    row = proposed(cast)
    actions.edit_proposal(row.pk, by=cast["needs"], version=row.version, unit="盏")
    with pytest.raises(Stale):
        actions.edit_proposal(row.pk, by=cast["needs"], version=row.version, unit="座")


@pytest.mark.parametrize("login", ["foreign_needs", "village", "checker"])
def test_nobody_else_changes_it(cast, login):
    row = proposed(cast)
    with pytest.raises(NotGranted):
        actions.edit_proposal(row.pk, by=cast[login], version=row.version, unit="盏")


def test_a_department_changes_what_is_in_its_charge_only(cast):
    row = proposed(cast, department="县林业局")
    with pytest.raises(NotGranted):
        actions.edit_proposal(row.pk, by=cast["industry"], version=row.version, unit="盏")
    with pytest.raises(NotGranted):
        actions.withdraw_proposal(row.pk, by=cast["industry"], why="不要了")


def test_a_proposal_is_merged_rejected_or_withdrawn_with_reasons(cast):
    kept, same, other = proposed(cast), proposed(cast), proposed(cast)

    assert actions.merge(same.pk, by=cast["finance"], into=kept.pk, why="同一件事").into == kept
    assert actions.reject(other.pk, by=cast["finance"], why="不属于购买范围").status == "rejected"
    assert actions.withdraw_proposal(kept.pk, by=cast["needs"], why="已自行解决").status == "withdrawn"
    for gone in (same, other, kept):
        with pytest.raises(Stale):
            actions.screen(gone.pk, by=cast["finance"])


def test_a_proposal_is_not_merged_into_itself_or_into_what_ended(cast):
    row, ended = proposed(cast), proposed(cast)
    actions.reject(ended.pk, by=cast["finance"], why="重复")
    for into in (row.pk, ended.pk, 0):
        with pytest.raises(BadInput):
            actions.merge(row.pk, by=cast["finance"], into=into)
