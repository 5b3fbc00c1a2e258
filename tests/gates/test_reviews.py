"""Reviews at the database itself: 32 opinions at once lose none, and what raw SQL may not say of an opinion or a verdict."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import transaction

from tests import cast as people
from tests import desks
from tests.desks import acting
from tests.gates.test_races import at_once, refused
from xianggou.base.places import queries as places
from xianggou.base.reviews import actions, queries
from xianggou.base.reviews.asked import Answer, DeskAsked, PartAsked
from xianggou.base.reviews.models import Opinion, Review
from xianggou.base.trail import checks
from xianggou.base.trail.models import Entry

pytestmark = pytest.mark.gate
DAY = date(2023, 3, 1)
PARTS = [PartAsked(f"第{n}项", {"n": n}) for n in range(8)]


class World:
    """Four desks and eight parts: 32 opinions."""

    def __init__(self, cast: people.Cast, *, is_ordered: bool = False) -> None:
        self.cast = cast
        self.desks = desks.offices()
        self.place = places.place(people.PLACE)
        self.law = places.law_on(people.PLACE, DAY)
        asked = [DeskAsked(n, (a.seats[0].code,), is_lead=n == "财政办") for n, a in self.desks.items()]
        with transaction.atomic():
            self.review = actions.open_round(
                self.place, "joint_review", by=acting(self.cast["needs"]), law=self.law, title="事项", desks=asked,
                parts=PARTS, basis="plans.joint_review_seats", authors=[self.cast["needs"].person_id],
                is_ordered=is_ordered,
            )  # fmt: skip

    def say(self, n: int, choice: str = "agree") -> None:
        """The n-th of 32 opinions: one desk on one part."""
        actor = list(self.desks.values())[n % 4]
        with transaction.atomic():
            review = queries.locked(self.review.pk)
            answer = {PARTS[n // 4].name: Answer(choice, "有理由")}
            actions.opine(review, answer, by=acting(actor), law=self.law)

    def conclude(self) -> Review:
        with transaction.atomic():
            review = queries.locked(self.review.pk)
            return actions.conclude(review, by=acting(self.desks["财政办"]), law=self.law, present=PARTS)


@pytest.fixture
def world(district_b, fresh_db):
    found = World(district_b)
    found.logins = fresh_db
    return found


def test_thirty_two_opinions_at_once_lose_none(world):
    assert not refused(at_once(world.say))
    assert Opinion.objects.count() == 32
    assert Entry.objects.filter(verb="reviews.opine").count() == 32
    assert world.conclude().status == Review.Status.PASSED
    assert not [c for c in checks.checks() if not c.ok]


def test_the_same_opinion_by_thirty_two_at_once_stands_once(world):
    found = at_once(lambda _n: world.say(0))
    assert len(refused(found)) == 31
    assert Opinion.objects.count() == 1


def test_a_return_among_many_opinions_ends_the_round_once(world):
    found = at_once(lambda n: world.say(n, "return" if n % 8 == 3 else "agree"))
    world.review.refresh_from_db()
    assert world.review.status == Review.Status.RETURNED
    given = 32 - len(refused(found))
    assert Opinion.objects.count() == given
    assert Opinion.objects.filter(choice="return").count() == 1
    assert not [c for c in checks.checks() if not c.ok]


def test_one_of_many_verdicts_is_drawn(world):
    for n in range(32):
        world.say(n)
    found = at_once(lambda _n: world.conclude(), 8)
    assert len(refused(found)) == 7


ENTRY = (
    "INSERT INTO trail_entry (subject_id, verb, object, object_id, frm, too, kind, why_digest, findings, law, changes,"
    " files, version) VALUES ({subject}, '{verb}', '{object}', {id}, '{frm}', '{too}', 'person', '', '[]', '{{}}', '{{}}',"
    " '[]', '1')"
)
OPINION = (
    "INSERT INTO reviews_opinion (subject_id, round_id, desk_id, part_id, choice, reason, digest, person_id, at)"
    " VALUES ({subject}, {round}, {desk}, {part}, '{choice}', '{reason}', {digest}, {person}, now())"
)


def ids(world, desk: str = "纪委") -> dict:
    now = queries.board(world.review).now
    here = next(d for d in now.desks if d.name == desk)
    return {
        "subject": world.review.subject_id, "round": now.id, "desk": here.id, "part": now.parts[0].id,
        "choice": "agree", "reason": "", "digest": f"'{now.parts[0].digest}'",
        "person": world.desks[desk].person_id,
    }  # fmt: skip


def state_of(world, *statements: str) -> str:
    """SQLSTATE of a transaction as the application's login, "" when it was taken."""
    with world.logins.connect() as app:
        try:
            for statement in statements:
                app.execute(statement)
            app.commit()
        except psycopg.Error as error:
            return error.sqlstate or "?"
    return ""


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"choice": "maybe"}, "XG011"),
        ({"choice": "disagree"}, "23514"),
        ({"digest": "'another'"}, "XG024"),
        ({"person": "author"}, "XG016"),
        ({"person": 999999}, "XG024"),
        ({"subject": 0}, "XG024"),
        ({}, "XG015"),
    ],
)
def test_an_opinion_by_hand_is_refused(world, change, state):
    if change.get("person") == "author":
        change = {"person": world.cast["needs"].person_id}
    assert state_of(world, OPINION.format(**{**ids(world), **change})) == state


def test_the_database_keeps_one_person_at_one_desk(world):
    world.say(3)
    clerk = world.desks["社会事务办"]
    both = desks.deputise(world.desks["纪委"], clerk)
    told = {**ids(world), "person": both.person_id}
    assert state_of(world, OPINION.format(**told)) == "23P01"


def test_the_database_keeps_the_order(district_b, fresh_db):
    world = World(district_b, is_ordered=True)
    world.logins = fresh_db
    assert state_of(world, OPINION.format(**ids(world))) == "XG010"


def test_nobody_who_stepped_aside_is_heard(world):
    with transaction.atomic():
        actions.recuse(
            queries.locked(world.review.pk), by=acting(world.desks["纪委"]), law=world.law, why="亲属"
        )
    assert state_of(world, OPINION.format(**ids(world))) == "XG024"


@pytest.mark.parametrize(
    ("verdict", "verb"), [("passed", "reviews.conclude"), ("returned", "reviews.return")]
)
def test_no_verdict_without_its_opinions(world, verdict, verb):
    for n in range(31):
        world.say(n)
    told = {"subject": world.review.subject_id, "object": "reviews.review", "id": world.review.pk}
    entry = ENTRY.format(**told, verb=verb, frm="open", too=verdict)
    update = f"UPDATE reviews_review SET status = '{verdict}' WHERE id = {world.review.pk}"
    assert state_of(world, entry, update) == "XG023"
    assert state_of(world, update) == "XG013"


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("UPDATE reviews_opinion SET choice = 'agree'", "42501"),
        ("DELETE FROM reviews_opinion", "42501"),
        ("UPDATE reviews_part SET digest = ''", "42501"),
        ("UPDATE reviews_round SET authors = '{{}}'", "42501"),
        ("UPDATE reviews_review SET round = 2", "XG012"),
        ("UPDATE reviews_review SET object_id = 7", "XG012"),
        ("DELETE FROM reviews_review", "42501"),
        (
            "INSERT INTO reviews_desk (round_id, number, name, seats, is_lead) VALUES ({round}, 9, 'x', '{{}}', false)",
            "XG012",
        ),
        (
            "INSERT INTO reviews_part (round_id, number, name, facts, digest) VALUES ({round}, 9, 'x', '{{}}', '')",
            "XG012",
        ),
        (
            (
                "INSERT INTO reviews_round (review_id, number, version, authors, opened_at, is_provisional)"
                " VALUES ({review}, 2, 0, '{{}}', now(), false)"
            ),
            "XG023",
        ),
    ],
)
def test_what_was_asked_and_said_stays(world, statement, state):
    world.say(0)
    told = {"round": queries.board(world.review).now.id, "review": world.review.pk}
    assert state_of(world, statement.format(**told)) == state
