"""The pages of matching, as leading office, department, leader, a village's cadre, the public."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.sending import send
from tests.visits import client_of, expected_counts, once, statements
from xianggou.stages.matching.models import Link, ProjectList, Run, Wish
from xianggou.stages.matching.tests.conftest import actions, asked, issued, linked, tried
from xianggou.stages.resources.tests.conftest import STONE

pytestmark = pytest.mark.django_db


def text_of(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def test_a_quarter_from_the_first_answer_to_the_published_list(here):
    office, civil, leader = (client_of(here[login]) for login in ("finance", "civil", "leader"))
    assert "还没有试算" in text_of(office, "/matching/")
    links = text_of(civil, "/matching/links/")
    assert "老人送餐" in links and "爱心暖餐" in links and "2 条需求，54 人" in links
    posted = {
        "matter": str(here.matter.pk),
        "offer": str(here.offer.pk),
        "served": "yes",
        "counted": "person",
    }
    assert civil.post("/matching/links/answer/", once(**posted)).status_code == 302
    assert Link.objects.get().is_served
    assert "没有待关联的了" in text_of(civil, "/matching/links/")
    assert send(office, "/matching/try/", why="").status_code == 302
    run = Run.objects.get()
    board = text_of(office, "/matching/")
    assert "已证最优" in board or "距理论最优" in board
    assert "资源不足，排序在后" in board and "爱心暖餐" in board and "再增 1 人" in board
    assert "没有符合的需求" in text_of(office, "/matching/?state=unmet.no_money")
    why = text_of(office, f"/matching/needs/{here.stone.pk}/")
    assert "对接上了" in why and "一份的分量" in why
    fix = f"/matching/needs/{here.stone.pk}/fix/{here.offer.pk}/"
    shown = office.post(fix, once(kind="forbid", units="", why="另有安排")).content.decode()
    assert "代价：少满足" in shown and not Wish.objects.exists()
    assert office.post(fix, once(kind="pin", units="99", why="多要")).status_code == 400
    assert send(office, "/matching/propose/", why="").status_code == 302
    row = ProjectList.objects.get(run=run)
    url = f"/matching/lists/{row.pk}/"
    assert "您的意见" in text_of(civil, url) and "您的意见" not in text_of(office, url)
    assert "还没有公布的项目清单" in text_of(Client(), "/matching/public/")
    for one in (civil, leader):
        assert one.post(f"{url}agree/", once(choice="agree", reason="")).status_code == 302
    public = text_of(Client(), "/matching/public/")
    assert "爱心暖餐" in public and "民政局" in public and "没有满足的，为什么" in public
    book = load_workbook(io.BytesIO(b"".join(office.get(f"{url}?format=xlsx").streaming_content)))
    assert any("爱心暖餐" in str(cell.value) for line in book.active.iter_rows() for cell in line)
    assert (
        client_of(here["leader"]).post(f"{url}agree/", once(choice="return", reason="晚了")).status_code
        == 409
    )


def test_what_a_page_takes_does_not_grow_with_its_rows(here):
    row = issued(here)
    for n in range(6):
        asked(here, STONE, 3 + n, text=f"第{n}户老人吃饭难")
    tried(here)
    client = client_of(here["finance"])
    counts = {
        address: statements(
            client, address.replace("{list}", str(row.pk)).replace("{need}", str(here.stone.pk))
        )
        for address in (
            "/matching/",
            "/matching/needs/{need}/",
            "/matching/lists/",
            "/matching/lists/{list}/",
            "/matching/public/",
        )
    }
    assert counts == expected_counts(__file__)


def test_few_people_are_not_counted_in_public_and_wrong_posts_change_nothing(here):
    linked(here)
    for need in (here.stone, here.willow):
        actions.wish(
            here.quarter.pk,
            by=here["finance"],
            need_id=need.pk,
            offer_id=here.offer.pk,
            kind="forbid",
            why="下季度",
        )
    asked(here, STONE, 3, text="三位老人吃不上饭")
    run = tried(here)
    row = actions.propose(here.quarter.pk, by=here["finance"], run_id=run.pk)
    for login in ("civil", "leader"):
        actions.agree(row.pk, by=here[login], choice="agree")
    assert "少于 5 人" in text_of(Client(), "/matching/public/")
    civil = client_of(here["civil"])
    for wrong in (
        {"matter": "x"},
        {"matter": "１"},
        {"served": "perhaps"},
        {"offer": "9" * 40},
        {"note": "长" * 400},
        {"offer": "\x00"},
    ):
        sent = once(matter=str(here.matter.pk), offer=str(here.offer.pk), served="no") | wrong
        assert civil.post("/matching/links/answer/", sent).status_code in (302, 404)
    assert Link.objects.count() == 1
    assert client_of(here["needs"]).post("/matching/try/", once()).status_code == 403
    assert text_of(client_of(here["finance"]), "/matching/?quarter=x", 404)
