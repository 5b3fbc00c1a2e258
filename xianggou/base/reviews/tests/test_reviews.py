"""Rounds, desks, parts, opinions: who may speak, when a verdict is drawn, what a return ends, what may be said again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tests import cast as people
from tests import desks
from tests.desks import acting
from xianggou.base.people.models import Person, Seat
from xianggou.base.places import queries as places
from xianggou.base.reviews import actions, queries
from xianggou.base.reviews.asked import Answer, DeskAsked, PartAsked
from xianggou.base.reviews.models import Choice, Opinion, Review
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale

pytestmark = pytest.mark.django_db
DAY = date(2023, 3, 1)
PARTS = {
    "资金来源": {"fen": 1_0000_00},
    "实施方案": {"ends": date(2023, 12, 31)},
    "采购方式": {"method": "询价比选"},
}
AGREE = Answer(Choice.AGREE)
KIND = "joint_review"


class World:
    """A place with four desks; what is reviewed is the place's own row, which has a subject like any other."""

    def __init__(self, cast: people.Cast) -> None:
        self.cast = cast
        self.desks = desks.offices()
        self.place = places.place(people.PLACE)
        self.law = places.law_on(people.PLACE, DAY)

    def open(self, parts: dict | None = None, **more) -> Review:
        asked = [
            DeskAsked(name, (actor.seats[0].code,), is_lead=name == "财政办")
            for name, actor in self.desks.items()
        ]
        given = [PartAsked(name, facts) for name, facts in (parts or PARTS).items()]
        more = {"basis": "plans.joint_review_seats", "authors": [self.cast["needs"].person_id], **more}
        with transaction.atomic():
            return actions.open_round(
                self.place, KIND, by=acting(self.cast["needs"]), law=self.law, title="事项", desks=asked,
                parts=given, **more,
            )  # fmt: skip

    def say(self, actor, *, review=None, **choices) -> list[Opinion]:
        answers = dict.fromkeys(PARTS, AGREE) | {n: Answer(c, "有理由") for n, c in choices.items()}
        with transaction.atomic():
            found = queries.locked_of(KIND, self.place) if review is None else review
            return actions.opine(found, answers, by=acting(actor), law=self.law)

    def conclude(self, actor=None, parts=None) -> Review:
        given = [PartAsked(name, facts) for name, facts in (parts or PARTS).items()]
        with transaction.atomic():
            found = queries.locked_of(KIND, self.place)
            who = acting(actor or self.desks["财政办"])
            return actions.conclude(found, by=who, law=self.law, present=given)

    @property
    def review(self) -> Review:
        return Review.objects.get()


@pytest.fixture
def world(district_b: people.Cast, db: None) -> World:
    return World(district_b)


def codes(refused) -> tuple[str, ...]:
    return refused.value.verdict.codes


def test_all_agree_and_the_lead_draws_the_pass(world):
    world.open()
    for actor in world.desks.values():
        world.say(actor)
    assert world.conclude().status == Review.Status.PASSED
    assert Opinion.objects.count() == 12
    told = Entry.objects.filter(subject_id=world.place.register_id).values_list("verb", flat=True)
    assert sorted(set(told) - {"places.open"}) == ["reviews.conclude", "reviews.open", "reviews.opine"]


def test_a_verdict_waits_for_every_desk_on_every_part(world):
    world.open()
    for name in ("财政办", "党政办", "纪委"):
        world.say(world.desks[name])
    with pytest.raises(Refused) as refused:
        world.conclude()
    assert codes(refused) == ("reviews.conclude.missing",)
    missing = refused.value.verdict.findings[0].values["missing"]
    assert missing == ("社会事务办·资金来源", "社会事务办·实施方案", "社会事务办·采购方式")


def test_one_objection_sends_it_back_when_all_have_spoken(world):
    world.open()
    for name, actor in world.desks.items():
        world.say(actor, **({"实施方案": Choice.DISAGREE} if name == "纪委" else {}))
    assert world.conclude().status == Review.Status.RETURNED


def test_a_return_ends_the_round_for_all_at_once_and_keeps_what_was_said(world):
    world.open()
    world.say(world.desks["党政办"])
    world.say(world.desks["纪委"], 采购方式=Choice.RETURN)
    assert world.review.status == Review.Status.RETURNED
    with pytest.raises(Stale):
        world.say(world.desks["社会事务办"])
    assert Opinion.objects.count() == 6
    for actor in world.desks.values():
        assert queries.desks_waiting(KIND, actor, most=9) == []


def returned_and_mended(world) -> None:
    world.open()
    world.say(world.desks["党政办"])
    world.say(world.desks["纪委"], 采购方式=Choice.RETURN)
    world.open({**PARTS, "采购方式": {"method": "公开比选"}}, version=2)


def test_after_mending_all_are_asked_anew_and_unchanged_parts_are_said_again_in_one_act(world):
    returned_and_mended(world)
    board = queries.board(world.review)
    assert (board.now.number, board.changed, board.now.said) == (2, ("采购方式",), ())
    with transaction.atomic():
        again = actions.reaffirm(
            queries.locked(world.review.pk), by=acting(world.desks["党政办"]), law=world.law
        )
    assert [o.part.name for o in again] == ["资金来源", "实施方案"]
    assert all(o.reaffirms_id for o in again)
    with pytest.raises(Stale):  # nothing is left to say again: the changed part needs an opinion of its own
        actions.reaffirm(world.review, by=acting(world.desks["党政办"]), law=world.law)
    with pytest.raises(Stale):  # who had not agreed before has nothing to say again
        actions.reaffirm(world.review, by=acting(world.desks["社会事务办"]), law=world.law)


def test_what_changed_after_the_opinions_is_not_passed(world):
    world.open()
    for actor in world.desks.values():
        world.say(actor)
    with pytest.raises(Refused) as refused:
        world.conclude(parts={**PARTS, "资金来源": {"fen": 1_0000_01}})
    assert codes(refused) == ("reviews.conclude.changed",)


def test_only_the_leading_desk_draws_the_verdict(world):
    world.open()
    for actor in world.desks.values():
        world.say(actor)
    with pytest.raises(Refused) as refused:
        world.conclude(world.desks["纪委"])
    assert codes(refused) == ("reviews.conclude.not_lead",)


def test_nobody_reviews_their_own(world):
    world.open(authors=[world.desks["纪委"].person_id])
    with pytest.raises(Refused) as refused:
        world.say(world.desks["纪委"])
    assert codes(refused) == ("reviews.opine.own",)


def test_who_has_no_desk_does_not_speak(world):
    world.open()
    with pytest.raises(Refused) as refused:
        world.say(world.cast["checker"])
    assert codes(refused) == ("reviews.opine.not_at_desk",)


def test_a_deputy_speaks_for_the_desk_but_one_person_for_one_desk_only(world):
    world.open()
    both = desks.deputise(world.desks["纪委"], world.desks["党政办"])
    world.say(both)
    board = queries.board(world.review)
    spoke = {o.desk_id for o in board.now.said}
    assert len(spoke) == 1
    with pytest.raises(Stale):  # the second sheet would be of the other desk: the first one has spoken
        world.say(both)
    plain = desks.deputise(
        world.desks["社会事务办"], desks.seated("合同管理岗", "township_clerk", "合同签订")
    )
    given = world.say(plain)
    assert {o.desk.name for o in given} == {"社会事务办"}
    assert {o.acting_for_id for o in given} == {world.desks["社会事务办"].person_id}


def test_who_steps_aside_is_replaced_by_whom_the_lead_names(world):
    world.open()
    clerk = desks.seated("合同管理岗", "township_clerk", "合同签订")
    person = Person.objects.get(pk=clerk.person_id)
    lead = acting(world.desks["财政办"])
    given = {"by": lead, "law": world.law, "day": DAY, "why": "本办另派"}
    with pytest.raises(Refused) as refused:
        actions.stand_in(world.review, "纪委", person, **given)
    assert codes(refused) == ("reviews.stand_in.not_needed",)
    actions.recuse(world.review, by=acting(world.desks["纪委"]), law=world.law, why="配偶在投标单位")
    with pytest.raises(Refused) as refused:
        world.say(world.desks["纪委"])
    assert codes(refused) == ("reviews.opine.recused",)
    with pytest.raises(Refused) as refused:
        actions.stand_in(world.review, "纪委", person, **{**given, "by": acting(world.desks["党政办"])})
    assert codes(refused) == ("reviews.conclude.not_lead",)
    actions.stand_in(world.review, "纪委", person, **given)
    assert {o.desk.name for o in world.say(clerk)} == {"纪委"}


def test_the_lead_names_somebody_for_a_desk_that_let_the_deadline_pass(world):
    world.open(due=(DAY, False))
    clerk = desks.seated("合同管理岗", "township_clerk", "合同签订")
    given = {"by": acting(world.desks["财政办"]), "law": world.law, "why": "到期未出"}
    person = Person.objects.get(pk=clerk.person_id)
    with pytest.raises(Refused):
        actions.stand_in(world.review, "纪委", person, day=DAY, **given)
    actions.stand_in(world.review, "纪委", person, day=date(2023, 3, 2), **given)
    board = queries.board(world.review)
    late = [d.name for d in board.now.desks if board.now.is_late(d, date(2023, 3, 2))]
    assert late == list(world.desks)
    assert [d.name for d in queries.desks_waiting(KIND, clerk, most=9)] == ["纪委"]


@pytest.mark.parametrize("author", ["needs", "own desk"])
def test_nobody_who_may_not_speak_is_named(world, author):
    world.open(due=(DAY, False))
    who = world.cast["needs"] if author == "needs" else world.desks["党政办"]
    if author != "needs":
        world.say(who)
    with pytest.raises(Refused) as refused:
        actions.stand_in(
            world.review, "纪委", Person.objects.get(pk=who.person_id), by=acting(world.desks["财政办"]),
            law=world.law, day=date(2023, 3, 2), why="到期未出",
        )  # fmt: skip
    assert codes(refused) == (("reviews.opine.own",) if author == "needs" else ("reviews.opine.two_desks",))


def test_in_an_order_the_next_desk_waits_for_the_former(world):
    world.open(is_ordered=True)
    names = list(world.desks)
    assert queries.desks_waiting(KIND, world.desks[names[1]], most=9) == []
    with pytest.raises(Refused) as refused:
        world.say(world.desks[names[1]])
    assert codes(refused) == ("reviews.opine.out_of_turn",)
    for name in names:
        assert [d.name for d in queries.desks_waiting(KIND, world.desks[name], most=9)] == [name]
        world.say(world.desks[name])
    assert world.conclude().status == Review.Status.PASSED


def test_a_change_after_the_pass_ends_it_and_asks_all_again(world):
    world.open()
    for actor in world.desks.values():
        world.say(actor)
    world.conclude()
    with pytest.raises(Stale), transaction.atomic():
        world.open()  # nothing changed: nothing to review again
    with transaction.atomic():
        actions.lapse(queries.locked(world.review.pk), by=acting(world.cast["needs"]), why="改了金额")
    world.open({**PARTS, "资金来源": {"fen": 2_0000_00}}, version=2)
    assert world.review.round == 2
    assert queries.board(world.review).now.outcome == Review.Status.OPEN


def test_a_round_is_not_opened_twice(world):
    world.open()
    with pytest.raises(Stale):
        world.open()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, 1),
        ({"没有这一项": AGREE}, 1),
        ({"资金来源": Answer("perhaps")}, 1),
        ({"资金来源": Answer("")}, 1),
        ({"资金来源": Answer(Choice.DISAGREE, "  ")}, 1),
        ({"资金来源": Answer(Choice.AGREE, "字" * 1001)}, 1),
        ({"资金来源": Answer(Choice.RETURN, "a\x00b"), "实施方案": Answer(Choice.RETURN)}, 2),
    ],
)
def test_what_cannot_be_read_is_told_at_its_part_and_nothing_is_kept(world, answers, told):
    world.open()
    with pytest.raises(BadInput) as bad:
        actions.opine(world.review, answers, by=acting(world.desks["纪委"]), law=world.law)
    assert len(bad.value.problems) == told
    assert Opinion.objects.count() == 0


def test_a_desk_where_nobody_sits_is_refused(world):
    with pytest.raises(BadInput), transaction.atomic():
        actions.open_round(
            world.place, KIND, by=acting(world.cast["needs"]), law=world.law, title="事项",
            desks=[DeskAsked("财政办", ())], parts=[PartAsked("资金来源")],
        )  # fmt: skip
    assert Review.objects.count() == 0


def test_the_task_stays_with_the_seat_when_its_holder_leaves(world):
    world.open()
    seat = Seat.objects.get(code=world.desks["纪委"].seats[0].code)
    term = seat.terms.get()
    term.during = people.DateRange(date(2020, 1, 1), date(2023, 2, 1))
    term.save()
    follower = desks.seated("后任", function="廉政审查")
    seat.terms.create(person_id=follower.person_id, during=people.DateRange(date(2023, 2, 1), None))
    follower = desks.actor_of(Person.objects.get(pk=follower.person_id))
    assert [d.name for d in queries.desks_waiting(KIND, follower, most=9)] == ["纪委"]
    assert len(world.say(follower)) == 3


def test_the_board_takes_one_statement_however_much_was_said(world, django_assert_num_queries):
    world.open()
    with django_assert_num_queries(2):
        queries.board(Review.objects.get())
    for actor in world.desks.values():
        world.say(actor)
    with django_assert_num_queries(2):
        found = queries.board(Review.objects.get())
    assert len(found.now.said) == 12
    assert [d.name for d in queries.to_conclude(KIND, world.desks["财政办"], most=9)] == ["财政办"]
    assert queries.to_conclude(KIND, world.desks["纪委"], most=9) == []
