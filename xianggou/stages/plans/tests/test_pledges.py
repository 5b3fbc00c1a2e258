"""Posts that leave with the purchase: pledged by name, signed by the leader, changed only with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.plans import actions, queries, shown
from xianggou.stages.plans.models import Pledge, PledgedPost
from xianggou.stages.plans.tests.rosters import bookkeeping, staffed

pytestmark = pytest.mark.django_db
BY = date(2023, 6, 30)


@pytest.fixture
def roster(cast):
    return staffed(cast)


@pytest.fixture
def item(cast, roster):
    return bookkeeping(cast)


def ways(roster, **more):
    """The two contract staff cut, the established one moved."""
    return {
        roster["沈永成"].pk: "cut", roster["沈华海"].pk: "cut", roster["胡强波"].pk: "moved",
        **{roster[name].pk: way for name, way in more.items()},
    }  # fmt: skip


def stops(refused):
    """What stands in the way."""
    return [f.code for f in refused.value.verdict.findings if f.level != "warn"]


def pledged(cast, item, posts, by_on=BY):
    return actions.pledge(item.pk, by=cast["needs"], posts=posts, by_on=by_on)


def signed(cast, item, posts):
    pledge = pledged(cast, item, posts)
    return actions.sign_pledge(item.pk, by=cast["mayor"], version=pledge.version)


def test_posts_without_pledge_or_reason_refuse_the_sending_with_the_clause(cast, item):
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    (finding,) = [f for f in refused.value.verdict.findings if f.code == "plans.submit.staff_exit_missing"]
    assert finding.values["n"] == 4 and "养事不养人" in str(finding.cites[0])


def test_a_reason_sends_without_a_pledge(cast, item):
    actions.edit(item.pk, by=cast["needs"], version=1, posts_reason="村干部兼任，不另聘人")
    assert actions.submit(item.pk, by=cast["needs"]).status == "submitted"


def test_a_number_alone_is_no_pledge(cast, item):
    actions.edit(item.pk, by=cast["needs"], version=1, posts_cut=2)
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert "plans.submit.staff_exit_missing" in refused.value.verdict.codes


def test_a_pledge_counts_only_those_who_are_cut_less_the_price(cast, item, roster):
    pledge = pledged(cast, item, ways(roster))

    assert (pledge.posts_cut, pledge.posts_moved) == (2, 1)
    assert pledge.cost_fen == 31_450_00 + 35_730_00 and pledge.price_fen == 45_000_00
    assert pledge.saving_fen == 22_180_00
    assert pledge.number == f"CN-2023-{item.town_code}-1"
    entry = Entry.objects.get(verb="plans.pledge")
    assert (entry.too, entry.changes) == ("made", {"cut": 2, "moved": 1, "saving_fen": 22_180_00})


def test_an_unsigned_pledge_refuses_the_sending_and_a_signed_one_lets_it_pass(cast, item, roster):
    pledge = pledged(cast, item, ways(roster))
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert stops(refused) == ["plans.submit.pledge_unsigned"]

    assert [w.code for w in queries.waiting_for(cast["mayor"])] == [item.code]
    actions.sign_pledge(item.pk, by=cast["mayor"], version=pledge.version)
    assert queries.waiting_for(cast["mayor"]) == []
    assert actions.submit(item.pk, by=cast["needs"]).status == "submitted"


def test_the_price_that_was_pledged_against_is_the_price_that_is_sent(cast, item, roster):
    signed(cast, item, ways(roster))
    actions.edit(item.pk, by=cast["needs"], version=1, budget_fen=45_000_01, sources={"OWN": 45_000_01})
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert stops(refused) == ["plans.submit.pledge_outdated"]


@pytest.mark.parametrize(("name", "way"), [("胡强波", "cut"), ("沈永成", "moved"), ("田玲建", "cut")])
def test_a_post_leaves_only_the_way_that_its_holder_can(cast, item, roster, name, way):
    with pytest.raises(Refused) as refused:
        pledged(cast, item, {roster[name].pk: way})
    assert stops(refused) == ["plans.pledge.wrong_way"]
    assert not Pledge.objects.exists()


def test_a_post_is_pledged_once(cast, item, roster):
    pledged(cast, item, ways(roster))
    other = bookkeeping(cast, name="另一项")
    with pytest.raises(Refused) as refused:
        pledged(cast, other, {roster["沈永成"].pk: "cut"})
    assert "plans.pledge.pledged_elsewhere" in refused.value.verdict.codes


def test_the_posts_leave_while_the_service_runs(cast, item, roster):
    assert pledged(cast, item, ways(roster), by_on=date(2023, 12, 31)).pk
    other = bookkeeping(cast, name="另一项")
    with pytest.raises(Refused) as refused:
        pledged(cast, other, {roster["田玲建"].pk: "cut"}, by_on=date(2024, 1, 1))
    assert "plans.pledge.too_late" in refused.value.verdict.codes


@pytest.mark.parametrize("posts", [{}, {0: "cut"}, {10**12: "cut"}])
def test_a_pledge_names_posts_of_the_roster(cast, item, posts):
    with pytest.raises(BadInput) as bad:
        pledged(cast, item, posts)
    assert [p.code for p in bad.value.problems] == ["plans.pledge.nobody"]


def test_a_second_pledge_is_a_change_and_needs_its_reason(cast, item, roster):
    first = signed(cast, item, ways(roster))
    with pytest.raises(Stale):
        pledged(cast, item, ways(roster))
    with pytest.raises(BadInput):
        actions.amend_pledge(item.pk, by=cast["needs"], version=1, posts=ways(roster), by_on=BY, why=" ")

    posts = ways(roster)
    del posts[roster["沈华海"].pk]
    second = actions.amend_pledge(
        item.pk, by=cast["needs"], version=1, posts=posts, by_on=BY, why="沈华海劳动合同续到年底"
    )
    first.refresh_from_db()
    assert (first.status, second.status, second.version, second.number) == (
        "replaced",
        "made",
        2,
        first.number,
    )
    assert second.posts_cut == 1 and PledgedPost.objects.filter(pledge=first).count() == 3
    with pytest.raises(Stale):
        actions.amend_pledge(item.pk, by=cast["needs"], version=1, posts=posts, by_on=BY, why="又改")
    with pytest.raises(Stale):
        actions.sign_pledge(item.pk, by=cast["mayor"], version=1)


def test_a_pledge_may_be_changed_after_the_approval_and_stands_beside_the_trail(cast, item, roster):
    signed(cast, item, ways(roster))
    actions.submit(item.pk, by=cast["needs"])
    changed = actions.amend_pledge(
        item.pk,
        by=cast["needs"],
        version=1,
        posts=ways(roster),
        by_on=date(2023, 9, 30),
        why="推迟到合同期满",
    )
    assert changed.by_on == date(2023, 9, 30)


@pytest.mark.parametrize("login", ["buyer", "accountant", "finance", "foreign_needs", "audit"])
def test_other_seats_neither_pledge_nor_sign(cast, item, roster, login):
    with pytest.raises(NotGranted):
        actions.pledge(item.pk, by=cast[login], posts=ways(roster), by_on=BY)
    with pytest.raises(NotGranted):
        actions.sign_pledge(item.pk, by=cast[login], version=1)


def test_what_was_pledged_is_frozen_in_the_database(cast, item, roster):
    pledge = pledged(cast, item, ways(roster))
    for change in ({"cost_fen": 1}, {"status": "signed", "signed_on": BY, "signed_by": 1}):
        with pytest.raises(DatabaseError, match=r"XG012|XG013|frozen|trail"), transaction.atomic():
            Pledge.objects.filter(pk=pledge.pk).update(**change)


# Pages


def test_the_clerk_writes_and_the_mayor_signs_in_the_browser(cast, item, roster):
    clerk, mayor = client_of(cast["needs"]), client_of(cast["mayor"])
    page = clerk.get(f"/plans/{item.pk}/pledge/").content.decode()
    # what the roster plans is chosen first, what can't leave is not offered
    assert page.count('<option value="cut" selected>') == 2 and page.count('value="moved" selected') == 1
    form = once(by_on="2023.6.30", why="", **{f"way_{pk}": way for pk, way in ways(roster).items()})
    for _click in range(2):
        answer = clerk.post(f"/plans/{item.pk}/pledge/", form)
        assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Pledge.objects.count() == 1
    page = mayor.get(f"/plans/{item.pk}/pledge/sign/").content.decode()
    assert "22,180.00" in page and "沈永成" in page
    assert mayor.post(f"/plans/{item.pk}/pledge/sign/", once(version="1")).status_code == 302
    assert Pledge.objects.get().status == "signed"
    assert mayor.post(f"/plans/{item.pk}/pledge/sign/", once(version="1")).status_code == 409


def test_what_was_chosen_stays_when_the_pledge_is_refused(cast, item, roster):
    clerk = client_of(cast["needs"])
    form = once(by_on="2024-06-30", **{f"way_{pk}": way for pk, way in ways(roster).items()})
    answer = clerk.post(f"/plans/{item.pk}/pledge/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "plans.pledge.too_late" in page and 'value="2024-06-30"' in page
    answer = clerk.post(f"/plans/{item.pk}/pledge/", once(by_on="昨天", why="\x00"))
    assert answer.status_code == 400


def test_names_are_for_those_who_see_the_roster(cast, item, roster):
    signed(cast, item, ways(roster))
    for login, status in (
        ("finance", 200),
        ("audit", 200),
        ("accountant", 200),
        ("industry", 403),
        ("foreign", 404),
    ):
        assert client_of(cast[login]).get(f"/plans/{item.pk}/pledged/").status_code == status, login
    for kind in ("docx", "pdf"):
        assert client_of(cast["mayor"]).get(f"/plans/{item.pk}/papers/pledge.{kind}").status_code == 200
        assert client_of(cast["industry"]).get(f"/plans/{item.pk}/papers/pledge.{kind}").status_code == 404


def test_savings_are_shown_by_township_to_those_who_see_it(cast, item, roster):
    signed(cast, item, ways(roster))
    found = shown.savings(cast["finance"], 2023, {item.town_code: "青山镇"})
    assert found.sums["saving_fen"] == 22_180_00 and found.rows[0]["state"][0] == "done"
    assert (
        'data-yuan="22,180.00"' in client_of(cast["mayor"]).get("/plans/savings/?year=2023").content.decode()
    )
    assert "还没有承诺" in client_of(cast["foreign"]).get("/plans/savings/?year=2023").content.decode()
    actions.withdraw(item.pk, by=cast["needs"], why="不买了")
    assert shown.savings(cast["finance"], 2023, {}).rows == []
