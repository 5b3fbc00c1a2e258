"""Which version of the catalogue is a purchase's law: the one it was sent under, to its last payment."""

from __future__ import annotations

from datetime import date

import pytest

from tests import cast as casting
from tests.stories import purchase
from xianggou.core.findings import Level, Refused
from xianggou.stages.catalogue import actions
from xianggou.stages.catalogue.models import Version
from xianggou.stages.catalogue.tests.asked import passed
from xianggou.stages.plans import actions as plans

pytestmark = [pytest.mark.django_db, pytest.mark.story]


@pytest.fixture
def cast(county_a, db):
    return county_a


def issued(cast, effective_on=date(2023, 3, 1), proposals=(), drops=None):
    row = actions.adjust(
        where=cast.county, by=cast["finance"], kind="ad_hoc", label="2023年第2版", effective_on=effective_on,
        reason="急需", continuing="照原版办完", consulted="县住建局：同意",
    )  # fmt: skip
    row = actions.edit_adjustment(
        row.pk, by=cast["finance"], version=row.version, proposals=list(proposals), drops=drops or {}
    )
    return actions.issue(row.pk, by=cast["finance"]).issued


def planned(cast):
    return plans.draft(where=cast.here, by=cast["needs"], **casting.facts())


def stops(refused):
    return [f for f in refused.value.verdict.findings if f.level is Level.STOP]


def test_a_purchase_that_began_before_its_item_was_dropped_goes_on_to_payment(cast, monkeypatch):
    begun = purchase.approved

    def then_dropped(cast, **more):
        item = begun(cast, **more)
        issued(cast, drops={"0101": "并入城乡环卫一体化"})
        return item

    monkeypatch.setattr(purchase, "approved", then_dropped)

    payment = purchase.paid(cast)

    assert payment.status == "paid"
    assert Version.objects.get(number=2).status == "issued"
    assert not Version.objects.get(number=2).items.filter(code="0101").exists()
    item = payment.contract.award.procedure.items.get().item
    assert item.catalogue_version.number == 1


def test_a_plan_on_a_dropped_item_is_refused_by_its_day(cast):
    draft = planned(cast)
    issued(cast, drops={"0101": "并入城乡环卫一体化"})

    for item in (draft, planned(cast)):  # drafted before, drafted after
        with pytest.raises(Refused) as refused:
            plans.submit(item.pk, by=cast["needs"])
        (finding,) = stops(refused)
        assert finding.code == "catalogue.use.not_in_force" and finding.values["until"] == date(2023, 3, 1)
        assert {c.clause for c in finding.cites} == {"第十四条"}


def test_until_its_day_comes_the_version_before_is_the_law(cast):
    issued(cast, effective_on=date(2023, 3, 10), drops={"0101": "并入"})

    sent = plans.submit(planned(cast).pk, by=cast["needs"])

    assert (sent.status, sent.catalogue_version.number) == ("submitted", 1)
    casting.set_clock("2023-03-10 09:00")
    with pytest.raises(Refused):
        plans.submit(planned(cast).pk, by=cast["needs"])


def test_a_plan_is_sent_under_the_version_in_force_that_day(cast):
    item = planned(cast)
    changed = passed(cast, kind="change", code="0101", name="农村生活垃圾收集转运", price_fen_max=280_00)
    issued(cast, proposals=[changed.pk])

    assert plans.submit(item.pk, by=cast["needs"]).catalogue_version.number == 2
