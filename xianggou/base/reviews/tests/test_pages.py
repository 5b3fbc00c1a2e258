"""The board as a page shows it: who said what, who is late, what the verdict would be now."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from xianggou.base.reviews import actions, pages, queries
from xianggou.base.reviews.models import Choice, Review
from xianggou.base.reviews.tests.test_reviews import DAY, World, acting, returned_and_mended

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(district_b, db) -> World:
    return World(district_b)


def shown(world, day=DAY):
    board = queries.board(Review.objects.get())
    people = pages.People(board, day)
    return board, people, pages.board_table(board, people, day, {"资金来源": "10,000.00 元"})


def test_the_board_names_desks_and_their_people(world):
    world.open()
    _board, _people, table = shown(world)
    heads = [str(c.label) for c in table.columns]
    assert heads[0] == "审什么"
    assert heads[1].startswith("财政办（牵头） 李")
    assert [row["part"].value for row in table.rows] == ["资金来源", "实施方案", "采购方式"]
    assert table.rows[0]["part"].note == "10,000.00 元"


def test_a_cell_tells_opinion_reason_and_time_or_that_the_desk_is_late(world):
    world.open(due=(DAY, False))
    world.say(world.desks["纪委"], 采购方式=Choice.DISAGREE)
    board, _people, table = shown(world, date(2023, 3, 2))
    keys = {d.name: f"desk{d.id}" for d in board.now.desks}
    cell = table.rows[2][keys["纪委"]]
    assert (cell.shape, str(cell.value)) == ("stop", "不同意")
    assert "有理由" in cell.note and "2023-03-01" in cell.note
    assert (table.rows[0][keys["党政办"]].shape, table.rows[0][keys["党政办"]].value) == ("late", "缺席")


def test_so_far_says_what_the_verdict_would_be(world):
    world.open()
    assert pages.so_far(queries.board(world.review))[0] == "run"
    for name, actor in world.desks.items():
        world.say(actor, **({"资金来源": Choice.DISAGREE} if name == "社会事务办" else {}))
    assert pages.so_far(queries.board(world.review))[0] == "back"


def test_the_history_tells_returns_recusals_and_rounds(world):
    returned_and_mended(world)
    with transaction.atomic():
        actions.recuse(world.review, by=acting(world.desks["党政办"]), law=world.law, why="亲属")
    board, people, table = shown(world)
    told = [(str(e.what), e.note) for e in pages.history(board, people)]
    assert ("第 1 轮：纪委对“采购方式”退回", "有理由") in told
    assert ("第 2 轮：党政办有人回避", "亲属") in told
    assert "回避" in str(table.columns[2].label)
    assert told[0] == ("第 2 轮：党政办有人回避", "亲属") and told[-1][0] == "第 1 轮开始"


def test_the_deadline_counts_working_days(world):
    world.open(due=(date(2023, 3, 8), False))
    due = pages.deadline(queries.board(world.review), DAY, world.law.calendar)
    assert due is not None and (due.days_left, due.working_left) == (7, 5)
