"""The questionnaires of the pack: due by sum, answered whole with evidence, never on one's own item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.base.places import queries as places
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.funds.models import TownBudget
from xianggou.stages.plans import actions, queries
from xianggou.stages.plans.assessing import Upload
from xianggou.stages.plans.models import Assessment
from xianggou.stages.plans.tests.test_pledges import stops
from xianggou.stages.plans.tests.typed import drafted

pytestmark = pytest.mark.django_db
DAY = date(2023, 3, 1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c63606060f80f00010401005fe5c34b"
    "0000000049454e44ae426082"
)  # fmt: skip


@pytest.fixture
def large(cast):
    """An item at the sum from which the county asks for the whole questionnaires."""
    limit = form(cast, EX_ANTE).from_fen
    TownBudget.objects.filter(town_code=cast.here.town_code).update(purchases_fen=200_0000_00)
    return drafted(cast, budget_fen=limit, sources={"OWN": limit})


def form(cast, name):
    return places.pack_of(cast.county.place_code).questionnaire(name, DAY)


def answers(asked, **more):
    """Every question answered in full."""
    found = {
        q.id: {
            "text": "有据可查",
            "amount": q.most if q.kind == "score" else 30_0000_00,
            "basis": "会议纪要〔2023〕2号",
        }
        for q in asked.questions
    }
    return found | more


def assess(cast, item, conclusion="予以支持", uploads=None, by="performance", **more):
    return actions.assess(
        item.pk,
        by=cast[by],
        answers=answers(form(cast, EX_ANTE), **more),
        conclusion=conclusion,
        uploads=uploads,
    )


def study(cast, item, conclusion="可行", **more):
    return actions.study(
        item.pk, by=cast["needs"], answers=answers(form(cast, FEASIBILITY), **more), conclusion=conclusion
    )


def sending(cast, item):
    with pytest.raises(Refused) as refused:
        actions.submit(item.pk, by=cast["needs"])
    return stops(refused)


def test_from_the_sum_on_both_questionnaires_are_due_and_one_fen_below_none(cast, large):
    assert sending(cast, large) == ["plans.submit.no_assessment", "plans.submit.no_study"]
    below = large.budget_fen - 1
    actions.edit(large.pk, by=cast["needs"], version=1, budget_fen=below, sources={"OWN": below})
    assert actions.submit(large.pk, by=cast["needs"]).status == "submitted"


def test_later_years_count_towards_the_sum(cast):
    item = drafted(cast, later_years_fen=[form(cast, EX_ANTE).from_fen], ends_on=date(2024, 3, 31))
    assert "plans.submit.no_assessment" in sending(cast, item)


def test_an_item_that_was_assessed_and_studied_is_sent(cast, large):
    made = assess(cast, large)
    study(cast, large)
    assert (made.score, made.most, made.number) == (100, 100, f"SQ-2023-{large.town_code}-1")
    entry = Entry.objects.get(verb="plans.assess")
    assert entry.changes == {"score": 100, "most": 100} and entry.person_id == cast["performance"].person_id
    assert actions.submit(large.pk, by=cast["needs"]).status == "submitted"


def test_the_assessor_has_it_among_what_waits_until_it_is_done(cast, large):
    drafted(cast, name="小项目")
    assert [w.code for w in queries.waiting_for(cast["performance"])] == [large.code]
    assess(cast, large)
    assert queries.waiting_for(cast["performance"]) == []


def test_every_gap_is_told_at_once_and_nothing_is_written(cast, large):
    wrong = {
        "S1": {"text": "", "amount": 20, "basis": "有"},
        "S2": {"text": "有", "amount": 21, "basis": "有"},
        "S3": {"text": "有", "amount": None, "basis": ""},
        "S5": {"text": "有", "amount": 20, "basis": " "},
        "S9": {"text": "多的"},
    }
    with pytest.raises(BadInput) as bad:
        assess(cast, large, conclusion="看着办", **wrong)
    found = [(p.column, p.code) for p in bad.value.problems]
    assert [c for c, _ in found] == ["S1", "S2", "S3", "S5", "", "conclusion"]
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("bad", ["空\x00字", "长" * 1001])
def test_hostile_text_is_told_at_its_question(cast, large, bad):
    with pytest.raises(BadInput) as told:
        assess(cast, large, S1={"text": bad, "amount": 20, "basis": "有"})
    assert [p.column for p in told.value.problems] == ["S1"]


@pytest.mark.parametrize("amount", [-1, True, 1.5, "20", 10**20])
def test_a_score_is_a_whole_number_within_its_scale(cast, large, amount):
    with pytest.raises(BadInput):
        assess(cast, large, S1={"text": "有", "amount": amount, "basis": "有"})


def test_below_the_line_nothing_goes_on(cast, large):
    study(cast, large)
    low = {f"S{n}": {"text": "有", "amount": 12, "basis": "有"} for n in range(1, 6)}
    assess(
        cast,
        large,
        S1={"text": "有", "amount": 11, "basis": "有"},
        **{k: v for k, v in low.items() if k != "S1"},
    )
    assert sending(cast, large) == ["plans.submit.assessment_below_line"]
    assess(cast, large, **low)
    assert actions.submit(large.pk, by=cast["needs"]).status == "submitted"


def test_what_was_assessed_is_what_is_sent(cast, large):
    assess(cast, large)
    study(cast, large)
    more = large.budget_fen + 1
    actions.edit(large.pk, by=cast["needs"], version=1, budget_fen=more, sources={"OWN": more})
    assert sending(cast, large) == ["plans.submit.assessment_outdated"]


def test_the_conclusion_of_the_assessor_counts_not_the_clerks(cast, large):
    study(cast, large, conclusion="不可行")
    assess(cast, large, conclusion="不予支持")
    assert sorted(sending(cast, large)) == ["plans.submit.ex_ante_negative", "plans.submit.study_negative"]


def test_an_assessment_made_again_leaves_the_first_readable(cast, large):
    first, second = assess(cast, large), assess(cast, large, conclusion="调整完善后支持")
    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "made")
    assert queries.assessments_of(large)[EX_ANTE] == second


def test_who_wrote_the_item_does_not_assess_it_with_another_seat_either(cast, large):
    with pytest.raises(NotGranted):
        assess(cast, large, by="needs")
    both = replace(cast["needs"], seats=(*cast["needs"].seats, *cast["performance"].seats))
    with pytest.raises(Refused) as refused:
        actions.assess(large.pk, by=both, answers=answers(form(cast, EX_ANTE)), conclusion="予以支持")
    assert stops(refused) == ["plans.submit.own_assessment"]


@pytest.mark.parametrize("login", ["buyer", "mayor", "finance", "accountant", "foreign_needs"])
def test_other_seats_do_not_assess(cast, large, login):
    with pytest.raises(NotGranted):
        assess(cast, large, by=login)


def test_what_was_sent_is_not_assessed_any_more(cast):
    item = drafted(cast)
    actions.submit(item.pk, by=cast["needs"])
    with pytest.raises(BadInput) as bad:
        assess(cast, item)
    assert [p.code for p in bad.value.problems] == ["plans.edit.settled"]


def test_a_file_is_evidence_and_is_kept_when_the_answer_is_made_again(cast, large, settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path
    bare = {"S1": {"text": "有", "amount": 20, "basis": ""}}
    first = assess(cast, large, uploads={"S1": Upload("测算.png", PNG)}, **bare)
    assert Entry.objects.get(verb="plans.assess").files == [first.answers[0]["digest"]]
    again = assess(cast, large, **bare)
    assert again.answers[0]["file"] == first.answers[0]["file"]

    url = f"/plans/{large.pk}/evidence/{again.answers[0]['file']}/"
    answer = client_of(cast["finance"]).get(url)
    assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
    assert client_of(cast["foreign"]).get(url).status_code == 404
    assert client_of(cast["finance"]).get(f"/plans/{large.pk}/evidence/{10**9}/").status_code == 404


def test_a_file_of_the_wrong_kind_is_told_at_its_question(cast, large, settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path
    with pytest.raises(BadInput) as bad:
        assess(cast, large, uploads={"S1": Upload("说明.exe", b"MZ" + b"0" * 100)})
    assert [p.column for p in bad.value.problems] == ["S1"]


# Pages


def posted(asked, **more):
    found = {"conclusion": "予以支持" if asked.form == EX_ANTE else "可行", "why": ""}
    for q in asked.questions:
        found |= {f"text_{q.id}": "有据可查", f"basis_{q.id}": "纪要"}
        if q.kind != "text":
            found[f"amount_{q.id}"] = str(q.most) if q.kind == "score" else "300000"
    return once(**{**found, **more})


def test_the_assessor_answers_in_the_browser_once(cast, large, settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path
    client = client_of(cast["performance"])
    assert "满分 20" in client.get(f"/plans/{large.pk}/assess/").content.decode()
    given = posted(form(cast, EX_ANTE), basis_S1="")
    file = SimpleUploadedFile("测算.png", PNG, "image/png")
    for _click in range(2):
        file.seek(0)
        answer = client.post(f"/plans/{large.pk}/assess/", {**given, "file_S1": file})
        assert answer.status_code == 302
    assert Assessment.objects.count() == 1
    page = client.get(f"/plans/{large.pk}/assessments/{EX_ANTE}/").content.decode()
    assert "100 分，满分 100 分" in page and "测算.png" in page
    assert client.get(f"/plans/{large.pk}/assessments/nothing/").status_code == 404


def test_gaps_stand_beside_their_boxes_and_the_rest_stays(cast, large):
    client = client_of(cast["performance"])
    given = posted(form(cast, EX_ANTE), text_S1="", amount_S2="99", text_S3="留着这句话")
    answer = client.post(f"/plans/{large.pk}/assess/", given)
    page = answer.content.decode()
    assert answer.status_code == 400 and "留着这句话" in page
    given = posted(form(cast, EX_ANTE), text_S1="", basis_S5="", text_S3="留着这句话")
    answer = client.post(f"/plans/{large.pk}/assess/", given)
    page = answer.content.decode()
    assert (
        answer.status_code == 400
        and "这一问没有写答案或理由" in page
        and "这一问要有依据" in page
        and "留着这句话" in page
    )


def test_the_clerk_answers_the_feasibility_study_and_prints_both(cast, large):
    clerk = client_of(cast["needs"])
    assert (
        clerk.post(
            f"/plans/{large.pk}/study/", posted(form(cast, FEASIBILITY), amount_K2="350000")
        ).status_code
        == 302
    )
    assess(cast, large)
    for paper in ("feasibility", "ex-ante", "targets"):
        for kind in ("docx", "pdf"):
            assert clerk.get(f"/plans/{large.pk}/papers/{paper}.{kind}").status_code == 200
    assert clerk.get(f"/plans/{large.pk}/papers/targets.exe").status_code == 404
    assert client_of(cast["foreign"]).get(f"/plans/{large.pk}/papers/targets.pdf").status_code == 404
