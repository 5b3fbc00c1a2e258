"""A person links, a run shares out, all concerned agree, the list is published and stays as it is."""

import pytest
from django.db import transaction

from xianggou.base.access.actions import NotGranted
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.matching import actions, queries
from xianggou.stages.matching.models import Allocation, Project, ProjectList, Run, Unmet, Wish
from xianggou.stages.matching.tests.conftest import asked, issued, linked, proposed, tried
from xianggou.stages.resources import actions as resources
from xianggou.stages.resources.tests.conftest import STONE


def given(run):
    return dict(Allocation.objects.filter(run=run).values_list("need_id", "units"))


def reasons(run):
    return dict(Unmet.objects.filter(run=run).values_list("need_id", "reason"))


def test_nothing_is_given_before_a_person_has_said_yes_and_a_no_is_remembered(here):
    run = tried(here)
    assert given(run) == {}
    assert set(reasons(run).values()) == {"unmet.no_link"} and run.waiting_links == 1
    linked(here, is_served=False, note="只送城里")
    assert set(reasons(tried(here)).values()) == {"unmet.no_offer"}
    linked(here)
    run = tried(here)
    assert sum(given(run).values()) == 40
    assert run.worth <= run.bound and run.waiting_links == 0
    assert reasons(run) == dict.fromkeys(reasons(run), "unmet.no_capacity")
    assert queries.history_of(here.matter.pk, here.offer.series_id).count() == 2


def test_the_same_input_gives_the_same_result_and_a_need_may_take_one_unit(here):
    linked(here)
    first, second = tried(here), tried(here)
    assert (first.digest, given(first)) == (second.digest, given(second))
    assert second.number == first.number + 1
    linked(here, is_per_person=False)
    assert set(given(tried(here)).values()) == {1}


def test_what_a_clerk_fixes_is_kept_and_its_cost_is_told(here):
    urgent = asked(here, STONE, 10, urgency="紧急", text="瘫痪在床的老人吃不上饭")
    linked(here)
    fixed = actions.wish(
        here.quarter.pk, by=here["finance"], need_id=here.willow.pk, offer_id=here.offer.pk, kind="pin", units=20, why="已答应"
    )  # fmt: skip
    assert fixed.cost == 0  # the two less urgent needs weigh the same
    run = tried(here)
    assert given(run)[here.willow.pk] == 20 and given(run)[urgent.pk] == 10
    barred = actions.wish(
        here.quarter.pk, by=here["finance"], need_id=urgent.pk, offer_id=here.offer.pk, kind="forbid", why="另有安排"
    )  # fmt: skip
    assert barred.cost == 10 * 10 * (9 - 3) * 1000
    run = tried(here)
    assert urgent.pk not in given(run) and reasons(run)[urgent.pk] == "unmet.set_aside"
    actions.lift(barred.pk, by=here["finance"])
    assert given(tried(here))[urgent.pk] == 10
    with pytest.raises(Stale):
        actions.lift(barred.pk, by=here["finance"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pin", "units": 41, "why": "多要"},  # more than there is
        {"kind": "pin", "units": 0, "why": "零"},
        {"kind": "pin", "units": -3, "why": "负"},
        {"kind": "forbid", "why": ""},
        {"kind": "forbid", "why": "x\x00"},
        {"kind": "forbid", "why": "长" * 301},
        {"kind": "else", "why": "没有这种"},
        {"kind": "forbid", "why": "没有这条", "need_id": 10**12},
    ],
)
def test_a_wish_that_cannot_be_kept_is_refused_with_a_reason_and_nothing_is_written(here, wrong):
    linked(here)
    told = {"need_id": here.stone.pk, "offer_id": here.offer.pk, **wrong}
    with pytest.raises(BadInput) as bad:
        actions.wish(here.quarter.pk, by=here["finance"], **told)
    assert bad.value.problems[0].what and bad.value.problems[0].then
    assert not Wish.objects.exists()


def test_all_concerned_agree_and_the_list_is_published(here):
    row = proposed(here)
    project = Project.objects.get()
    assert (project.units, project.needs, project.route) == (40, 2, "own")
    with pytest.raises(Refused):
        actions.agree(row.pk, by=here["health"], choice="agree")  # has nothing on the list
    with pytest.raises(NotGranted):
        actions.agree(row.pk, by=here["finance"], choice="agree")
    actions.agree(row.pk, by=here["civil"], choice="agree")
    row.refresh_from_db()
    assert row.status == "proposed"
    actions.agree(row.pk, by=here["leader"], choice="agree")
    row.refresh_from_db()
    assert row.status == "issued" and row.published_on is not None
    with pytest.raises(Stale):
        actions.agree(row.pk, by=here["leader"], choice="return", reason="晚了")
    with pytest.raises(BadInput):
        actions.propose(here.quarter.pk, by=here["finance"], run_id=tried(here).pk)  # the same list again


def test_one_return_sends_it_back_and_the_next_version_replaces_the_first(here):
    row = proposed(here)
    with pytest.raises(BadInput):
        actions.agree(row.pk, by=here["leader"], choice="return", reason=" ")
    actions.agree(row.pk, by=here["leader"], choice="return", reason="柳湾村先办")
    row.refresh_from_db()
    assert row.status == "returned"
    first = issued(here)
    asked(here, STONE, 9, urgency="紧急", text="摔伤的老人吃不上饭")
    run = tried(here)
    assert run.based_on_id == first.pk
    second = actions.propose(here.quarter.pk, by=here["finance"], run_id=run.pk)
    for login in ("leader", "civil"):
        second = actions.agree(second.pk, by=here[login], choice="agree")
    first.refresh_from_db()
    assert (first.status, second.status, second.number) == ("replaced", "issued", 3)


def test_an_old_run_or_a_second_proposal_comes_too_late(here):
    linked(here)
    old = tried(here)
    run = tried(here)
    with pytest.raises(Stale):
        actions.propose(here.quarter.pk, by=here["finance"], run_id=old.pk)
    row = actions.propose(here.quarter.pk, by=here["finance"], run_id=run.pk)
    with pytest.raises(Stale):
        actions.propose(here.quarter.pk, by=here["finance"], run_id=run.pk)
    actions.withdraw(row.pk, by=here["finance"], why="重算")
    with pytest.raises(Stale):
        actions.agree(row.pk, by=here["civil"], choice="agree")


def test_an_offer_withdrawn_after_publication_is_to_be_given_anew(here):
    row = issued(here)
    resources.withdraw(here.offer.pk, by=here["civil"], why="厨房停用")
    assert {a.offer_id for a in queries.to_reassign(row)} == {here.offer.pk}
    assert sum(given(row.run).values()) == 40  # nothing moves without a run
    assert given(tried(here)) == {}


def _copy(row):
    """The columns of a row, for another one by hand."""
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"}


@pytest.mark.gate
def test_the_database_gives_no_more_than_there_is_and_keeps_a_published_list(here):
    row = issued(here)
    run = Run.objects.create(**{**_copy(row.run), "number": 99})
    for wrong in (
        lambda: Allocation.objects.bulk_create(
            Allocation(run=run, need=n, offer=here.offer, units=21, people=21) for n in (here.stone, here.willow)
        ),
        lambda: Project.objects.bulk_create([Project(**{**_copy(Project.objects.get()), "order": 9})]),
        lambda: ProjectList.objects.bulk_create([ProjectList(**{**_copy(row), "number": 7})]),
        lambda: Allocation.objects.filter(run=row.run).update(units=1),
        lambda: ProjectList.objects.filter(pk=row.pk).update(people=1),
        lambda: ProjectList.objects.filter(pk=row.pk).update(status="returned"),
    ):  # fmt: skip
        with (
            pytest.raises(
                Exception,
                match=r"XG0|denied|no_more|an_offer_is_one_project|one_project_list|settled|stage|born",
            ),
            transaction.atomic(),
        ):
            wrong()
