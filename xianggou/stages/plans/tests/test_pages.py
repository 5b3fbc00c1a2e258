"""The plan as pages: the list, one item, writing and changing it; each by the right seat only."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from tests import cast as people
from tests.visits import client_of, expected_counts, statements
from xianggou.base.trail import actions as trail
from xianggou.base.trail.models import Entry
from xianggou.core.actor import Acting
from xianggou.core.findings import Refused
from xianggou.core.money import yuan
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds.models import Fund
from xianggou.stages.plans import actions, changing, gaps, queries
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.plans.tests.typed import drafted, drafted_many, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    return client_of(cast["needs"])


# The list


def test_the_list_counts_each_status_and_sums_to_the_fen(cast, clerk):
    drafted(cast, budget_fen=333_33, sources={"F6": 333_33})
    sent = drafted(cast)
    actions.submit(sent.pk, by=cast["needs"])
    page = clerk.get("/plans/").content.decode()
    assert "草拟 <b>1</b>" in page and "已送审 <b>1</b>" in page
    assert 'data-yuan="120,333.33"' in page


def test_the_list_is_narrowed_by_status_and_words(cast, clerk):
    drafted(cast, name="河道保洁")
    sent = drafted(cast)
    actions.submit(sent.pk, by=cast["needs"])
    assert "河道保洁" not in clerk.get("/plans/?status=submitted").content.decode()
    assert sent.code not in clerk.get("/plans/?q=河道").content.decode()


def test_the_list_says_what_is_missing_and_leads_to_where_it_is_mended(cast, clerk):
    seat = cast["needs"].seats[0].id
    whole = drafted(cast, owner_seat_id=seat)
    bare = drafted(cast, name="缺的", owner_seat_id=seat, acceptance="", ends_on=None)
    page = clerk.get("/plans/").content.decode()
    assert f'href="/plans/{bare.pk}/edit/#how"' in page and "起止日期、验收办法" in page
    assert (
        f"/plans/{whole.pk}/edit/#" not in page and "社会事务办 需求登记岗" in page and "04.01—12.31" in page
    )
    actions.submit(whole.pk, by=cast["needs"])
    assert f"/plans/{whole.pk}/edit/#" not in clerk.get("/plans/").content.decode()


def test_what_the_list_says_is_missing_is_what_refuses_the_sending(cast):
    item = drafted(cast, acceptance="", feasibility="", ex_ante={"targets": {}, "topics": {}})
    told = gaps.gaps_of([item], date(2023, 3, 1))[item.pk]
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert set(told) == set(refused.value.verdict.codes)
    assert {"plans.submit.no_ex_ante", "plans.submit.no_targets", "plans.submit.no_owner"} <= set(told)


def test_the_plan_of_a_year_is_printed_with_its_sums(cast, clerk):
    drafted(cast)
    drafted(cast, name="河道保洁", budget_fen=1_01, sources={"OWN": 1_01})
    text = word_of(clerk.get("/plans/papers/plan.docx?year=2023").content)
    assert (
        "青山镇2023年购买服务计划表" in text
        and "120,001.01" in text
        and "20,001.01" in text
        and "2项" in text
    )
    assert clerk.get("/plans/papers/plan.pdf?year=2023").status_code == 200
    assert "河道保洁" not in word_of(
        client_of(cast["foreign"]).get("/plans/papers/plan.docx?year=2023").content
    )
    assert clerk.get("/plans/papers/plan.exe").status_code == 404


def word_of(data):
    body = Document(io.BytesIO(data)).element.body
    return "".join("".join((node.text or "").split()) for node in body.iter(qn("w:t")))


def test_a_township_sees_no_other_township(cast):
    item = drafted(cast)
    foreign = client_of(cast["foreign_needs"])
    assert item.code not in foreign.get("/plans/").content.decode()
    for path in ("", "edit/", "submit/", "withdraw/"):
        assert foreign.get(f"/plans/{item.pk}/{path}").status_code == 404


def test_the_county_narrows_by_township(cast):
    item, county = drafted(cast), client_of(cast["finance"])
    assert item.code in county.get(f"/plans/?town={people.QINGSHAN}").content.decode()
    assert item.code not in county.get(f"/plans/?town={people.BAISHUI}").content.decode()


def test_an_empty_year_says_what_to_do(clerk):
    page = clerk.get("/plans/?year=2024").content.decode()
    assert "没有符合的计划项目" in page and "/plans/new/?year=2024" in page


# Writing


def test_a_clerk_writes_an_item_once(cast, clerk):
    form = typed()
    for _click in range(2):
        answer = clerk.post("/plans/new/?year=2023", form)
        assert answer.status_code == 302
    item = PlanItem.objects.get()
    assert answer["Location"] == f"/plans/{item.pk}/"
    assert item.budget_fen == 12_0000_00 and str(item.ends_on) == "2023-12-31" and item.status == "draft"
    assert dict(Funding.objects.values_list("fund_code", "amount_fen")) == {
        "F6": 10_0000_00,
        "OWN": 2_0000_00,
    }
    assert Entry.objects.filter(verb="plans.draft").count() == 1


def test_the_same_key_with_another_content_is_refused(clerk):
    form = typed()
    clerk.post("/plans/new/", form)
    assert clerk.post("/plans/new/", {**form, "name": "另一项"}).status_code == 409
    assert PlanItem.objects.count() == 1


def test_what_is_written_can_be_sent(cast, clerk):
    clerk.post("/plans/new/", typed())
    item = PlanItem.objects.get()
    assert actions.submit(item.pk, by=cast["needs"]).status == "submitted"


def test_written_and_sent_in_one_click(clerk):
    answer = clerk.post("/plans/new/", typed(then="submit"), follow=True)
    assert "已送县财政审核" in answer.content.decode()
    assert PlanItem.objects.get().status == "submitted"


def test_a_refused_sending_keeps_everything_typed_and_writes_nothing(clerk):
    form = typed(then="submit", topic_1="", acceptance="", target_1="")
    answer = clerk.post("/plans/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and PlanItem.objects.count() == 0
    for code in ("ex_ante_topic_missing", "no_acceptance_standard", "no_targets"):
        assert f"plans.submit.{code}" in page
    assert "垃圾日产日清" in page and 'value="100,000.00"' in page and form["once"] in page


def test_trying_shows_the_findings_and_writes_nothing(clerk):
    answer = clerk.post("/plans/new/", typed(check="1", source_F6="600000", feasibility=""))
    page = answer.content.decode()
    assert answer.status_code == 200 and PlanItem.objects.count() == 0
    assert "plans.submit.over_pocket" in page and "plans.submit.no_feasibility" in page
    assert 'value="600000"' in page


def test_a_source_beyond_its_fund_is_offered_what_fits(clerk):
    answer = clerk.post("/plans/new/", typed(then="submit", source_F6="600000"))
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "改为 500,000.00 元" in page and 'value="source_F6:500000.00"' in page
    )


def test_other_items_already_sent_count_against_the_pocket(cast, clerk):
    for _n in range(4):
        actions.submit(drafted(cast).pk, by=cast["needs"])
    page = clerk.post("/plans/new/", typed(check="1", source_F6="100000.01")).content.decode()
    assert "plans.submit.over_pocket" in page
    page = clerk.post("/plans/new/", typed(check="1", source_F6="100000.00")).content.decode()
    assert "plans.submit.over_pocket" not in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("source_F6", "3万", "带了单位"),
        ("source_F6", "-0.01", "负数"),
        ("source_F6", "0.005", "小数超过两位"),
        ("source_F6", "1e9", "科学记数"),
        ("starts_on", "2023.13.2", "没有 13 月"),
        ("ends_on", "2023-01-01", "结束日期早于开始日期"),
        ("quantity", "０", "数量"),
        ("name", "坏\x00字", "看不见的坏字符"),
        ("catalogue_code", "9999", "选的不在表里"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(clerk, field, value, said):
    answer = clerk.post("/plans/new/", typed(**{field: value}))
    assert answer.status_code == 400 and said in answer.content.decode()
    assert PlanItem.objects.count() == 0


def test_money_must_come_from_somewhere(clerk):
    answer = clerk.post("/plans/new/", typed(source_F6="", source_OWN="0"))
    assert answer.status_code == 400 and "还没有写钱从哪里来" in answer.content.decode()


@pytest.mark.parametrize("login", ["buyer", "mayor", "accountant", "finance", "industry", "audit"])
def test_other_seats_do_not_write(cast, login):
    client = client_of(cast[login])
    assert client.get("/plans/new/").status_code == 403
    assert client.post("/plans/new/", typed()).status_code == 403
    assert "/plans/new/" not in client.get("/plans/").content.decode()


# Changing


def test_a_change_is_kept_and_moves_the_version(cast, clerk):
    item = drafted(cast)
    answer = clerk.post(f"/plans/{item.pk}/edit/", typed(version="1", name="改过的名字", source_OWN="30000"))
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.name, item.version, item.budget_fen) == ("改过的名字", 2, 13_0000_00)


def test_a_change_on_an_old_version_shows_both(cast, clerk):
    item = drafted(cast)
    clerk.post(f"/plans/{item.pk}/edit/", typed(version="1", name="先改的"))
    answer = clerk.post(f"/plans/{item.pk}/edit/", typed(version="1", name="后改的"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "先改的" in page and 'value="后改的"' in page
    item.refresh_from_db()
    assert item.name == "先改的"


def test_what_was_sent_cannot_be_changed(cast, clerk):
    item = drafted(cast)
    actions.submit(item.pk, by=cast["needs"])
    answer = clerk.post(f"/plans/{item.pk}/edit/", typed(version="2"))
    assert answer.status_code == 400 and "不能再改" in answer.content.decode()


def test_the_form_starts_with_what_stands(cast, clerk):
    page = clerk.get(f"/plans/{drafted(cast).pk}/edit/").content.decode()
    assert 'value="100000.00"' in page and "垃圾日产日清" in page and "600吨</textarea>" in page


# Sending and taking out


def test_an_item_is_sent_once(cast, clerk):
    item, form = drafted(cast), typed(why="请审核")
    for _click in range(2):
        assert clerk.post(f"/plans/{item.pk}/submit/", form).status_code == 302
    item.refresh_from_db()
    assert item.status == "submitted" and Entry.objects.filter(verb="plans.submit").count() == 1


def test_sending_again_under_another_key_is_told(cast, clerk):
    item = drafted(cast)
    clerk.post(f"/plans/{item.pk}/submit/", typed())
    answer = clerk.post(f"/plans/{item.pk}/submit/", typed())
    assert answer.status_code == 409 and Entry.objects.filter(verb="plans.submit").count() == 1


def test_a_refused_item_shows_every_finding_on_its_page_and_on_sending(cast, clerk):
    item = drafted(cast, acceptance="", feasibility="")
    codes = ("plans.submit.no_acceptance_standard", "plans.submit.no_feasibility")
    page = clerk.get(f"/plans/{item.pk}/").content.decode()
    assert all(code in page for code in codes) and 'aria-disabled="true" data-code="' in page
    answer = clerk.post(f"/plans/{item.pk}/submit/", typed(why="先送了再说"))
    page = answer.content.decode()
    assert answer.status_code == 422 and all(code in page for code in codes) and "先送了再说" in page
    item.refresh_from_db()
    assert item.status == "draft"


def test_a_returned_item_shows_why_and_waits_for_the_clerk(cast, clerk):
    item = drafted(cast)
    actions.submit(item.pk, by=cast["needs"])
    item.refresh_from_db()
    finance = Acting(cast["finance"], cast["finance"].seats[0])
    trail.move(item, "budget.return_item", PlanItem.Status.RETURNED, by=finance, why="单价要附询价记录")
    assert "县财政退回：单价要附询价记录" in clerk.get(f"/plans/{item.pk}/").content.decode()
    (waits,) = queries.waiting_for(cast["needs"])
    assert waits.reason == "单价要附询价记录" and str(waits.label) == "改好再送"
    assert queries.waiting_for(cast["buyer"]) == [] == queries.waiting_for(cast["foreign_needs"])


def test_what_changed_after_the_first_sending_stands_in_the_change_request(cast, clerk):
    item = drafted(cast)
    paper = f"/plans/{item.pk}/papers/change.docx"
    actions.edit(item.pk, by=cast["needs"], version=item.version, why="起草时改的", method="公开比选")
    actions.submit(item.pk, by=cast["needs"])
    item.refresh_from_db()
    assert (
        clerk.get(paper).status_code == 404 and paper not in clerk.get(f"/plans/{item.pk}/").content.decode()
    )
    finance = Acting(cast["finance"], cast["finance"].seats[0])
    trail.move(item, "budget.return_item", PlanItem.Status.RETURNED, by=finance, why="偏高")
    before = item.budget_fen
    actions.edit(
        item.pk,
        by=cast["needs"],
        version=item.version,
        why="按询价核减",
        budget_fen=before - 1,
        sources={"OWN": before - 1},
    )
    assert paper in clerk.get(f"/plans/{item.pk}/").content.decode()
    (amount,) = changing.changes_of(item)
    assert (amount.kind, amount.before, amount.after, amount.why) == (
        "金额", yuan(before), yuan(before - 1), "按询价核减",
    )  # fmt: skip
    assert clerk.get(paper).content[:2] == b"PK"
    assert clerk.get(paper.replace("docx", "pdf")).content[:4] == b"%PDF"
    assert client_of(cast["foreign"]).get(paper).status_code == 404


def test_what_is_missing_leads_to_where_it_is_mended_only_those_who_may(cast, clerk):
    item = drafted(cast, acceptance="")
    assert f"/plans/{item.pk}/edit/#" in clerk.get("/plans/?year=2023").content.decode()
    assert (
        f"/plans/{item.pk}/edit/" not in client_of(cast["finance"]).get("/plans/?year=2023").content.decode()
    )


def test_an_item_is_taken_out_with_its_reason(cast, clerk):
    item = drafted(cast)
    assert clerk.post(f"/plans/{item.pk}/withdraw/", typed(why="")).status_code == 400
    assert clerk.post(f"/plans/{item.pk}/withdraw/", typed(why="重复申报")).status_code == 302
    item.refresh_from_db()
    assert item.status == "withdrawn"
    assert clerk.post(f"/plans/{item.pk}/withdraw/", typed(why="再来一次")).status_code == 409


@pytest.mark.parametrize("login", ["buyer", "finance", "accountant"])
def test_other_seats_see_and_do_nothing(cast, login):
    item, client = drafted(cast), client_of(cast[login])
    page = client.get(f"/plans/{item.pk}/").content.decode()
    assert item.name in page and f"/plans/{item.pk}/submit/" not in page and "/edit/" not in page
    for verb in ("edit", "submit"):
        assert client.post(f"/plans/{item.pk}/{verb}/", typed(version="1")).status_code == 403


def test_the_mayor_may_take_out_and_nothing_else(cast):
    item, mayor = drafted(cast), client_of(cast["mayor"])
    page = mayor.get(f"/plans/{item.pk}/").content.decode()
    assert f"/plans/{item.pk}/withdraw/" in page and f"/plans/{item.pk}/submit/" not in page


def test_a_hundred_items_take_the_statements_of_one(cast, clerk):
    item = drafted(cast)
    counts = {
        url.format(item=item.pk): n for url, n in expected_counts(__file__).items() if "/ranking/" not in url
    }
    few = {url: statements(clerk, url) for url in counts}
    drafted_many(cast, 100)
    assert few == {url: statements(clerk, url) for url in counts} == counts


# earmarked money


def test_earmarked_money_for_something_else_is_refused_until_a_decision_lifts_it(cast):
    Fund.objects.filter(code="F6").update(catalogue_codes=["0301"], duty_codes=["D036"])
    item = actions.draft(where=cast.here, by=cast["needs"], **people.facts())
    page = client_of(cast["needs"]).get(reverse("plans:detail", args=[item.pk])).content.decode()
    assert "plans.submit.fund_diverted" in page and "F6 环境整治专项资金不能用于" in page
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    assert [f.code for f in refused.value.verdict.findings if f.blocks] == ["plans.submit.fund_diverted"]

    decision = {
        "document": "清府纪要〔2023〕4号（示例）",
        "decided_on": date(2023, 2, 20),
        "decided_by": "县政府常务会议",
    }
    join = {"where": cast.county, "by": cast["finance"], "year": 2023, **decision}
    funds.consolidate(**join, decisions={"F6": (False, "只用于动物防疫")})
    with pytest.raises(Refused):
        actions.submit(item.pk, by=cast["needs"])
    funds.consolidate(**join, decisions={"F6": (True, "统筹用于人居环境")})
    assert actions.submit(item.pk, by=cast["needs"]).status == PlanItem.Status.SUBMITTED


def test_a_fund_may_be_used_for_its_duties_whatever_the_item(cast):
    Fund.objects.filter(code="F6").update(catalogue_codes=["0301"], duty_codes=["D052"])
    item = actions.draft(where=cast.here, by=cast["needs"], **people.facts())
    assert actions.submit(item.pk, by=cast["needs"]).status == PlanItem.Status.SUBMITTED
