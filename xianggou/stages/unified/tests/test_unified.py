"""Merging equal items of several townships: proposal, answers, confirmation; gates; one procedure with many payers."""

from __future__ import annotations

import io

import pytest
from django.db import DatabaseError, connection, transaction
from docx import Document

from tests import cast as people
from tests.stories import purchase as story
from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.access.actions import NotGranted
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale
from xianggou.stages.plans import actions as plans
from xianggou.stages.unified import actions, queries
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

pytestmark = pytest.mark.django_db
TERMS = {"share_rule": "按数量分摊", "acceptance_rule": "各验各的"}
SMALL = {"budget_fen": 1_0000_01, "sources": {"F6": 6000_00, "OWN": 4000_01}, "quantity": 50}


def theirs(cast, **more):
    """A plan item of the other township, sent."""
    item = plans.draft(where=cast.there, by=cast["foreign_needs"], **people.facts(**{**SMALL, **more}))
    return plans.submit(item.pk, by=cast["foreign_needs"])


@pytest.fixture
def two(cast):
    return [story.plan(cast, **SMALL), theirs(cast, name="白水镇2023年垃圾收集转运")]


def proposed(cast, items, login="industry", **more):
    given = {
        "year": 2023,
        "catalogue_code": "0101",
        "unit": "吨",
        "lead_code": people.BUREAU,
        **TERMS,
        **more,
    }
    return actions.propose(where=cast.county, by=cast[login], item_ids=[i.pk for i in items], **given)


def answered(cast, items):
    made = proposed(cast, items)
    for part, login in zip(queries.parts(made), ("needs", "foreign_needs"), strict=True):
        actions.delegate(part.pk, by=cast[login])
    return made


def confirmed(cast, items):
    return actions.confirm(answered(cast, items).pk, by=cast["industry"])


# What may be merged


def test_candidates_are_equal_items_of_several_townships_with_their_sums(cast, two):
    story.plan(cast, name="另一项", **SMALL)
    (one,) = queries.candidates(people.PLACE, 2023)
    assert (one.catalogue_code, one.unit, one.towns, one.items) == ("0101", "吨", 2, 3)
    assert (one.quantity, one.fen) == (150, 3_0000_03)
    page = client_of(cast["industry"]).get("/unified/candidates/?year=2023").content.decode()
    assert "2 个乡镇都要买，合并？" in page and "30,000.03" in page
    proposed(cast, two)
    assert queries.candidates(people.PLACE, 2023) == []  # one township's item is left: nothing to merge


def test_items_of_one_township_are_not_merged(cast):
    items = [story.plan(cast, name=f"项目{n}", **SMALL) for n in range(2)]
    with pytest.raises(Refused) as refused:
        proposed(cast, items)
    assert {f.code for f in refused.value.verdict.findings if f.level == "stop"} == {"unified.merge.too_few"}
    assert UnifiedPurchase.objects.count() == 0


def test_what_differs_is_not_sent_or_already_merged_is_named(cast, two):
    other = theirs(cast, name="按车算", unit="车")
    draft = plans.draft(
        where=cast.there, by=cast["foreign_needs"], **people.facts(**{**SMALL, "name": "草稿"})
    )
    with pytest.raises(Refused) as refused:
        proposed(cast, [*two, other, draft])
    (unlike,) = [f for f in refused.value.verdict.findings if f.code == "unified.merge.unlike"]
    assert set(unlike.values["items"]) == {other.code, draft.code}
    proposed(cast, two)
    with pytest.raises(Refused, match="elsewhere"):
        proposed(cast, two)


@pytest.mark.parametrize(
    ("more", "words"),
    [({"lead_code": "x"}, "牵头"), ({"item_ids": []}, "没有选"), ({"item_ids": [10**9]}, "没有选")],
)
def test_a_proposal_of_nothing_or_nobody_is_refused(cast, two, more, words):
    with pytest.raises(BadInput) as bad:
        given = {"item_ids": [i.pk for i in two], "lead_code": people.BUREAU, **more}
        actions.propose(
            where=cast.county,
            by=cast["finance"],
            year=2023,
            catalogue_code="0101",
            unit="吨",
            **TERMS,
            **given,
        )
    assert words in bad.value.problems[0].what


def test_a_department_leads_only_its_own(cast, two):
    with pytest.raises(BadInput, match="自己牵头"):
        proposed(cast, two, lead_code=people.QINGSHAN)
    with pytest.raises(NotGranted):
        proposed(cast, two, login="needs")


# Answers


def test_each_township_answers_for_itself(cast, two):
    made = proposed(cast, two)
    mine, other = queries.parts(made)
    with pytest.raises(NotGranted):
        actions.delegate(other.pk, by=cast["needs"])
    part = actions.delegate(mine.pk, by=cast["mayor"])
    assert part.number == "清岚县购委〔2023〕1号"
    with pytest.raises(Stale):
        actions.delegate(mine.pk, by=cast["needs"])
    actions.decline(other.pk, by=cast["foreign_needs"], why="自己有人手")
    with pytest.raises(Refused, match="too_few"):
        actions.confirm(made.pk, by=cast["industry"])
    assert Entry.objects.filter(verb="unified.delegate", subject_id=two[0].dossier_id).count() == 1


def test_nobody_is_passed_over(cast, two):
    made = proposed(cast, two)
    actions.delegate(queries.parts(made)[0].pk, by=cast["needs"])
    with pytest.raises(Refused, match="unanswered"):
        actions.confirm(made.pk, by=cast["industry"])


def test_answers_wait_on_home_with_the_last_day(cast, two):
    made = proposed(cast, two, answer_by=people.date(2023, 3, 15))
    (waits,) = queries.waiting_for(cast["needs"])
    assert waits.due_on == people.date(2023, 3, 15) and waits.amount_fen == 1_0000_01
    assert queries.waiting_for(cast["industry"]) == []
    for part, login in zip(queries.parts(made), ("needs", "foreign_needs"), strict=True):
        actions.delegate(part.pk, by=cast[login])
    (waits,) = queries.waiting_for(cast["industry"])
    assert waits.verb == "unified.confirm" and queries.waiting_for(cast["needs"]) == []


# What a confirmed purchase means


# Gates


@pytest.mark.parametrize(
    ("sql", "gate"),
    [
        ("UPDATE plans_planitem SET budget_fen = budget_fen + 1", "XG0(12|50)"),
        ("UPDATE unified_delegation SET amount_fen = 1", "XG012"),
        ("UPDATE unified_delegation SET status = 'released'", "XG013"),
        ("UPDATE unified_unifiedpurchase SET status = 'withdrawn'", "XG013"),
        ("UPDATE unified_unifiedpurchase SET share_rule = 'x'", "XG012"),
    ],
)
def test_a_confirmed_purchase_is_not_changed_by_hand(cast, two, sql, gate):
    confirmed(cast, two)
    with pytest.raises(DatabaseError, match=gate), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_part_that_differs_from_its_item_is_refused_by_the_database(cast, two):
    made = proposed(cast, two)
    dear = story.plan(cast, name="另一项", **SMALL)
    part = Delegation(
        place_code=dear.place_code, town_code=dear.town_code, dossier_id=dear.dossier_id, purchase=made,
        item=dear, quantity=dear.quantity, amount_fen=dear.budget_fen + 1,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="XG050"), transaction.atomic():
        part.save()


# Pages and papers


def test_the_proposal_by_page(cast, two):
    client = client_of(cast["industry"])
    url = "/unified/new/?year=2023&code=0101&unit=吨"
    page = client.get(url).content.decode()
    assert "青山镇" in page and "白水镇" in page and "20,000.02" in page
    empty = client.post(url, once(items=[], lead=people.BUREAU, **TERMS))
    assert empty.status_code == 400
    foreign = client.post(url, once(items=["999999"], lead=people.BUREAU, **TERMS))
    assert foreign.status_code == 404
    form = once(items=[i.pk for i in two], lead=people.BUREAU, **TERMS)
    for _click in range(2):
        answer = client.post(url, form, follow=True)
        assert "等乡镇委托" in answer.content.decode()
    assert UnifiedPurchase.objects.count() == 1 and Delegation.objects.count() == 2
    assert (
        "没有可以合并" in client.get("/unified/new/?year=2023&code=%00&unit=x", follow=True).content.decode()
    )


def test_the_township_answers_by_page_and_gets_its_agreement(cast, two):
    made = proposed(cast, two)
    mine, other = queries.parts(made)
    client = client_of(cast["needs"])
    page = client.get(f"/unified/{made.pk}/").content.decode()
    assert f"/unified/parts/{mine.pk}/delegate/" in page and f"/unified/parts/{other.pk}/" not in page
    assert client.get(f"/unified/parts/{other.pk}/delegate/").status_code == 404
    assert client.post(f"/unified/parts/{mine.pk}/decline/", once(why="")).status_code == 400
    assert client.get(f"/unified/parts/{mine.pk}/agreement.docx").status_code == 404
    form = once(why="")
    for _click in range(2):
        assert client.post(f"/unified/parts/{mine.pk}/delegate/", form).status_code == 302
    assert client.post(f"/unified/parts/{mine.pk}/decline/", once(why="改主意")).status_code == 409
    answer = client.get(f"/unified/parts/{mine.pk}/agreement.docx")
    word = Document(io.BytesIO(answer.content))
    text = "\n".join(
        [p.text for p in word.paragraphs] + [c.text for t in word.tables for r in t.rows for c in r.cells]
    )
    assert "清岚县购委〔2023〕1号" in text or "清岚县购委〔2023〕1号" in "".join(
        p.text for s in word.sections for p in s.footer.paragraphs
    )
    assert "壹万元零壹分" in text and "6,000.00" in text and "4,000.01" in text and "按数量分摊" in text
    assert client.get(f"/unified/parts/{mine.pk}/agreement.pdf").content[:5] == b"%PDF-"
    assert client_of(cast["foreign_needs"]).get(f"/unified/parts/{mine.pk}/agreement.pdf").status_code == 404


def test_more_townships_take_no_more_statements(cast, two):
    made = proposed(cast, two)
    client = client_of(cast["finance"])
    counts = {url.format(purchase=made.pk): n for url, n in expected_counts(__file__).items()}
    few = {url: statements(client, url) for url in counts}
    for n in range(6):
        story.plan(cast, name=f"甲{n}", **SMALL)
        theirs(cast, name=f"乙{n}")
    assert few == {url: statements(client, url) for url in counts} == counts
