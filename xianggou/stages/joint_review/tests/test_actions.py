"""From sending round to the verdict: four offices, three subjects, what goes back and what may go on to finance."""

from __future__ import annotations

from datetime import date

import pytest

from tests import cast as people
from tests import desks
from xianggou.base.access.actions import NotGranted
from xianggou.base.people.models import Person
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice, Opinion, Review
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.joint_review import actions, queries
from xianggou.stages.joint_review.models import Conclusion
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import PlanItem

S = Review.Status


def codes(refused) -> tuple[str, ...]:
    return refused.value.verdict.codes


def mended(office, item, **facts):
    """The clerk changes a returned item and sends it round again."""
    item.refresh_from_db()
    plans.edit(item.pk, by=office.cast["needs"], version=item.version, **facts)
    return actions.open_review(item.pk, by=office.cast["needs"])


def test_a_draft_is_sent_and_goes_round_in_one_act_with_a_number_and_a_deadline(office):
    item = office.drafted()
    docket = actions.open_review(item.pk, by=office.cast["needs"])
    item.refresh_from_db()
    assert item.status == PlanItem.Status.SUBMITTED
    assert docket.number == "澄湖区联审〔2023〕1号"
    now = office.board(item).now
    assert now.due_on == date(2023, 3, 8)  # five working days after Wednesday 1 March
    assert [d.name for d in now.desks] == ["财政办", "党政办", "纪委", "社会事务办"]
    assert now.lead is not None and now.lead.name == "财政办"
    assert [p.name for p in now.parts] == ["资金来源", "实施方案", "采购方式"]
    assert now.parts[0].facts == {
        "budget_fen": 12_0000_00,
        "later_years_fen": [],
        "sources": {"F6": 10_0000_00, "OWN": 2_0000_00},
    }


def test_the_lead_sends_round_what_the_clerk_only_sent_to_finance(office):
    item = office.drafted()
    plans.submit(item.pk, by=office.cast["needs"])
    assert list(queries.to_open(office.desks["财政办"])) == [item]
    actions.open_review(item.pk, by=office.desks["财政办"])
    assert list(queries.to_open(office.desks["财政办"])) == []


def test_a_return_gives_the_item_back_to_the_clerk_with_the_reasons(office):
    item = office.sent()
    office.say("党政办", item)
    assert office.say("纪委", item, 采购方式=Choice.RETURN) == S.RETURNED
    item.refresh_from_db()
    assert item.status == PlanItem.Status.RETURNED
    from_list = PlanItem.objects.filter(pk=item.pk)
    shown = queries.plans.shown(from_list).get()
    assert queries.plans.returned_because(shown) == "写明的理由"
    with pytest.raises(Stale):
        office.say("社会事务办", item)
    assert Opinion.objects.count() == 6


def test_one_objection_sends_it_back_at_the_conclusion(office):
    item = office.sent()
    for name in office.desks:
        office.say(name, item, **({"实施方案": Choice.DISAGREE} if name == "社会事务办" else {}))
    assert actions.conclude(item.pk, by=office.desks["财政办"], why="请补量化标准") == S.RETURNED
    item.refresh_from_db()
    shown = queries.plans.shown(PlanItem.objects.filter(pk=item.pk)).get()
    assert queries.plans.returned_because(shown) == "请补量化标准；写明的理由"


def not_agreed(office):
    """An item on which everybody spoke, one of them against it."""
    item = office.sent()
    for name in office.desks:
        office.say(name, item, **({"资金来源": Choice.DISAGREE} if name == "纪委" else {}))
    return item


def test_what_is_put_off_comes_again_on_its_day_and_not_before(office):
    item, lead = not_agreed(office), office.desks["财政办"]
    for wrong in (
        {"again_on": None},
        {"again_on": date(2023, 3, 1)},
        {"again_on": date(2023, 4, 3), "why": " "},
    ):
        with pytest.raises(BadInput):
            actions.conclude(item.pk, by=lead, kind="later", **{"why": "今年没有钱", **wrong})
    with pytest.raises(BadInput):
        actions.conclude(item.pk, by=lead, kind="passed")
    assert Review.objects.get().status == S.OPEN and not Conclusion.objects.exists()
    actions.conclude(item.pk, by=lead, kind="later", again_on=date(2023, 4, 3), why="今年没有钱")
    with pytest.raises(Refused) as refused:
        mended(office, item, method="公开比选")
    assert codes(refused) == ("joint_review.open.put_off",)
    people.set_clock("2023-04-03 09:00")
    assert actions.open_review(item.pk, by=office.cast["needs"]).number == "澄湖区联审〔2023〕1号"


def test_what_is_refused_does_not_come_again(office):
    item = not_agreed(office)
    actions.conclude(item.pk, by=office.desks["财政办"], kind="refused", why="不该由镇里买")
    with pytest.raises(Refused) as refused:
        mended(office, item, method="公开比选")
    assert codes(refused) == ("joint_review.open.refused",)
    item.refresh_from_db()
    assert plans.withdraw(item.pk, by=office.cast["needs"], why="不办了").status == "withdrawn"


def test_what_all_agreed_to_has_passed_whatever_the_lead_chose(office):
    item = office.sent()
    for name in office.desks:
        office.say(name, item)
    assert actions.conclude(item.pk, by=office.desks["财政办"], kind="refused", why="x") == S.PASSED
    assert not Conclusion.objects.exists()


def test_mended_it_goes_round_again_and_unchanged_subjects_are_agreed_to_in_one_act(office):
    item = office.sent()
    office.say("党政办", item)
    office.say("纪委", item, 采购方式=Choice.RETURN)
    docket = mended(office, item, method="公开比选")
    board = office.board(item)
    assert (board.now.number, board.changed, docket.number) == (2, ("采购方式",), "澄湖区联审〔2023〕1号")
    assert actions.reaffirm(item.pk, by=office.desks["党政办"]) == 2
    actions.opine(item.pk, by=office.desks["党政办"], answers={"采购方式": Answer(Choice.AGREE)})
    for name in ("财政办", "纪委", "社会事务办"):
        if name == "纪委":
            assert actions.reaffirm(item.pk, by=office.desks[name]) == 2
            actions.opine(item.pk, by=office.desks[name], answers={"采购方式": Answer(Choice.AGREE)})
        else:
            office.say(name, item)
    assert actions.conclude(item.pk, by=office.desks["财政办"]) == S.PASSED


def test_a_verdict_needs_every_seat_and_every_subject(office):
    item = office.sent()
    office.say("财政办", item)
    actions.opine(item.pk, by=office.desks["纪委"], answers={"资金来源": Answer(Choice.AGREE)})
    with pytest.raises(Refused) as refused:
        actions.conclude(item.pk, by=office.desks["财政办"])
    assert codes(refused) == ("plans.review.seat_missing", "plans.review.subject_missing")
    told = refused.value.verdict.findings[0].values["missing"]
    assert told == ("党政办", "社会事务办")


def test_who_drafted_or_changed_it_does_not_review_it(office):
    writer = desks.seated("需求登记岗", "township_clerk", "需求制定")
    both = desks.deputise(office.desks["纪委"], writer)
    item = plans.draft(where=office.cast.here, by=writer, **people.facts())
    plans.edit(item.pk, by=office.cast["needs"], version=item.version, office="党政办")
    actions.open_review(item.pk, by=office.cast["needs"])
    assert set(office.board(item).now.authors) == {writer.person_id, office.cast["needs"].person_id}
    with pytest.raises(Refused) as refused:
        actions.opine(item.pk, by=both, answers={"资金来源": Answer(Choice.AGREE)})
    assert codes(refused) == ("reviews.opine.own",)


def test_who_steps_aside_is_replaced_by_a_colleague_whom_the_lead_names(office):
    item = office.sent()
    clerk = office.cast["contracts"]
    actions.recuse(item.pk, by=office.desks["纪委"], why="亲属在承接主体任职")
    actions.stand_in(
        item.pk, by=office.desks["财政办"], desk="纪委", person_id=clerk.person_id, why="本人回避"
    )
    assert [w.holder for w in queries.waiting_for(clerk)] == ["纪委"]
    for name in ("财政办", "党政办", "社会事务办"):
        office.say(name, item)
    actions.opine(
        item.pk, by=clerk, answers={s: Answer(Choice.AGREE) for s in ("资金来源", "实施方案", "采购方式")}
    )
    assert actions.conclude(item.pk, by=office.desks["财政办"]) == S.PASSED


@pytest.mark.parametrize("person", [0, 10**12])
def test_nobody_is_named_who_is_not_there(office, person):
    item = office.sent()
    with pytest.raises(BadInput):
        actions.stand_in(item.pk, by=office.desks["财政办"], desk="纪委", person_id=person, why="缺席")


def test_an_absent_office_is_named_after_the_deadline_and_a_stand_in_speaks(office):
    item = office.sent()
    for name in ("财政办", "党政办", "社会事务办"):
        office.say(name, item)
    person = office.cast["contracts"].person_id
    given = {"desk": "纪委", "person_id": person, "why": "到期未出意见"}
    with pytest.raises(Refused) as refused:
        actions.stand_in(item.pk, by=office.desks["财政办"], on=date(2023, 3, 8), **given)
    assert codes(refused) == ("reviews.stand_in.not_needed",)
    actions.stand_in(item.pk, by=office.desks["财政办"], on=date(2023, 3, 9), **given)


@pytest.mark.parametrize("login", ["foreign_needs", "finance", "audit", "industry", "discipline"])
def test_other_seats_may_not_speak_nor_open(office, login):
    item = office.sent()
    with pytest.raises(NotGranted):
        actions.opine(item.pk, by=office.cast[login], answers={"资金来源": Answer(Choice.AGREE)})
    with pytest.raises(NotGranted):
        actions.open_review(item.pk, by=office.cast[login])


@pytest.mark.parametrize("login", ["mayor", "buyer", "accountant"])
def test_colleagues_without_a_desk_are_told_so(office, login):
    item = office.sent()
    with pytest.raises(Refused) as refused:
        actions.opine(item.pk, by=office.cast[login], answers={"资金来源": Answer(Choice.AGREE)})
    assert codes(refused) == ("reviews.opine.not_at_desk",)


def test_an_office_where_nobody_sits_stops_the_sending_round(db):
    cast = people.install(pack="district-b")
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    with pytest.raises(BadInput) as bad:
        actions.open_review(item.pk, by=cast["needs"])
    assert "财政办、纪委" in bad.value.problems[0].what
    item.refresh_from_db()
    assert item.status == PlanItem.Status.DRAFT


def test_each_act_is_on_the_items_own_record(office):
    item = office.passed()
    told = Entry.objects.filter(object="plans.planitem", object_id=item.pk).values_list("verb", flat=True)
    assert [v for v in told.order_by("seq") if v.startswith("joint_review")] == [
        "joint_review.open", *["joint_review.opine"] * 4, "joint_review.conclude",
    ]  # fmt: skip


def test_home_tells_each_office_its_own(office):
    item = office.drafted()
    plans.submit(item.pk, by=office.cast["needs"])
    assert [w.verb for w in queries.waiting_for(office.cast["needs"])] == ["joint_review.open"]
    actions.open_review(item.pk, by=office.cast["needs"])
    for name, actor in office.desks.items():
        found = queries.waiting_for(actor)
        assert [(w.verb, w.holder, w.due_on) for w in found] == [
            ("joint_review.opine", name, date(2023, 3, 8))
        ]
    office.all_agree(item)
    assert [w.verb for w in queries.waiting_for(office.desks["财政办"])] == ["joint_review.conclude"]
    assert queries.waiting_for(office.desks["纪委"]) == []
    assert queries.waiting_for(office.cast["foreign_needs"]) == []


def test_the_desk_is_the_successors_when_its_holder_leaves(office):
    item = office.sent()
    follower = desks.seated("档案岗", "township_clerk", "保管")
    seat = office.desks["纪委"].seats[0]
    term = people.Term.objects.get(seat_id=seat.id)
    term.during = people.DateRange(date(2020, 1, 1), date(2023, 2, 1))
    term.save()
    people.Term.objects.create(
        seat_id=seat.id, person_id=follower.person_id, during=people.DateRange(date(2023, 2, 1), None)
    )
    now = desks.actor_of(Person.objects.get(pk=follower.person_id))
    assert actions.opine(item.pk, by=now, answers={"资金来源": Answer(Choice.AGREE)}) == S.OPEN
