"""Every row is shown once, in order, whichever way one turns the pages; the number of queries does not grow."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import NullIf
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from xianggou.base.pages import paging
from xianggou.base.pages.models import Draft

START = datetime(2025, 1, 1, tzinfo=UTC)


def at(url):
    return RequestFactory().get(url)


def walk(rows, turn="next_url", start="/l/", **options):
    """Ids on all pages, following the links one way, and the address of the last page."""
    url, seen, last = start, [], start
    for _step in range(50):
        page = paging.paged(rows, at(url), **options)
        ids = [paging.value_of(row, "id") for row in page.rows]
        seen = seen + ids if turn == "next_url" else ids + seen
        last, url = url, getattr(page, turn)
        if not url:
            return seen, last
    raise AssertionError("the pages do not end")


@pytest.fixture
def drafts(db):
    """23 drafts; saved in groups at the same moment; every third without a title."""
    made = [
        Draft(
            owner_id=7,
            key=f"a.b:{i}",
            title="" if i % 3 == 0 else f"t{i % 4}",
            body={},
            saved_at=START + timedelta(days=i // 5),
        )
        for i in range(23)
    ]
    Draft.objects.bulk_create(made)
    return Draft.objects.filter(owner_id=7)


@pytest.mark.parametrize(
    "order", [("-saved_at", "id"), ("saved_at", "-id"), ("id",), ("owner_id", "-saved_at", "key")]
)
def test_all_rows_are_walked_once_forwards_and_back(drafts, order):
    expected = list(drafts.order_by(*order).values_list("id", flat=True))
    forwards, last = walk(drafts, order=order, size=4)
    assert forwards == expected
    backwards, _first = walk(drafts, "previous_url", last, order=order, size=4)
    assert backwards == expected


@pytest.mark.parametrize("key", ["empty", "-empty"])
def test_rows_with_empty_values_stand_last_and_are_not_lost(drafts, key):
    rows = drafts.annotate(empty=NullIf(F("title"), Value("")))
    forwards, last = walk(rows, order=(key, "id"), size=4)
    assert sorted(forwards) == sorted(drafts.values_list("id", flat=True))
    titles = dict(drafts.values_list("id", "title"))
    shown = [titles[i] for i in forwards]
    filled = [t for t in shown if t]
    assert shown == filled + [""] * (len(shown) - len(filled))
    assert filled == sorted(filled, reverse=key.startswith("-"))
    assert walk(rows, "previous_url", last, order=(key, "id"), size=4)[0] == forwards


def test_a_page_takes_two_queries_with_one_row_or_many(drafts):
    for rows in (drafts, drafts.filter(key="a.b:1")):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            paging.paged(rows, at("/l/"), order=("-saved_at", "id"), size=10)
        assert len(caught) == 2


def test_a_reader_sorts_only_by_what_is_offered(drafts):
    page = paging.paged(drafts, at("/l/?sort=-title"), order=("id",), sorts=("title",), size=50)
    assert page.sort == "-title"
    assert [r.title for r in page.rows] == sorted((r.title for r in page.rows), reverse=True)
    assert page.sort_urls["title"] == "/l/?sort=title"
    assert paging.paged(drafts, at("/l/?sort=body"), order=("id",), sorts=("title",)).sort == "id"


def test_counting_stops_at_the_cap_unless_asked(drafts, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_MAX", 10)
    page = paging.paged(drafts, at("/l/"), order=("id",), size=5)
    assert (page.count, page.capped) == (10, True)
    exact = paging.paged(drafts, at(page.exact_url), order=("id",), size=5)
    assert (exact.count, exact.capped) == (23, False)


BROKEN = ["x", "é", "AAAA", "W10", base64.urlsafe_b64encode(b'["a","b","c"]').decode(), "9" * 700]


@pytest.mark.parametrize("mark", [*BROKEN, base64.urlsafe_b64encode(json.dumps(["no date", 2**80]).encode()).decode(),
                                  base64.urlsafe_b64encode(json.dumps(["no date", 1]).encode()).decode(),
                                  base64.urlsafe_b64encode(json.dumps(["\x00", 1]).encode()).decode(),
                                  base64.urlsafe_b64encode(json.dumps([{"a": 1}, 1]).encode()).decode()])  # fmt: skip
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_place_that_cannot_be_read_shows_the_first_page(drafts, mark, way):
    query = QueryDict(mutable=True)
    query[way] = mark
    page = paging.paged(drafts, at("/l/?" + query.urlencode()), order=("saved_at", "id"), size=4)
    assert [r.key for r in page.rows] == ["a.b:0", "a.b:1", "a.b:2", "a.b:3"]


def test_a_short_list_in_memory_pages_the_same_way():
    rows = [{"id": i, "sum": None if i == 4 else i % 3} for i in range(11)]
    forwards, last = walk(rows, order=("-sum", "id"), size=3)
    assert forwards == [2, 5, 8, 1, 7, 10, 0, 3, 6, 9, 4]
    assert walk(rows, "previous_url", last, order=("-sum", "id"), size=3)[0] == forwards


def test_an_empty_list_has_one_empty_page(db):
    page = paging.paged(Draft.objects.none(), at("/l/"), order=("id",))
    assert (list(page.rows), page.count, page.next_url, page.previous_url) == ([], 0, "", "")


def test_filters_begin_at_the_first_page_and_keep_the_rest():
    request = at("/l/?status=run&sort=-id&after=abc&unit=yuan")
    every, run, stop = paging.chips(request, "status", [("run", "办理中", 3), ("stop", "被挡住", 0)])
    assert run.on and not every.on
    assert every.url == "/l/?sort=-id&unit=yuan"
    assert stop.url == "/l/?sort=-id&unit=yuan&status=stop"
    assert paging.export_links(request)[0].url == "/l/?status=run&sort=-id&unit=yuan&format=xlsx"
    assert paging.search_box(request, "查").kept == (("status", "run"), ("sort", "-id"), ("unit", "yuan"))
