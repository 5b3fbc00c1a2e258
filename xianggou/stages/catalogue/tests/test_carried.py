"""A township carries items out inside the county's catalogue; finance or the department in charge answers."""

import pytest

from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.places.models import BodyName
from xianggou.base.trail.models import Reason
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.catalogue import actions
from xianggou.stages.catalogue.models import CarriedOut

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def carry(cast, code="0101", by="needs", where=None, **more):
    return actions.carry_out(where=where or cast.here, by=cast[by], code=code, reason="垃圾日产日清", **more)


def test_an_item_of_the_county_is_applied_for_and_confirmed(cast):
    row = carry(cast)
    assert (row.status, row.name, row.version.number) == ("applied", "农村生活垃圾收集转运", 1)

    actions.confirm(row.pk, by=cast["finance"], answer="同意")

    row.refresh_from_db()
    assert (row.status, row.decided_by, row.answer) == ("confirmed", cast["finance"].person_id, "同意")
    assert Reason.objects.filter(entry__verb="catalogue.confirm", text="同意").exists()


def test_an_item_outside_the_county_is_refused_by_list_and_clause(cast):
    with pytest.raises(Refused) as refused:
        carry(cast, code="", name="路灯管护")

    (finding,) = refused.value.verdict.findings
    assert finding.code == "catalogue.enter.outside_parent"
    assert finding.values["parent"] == "指导性目录 2023年第1版" and finding.values["item"] == "路灯管护"
    assert {(c.statute, c.clause) for c in finding.cites} == {("purchase-of-services-measures", "第十二条")}
    assert not CarriedOut.objects.exists()


def test_the_same_item_is_applied_for_once_and_again_after_a_no(cast):
    row = carry(cast)
    with pytest.raises(BadInput):
        carry(cast)

    actions.decline(row.pk, by=cast["finance"], why="今年没有安排资金")

    assert carry(cast).status == "applied"


def test_a_no_says_why(cast):
    row = carry(cast)
    for why in ("", "  ", "多" * 2001, "空\x00"):
        with pytest.raises(BadInput):
            actions.decline(row.pk, by=cast["finance"], why=why)
    assert CarriedOut.objects.get().status == "applied"


def test_two_answers_at_once_leave_one(cast):
    row = carry(cast)
    actions.confirm(row.pk, by=cast["finance"])
    with pytest.raises(Stale):
        actions.decline(row.pk, by=cast["finance"], why="不同意")


def test_a_department_answers_for_its_own_items_only(cast):
    row = carry(cast)
    with pytest.raises(NotGranted):
        actions.confirm(row.pk, by=cast["industry"])

    BodyName.objects.filter(body__code=casting.BUREAU).update(others=["住建局"])

    assert actions.confirm(row.pk, by=cast["industry"]).status == "confirmed"


@pytest.mark.parametrize("login", ["needs", "buyer", "foreign_needs", "mayor", "audit"])
def test_nobody_else_answers(cast, login):
    row = carry(cast)
    with pytest.raises(NotGranted):
        actions.confirm(row.pk, by=cast[login])


def test_another_township_neither_applies_nor_stops_for_it(cast):
    row = carry(cast)
    with pytest.raises(NotGranted):
        carry(cast, by="foreign_needs")
    with pytest.raises(NotGranted):
        actions.stop(row.pk, by=cast["foreign_needs"], why="不办了")


def test_what_is_carried_out_can_be_stopped(cast):
    row = carry(cast)
    actions.confirm(row.pk, by=cast["finance"])
    assert actions.stop(row.pk, by=cast["needs"], why="改由村里自办").status == "ended"
    assert carry(cast).status == "applied"
