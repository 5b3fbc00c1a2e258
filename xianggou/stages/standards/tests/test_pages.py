"""Execution standards as pages: those in force, one with its indicators."""

from __future__ import annotations

from datetime import date

import pytest

from tests.visits import client_of, expected_counts, statements
from xianggou.stages.standards import actions
from xianggou.stages.standards.models import Standard

pytestmark = pytest.mark.django_db
ONE = [{"group": "质量", "name": "合格率", "target": "≥95", "unit": "%", "measure": "抽查", "weight": 100, "deduction": "每低1个点扣1分"}]  # fmt: skip


@pytest.fixture
def clerk(cast):
    return client_of(cast["needs"])


def test_the_list_shows_what_is_in_force(clerk):
    page = clerk.get("/standards/").content.decode()
    assert "农村生活垃圾收集转运" in page and "2023-01-10" in page


def test_one_standard_shows_indicators_and_their_full_weight(clerk):
    standard = Standard.objects.get()
    page = clerk.get(f"/standards/{standard.pk}/").content.decode()
    assert "月均清运量" in page and "权重合计 100 分" in page and "农村生活垃圾收运管理规定" in page


def test_an_older_version_stays_readable_and_leads_to_the_new(cast, clerk):
    old = Standard.objects.get()
    new = actions.adopt(
        where=cast.county,
        by=cast["finance"],
        catalogue_code="0101",
        issued_on=date(2023, 2, 1),
        indicators=ONE,
    )
    page = clerk.get(f"/standards/{old.pk}/").content.decode()
    assert "已被新版取代" in page and f"/standards/{new.pk}/" in page
    assert f"/standards/{old.pk}/" not in clerk.get("/standards/").content.decode()


def test_what_is_not_there_is_not_found(clerk):
    assert clerk.get("/standards/999999/").status_code == 404


def test_more_standards_take_no_more_statements(cast, clerk):
    counts = expected_counts(__file__)
    few = {url: statements(clerk, url) for url in counts}
    for n in range(20):
        actions.adopt(
            where=cast.county, by=cast["finance"], catalogue_code=f"03{n:02d}", issued_on=date(2023, 2, 1), indicators=ONE
        )  # fmt: skip
    assert few == {url: statements(clerk, url) for url in counts} == counts
