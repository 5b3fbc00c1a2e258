"""A contract carries the standard that the plan chose, to the letter."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from tests import cast as casting
from tests.attempts import state_of
from tests.bureaus import bureaus, whole
from tests.stories import purchase
from xianggou.stages.contracts import actions as contracting
from xianggou.stages.contracts import papers
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.contracts.documents import contract_paper
from xianggou.stages.standards import actions, queries
from xianggou.stages.standards.models import Standard
from xianggou.stages.standards.queries import qualifications_of

__all__ = ["bureaus"]
pytestmark = pytest.mark.django_db


def test_a_contract_carries_the_version_that_the_plan_chose_to_the_letter(cast, bureaus):
    """A new version published between plan and contract changes nothing; no indicator is bent on the way."""
    award = purchase.awarded(cast)
    chosen = Standard.objects.get(status="issued")
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole())
    actions.send(draft.pk, by=bureaus.writer)
    newer = actions.publish(draft.pk, by=bureaus.head)

    contract = contracting.draft(
        award.pk, by=cast["contracts"], starts_on=date(2023, 4, 1), ends_on=date(2023, 12, 31)
    )

    assert queries.in_force(casting.PLACE, "0101") == newer
    assert contract.standard == chosen
    names = ("order", "group", "name", "target", "unit", "measure", "weight_bp", "deduction")
    carried = [[getattr(i, n) for n in names] for i in contracts.indicators(contract)]
    assert carried == [[getattr(i, n) for n in names] for i in queries.indicators(chosen.pk)] != []
    for sql in (
        "UPDATE contracts_contractindicator SET target = '≥1' WHERE contract_id = %s",
        "UPDATE contracts_contractindicator SET weight_bp = weight_bp + 1 WHERE contract_id = %s",
        "UPDATE contracts_contractindicator SET deduction = '不扣' WHERE contract_id = %s",
    ):
        assert state_of(sql, contract.pk) == "XG012"
    other = "UPDATE contracts_contract SET standard_id = %s WHERE id = %s"
    sign = "UPDATE contracts_contract SET status = 'signed' WHERE id = %s"
    assert state_of(other, newer.pk, contract.pk, then=(sign, (contract.pk,))) == "XG013"
    signed = contracting.sign(contract.pk, by=cast["contracts"])
    assert state_of(other, newer.pk, signed.pk) == "XG012"


def test_a_contract_is_not_signed_under_another_standard_than_the_plan_s(cast, bureaus):
    contract = purchase.drafted(cast)
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole())
    actions.send(draft.pk, by=bureaus.writer)
    newer = actions.publish(draft.pk, by=bureaus.head)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_contract SET standard_id = %s WHERE id = %s", [newer.pk, contract.pk]
        )

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        contracting.sign(contract.pk, by=cast["contracts"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused.value.__cause__.sqlstate == "XG022"


def test_the_text_of_the_contract_lists_version_rules_and_qualifications(cast, bureaus):
    asked = [
        {
            "of": "从业人员",
            "requirement": "持证上岗",
            "proof": "上岗证",
            "is_dated": True,
            "checked_at": ["响应"],
        }
    ]
    followed = [{"name": "《收运规范》（示例）", "issuer": "县住建局"}]
    actions.adopt(
        where=cast.county, by=cast["finance"], catalogue_code="0101", issued_on=date(2023, 2, 1),
        indicators=whole(), qualifications=asked, rules=followed, department="住建局",
    )  # fmt: skip
    contract = purchase.signed(cast)

    said = str(contract_paper(papers.contract_facts(contract, date(2023, 4, 1))).body())

    assert qualifications_of(contract.standard)[0].requirement == "持证上岗"
    for word in (
        "BZ-0101-2023（第2版）",
        "《收运规范》（示例）",
        "持证上岗",
        "上岗证",
        "合同期内保持有效",
        "其他特性指标一项",
    ):
        assert word in said, word
    clauses = " ".join(c.text for c in contracts.clauses(contract))
    assert "《收运规范》（示例）" in clauses and "从业人员持证上岗" in clauses
