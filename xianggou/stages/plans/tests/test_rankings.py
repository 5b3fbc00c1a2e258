"""Ranking a year when money is short: proposed with reasons, departed from with a reason and its cost, decided, supposed."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests import cast as people
from tests.stories import purchase
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.access.actions import NotGranted
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry, Reason
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.catalogue.models import Item
from xianggou.stages.funds.models import TownBudget
from xianggou.stages.needs import actions as needs
from xianggou.stages.plans import actions, ranked, weighing, whatif
from xianggou.stages.plans.models import Departure, PlanChoice, PlanItem, PlanRun, PlanTie
from xianggou.stages.plans.tests.typed import drafted

pytestmark = pytest.mark.django_db
WAN = 1_0000_00
YEAR = 2023


@pytest.fixture
def town(cast):
    """Own money of 30 万元; four items ask for 45 of it, three with needs behind them; a fifth left the catalogue."""
    version = Item.objects.get(code="0101").version
    for code, group in (("0201", "02"), ("0301", "03"), ("0302", "03")):
        Item.objects.create(
            version=version, class_code=group, class_name=f"类{group}", code=code, name=f"服务{code}",
            department="住建局", unit="项", duty_codes=["D052"],
        )  # fmt: skip
    asked = (
        ("保洁", "0101", 12), ("助餐", "0201", 10), ("送戏", "0301", 15), ("档案", "0302", 8), ("旧项", "0999", 2),
    )  # fmt: skip
    items = {
        name: drafted(cast, name=name, catalogue_code=code, budget_fen=n * WAN, sources={"OWN": n * WAN})
        for name, code, n in asked
    }
    for text, code, urgency, traits, count in (
        ("垃圾两天没有人清运", "0101", "一般", (), 400),
        ("独居老人中午没人做饭", "0201", "紧急", ("老年人",), 30),
        ("一年没有看过一场戏", "0301", "一般", (), 300),
    ):
        told = needs.Told(text=text, channel="网格走访", urgency=urgency, traits=traits, people=count)
        voice = needs.raise_voice(where=cast.here, by=cast["needs"], told=told)
        needs.establish(
            voice.pk, by=cast["needs"], class_name="环境与人居", matter=text[:6], catalogue_code=code
        )
    return items


def law():
    return places.law_on(people.PLACE, trails.today())


def proposed(cast, **more):
    return actions.rank(where=cast.here, by=cast["needs"], year=YEAR, **more)


def inside(run):
    return [c.item.name for c in ranked.places_of(run) if c.is_in]


def why(run, name):
    choices = ranked.places_of(run)
    names = {c.item_id: c.item.name for c in choices}
    (mine,) = [c for c in choices if c.item.name == name]
    return ranked.reason(mine.code, mine.facts, names, run.outcome["lines"], run.year)


def test_the_proposal_takes_most_people_first_and_gives_each_place_a_reason(cast, town):
    run = proposed(cast)

    assert [c.item.name for c in ranked.places_of(run)] == ["助餐", "保洁", "档案", "送戏", "旧项"]
    assert inside(run) == ["助餐", "保洁", "档案"] and run.value == 400 + 30 * 9 * 10 == run.bound
    assert run.outcome["left"]["OWN"] == 0 and run.outcome["asked_fen"] == 45 * WAN
    assert run.outcome["left_out_fen"] == 15 * WAN, "the fund has 50 more: no use to who may not draw on it"
    assert "计 2,700 加权人" in why(run, "助餐") and "没有登记的需求指向它" in why(run, "档案")
    assert "“保洁”" in why(run, "送戏") and "少服务 100 加权人" in why(run, "送戏")
    assert "不在现行目录内" in why(run, "旧项") and "第十四条" in why(run, "旧项")
    entry = Entry.objects.get(verb="plans.rank")
    assert entry.changes == {"value": 3100, "bound": 3100} and "plans.rank_urgency" in str(entry.law)


def test_the_same_facts_give_the_proposal_that_stands_and_new_ones_replace_it(cast, town):
    run = proposed(cast)
    assert proposed(cast).pk == run.pk
    actions.edit(town["助餐"].pk, by=cast["needs"], version=1, budget_fen=9 * WAN, sources={"OWN": 9 * WAN})
    again = proposed(cast)
    run.refresh_from_db()
    assert (again.number, run.status, again.input_hash == run.input_hash) == (2, "replaced", False)


def test_ties_and_minimums_bind_the_proposal(cast, town):
    actions.tie(town["助餐"].pk, by=cast["needs"], other_id=town["送戏"].pk, kind="depends", why="同一场地")
    run = proposed(cast)
    assert {"助餐", "送戏"} <= set(inside(run)) and "保洁" not in inside(run)
    assert "要先有它" in why(run, "送戏") or "满足" in why(run, "送戏")
    tied = PlanTie.objects.get()
    assert "送戏" in client_of(cast["needs"]).get(f"/plans/ties/{tied.pk}/loose/").content.decode()
    actions.loose(tied.pk, by=cast["needs"])
    with pytest.raises(Stale):
        actions.loose(tied.pk, by=cast["needs"])
    assert "送戏" not in inside(proposed(cast))
    actions.tie(town["保洁"].pk, by=cast["needs"], other_id=town["助餐"].pk, kind="excludes", why="同一村")
    assert inside(proposed(cast))[0] == "助餐" and "保洁" not in inside(proposed(cast))
    both = proposed(cast, minimums={"03": 2})
    assert {"送戏", "档案"} <= set(inside(both))
    assert proposed(cast, minimums={"03": 3}).outcome["given_up"] == ["03"]


def test_a_tie_to_nothing_is_refused(cast, town):
    foreign = actions.draft(where=cast.there, by=cast["foreign_needs"], **people.facts())
    actions.tie(town["保洁"].pk, by=cast["needs"], other_id=town["档案"].pk, kind="excludes")
    for one, other, kind in (
        ("保洁", town["保洁"].pk, "depends"),
        ("保洁", foreign.pk, "depends"),
        ("保洁", town["送戏"].pk, "sometimes"),
        ("保洁", town["档案"].pk, "excludes"),
        ("档案", town["保洁"].pk, "excludes"),
    ):
        with pytest.raises(BadInput):
            actions.tie(town[one].pk, by=cast["needs"], other_id=other, kind=kind)
    assert PlanTie.objects.count() == 1


def test_a_departure_keeps_its_reason_its_cost_and_what_fell_out(cast, town):
    run = proposed(cast)
    after = actions.depart(
        run.pk, by=cast["mayor"], item_id=town["送戏"].pk, put_in=True, why="镇人大代表建议"
    )
    made = Departure.objects.get()
    assert "保洁" not in inside(after) and "办公室决定列入" in why(after, "送戏")
    assert (made.lost_value, made.is_in) == (100, True) and town["保洁"].pk in made.fell_out
    assert Reason.objects.get(entry=made.entry).text == "镇人大代表建议" and "镇人大" not in str(
        made.entry.changes
    )
    second = actions.depart(
        after.pk, by=cast["checker"], item_id=town["助餐"].pk, put_in=False, why="先做试点"
    )
    assert "助餐" not in inside(second) and "送戏" in inside(second)
    assert [d.item.name for d in ranked.departures(second)] == ["送戏", "助餐"]
    assert ranked.departures(second)[1].why == "先做试点"
    with pytest.raises(Stale):
        actions.depart(run.pk, by=cast["mayor"], item_id=town["送戏"].pk, put_in=True, why="再点一次")


def test_a_departure_that_can_not_be_writes_nothing(cast, town):
    run = proposed(cast)
    for item, because in (
        (town["旧项"].pk, "写明"),
        (town["助餐"].pk, "写明"),
        (town["送戏"].pk, "  "),
        (0, "写明"),
    ):
        with pytest.raises(BadInput):
            actions.depart(run.pk, by=cast["mayor"], item_id=item, put_in=True, why=because)
    assert (PlanRun.objects.count(), Departure.objects.count()) == (1, 0)


def test_a_departure_the_money_does_not_bear_says_by_how_much(cast, town):
    actions.edit(town["送戏"].pk, by=cast["needs"], version=1, budget_fen=31 * WAN, sources={"OWN": 31 * WAN})
    run = proposed(cast)
    assert "差 10,000.00 元" in why(run, "送戏")
    with pytest.raises(BadInput) as refused:
        actions.depart(run.pk, by=cast["mayor"], item_id=town["送戏"].pk, put_in=True, why="要")
    assert "差 10,000.00 元" in str(refused.value)


def test_what_is_decided_stands_until_the_next_decision_and_is_where_the_next_proposal_starts(cast, town):
    run = proposed(cast)
    with pytest.raises(NotGranted):
        actions.settle(run.pk, by=cast["needs"])
    actions.settle(run.pk, by=cast["mayor"])
    with pytest.raises(Stale):
        actions.settle(run.pk, by=cast["mayor"])
    again = proposed(cast)
    assert again.inputs["published"] == sorted(town[n].pk for n in ("保洁", "助餐", "档案"))
    actions.edit(town["档案"].pk, by=cast["needs"], version=1, budget_fen=7 * WAN, sources={"OWN": 7 * WAN})
    with pytest.raises(BadInput) as refused:
        actions.settle(again.pk, by=cast["mayor"])
    assert refused.value.problems[0].code == "plans.settle.changed"
    newest = proposed(cast)
    actions.settle(newest.pk, by=cast["mayor"])
    assert dict(PlanRun.objects.values_list("number", "status")) == {
        1: "replaced",
        2: "replaced",
        3: "settled",
    }


def test_what_is_approved_or_promised_in_earlier_years_takes_its_money_first(cast):
    two = {"later_years_fen": [5 * WAN], "ends_on": date(2024, 3, 31)}
    promised = [purchase.approved(cast, name=name, **two) for name in ("一", "二")]
    assert [c.facts["needs"] for c in ranked.places_of(proposed(cast))] == [0, 0]
    assert "已经批复" in why(PlanRun.objects.get(), "一")
    TownBudget.objects.create(
        place_code=people.PLACE, town_code=people.QINGSHAN, year=2024, purchases_fen=9 * WAN,
        special_fen=0, transfers_fen=0, own_fen=9 * WAN, total_fen=9 * WAN,
    )  # fmt: skip
    copied = drafted(cast, year=2024, name="接着", budget_fen=5 * WAN, sources={"OWN": 5 * WAN})
    PlanItem.objects.filter(pk=copied.pk).update(copied_from=promised[0])

    mine = weighing.weighed(people.PLACE, [people.QINGSHAN], 2024, law())[people.QINGSHAN]

    assert (mine.carried_fen, mine.problem.lines["OWN"]) == (5 * WAN, 4 * WAN), "nobody goes on with 二"
    assert mine.problem.by_id[copied.pk].must == "carried"
    with pytest.raises(BadInput) as refused:
        actions.rank(where=cast.here, by=cast["needs"], year=2024)
    assert "差 10,000.00 元" in str(refused.value), "commitments above the money: no plan, and by how much"


@pytest.mark.gate
def test_a_ranking_is_not_changed_by_hand(cast, town):
    run = proposed(cast)
    changes = {"value": 1, "inputs": {}, "status": "settled", "pins": {"1": True}, "outcome": {}}
    for column, by_hand in changes.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            PlanRun.objects.filter(pk=run.pk).update(**{column: by_hand})


@pytest.mark.gate
def test_places_and_departures_only_grow(cast, town):
    run = proposed(cast)
    actions.depart(run.pk, by=cast["mayor"], item_id=town["送戏"].pk, put_in=True, why="要")
    for model in (PlanChoice, Departure):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(is_in=False)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


# ── what if


def supposed(**more):
    found = weighing.weighed(people.PLACE, [people.QINGSHAN], YEAR, law())
    return whatif.answers(found, whatif.Asked(**more))[people.QINGSHAN]


def test_what_if_tells_who_comes_and_goes_and_saves_nothing(cast, town):
    names = {item.pk: name for name, item in town.items()}
    same, less, more = supposed(), supposed(budget=90), supposed(budget=110)
    assert (same.came_in, same.fell_out) == ((), ())
    assert [names[i] for i in less.fell_out] == ["档案"] and less.free_fen == (27 + 45) * WAN
    assert more.fell_out == () and more.after.value >= same.after.value
    assert supposed(fund="OWN").after.chosen == ()
    assert supposed(urgency="other").after.value == 400 + 30 * 3 * 10
    assert supposed(direct="other").after.value == 400 + 30 * 9 * 3
    assert PlanRun.objects.count() == 0


def test_weighing_a_county_takes_as_many_statements_as_a_township(cast, town, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        found = weighing.weighed(people.PLACE, [people.QINGSHAN, people.BAISHUI], YEAR, law())
    assert len(found[people.QINGSHAN].items) == 5 and found[people.BAISHUI].items == {}


# ── pages


def test_the_pages_lead_from_proposing_to_deciding(cast, town):
    clerk, mayor = client_of(cast["needs"]), client_of(cast["mayor"])
    assert "基本公共服务" in clerk.get("/plans/ranking/new/?year=2023").content.decode()
    made = clerk.post("/plans/ranking/new/?year=2023", once(least_03="1", why=""))
    run = PlanRun.objects.get()
    assert made.status_code == 302 and run.inputs["minimums"] == {"03": 1}
    page = mayor.get(f"/plans/ranking/{run.pk}/").content.decode()
    assert "助餐" in page and "已证最优" in page and "定下来" in page and "钱够" not in page
    assert "计 1、3、9 人，重点人群再乘 10" in page
    where = f"/plans/ranking/{run.pk}/items/{town['送戏'].pk}/"
    told = mayor.get(where).content.decode()
    assert "要退出" in told and "少服务 100 加权人" in told and Departure.objects.count() == 0
    assert mayor.post(where, once(why="")).status_code == 400
    assert mayor.post(where, once(why="代表建议")).status_code == 302
    newest = PlanRun.objects.get(status="proposed")
    assert "代表建议" in mayor.get(f"/plans/ranking/{newest.pk}/").content.decode()
    assert mayor.post(f"/plans/ranking/{newest.pk}/settle/", once(why="")).status_code == 302
    assert "已定" in mayor.get("/plans/ranking/?year=2023").content.decode()
    item = clerk.get(f"/plans/{town['送戏'].pk}/").content.decode()
    assert "位，列入" in item and f"/plans/ranking/{newest.pk}/" in item
    (file,) = [clerk.get(f"/plans/ranking/{newest.pk}.xlsx")]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert (
        sheet.max_row == 6
        and sheet.cell(1, 1).value == "位次"
        and isinstance(sheet.cell(2, 5).value, int | float)
    )


def test_strangers_see_no_ranking(cast, town):
    run = proposed(cast)
    foreign = client_of(cast["foreign_mayor"])
    item = town["送戏"].pk
    for path in (f"ranking/{run.pk}/", f"ranking/{run.pk}/settle/", f"ranking/{run.pk}/items/{item}/"):
        assert foreign.get(f"/plans/{path}").status_code == 404
    assert client_of(cast["foreign_needs"]).get(f"/plans/ranking/{run.pk}.xlsx").status_code == 404
    assert client_of(cast["needs"]).get(f"/plans/ranking/{run.pk}/settle/").status_code == 403
    with pytest.raises(NotGranted):
        actions.settle(run.pk, by=cast["foreign_mayor"])


def test_what_if_answers_finance_and_leaders_and_refuses_what_can_not_be_supposed(cast, town):
    finance, head = client_of(cast["finance"]), client_of(cast["county_head"])
    for query in ("", "?budget=90", "?budget=110&fund=F6&later=50&urgency=other&direct=other"):
        page = finance.get(f"/plans/what-if/{query}")
        assert page.status_code == 200, query
        assert ("没有存下任何东西" in page.content.decode()) == bool(query)
    for query in ("budget=1", "budget=9%00", "budget=90&fund=nothing", "budget=100&later=x"):
        assert head.get(f"/plans/what-if/?{query}").status_code == 400, query
    assert client_of(cast["village"]).get("/plans/what-if/").status_code == 403
    assert PlanRun.objects.count() == 0


def test_pages_of_rankings_take_a_constant_number_of_statements(cast, town):
    run = proposed(cast)
    counts = expected_counts(__file__)
    clerk, mayor = client_of(cast["needs"]), client_of(cast["mayor"])
    found = {
        "/plans/ranking/": statements(clerk, "/plans/ranking/?year=2023"),
        "/plans/ranking/new/": statements(clerk, "/plans/ranking/new/?year=2023"),
        "/plans/ranking/{run}/": statements(mayor, f"/plans/ranking/{run.pk}/"),
        "/plans/ranking/{run}/settle/": statements(mayor, f"/plans/ranking/{run.pk}/settle/"),
        "/plans/{item}/ties/": statements(clerk, f"/plans/{town['保洁'].pk}/ties/"),
    }
    assert found == {path: counts.get(path) for path in found}
