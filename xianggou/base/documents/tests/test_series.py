"""Numbers without gaps: two takers at once, a rollback, and what raw SQL may not do."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import transaction

from xianggou.base.documents import checks, series
from xianggou.base.documents.models import IssuedNumber

TAKE = (
    "SELECT serial, shown FROM xg_take_number('590121', '清财购', 2023, '{kind}〔{year}〕{serial}号', NULL)"
)


@pytest.mark.django_db
def test_numbers_follow_each_other_in_the_form_of_the_series():
    first = series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    second = series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    other = series.take("590121104", "HT", 2023)
    assert (first.text, second.text, other.text) == (
        "清财购〔2023〕1号",
        "清财购〔2023〕2号",
        "HT-590121104-2023-0001",
    )


@pytest.mark.django_db
def test_a_new_year_begins_at_one():
    series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    assert series.take("590121", "清财购", 2024, pattern=series.OFFICIAL).text == "清财购〔2024〕1号"


@pytest.mark.django_db
def test_a_refused_paper_gives_its_number_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
        raise RuntimeError("refused after the number was taken")
    assert series.take("590121", "清财购", 2023, pattern=series.OFFICIAL).serial == 1


@pytest.mark.django_db
def test_a_voided_number_stays_and_says_why():
    number = series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    series.void(number.id, why="文书作废重发", by=7, at=datetime(2023, 4, 10, tzinfo=UTC))
    series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    kept = series.history("590121", "清财购", 2023)
    assert [n.text for n in kept] == ["清财购〔2023〕1号", "清财购〔2023〕2号"]
    assert kept[0].voided.why == "文书作废重发"


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", ["{serial}", "{year}", "{kind}{year}{serial}{town}", "清财购号"])
def test_a_pattern_that_cannot_tell_numbers_apart_is_refused(pattern):
    with pytest.raises(ValueError, match="pattern"):
        series.take("590121", "清财购", 2023, pattern=pattern)


@pytest.mark.django_db(transaction=False)
def test_two_series_cannot_give_the_same_text():
    series.take("590121104", "清财购", 2023, pattern=series.OFFICIAL)
    with pytest.raises(Exception, match="no_two_papers_share_a_number"), transaction.atomic():
        series.take("590121105", "清财购", 2023, pattern=series.OFFICIAL)


def test_a_number_outside_a_transaction_is_refused(fresh_db):
    with pytest.raises(transaction.TransactionManagementError):
        series.take("590121", "清财购", 2023, pattern=series.OFFICIAL)
    assert not IssuedNumber.objects.exists()


@pytest.mark.gate
def test_the_second_taker_waits_and_gets_what_the_first_gave_back(fresh_db):
    got: list[tuple[int, str]] = []

    def second() -> None:
        with fresh_db.connect() as connection:
            got.append(connection.execute(TAKE).fetchone())

    with fresh_db.connect() as first:
        assert first.execute(TAKE).fetchone() == (1, "清财购〔2023〕1号")
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive(), "the second taker did not wait"
        assert not got
        first.rollback()
    waiting.join(10)
    assert got == [(1, "清财购〔2023〕1号")]


@pytest.mark.gate
def test_many_takers_some_of_whom_fail_leave_no_gap(fresh_db):
    taken: list[int] = []

    def work(number: int) -> None:
        with fresh_db.connect() as connection:
            for turn in range(5):
                serial = connection.execute(TAKE).fetchone()[0]
                if (number + turn) % 3 == 0:
                    connection.rollback()
                else:
                    connection.commit()
                    taken.append(serial)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(taken) == 20
    assert sorted(taken) == list(range(1, 21))
    assert all(check.ok for check in checks.checks())


@pytest.mark.gate
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_series SET last = last + 1",
        "INSERT INTO documents_series (place_code, kind, year, last) VALUES ('1', 'x', 2023, 0)",
        "INSERT INTO documents_issuednumber (series_id, serial, text, taken_at) SELECT id, 9, 'x', now() FROM documents_series",
        "UPDATE documents_issuednumber SET text = 'x'",
        "DELETE FROM documents_issuednumber",
    ],
)
def test_the_application_cannot_touch_counter_or_numbers(fresh_db, statement):
    with fresh_db.connect() as app:
        app.execute(TAKE)
        app.commit()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


@pytest.mark.gate
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_series SET last = 0",
        "UPDATE documents_series SET last = last + 2",
        "DELETE FROM documents_series",
        "UPDATE documents_issuednumber SET text = 'x'",
        "DELETE FROM documents_issuednumber",
        "TRUNCATE documents_issuednumber CASCADE",
        "TRUNCATE documents_series CASCADE",
    ],
)
def test_even_the_owner_cannot_rewrite_a_number(fresh_db, statement):
    with fresh_db.connect() as app:
        app.execute(TAKE)
    with fresh_db.connect("owner") as owner, pytest.raises(psycopg.Error) as refused:
        owner.execute(statement)
    assert refused.value.sqlstate == "XG009"


@pytest.mark.gate
def test_a_vanished_number_is_found(fresh_db):
    with fresh_db.connect() as app:
        app.execute(TAKE)
    with fresh_db.connect("owner") as owner:
        owner.execute("ALTER TABLE documents_issuednumber DISABLE TRIGGER USER")
        owner.execute("DELETE FROM documents_issuednumber")
    found = {check.name: check.ok for check in checks.checks()}
    assert found["documents: number series have no gap"] is False


def test_many_numbers_at_once_follow_those_before(db):
    first = series.take("590121", "XQ", 2023)
    assert series.take_many("590121", "XQ", 2023, 3) == [f"XQ-590121-2023-{n:04d}" for n in (2, 3, 4)]
    assert first.serial == 1 and series.take("590121", "XQ", 2023).serial == 5
    assert series.take_many("590121", "XQ", 2023, 0) == []
