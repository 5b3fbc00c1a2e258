"""The joint review at the database itself: no budget without its pass, what was sent stays, 32 acts at once."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests import desks
from tests.gates.test_races import at_once, refused
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice, Opinion
from xianggou.stages.budget import actions as budget
from xianggou.stages.joint_review import actions, queries
from xianggou.stages.joint_review.tests.conftest import SUBJECTS, Office
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import PlanItem

pytestmark = pytest.mark.gate


@pytest.fixture
def office(district_b, fresh_db):
    found = Office(district_b, desks.offices())
    found.logins = fresh_db
    return found


@pytest.fixture
def no_rule(monkeypatch):
    """The act without its rule: what is left is the database."""
    silent = queries.verdict_on

    def nothing(item, law):
        found = silent(item, law)
        return type(found)(verb=found.verb)

    monkeypatch.setattr("xianggou.stages.joint_review.queries.verdict_on", nothing)


def state_of(act) -> str:
    """SQLSTATE that refuses an act at the end of its transaction, "" when it was taken."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", "?"))
    return ""


def test_the_database_gives_no_budget_before_the_pass(office, no_rule):
    item = office.sent()
    assert state_of(lambda: budget.approve(item.pk, by=office.cast["finance"])) == "XG023"
    office.all_agree(item)
    assert state_of(lambda: budget.approve(item.pk, by=office.cast["finance"])) == "XG023"
    actions.conclude(item.pk, by=office.desks["财政办"])
    assert state_of(lambda: budget.approve(item.pk, by=office.cast["finance"])) == ""


def test_the_database_gives_no_budget_to_another_version_than_the_one_that_passed(office, no_rule):
    item = office.passed()
    budget.return_item(item.pk, by=office.cast["finance"], why="再核")
    plans.submit(item.pk, by=office.cast["needs"])
    assert state_of(lambda: budget.approve(item.pk, by=office.cast["finance"])) == "XG023"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_planitem SET method = '公开招标'",
        "UPDATE plans_planitem SET acceptance = ''",
        "UPDATE plans_planitem SET ends_on = '2030-01-01'",
        "UPDATE plans_planitem SET ex_ante = '{}'",
        "UPDATE plans_planitem SET version = version + 1",
        "UPDATE plans_funding SET amount_fen = amount_fen + 1",
        "UPDATE plans_funding SET fund_code = 'F1' WHERE fund_code = 'OWN'",
        "DELETE FROM plans_funding",
        "INSERT INTO plans_funding (item_id, fund_code, amount_fen) SELECT id, 'F2', 1 FROM plans_planitem",
    ],
)
def test_what_is_under_review_stays(office, statement):
    office.sent()
    with office.logins.connect() as app, pytest.raises(psycopg.Error) as error:
        app.execute(statement)
    assert error.value.sqlstate == "XG012"


def test_the_register_is_not_rewritten(office):
    office.sent()
    with office.logins.connect() as app, pytest.raises(psycopg.Error) as error:
        app.execute("UPDATE joint_review_docket SET number = 'x'")
    assert error.value.sqlstate == "42501"


def test_four_offices_at_once_on_eight_items_lose_no_opinion(office):
    items = [
        office.sent(name=f"项目{n}", budget_fen=1_0000_00, sources={"F6": 1_0000_00}).pk for n in range(8)
    ]
    connection.close()
    actors = list(office.desks.values())

    def say(n: int) -> str:
        answers = {s: Answer(Choice.AGREE) for s in SUBJECTS}
        return actions.opine(items[n // 4], by=actors[n % 4], answers=answers)

    assert not refused(at_once(say))
    assert Opinion.objects.count() == 32 * 3
    for pk in items:
        assert actions.conclude(pk, by=office.desks["财政办"]) == "passed"


def test_a_return_and_opinions_at_once_give_the_item_back_once(office):
    item = office.sent()
    connection.close()
    names = list(office.desks)

    def say(n: int) -> str:
        return office.say(names[n], item, **({"资金来源": Choice.RETURN} if n == 3 else {}))

    found = at_once(say, 4)
    assert PlanItem.objects.get(pk=item.pk).status == PlanItem.Status.RETURNED
    assert Opinion.objects.count() == 3 * (4 - len(refused(found)))


def test_one_of_many_openings_counts(office):
    item = office.drafted()
    found = at_once(lambda _n: actions.open_review(item.pk, by=office.cast["needs"]), 8)
    assert len(refused(found)) == 7
