"""The way of an item through the pages: proposed, screened, reviewed, issued, carried out; its papers; its refusals."""

from __future__ import annotations

from datetime import date

import pytest

from tests.visits import client_of, expected_counts, once, statements
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Proposal, Version
from xianggou.stages.catalogue.tests.asked import FACTS, passed, proposed, screened

pytestmark = pytest.mark.django_db
TYPED = {
    **{n: v for n, v in FACTS.items() if not n.endswith("_fen") and n not in {"price_fen_min", "price_fen_max", "class_name"}},
    "source": "township", "proposer": "青山镇社会事务办", "kind": "add", "name": "村级路灯管护", "why": "自己修不了",
    "department": "住建局", "price_fen_min": "80", "price_fen_max": "１２０.００", "staff_fen": "90,000", "running_fen": "30000",
    "by1": "光明电器", "fen1": "70000", "by2": "白水镇", "fen2": "80000",
}  # fmt: skip


@pytest.fixture
def visit(cast):
    return lambda login: client_of(cast[login])


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_a_clerk_proposes_and_sees_what_is_missing(visit):
    clerk = visit("needs")
    answer = clerk.post("/catalogue/proposals/new/", once(**{**TYPED, "evidence": ""}))
    row = Proposal.objects.get()
    assert answer.url == f"/catalogue/proposals/{row.pk}/"
    assert (row.price_fen_max, row.staff_fen, row.class_name) == (120_00, 90_000_00, "基本公共服务")
    assert {p.given_by: p.amount_fen for p in row.prices.all()} == {
        "光明电器": 70_000_00,
        "白水镇": 80_000_00,
    }

    shown = page(clerk, answer.url)
    assert "75,000.00" in shown and "45,000.00" in shown  # mean of the prices, and how much dearer oneself
    assert "亟需专业管理" in shown and "catalogue.enter.screening_missing" in shown


@pytest.mark.parametrize(
    "typed",
    [
        {"name": ""}, {"why": "长" * 2001}, {"name": "灯\x00"}, {"price_fen_min": "0.005"}, {"staff_fen": "-1"},
        {"fen1": "1e9"}, {"by2": "光明电器"}, {"kind": "change"}, {"source": "department"}, {"price_fen_min": "200"},
        {"fen2": ""}, {"duty_codes": "D001"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_comes_back_as_typed(visit, typed):
    answer = visit("needs").post("/catalogue/proposals/new/", once(**{**TYPED, **typed}))
    assert answer.status_code == 400
    assert typed.get("why", "自己修不了") in answer.content.decode() or not typed.get("why", "x")
    assert not Proposal.objects.exists()


def test_the_same_form_sent_twice_makes_one(visit):
    clerk, typed = visit("needs"), once(**TYPED)
    first, second = (clerk.post("/catalogue/proposals/new/", typed) for _ in range(2))
    assert first.url == second.url and Proposal.objects.count() == 1


def test_a_cadre_brings_what_people_ask_for(visit):
    cadre = visit("village")
    shown = page(cadre, "/catalogue/proposals/new/")
    assert 'value="public"' in shown and 'value="township"' not in shown
    answer = cadre.post(
        "/catalogue/proposals/new/",
        once(source="public", proposer="第3村民小组", kind="add", name="路灯", why="晚上看不见"),
    )
    assert answer.status_code == 302 and Proposal.objects.get().source == "public"


def test_a_proposal_goes_through_the_pages_into_the_catalogue(cast, visit):
    row = proposed(cast)
    url = f"/catalogue/proposals/{row.pk}/"
    assert visit("finance").post(f"{url}screen/", once()).url == url
    assert "还没轮到" in page(visit("jurist"), url) and "reviews.opine.out_of_turn" in page(
        visit("jurist"), url
    )
    for login in ("checker", "industry", "jurist"):
        assert f"{url}review/" in page(visit(login), url)
        answer = visit(login).post(f"{url}review/", once(choice="pass", reason="可行"))
        assert answer.status_code == 302
    finance = visit("finance")
    typed = {
        "kind": "ad_hoc",
        "label": "2023年第2版",
        "effective_on": "2023-03-01",
        "reason": "急需",
        "proposals": row.pk,
    }
    answer = finance.post("/catalogue/adjustments/new/", once(**typed))
    draft = Adjustment.objects.get()
    assert answer.url == f"/catalogue/adjustments/{draft.pk}/"
    assert "catalogue.adopt.no_consultation" in page(finance, answer.url)
    stopped = finance.post(f"{answer.url}issue/", once(version=draft.version))
    assert stopped.status_code == 422 and Version.objects.count() == 1

    typed |= {"consulted": "县住建局：同意", "continuing": "照原版办完", "version": draft.version}
    assert finance.post(f"{answer.url}edit/", once(**typed)).status_code == 302
    draft.refresh_from_db()
    assert finance.post(f"{answer.url}issue/", once(version=draft.version)).status_code == 302

    assert "清岚县购服目〔2023〕1号" in page(finance, answer.url)
    item = page(visit("needs"), "/catalogue/0102/")
    assert row.number in item and cast["jurist"].name in item
    assert "新增 1 项" in page(visit("needs"), "/catalogue/compare/")


def test_a_returned_proposal_waits_at_its_township_and_a_review_at_its_desk(cast, visit):
    row = screened(cast)
    assert "审查目录项" in page(visit("checker"), "/")
    assert [w.verb for w in queries.waiting_for(cast["checker"])] == ["catalogue.review"]
    assert queries.waiting_for(cast["jurist"]) == []
    actions.review(row.pk, by=cast["checker"], choice="mend", reason="单位写细")
    assert "修改退回的申报" in page(visit("needs"), "/")
    assert "单位写细" in page(visit("needs"), f"/catalogue/proposals/{row.pk}/")


def test_a_township_applies_and_finance_confirms(cast, visit):
    clerk = visit("needs")
    answer = clerk.post("/catalogue/town/new/", once(code="0101", reason="日产日清"))
    row = CarriedOut.objects.get()
    assert answer.url == f"/catalogue/town/{row.pk}/"
    assert "确认申报实施" in page(visit("finance"), "/")
    assert visit("finance").post(f"{answer.url}confirm/", once(answer="")).status_code == 302
    assert "农村生活垃圾收集转运" in page(clerk, "/catalogue/town/") and "已确认" in page(clerk, answer.url)
    assert "农村生活垃圾收集转运" not in page(visit("foreign_needs"), "/catalogue/town/")
    assert "农村生活垃圾收集转运" in page(visit("foreign_needs"), "/catalogue/town/?town=all")


def test_what_the_county_does_not_have_is_refused_with_its_list_and_the_way_on(visit):
    answer = visit("needs").post("/catalogue/town/new/", once(name="路灯管护", reason="要"))
    shown = answer.content.decode()
    assert answer.status_code == 422 and "指导性目录 2023年第1版" in shown and "第十二条" in shown
    assert "/catalogue/proposals/new/?name=" in shown
    assert visit("needs").post("/catalogue/town/new/", once(reason="要")).status_code == 400


@pytest.mark.parametrize("login", ["foreign", "mayor", "audit", "industry", "jurist"])
def test_drafts_of_an_adjustment_are_finance_s(cast, visit, login):
    row = actions.adjust(
        where=cast.county, by=cast["finance"], label="二版", effective_on=date(2023, 4, 1), reason="年度"
    )
    assert visit(login).get(f"/catalogue/adjustments/{row.pk}/").status_code == 404
    assert "二版" not in page(visit(login), "/catalogue/adjustments/")


def test_papers_come_from_live_data(cast, visit):
    row = passed(cast)
    draft = actions.adjust(
        where=cast.county, by=cast["finance"], label="2023年第2版", effective_on=date(2023, 3, 1), reason="年度调整",
        consulted="县住建局：同意", continuing="照原版办完",
    )  # fmt: skip
    actions.edit_adjustment(
        draft.pk,
        by=cast["finance"],
        version=draft.version,
        proposals=[row.pk],
        drops={"0101": "并入环卫一体化"},
    )
    actions.issue(draft.pk, by=cast["finance"])
    clerk = visit("needs")
    for url, start in (
        (f"/catalogue/proposals/{row.pk}/screening.docx", b"PK"),
        (f"/catalogue/proposals/{row.pk}/opinions.docx", b"PK"),
        ("/catalogue/versions/2/paper/docx", b"PK"),
        ("/catalogue/versions/2/paper/pdf", b"%PDF"),
        ("/catalogue/versions/2/paper/xlsx", b"PK"),
        ("/catalogue/versions/2/notice/docx", b"PK"),
        ("/catalogue/versions/2/notice/pdf", b"%PDF"),
    ):
        answer = clerk.get(url)
        assert answer.status_code == 200 and answer.content.startswith(start), url
    for url in (
        "/catalogue/versions/9/paper/pdf",
        "/catalogue/versions/2/paper/exe",
        f"/catalogue/proposals/{row.pk}/x",
    ):
        assert clerk.get(url).status_code == 404


def more(cast, first, count):
    for n in range(first, first + count):
        actions.propose(
            where=cast.here, by=cast["needs"], source="township", proposer="办", name=f"服务{n}", why="要"
        )
        item = Version.objects.get().items.create(
            class_code="02",
            class_name="社会治理",
            code=f"02{n:03d}",
            name=f"服务{n}",
            department="政法委",
            unit="次",
        )
        actions.carry_out(where=cast.here, by=cast["needs"], code=item.code, reason="要")


def test_many_rows_take_the_statements_of_one(cast, visit):
    clerk, row = visit("needs"), screened(cast)
    counts = {k.replace("PROPOSAL", str(row.pk)): n for k, n in expected_counts(__file__).items()}
    more(cast, 1, 1)
    few = {url: statements(clerk, url) for url in counts}
    more(cast, 2, 20)
    assert few == {url: statements(clerk, url) for url in counts} == counts
