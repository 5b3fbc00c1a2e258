"""F25 and F26 from live data: each office with each subject, drafts without number, the verdict with what to mend."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.visits import client_of
from xianggou.base.reviews.models import Choice
from xianggou.stages.joint_review import actions
from xianggou.stages.plans import actions as plans

pytestmark = pytest.mark.django_db


def words(data: bytes, kind: str) -> str:
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(data)).pages
        return "".join("".join(page.extract_text().split()) for page in pages)
    document = Document(io.BytesIO(data))
    parts = [document.element.body, *(s.footer._element for s in document.sections)]
    return "".join("".join((n.text or "").split()) for part in parts for n in part.iter(qn("w:t")))


def made(office, item, paper: str, kind: str = "docx", **asked: int) -> str:
    client = client_of(office.desks["财政办"])
    answer = client.get(reverse("joint_review:paper", args=[item.pk, paper, kind]), asked)
    assert answer.status_code == 200
    return words(answer.content, kind)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_opinion_sheet_holds_each_office_on_each_subject(office, kind):
    item = office.sent()
    for name in office.desks:
        office.say(name, item, **({"采购方式": Choice.DISAGREE} if name == "纪委" else {}))
    actions.conclude(item.pk, by=office.desks["财政办"])
    shown = made(office, item, "opinions", kind)
    for word in (
        "澄湖区联审〔2023〕1号", "青山镇2023年农村生活垃圾收集转运", "120,000.00元", "F6环境整治专项资金100,000.00元",
        "2023年3月8日", "财政办（牵头）", "党政办", "纪委", "社会事务办", "资金来源", "实施方案", "采购方式", "不符合",
        "写明的理由", "意见：不同意", "意见：同意", "2023-03-01",
    ):  # fmt: skip
        assert word in shown, word
    assert "草稿" not in shown
    digest = office.board(item).now.parts[0].digest
    assert digest[:16] in shown


def test_while_somebody_may_still_speak_the_sheet_is_a_draft_without_number(office):
    item = office.sent()
    office.say("纪委", item)
    shown = made(office, item, "opinions")
    assert "草稿" in shown and "澄湖区联审〔2023〕1号" not in shown
    assert shown.count("意见：未出具") == 3


def test_who_stepped_aside_and_who_stood_in_are_told(office):
    item = office.sent()
    actions.recuse(item.pk, by=office.desks["纪委"], why="亲属在承接主体任职")
    clerk = office.cast["contracts"]
    actions.stand_in(
        item.pk, by=office.desks["财政办"], desk="纪委", person_id=clerk.person_id, why="本人回避"
    )
    office.desks["纪委"] = clerk
    office.say("纪委", item)
    shown = made(office, item, "opinions")
    assert "亲属在承接主体任职" in shown and "牵头方指定" in shown


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_notice_tells_the_pass(office, kind):
    item = office.passed()
    shown = made(office, item, "verdict", kind)
    for word in ("澄湖区联审〔2023〕1号-结", "青山镇财政办", "结论：通过", "2023年3月1日", "联动联审"):
        assert word in shown, word
    assert "退回事项" not in shown


def test_the_notice_of_a_return_tells_what_to_mend_and_stays_after_the_next_round(office):
    item = office.sent()
    office.say("纪委", item, 采购方式=Choice.RETURN)
    shown = made(office, item, "verdict")
    assert "结论：退回修改" in shown and "纪委，采购方式：写明的理由" in shown
    assert "未出具，本轮已结束" in shown
    item.refresh_from_db()
    plans.edit(item.pk, by=office.cast["needs"], version=item.version, method="公开比选")
    actions.open_review(item.pk, by=office.cast["needs"])
    assert "第1轮" in made(office, item, "verdict", round=1)
    assert "公开比选" in made(office, item, "opinions")
    assert "询价比选" in made(office, item, "opinions", round=1)


@pytest.mark.parametrize(
    ("paper", "kind", "asked"),
    [
        ("verdict", "docx", {}), ("opinions", "xlsx", {}), ("else", "pdf", {}), ("opinions", "pdf", {"round": "9"}),
        ("opinions", "pdf", {"round": "１"}), ("opinions", "pdf", {"round": "-1"}), ("opinions", "pdf", {"round": "9" * 40}),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_not_there(office, paper, kind, asked):
    item = office.sent()
    client = client_of(office.desks["财政办"])
    assert client.get(reverse("joint_review:paper", args=[item.pk, paper, kind]), asked).status_code == 404


def test_another_township_gets_no_paper(office):
    item = office.passed()
    url = reverse("joint_review:paper", args=[item.pk, "verdict", "pdf"])
    assert client_of(office.cast["foreign_needs"]).get(url).status_code == 404
    assert client_of(office.cast["industry"]).get(url).status_code == 403
    assert client_of(office.cast["audit"]).get(url).status_code == 200
