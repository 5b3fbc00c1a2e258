"""Somebody of the public asks for a service without an account and follows it by a code; files back the screening."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import cast as casting
from tests.visits import client_of, once
from xianggou.base.access.actions import NotGranted
from xianggou.base.files.tests import samples
from xianggou.core.actor import PUBLIC
from xianggou.core.findings import BadInput, Stale
from xianggou.stages.catalogue import actions, queries
from xianggou.stages.catalogue.models import Evidence, Proposal
from xianggou.stages.catalogue.tests.asked import FACTS, PRICES, proposed

pytestmark = pytest.mark.django_db
SUGGEST = f"/catalogue/suggest/?town={casting.QINGSHAN}"
SAID = {"name": "老人日间照料", "why": "白天没人照看，六十多人"}
PDF = samples.pdf()


def fate(code):
    return Client().get("/needs/follow/", {"code": code}).content.decode()


def test_a_suggestion_is_screened_like_any_other_and_its_code_tells_how_far(cast):
    assert Client().get("/needs/speak/", {"town": casting.QINGSHAN, "about": "service"}).url == SUGGEST
    answer = Client().post(SUGGEST, once(**SAID))
    row = Proposal.objects.get()
    assert answer.url == f"/needs/follow/?code={row.follow_code}&new=1"
    assert (row.source, row.proposer, row.proposed_by, row.status) == ("public", "群众", None, "proposed")
    assert "等县（区）财政局筛选" in fate(row.follow_code)

    finance = cast["finance"]
    row = actions.edit_proposal(row.pk, by=finance, version=row.version, prices=PRICES, **FACTS)
    actions.screen(row.pk, by=finance)
    assert "正在三轮审查" in fate(row.follow_code)
    actions.review(row.pk, by=cast["checker"], choice="refuse", reason="已有养老服务站")
    told = fate(row.follow_code)
    assert "已有养老服务站" in told and "不采纳" in told and "李checker" not in told


def test_what_is_merged_shares_the_fate_of_the_other(cast):
    mine = actions.suggest(where=cast.here, by=PUBLIC, **SAID)
    other = proposed(cast)
    actions.merge(mine.pk, by=cast["finance"], into=other.pk)
    assert other.number in fate(mine.follow_code)


def test_the_same_words_are_one_proposal_and_persons_are_cut_out(cast):
    told = {"name": "修路灯", "why": "晚上看不见。联系人王某,电话13800138000"}
    first = actions.suggest(where=cast.here, by=PUBLIC, **told)
    assert actions.suggest(where=cast.here, by=PUBLIC, **told).pk == first.pk
    assert first.why == "晚上看不见。"
    assert Client().post(SUGGEST, once(**told)).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"why": "字" * 2001}, {"name": "a\x00"}, {"village": "某村"}]
)
def test_what_cannot_be_read_is_told(cast, wrong):
    assert Client().post(SUGGEST, once(**{**SAID, **wrong})).status_code == 400
    assert not Proposal.objects.exists()


def test_evidence_is_handed_in_seen_by_the_reviewers_and_stays_while_they_judge(cast):
    row = proposed(cast)
    url = f"/catalogue/proposals/{row.pk}/evidence/"
    clerk = client_of(cast["needs"])
    for kind, data in (("price", PDF), ("own_cost", PDF)):
        sent = {**once(about=kind), "file": SimpleUploadedFile(f"{kind}.pdf", data)}
        assert clerk.post(f"{url}new/", sent).status_code == 302
    first, second = Evidence.objects.order_by("pk")
    assert clerk.post(f"{url}{second.file_id}/off/", once()).status_code == 302
    judged = queries.reviewed_as(row, queries.prices_of(row)).facts
    assert judged["files"] == [["price", first.file.digest]]

    actions.screen(row.pk, by=cast["finance"])
    reviewer = client_of(cast["jurist"])
    assert "price.pdf" in reviewer.get(f"/catalogue/proposals/{row.pk}/").content.decode()
    got = reviewer.get(f"{url}{first.file_id}/")
    assert b"".join(got) == PDF and "attachment" in got.headers["Content-Disposition"]
    with pytest.raises(Stale):
        actions.attach(row.pk, by=cast["needs"], about="price", name="later.pdf", data=PDF)
    with pytest.raises(Stale):
        actions.detach(row.pk, by=cast["needs"], file_id=first.file_id)
    assert reviewer.get(f"{url}999/").status_code == 404


def test_what_is_no_evidence_is_refused_at_its_field(cast):
    row = proposed(cast)
    clerk = client_of(cast["needs"])
    url = f"/catalogue/proposals/{row.pk}/evidence/new/"
    program = SimpleUploadedFile("报价.pdf", b"MZ\x90\x00")
    assert clerk.post(url, {**once(about="price"), "file": program}).status_code == 400
    assert clerk.post(url, once(about="price")).status_code == 400
    with pytest.raises(BadInput):
        actions.attach(row.pk, by=cast["needs"], about="?", name="a.pdf", data=PDF)
    with pytest.raises(NotGranted):
        actions.attach(row.pk, by=cast["foreign_needs"], about="price", name="a.pdf", data=PDF)
    assert client_of(cast["foreign_needs"]).get(url).status_code == 404
    assert not Evidence.objects.exists()
