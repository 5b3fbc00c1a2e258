"""An application as its people meet it: by the form, with every refusal beside its box, each step by its own seat."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from tests import admitting
from tests import cast as casting
from tests.visits import client_of, once
from xianggou.stages.duties import actions, queries
from xianggou.stages.duties.models import Admission

pytestmark = pytest.mark.django_db


def typed(**more):
    facts = admitting.stated(**more)
    costs = {f"cost_{year}": str(fen // 100) for year, fen in facts.pop("yearly_costs").items()}
    return once(**{name: str(value) for name, value in facts.items()}, **costs)


@pytest.fixture
def department(cast):
    return client_of(cast["industry"])


def test_a_department_writes_is_refused_with_the_clause_and_mends(cast, department):
    answer = department.post(
        "/duties/admissions/new/", {**typed(basis="无", staff_coming=""), "then": "submit"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有写依据" in page and "准入制度" in page
    assert "划转几人" in page and "农村厕所粪污清掏管护" in page  # what was typed is there
    assert not Admission.objects.exists()

    sent = department.post("/duties/admissions/new/", {**typed(), "then": "submit"})
    admission = Admission.objects.get()
    assert sent["Location"] == f"/duties/admissions/{admission.pk}/" and admission.status == "submitted"
    assert admission.yearly_costs == {"2020": 30_0000_00, "2021": 33_0000_00, "2022": 36_0000_00}
    assert admission.cost_fen == 33_0000_00


def test_two_clicks_make_one_application(department):
    form = typed()
    first, second = (department.post("/duties/admissions/new/", form)["Location"] for _click in range(2))
    assert first == second and Admission.objects.count() == 1


@pytest.mark.parametrize(
    ("box", "wrong"),
    [
        ("name", ""), ("name", "长" * 201), ("basis", "\x00"), ("reason", "字" * 2001), ("money_fen", "-1"),
        ("money_fen", "0.005"), ("money_fen", "abc"), ("cost_2022", "1e9"), ("present_staff", "-3"), ("field", "没有的领域"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_at_its_box_and_kept(department, box, wrong):
    answer = department.post("/duties/admissions/new/", {**typed(), box: wrong})
    assert answer.status_code == 400 and not Admission.objects.exists()
    assert f"id_{box}" in answer.content.decode()


def test_full_width_digits_and_rare_characters_are_read(department):
    department.post("/duties/admissions/new/", {**typed(name="𠮷镇管护"), "money_fen": "５０，０００"})
    admission = Admission.objects.get()
    assert (admission.name, admission.money_fen) == ("𠮷镇管护", 5_0000_00)


def test_a_draft_may_be_open_and_is_nobody_elses(cast, department):
    department.post("/duties/admissions/new/", once(name="还没想好"))
    admission = Admission.objects.get()
    assert admission.status == "draft"
    page = department.get(f"/duties/admissions/{admission.pk}/").content.decode()
    assert "的申请还空着" in page and "送乡镇和审查" in page
    for login in ("mayor", "needs", "village"):
        assert client_of(cast[login]).get(f"/duties/admissions/{admission.pk}/").status_code == 404


def test_who_comes_with_an_old_version_is_told(cast, department):
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated())
    actions.edit(draft.pk, by=cast["industry"], version=1, reason="别人先改了")
    answer = department.post(f"/duties/admissions/{draft.pk}/edit/", {**typed(), "version": "1"})
    assert answer.status_code == 409


def test_each_step_by_its_seat_to_the_new_version(cast, department):
    admission = admitting.sent(cast)
    url = f"/duties/admissions/{admission.pk}/"
    mayor, jurist, head = (client_of(cast[login]) for login in ("mayor", "jurist", "county_head"))

    assert mayor.post(f"{url}opine/", once(agrees="no", text="没有人手"))["Location"] == url
    assert mayor.post(f"{url}opine/", once(agrees="yes", text="又想好了")).status_code == 409
    assert "等合法性审查" in head.get(url).content.decode()
    assert jurist.post(f"{url}review/", once(passed="yes", opinion="依据充分")).status_code == 302

    said = {
        "admit": "yes",
        "decided_by": "县级政府",
        "document": "清府阅〔2023〕5号",
        "on": "2023-03-01",
        "why": "可以",
    }
    early = head.post(f"{url}decide/", once(**said))
    assert early.status_code == 422 and "至少要 3 个" in early.content.decode()
    actions.opine(admission.pk, where=cast.there, by=cast["foreign_mayor"], agrees=True, text="行")
    third = admitting.third_mayor()
    actions.opine(
        admission.pk, where=casting.Where(casting.PLACE, admitting.HEISHI), by=third, agrees=True, text="行"
    )

    unfunded = head.post(f"{url}decide/", once(**said))
    assert unfunded.status_code == 422 and "一分钱不划转" in unfunded.content.decode()
    reason = {"reason-duties.admit.unfunded": "设备由县里买好"}
    assert head.post(f"{url}decide/", once(**said, **reason)).status_code == 302
    assert head.post(f"{url}decide/", once(**said, **reason)).status_code == 409

    duty = queries.duty(casting.PLACE, "D053")
    page = head.get(f"/duties/versions/{duty.duty_list.number}/").content.decode()
    assert "清府阅〔2023〕5号" in page and "县级政府" in page and "可以" in page and "分管副县长" in page
    assert "设备由县里买好" in head.get(url).content.decode()


def test_a_duty_that_brings_money_is_not_agreed_to_on_this_page(cast):
    admission = admitting.reviewed(cast, money_fen=5_0000_00)
    head = client_of(cast["county_head"])
    page = head.get(f"/duties/admissions/{admission.pk}/decide/").content.decode()
    assert "同意并下达经费" in page and 'value="yes"' not in page
    said = {"admit": "yes", "decided_by": "县级政府", "document": "x", "on": "2023-03-01", "why": "y"}
    assert head.post(f"/duties/admissions/{admission.pk}/decide/", once(**said)).status_code == 400
    admission.refresh_from_db()
    assert admission.status == "reviewed"


@pytest.mark.parametrize("step", ["submit", "withdraw", "edit"])
def test_another_department_touches_nothing(cast, step):
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated())
    Admission.objects.filter(pk=draft.pk).update(body_code="590121-77")
    assert (
        client_of(cast["industry"]).post(f"/duties/admissions/{draft.pk}/{step}/", once(why="x")).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("login", "step"),
    [
        ("needs", "opine"),
        ("mayor", "review"),
        ("industry", "review"),
        ("jurist", "decide"),
        ("finance", "decide"),
    ],
)
def test_the_wrong_seat_is_refused(cast, login, step):
    admission = admitting.sent(cast)
    assert (
        client_of(cast[login]).post(f"/duties/admissions/{admission.pk}/{step}/", once()).status_code == 403
    )


def test_a_duty_of_the_list_is_asked_to_leave_from_its_page(cast, department):
    assert "/duties/admissions/new/?exit=D052" in department.get("/duties/D052/").content.decode()
    assert department.get("/duties/admissions/new/?exit=D999").status_code == 404
    form = once(reason="县里收回", basis="某文件第一条", then="submit")
    assert department.post("/duties/admissions/new/?exit=D052", form).status_code == 302
    admission = Admission.objects.get()
    assert (admission.kind, admission.duty_code, admission.name) == ("exit", "D052", "农村生活垃圾治理")


def test_it_waits_with_whoever_acts_next(cast):
    def waits(login):
        return [w.verb for w in queries.waiting_for(cast[login]) if w.verb.startswith("duties.")]

    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated())
    assert waits("industry") == ["duties.submit"]
    actions.submit(draft.pk, by=cast["industry"])
    assert (waits("industry"), waits("mayor"), waits("jurist")) == ([], ["duties.opine"], ["duties.review"])
    actions.opine(draft.pk, where=cast.here, by=cast["mayor"], agrees=True, text="行")
    assert (waits("mayor"), waits("foreign_mayor")) == ([], ["duties.opine"])
    actions.review(draft.pk, by=cast["jurist"], passed=True, opinion="行")
    assert (waits("jurist"), waits("county_head")) == ([], ["duties.decide"])


def test_what_others_hold_leads_to_the_application_and_tells_no_draft(cast):
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated(name="还没说出口的事"))
    admission = admitting.sent(cast)
    page = client_of(cast["finance"]).get("/").content.decode()
    assert f"/duties/admissions/{admission.pk}/" in page and draft.name not in page
    actions.review(admission.pk, by=cast["jurist"], passed=False, opinion="条款不对")
    page = client_of(cast["finance"]).get("/").content.decode()
    assert admission.name in page and "改好再送" in page


# Papers --------------------------------------------------------------------------------------


def test_the_application_leaves_as_word_and_pdf_from_live_data(cast, department):
    admission = admitting.reviewed(cast, money_fen=5_0000_00)
    answer = department.get(f"/duties/admissions/{admission.pk}/form.docx")
    paper = Document(io.BytesIO(answer.content))
    text = "\n".join(
        [p.text for p in paper.paragraphs] + [c.text for t in paper.tables for r in t.rows for c in r.cells]
    )
    for part in (
        "农村厕所粪污清掏管护",
        admission.code,
        "50,000.00",
        "360,000.00",
        "青山镇",
        "依据充分",
        "黑石镇",
    ):
        assert part in text
    assert department.get(f"/duties/admissions/{admission.pk}/form.pdf").content[:5] == b"%PDF-"
    assert department.get(f"/duties/admissions/{admission.pk}/form.exe").status_code == 404


def test_the_list_of_a_version_leaves_as_word_pdf_and_workbook(cast, department):
    word = Document(io.BytesIO(department.get("/duties/versions/1/list.docx").content))
    cells = [c.text for t in word.tables for r in t.rows for c in r.cells]
    assert "D052" in cells and any("农村生活垃圾治理" in c for c in cells)
    assert "共2项" in "".join(p.text for p in word.paragraphs)
    assert department.get("/duties/versions/1/list.pdf").content[:5] == b"%PDF-"
    book = load_workbook(io.BytesIO(department.get("/duties/versions/1/list.xlsx").content))
    rows = list(book.active.values)
    assert rows[0][:3] == ("事项编码", "领域", "事项名称") and [r[0] for r in rows[1:]] == ["D001", "D052"]
    assert department.get("/duties/versions/9/list.docx").status_code == 404


# Versions side by side -----------------------------------------------------------------------


def test_two_versions_are_held_against_each_other_field_by_field(cast, department):
    kept = {d.code: d for d in queries.duties_of(queries.list_in_force(casting.PLACE))}["D052"]
    row = {"code": "D052", "field": kept.field, "name": kept.name, "department": "城管局", "mode": kept.mode,
           "is_purchasable": True, "catalogue_codes": ["0101"], "basis": kept.basis}  # fmt: skip
    actions.adopt(where=cast.county, by=cast["keeper"], duties=[row, {**row, "code": "D060", "name": "新的"}])
    page = department.get("/duties/compare/").content.decode()
    assert "住建局" in page and "城管局" in page and "新的" in page
    assert "新的" not in department.get("/duties/compare/?old=1&new=2&kind=changed").content.decode()
    turned = department.get("/duties/compare/?old=2&new=1").content.decode()
    assert "退出 <b>1</b>" in turned
    assert department.get("/duties/compare/?old=1&new=99").status_code == 400
    assert "没有差别" in department.get("/duties/compare/?old=1&new=1").content.decode()


def test_a_comparison_leaves_as_a_workbook(cast):
    keeper = client_of(cast["finance"])
    actions.adopt(where=cast.county, by=cast["keeper"], duties=[{"code": "D052", "mode": "配合"}])
    answer = keeper.get("/duties/compare/?old=1&new=2&format=xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert len(rows) == 2 and "配合" in rows[1]
