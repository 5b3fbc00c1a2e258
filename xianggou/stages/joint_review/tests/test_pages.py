"""The pages: the register, the board, an opinion, stepping aside, naming, the verdict; as each seat, twice, and typed wrong."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast as people
from tests import desks
from tests.sending import once_key, send
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.reviews.models import Choice, Opinion, Review
from xianggou.core.findings import Finding, Level, Refused, Verdict
from xianggou.stages.joint_review import actions
from xianggou.stages.plans import actions as plans
from xianggou.stages.plans.models import PlanItem

AGREED = {f"choice_{n}": "agree" for n in range(3)}


def url(name: str, item) -> str:
    return reverse(f"joint_review:{name}", args=[item.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_the_clerk_sends_a_draft_round_from_its_page(office):
    item = office.drafted()
    clerk = client_of(office.cast["needs"])
    assert url("board", item) in text(clerk.get(reverse("plans:detail", args=[item.pk])))
    assert "还没有送联审" in text(clerk.get(url("board", item)))
    answer = send(clerk, url("open", item), why="")
    assert answer.url == url("board", item)
    shown = text(clerk.get(url("board", item)))
    assert "澄湖区联审〔2023〕1号" in shown and "没有填" in shown


def test_a_draft_that_may_not_be_sent_stays_and_says_why(office):
    item = office.drafted(acceptance="", feasibility="")
    answer = client_of(office.cast["needs"]).post(url("open", item), once(why=""))
    assert answer.status_code == 422
    assert "plans.submit.no_acceptance_standard" in text(answer)
    item.refresh_from_db()
    assert item.status == PlanItem.Status.DRAFT


def test_a_draft_that_waits_for_a_reason_is_asked_for_it_and_then_goes_round(office, monkeypatch):
    sent = plans.submit

    def waits(item_id, *, by, reasons, **more):
        if not reasons:
            values = {"name": "一项", "n": 1, "ways": ("减聘",)}
            exits = Finding("plans.submit.staff_exit_missing", Level.STOP_UNTIL_REASON, values)
            raise Refused(Verdict("plans.submit", (exits,)))
        return sent(item_id, by=by, reasons=reasons, **more)

    monkeypatch.setattr("xianggou.stages.joint_review.actions.plan_actions.submit", waits)
    item = office.drafted()
    clerk = client_of(office.cast["needs"])
    answer = clerk.post(url("open", item), once(why=""))
    assert answer.status_code == 422 and "plans.submit.staff_exit_missing" in text(answer)
    field = "reason-plans.submit.staff_exit_missing"
    assert f'name="{field}"' in text(answer)
    send(clerk, url("open", item), **{"why": "", field: "同一批人转去巡河，年底核实"})
    item.refresh_from_db()
    assert item.status == PlanItem.Status.SUBMITTED


def test_sending_from_the_plan_leads_on_to_the_joint_review(office):
    item = office.drafted()
    clerk = client_of(office.cast["needs"])
    answer = send(clerk, reverse("plans:submit", args=[item.pk]), why="")
    assert answer.url == url("board", item)
    assert "下一步送联审" in text(clerk.get(answer.url))


def test_an_office_gives_its_opinion_with_the_facts_beside(office):
    item = office.sent()
    office_client = client_of(office.desks["纪委"])
    page = text(office_client.get(url("opine", item)))
    assert "120,000.00" in page and "F6" in page  # sources
    assert "600 吨" in page and "怎样验收" in page  # scheme
    assert "澄财采〔2023〕5号" in page and "采购限额" in page  # limits with their clause
    answer = send(office_client, url("opine", item), **AGREED, reason_0="两笔都有文号")
    assert answer.url == url("board", item)
    board = text(office_client.get(url("board", item)))
    assert "两笔都有文号" in board
    assert Opinion.objects.count() == 3


def test_an_objection_without_reason_is_asked_for_at_its_box_and_nothing_is_kept(office):
    item = office.sent()
    typed = once(**{**AGREED, "choice_1": "disagree", "reason_0": "可行"})
    answer = client_of(office.desks["纪委"]).post(url("opine", item), typed)
    assert answer.status_code == 400
    shown = text(answer)
    assert 'id="id_reason_1_error"' in shown and "没有写理由" in shown and "可行" in shown
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"choice_0": "agree"},
        {**AGREED, "choice_2": "perhaps"},
        {**AGREED, "reason_0": "a\x00b"},
        {**AGREED, "reason_0": "字" * 1001},
        {**AGREED, "choice_0": "return", "reason_0": "   "},
    ],
)
def test_what_cannot_be_read_is_refused_with_everything_typed_still_there(office, typed):
    item = office.sent()
    answer = client_of(office.desks["纪委"]).post(url("opine", item), once(**typed))
    assert answer.status_code == 400
    assert not Opinion.objects.exists()


def test_marks_of_four_bytes_and_full_width_are_kept_as_written(office):
    item = office.sent()
    send(client_of(office.desks["纪委"]), url("opine", item), **AGREED, reason_0="𠮷同意１２３")
    assert Opinion.objects.get(part__name="资金来源").reason == "𠮷同意１２３"


def test_a_double_click_signs_once(office):
    item = office.sent()
    client = client_of(office.desks["纪委"])
    typed = {"once": once_key(client.get(url("opine", item))), **AGREED}
    answers = [client.post(url("opine", item), typed) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert Opinion.objects.count() == 3


def test_a_return_closes_the_round_and_the_clerk_sees_why(office):
    item = office.sent()
    typed = {**AGREED, "choice_2": "return", "reason_2": "单价高于邻镇，附询价记录"}
    send(client_of(office.desks["纪委"]), url("opine", item), **typed)
    clerk = client_of(office.cast["needs"])
    assert "单价高于邻镇，附询价记录" in text(clerk.get(reverse("plans:detail", args=[item.pk])))
    other = client_of(office.desks["党政办"])
    assert "这一轮已结束" in text(other.get(url("board", item)))
    late = other.post(url("opine", item), once(**AGREED))
    assert late.status_code == 409
    assert Opinion.objects.count() == 3


def test_the_second_round_is_agreed_to_in_one_click(office):
    item = office.sent()
    office.say("党政办", item)
    office.say("纪委", item, 采购方式=Choice.RETURN)
    item.refresh_from_db()
    plans.edit(item.pk, by=office.cast["needs"], version=item.version, method="公开比选")
    actions.open_review(item.pk, by=office.cast["needs"])
    client = client_of(office.desks["党政办"])
    page = text(client.get(url("board", item)))
    assert "这一轮改动了：采购方式" in page and "没变的照旧同意" in page
    send(client, url("reaffirm", item))
    assert "同意（沿用上一轮）" in text(client.get(url("board", item)))
    assert Opinion.objects.filter(reaffirms__isnull=False).count() == 2
    answer = client.post(url("reaffirm", item), once())
    assert answer.status_code == 409


def test_stepping_aside_and_naming_a_colleague(office):
    item = office.sent()
    discipline = client_of(office.desks["纪委"])
    assert discipline.post(url("recuse", item), once(why="")).status_code == 400
    send(discipline, url("recuse", item), why="亲属在承接主体任职")
    assert discipline.post(url("opine", item), once(**AGREED)).status_code == 422
    lead = client_of(office.desks["财政办"])
    page = text(lead.get(url("stand_in", item)))
    assert "合同管理岗" in page and "党政办联审岗(" not in page
    clerk = office.cast["contracts"]
    typed = {"desk": "纪委", "person_id": str(clerk.person_id), "why": "本人回避"}
    key = once_key(lead.get(url("stand_in", item)))
    answers = [lead.post(url("stand_in", item), {"once": key, **typed}) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert "（指定）" in text(lead.get(url("board", item)))
    send(client_of(clerk), url("opine", item), **AGREED)
    assert Opinion.objects.filter(desk__name="纪委", person_id=clerk.person_id).count() == 3


@pytest.mark.parametrize(
    "typed",
    [{"person_id": "9" * 30}, {"person_id": "０"}, {"desk": "别的办"}, {"why": ""}, {"person_id": "0"}],
)
def test_naming_refuses_what_is_not_there(office, typed):
    item = office.sent()
    given = {"desk": "纪委", "person_id": str(office.cast["contracts"].person_id), "why": "缺席", **typed}
    answer = client_of(office.desks["财政办"]).post(url("stand_in", item), once(**given))
    assert answer.status_code == 400


def test_the_lead_concludes_and_a_button_that_is_off_says_why(office):
    item = office.sent()
    lead = client_of(office.desks["财政办"])
    assert "还缺 12 项意见" in text(lead.get(url("board", item)))
    early = lead.post(url("conclude", item), once(why=""))
    assert early.status_code == 422 and "plans.review.seat_missing" in text(early)
    office.all_agree(item)
    send(lead, url("conclude", item), why="")
    assert Review.objects.get().status == Review.Status.PASSED
    assert "通过" in text(lead.get(url("board", item)))
    refused = client_of(office.desks["纪委"]).post(url("conclude", item), once(why=""))
    assert refused.status_code == 409


def test_another_office_does_not_conclude(office):
    item = office.sent()
    office.all_agree(item)
    answer = client_of(office.desks["纪委"]).post(url("conclude", item), once(why=""))
    assert answer.status_code == 422 and "reviews.conclude.not_lead" in text(answer)


@pytest.mark.parametrize("name", ["board", "opine", "open", "recuse", "reaffirm", "stand_in", "conclude"])
def test_another_township_knows_nothing_of_it(office, name):
    item = office.sent()
    foreign = desks.seated("财政办联审岗(牵头)", town=people.BAISHUI)
    for actor in (foreign, office.cast["foreign_needs"]):
        client = client_of(actor)
        assert client.get(url(name, item)).status_code in {403, 404}
        assert client.post(url(name, item), once(why="x", **AGREED)).status_code in {403, 404, 405}
    assert "澄湖区联审" not in text(client_of(foreign).get(reverse("joint_review:list")))


@pytest.mark.parametrize(
    ("login", "name", "status"),
    [
        ("mayor", "board", 200), ("finance", "board", 200), ("audit", "board", 200), ("discipline", "board", 200),
        ("industry", "board", 403), ("finance", "opine", 403), ("mayor", "conclude", 403), ("buyer", "open", 403),
        ("audit", "recuse", 403),
    ],
)  # fmt: skip
def test_each_seat_sees_and_does_what_is_its_own(office, login, name, status):
    item = office.sent()
    assert client_of(office.cast[login]).get(url(name, item)).status_code == status


def test_a_place_without_joint_review_has_no_such_page(db):
    cast = people.install(pack="county-a")
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    client = client_of(cast["needs"])
    assert client.get(url("board", item)).status_code == 404
    assert url("board", item) not in text(client.get(reverse("plans:detail", args=[item.pk])))
    assert "本地没有规定联动联审" in text(client.get(reverse("joint_review:list")))


def test_the_register_is_narrowed_by_state_and_words(office):
    office.sent(name="河道管护", budget_fen=1_0000_00, sources={"F6": 1_0000_00})
    office.passed(name="治安巡防", budget_fen=1_0000_00, sources={"F6": 1_0000_00})
    client = client_of(office.desks["财政办"])
    assert "治安巡防" not in text(client.get(reverse("joint_review:list"), {"status": "open"}))
    assert "河道管护" not in text(client.get(reverse("joint_review:list"), {"q": "治安"}))
    assert "河道管护" in text(client.get(reverse("joint_review:list"), {"status": "\x00x"}))


def test_pages_take_no_more_statements_for_more_rows(office):
    small = {"budget_fen": 1_0000_00, "sources": {"F6": 1_0000_00}}
    item = office.sent(name="第一项", **small)
    lead = client_of(office.desks["财政办"])
    addresses = {
        "/joint-review/": reverse("joint_review:list"),
        "/joint-review/before/": reverse("joint_review:before"),
        **{f"/joint-review/{{item}}/{n}": url(name, item) for n, name in (
            ("", "board"), ("open/", "open"), ("opine/", "opine"), ("recuse/", "recuse"), ("reaffirm/", "reaffirm"),
            ("stand-in/", "stand_in"), ("conclude/", "conclude"),
        )},
    }  # fmt: skip
    addresses.pop("/joint-review/{item}/open/")
    counted = {name: statements(lead, at) for name, at in addresses.items()}
    counted["/joint-review/{item}/open/"] = statements(client_of(office.cast["needs"]), url("open", item))
    assert counted == expected_counts(__file__)
    for n in range(6):
        office.sent(name=f"又一项{n}", **small)
    office.all_agree(item)
    assert {name: statements(lead, at) for name, at in addresses.items()} == {
        name: counted[name] for name in addresses
    }
