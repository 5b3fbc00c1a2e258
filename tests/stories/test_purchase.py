"""A purchase below the limit goes from plan to payment, and its money adds up at every step."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.stories import purchase
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as ledger
from xianggou.base.trail import queries as trails

pytestmark = [pytest.mark.story, pytest.mark.django_db]


@pytest.fixture
def cast(county_a, db):
    return county_a


def test_a_purchase_goes_from_plan_to_payment(cast):
    payment = purchase.paid(cast, points=3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    lines = ledger.lines_of_item(payment.contract.award.procedure.items.get().item_id)
    standing = [ledger.standings_by_line([line.pk])[line.pk] for line in lines]
    assert sum(s.approved for s in standing) == 12_0000_00
    assert sum(s.paid for s in standing) == 11_5000_00 - 11_5000_00 * 3 // 100
    assert sum(s.available for s in standing) == 12_0000_00 - 11_5000_00 + 3450_00
    assert not [c for c in checks.checks() if not c.ok]
    assert trails.count(payment.dossier_id) == len(trails.entries([payment.dossier_id]))
