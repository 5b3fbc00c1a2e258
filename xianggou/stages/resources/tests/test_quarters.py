"""Quarters open by the clock, departments are reminded, lists are sent, published in versions, never changed."""

from datetime import date

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from tests import cast as people
from tests.cast import set_clock
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.resources import actions, queries
from xianggou.stages.resources.models import ListedOffer, Offer, Quarter, ResourceList, Sending
from xianggou.stages.resources.tests.conftest import (
    CIVIL,
    HEALTH,
    STONE,
    laid,
    offer,
    opened,
    part,
    published,
    write,
)

pytestmark = pytest.mark.django_db


def test_the_clock_opens_a_quarter_once_and_reminds_who_has_not_sent():
    cast = laid()
    set_clock("2023-03-21 02:00")
    assert actions.open_due(people.PLACE).quarter == 1 and actions.open_due(people.PLACE) is None
    set_clock("2023-03-22 02:00")  # ten days before April
    second = actions.open_due(people.PLACE)
    assert (second.quarter, second.due_on, second.code) == (2, date(2023, 4, 5), "资源征集〔2023〕2号")
    assert set(queries.sendings(second.pk).values_list("department_code", flat=True)) >= {CIVIL, HEALTH}
    Sending.objects.filter(quarter__quarter=1).update(reminded_on=date(2023, 12, 31))
    assert actions.remind_due(people.PLACE) == 0  # a fortnight early
    set_clock("2023-04-02 02:00")
    asked = queries.sendings(second.pk).count()
    assert actions.remind_due(people.PLACE) == asked and actions.remind_due(people.PLACE) == 0
    set_clock("2023-04-06 02:00")
    actions.send(part(quarter=2).pk, by=cast["civil"], nothing_why="本季度没有新的安排")
    assert actions.remind_due(people.PLACE) == asked - 1
    late = part(HEALTH, 2)
    assert (late.reminders, late.reminded_on) == (2, date(2023, 4, 6)) and part(quarter=2).is_late
    told = Entry.objects.filter(verb="resources.remind", object_id=late.pk).latest("seq")
    assert [f["code"] for f in told.findings] == ["resources.list.quarter_missing"]
    with pytest.raises(Stale):
        actions.remind(part(quarter=2).pk, by=cast["finance"])


def test_a_quarter_that_is_not_due_or_not_there_does_not_open(here):
    for year, quarter, code in ((2023, 3, "early"), (2023, 5, "quarter"), (99999, 1, "quarter")):
        with pytest.raises(BadInput) as bad:
            actions.open_quarter(where=here.county, by=here["finance"], year=year, quarter=quarter)
        assert bad.value.problems[0].code == f"resources.offer.{code}"
    assert opened(here).pk == Quarter.objects.get().pk


def test_what_needs_new_money_is_tied_to_one_firm_or_is_no_service_cannot_enter(here):
    for more, code in (
        ({"money": "none", "unit_cost_fen": 2000_00}, "resources.list.new_burden"),
        ({"nature": "货物"}, "resources.list.not_service"),
    ):
        with pytest.raises(Refused) as stopped:
            write(here, **more)
        found = [f for f in stopped.value.verdict.findings if f.blocks]
        assert [f.code for f in found] == [code] and found[0].cites
    write(here, only_by="某养老公司", title="指定一家的")  # the clause is of August 2024
    set_clock("2024-09-02 09:00")
    opened_2024 = actions.open_quarter(where=here.county, by=here["finance"], year=2024, quarter=3)
    sending = queries.sending_of(opened_2024.pk, CIVIL)
    windows = [(date(2024, 9, 2), date(2024, 9, 30))]
    with pytest.raises(Refused) as stopped:
        actions.write(sending.pk, by=here["civil"], it=offer(only_by="某养老公司", windows=windows))
    assert [f.code for f in stopped.value.verdict.findings if f.blocks] == ["resources.list.named_operator"]


WRONG = [
    ({"title": " "}, "missing"),
    ({"title": "长" * 61}, "long"),
    ({"content": "空\x00字符"}, "nul"),
    ({"capacity": None}, "uncounted"),
    ({"capacity": 0}, "range"),
    ({"capacity": -3}, "range"),
    ({"capacity": 10**9}, "range"),
    ({"is_countable": False}, "both"),
    ({"unit": "若干"}, "unit"),
    ({"batch_min": 401}, "batch"),
    ({"groups_text": "外星人"}, "groups"),
    ({"areas": []}, "nowhere"),
    ({"areas": ["590199001"]}, "area"),
    ({"windows": []}, "never"),
    ({"windows": [(date(2023, 3, 2), date(2023, 3, 1))]}, "backwards"),
    ({"windows": [(date(2023, 3, 2), date(2023, 4, 1))]}, "outside"),
    ({"class_name": "没有这一类"}, "class"),
    ({"catalogue_code": "9999"}, "item"),
    ({"money": "gold"}, "money"),
    ({"budget_ref": " "}, "no_ref"),
    ({"money": "free", "unit_cost_fen": 1}, "free_costs"),
    ({"money": "fund", "fund_code": "F99", "unit_cost_fen": 1}, "no_fund"),
    ({"money": "fund", "fund_code": "F6"}, "no_cost"),
    ({"fund_code": "F6"}, "fund"),
    ({"unit_cost_fen": -1}, "cost"),
]


def test_an_offer_that_cannot_be_is_refused_at_its_field(here):
    for more, code in WRONG:
        with pytest.raises(BadInput) as bad:
            write(here, **more)
        assert f"resources.offer.{code}" in [p.code for p in bad.value.problems], more
    assert not Offer.objects.exists()


def test_only_the_department_itself_writes_sends_and_withdraws(here):
    one = write(here)
    for act in (
        lambda: write(here, "别人写的", by="health"),
        lambda: write(here, "乡镇写的", by="needs"),
        lambda: actions.drop(one.pk, by=here["health"]),
        lambda: actions.send(part().pk, by=here["finance"]),
        lambda: actions.publish(one.quarter_id, by=here["civil"]),
        lambda: actions.open_quarter(where=here.there, by=here["civil"], year=2023, quarter=1),
    ):
        with pytest.raises(NotGranted):
            act()
    with pytest.raises(BadInput) as bad:
        write(here)
    assert bad.value.problems[0].code == "resources.offer.twice"


def test_a_list_is_sent_published_and_comes_out_as_rows_in_force(here):
    with pytest.raises(BadInput):
        actions.send(part().pk, by=here["civil"])  # empty
    one = write(here, areas=[people.QINGSHAN, STONE], groups_text="慢性病患者、老年人")
    with pytest.raises(BadInput):
        actions.publish(one.quarter_id, by=here["finance"])  # nothing was sent
    actions.send(part().pk, by=here["civil"])
    with pytest.raises(Stale):
        actions.edit(one.pk, by=here["civil"], it=offer())
    assert queries.offers_in_force(people.PLACE, 2023, 1) == []
    made = actions.publish(one.quarter_id, by=here["finance"])
    (row,) = queries.offers_in_force(people.PLACE, 2023, 1)
    assert (row.list_id, row.list_number, row.code, row.department_code) == (made.pk, 1, one.code, CIVIL)
    assert row.groups[0] == "慢性病患者" and "失能老人" in row.groups and not row.is_for_all
    assert (row.capacity, row.unit, row.money, row.confirmed_on) == (400, "人", "own", date(2023, 3, 1))
    assert row.windows == ((date(2023, 1, 1), date(2023, 3, 31)),) and row.lead_department == CIVIL
    assert HEALTH in made.missing and CIVIL not in made.missing
    with pytest.raises(BadInput) as bad:
        actions.publish(one.quarter_id, by=here["finance"])
    assert bad.value.problems[0].code == "resources.offer.same"


def test_a_withdrawal_says_why_and_the_published_version_stays_as_it_was(here):
    one = published(here)
    with pytest.raises(BadInput):
        actions.withdraw(one.pk, by=here["civil"], why=" ")
    actions.withdraw(one.pk, by=here["civil"], why="送餐车检修")
    assert queries.offers_in_force(people.PLACE, 2023, 1) == []
    (marked,) = queries.listed_offers(people.PLACE, 2023, 1)
    assert marked.is_withdrawn and ListedOffer.objects.get().facts["title"] == "爱心暖餐"
    actions.take_back(part().pk, by=here["civil"])
    again = write(here, capacity=100)
    assert again.series_id == one.series_id
    actions.send(part().pk, by=here["civil"])
    second = actions.publish(one.quarter_id, by=here["finance"])
    assert second.number == 2 and ResourceList.objects.get(number=1).status == "replaced"
    assert [o.capacity for o in queries.offers_in_force(people.PLACE, 2023, 1)] == [100]


def test_last_quarters_offers_are_copied_confirmed_again_and_only_then_sent(here):
    one = published(here)
    set_clock("2023-04-03 09:00")
    opened(here, 2)
    (copied,) = actions.copy(part(quarter=2).pk, by=here["civil"])
    assert copied.series_id == one.series_id and copied.confirmed_on is None
    assert queries.windows_of(copied) == ((date(2023, 4, 1), date(2023, 6, 30)),)
    with pytest.raises(BadInput) as bad:
        actions.send(part(quarter=2).pk, by=here["civil"])
    assert bad.value.problems[0].code == "resources.offer.unconfirmed"
    with pytest.raises(BadInput):
        actions.copy(part(quarter=2).pk, by=here["civil"])  # nothing is left to copy
    actions.confirm(copied.pk, by=here["civil"])
    actions.send(part(quarter=2).pk, by=here["civil"])
    actions.send_back(part(quarter=2).pk, by=here["finance"], why="能力请核实")
    back = part(quarter=2)
    assert (back.status, back.returned_why) == ("asked", "能力请核实")
    actions.record_sent(back.pk, by=here["finance"], why="电话核实无误")
    copied.refresh_from_db()
    assert copied.status == Offer.Status.SENT


def raw(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_keeps_a_published_list_as_it_is(here):
    one = published(here)
    made = ResourceList.objects.get()
    for sql, values in (
        ("UPDATE resources_listedoffer SET facts = '{}' WHERE offer_id = %s", [one.pk]),
        ("DELETE FROM resources_listedoffer WHERE offer_id = %s", [one.pk]),
        ("UPDATE resources_offer SET capacity = 9999 WHERE id = %s", [one.pk]),
        ("UPDATE resources_offer SET money = 'none' WHERE id = %s", [one.pk]),
        ("UPDATE resources_offer SET status = 'withdrawn' WHERE id = %s", [one.pk]),
        ("UPDATE resources_resourcelist SET offers_count = 2 WHERE id = %s", [made.pk]),
        ("DELETE FROM resources_offer WHERE id = %s", [one.pk]),
    ):
        with pytest.raises(DatabaseError):
            raw(sql, *values)
    later = write(here, "后来添的", code=HEALTH, by="health")
    with pytest.raises(InternalError) as refused:
        raw(
            "INSERT INTO resources_listedoffer (resource_list_id, \"order\", offer_id, facts) VALUES (%s, 2, %s, '{}')",
            made.pk,
            later.pk,
        )
    assert "XG060" in str(refused.value.__cause__.sqlstate)
