"""The demo year: played by the actions, it leaves County A's figures, sound books and work for every seat.

It is played twice into databases of their own: once through, once cut off in the middle and taken up again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.db.models.functions import TruncMinute

from tests.cast import set_clock
from xianggou.base.ledger.checks import checks
from xianggou.base.people import queries as people
from xianggou.base.people.models import Account
from xianggou.base.places import queries as places
from xianggou.base.reviews.models import Review
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry, Reason, Subject
from xianggou.core.findings import BadInput
from xianggou.core.law import library
from xianggou.demo import acts, lists, play, pocket, steps
from xianggou.demo.cast import FINANCE, Cast
from xianggou.demo.clock import LEFT_AT
from xianggou.stages.budget.models import Approval, Batch, BatchItem
from xianggou.stages.catalogue.models import CarriedOut, Item, Proposal
from xianggou.stages.contracts.models import Contract
from xianggou.stages.delivery.models import Acceptance
from xianggou.stages.duties.models import Admission, Duty, DutyList, Objection, PostHolder, PostPrice
from xianggou.stages.funds.models import Consolidation, Fund, Share
from xianggou.stages.intentions.models import Intention
from xianggou.stages.needs import queries as needs
from xianggou.stages.needs.models import Answer, Need, NeedsList, Press, Voice
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.procurement.models import Award, Procedure, Quote
from xianggou.stages.unified.models import Delegation, UnifiedPurchase
from xianggou.web.home import waiting_for
from xianggou.web.imports import packs

pytestmark = [pytest.mark.story, pytest.mark.slow]

PLACE = "590121"
SEEDS = range(20)
AT_WORK = (
    "xuqiu",
    "caigou",
    "fuhe",
    "hetong",
    "yanshou",
    "fukuan",
    "fuzhenzhang",
)
IN_THE_COUNTY = ("caizheng", "guoku", "hefa", "qingdan", "xianzhang")  # fmt: skip
RECORDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (PlanItem, ("code", "status", "budget_fen", "submitted_on", "version")),
    (Approval, ("item__code", "asked_fen", "amount_fen", "document", "approved_on", "reason")),
    (Procedure, ("code", "status", "method", "hold_fen", "released_fen", "started_on")),
    (Quote, ("procedure__code", "supplier__uscc", "price_fen", "quoted_on")),
    (Award, ("procedure__code", "status", "supplier__uscc", "price_fen", "awarded_on")),
    (Contract, ("dossier__code", "status", "number", "price_fen", "starts_on", "ends_on", "signed_on", "payee_account")),
    (Acceptance, ("dossier__code", "instalment__number", "status", "accepted_on", "accrued_fen", "deducted_fen")),
    (Payment, ("code", "status", "amount_fen", "invoice_no", "requested_on", "paid_on", "voucher_no")),
    (Voice, ("code", "status", "channel", "need__code")),
    (Need, ("code", "status", "score", "due_on", "delay_reason")),
    (Answer, ("code", "kind", "is_late", "answered_on")),
    (Admission, ("code", "status", "round", "opinions_needed", "money_fen", "decided_on")),
    (Objection, ("code", "status", "is_listed", "raised_on", "due_on", "answered_on")),
    (Account, ("login", "person__code", "is_demo")),
    (Proposal, ("number", "status", "code", "screened_on", "version")),
    (CarriedOut, ("town_code", "code", "status", "decided_on")),
    (UnifiedPurchase, ("code", "status", "lead_code", "confirmed_on")),
    (Delegation, ("item__code", "status", "number", "amount_fen", "decided_on")),
    (Intention, ("dossier__code", "status", "number", "published_on")),
    (Share, ("fund__code", "town_code", "amount_fen", "received_fen")),
    (Consolidation, ("fund__code", "document", "is_lifted", "purpose_after")),
    (Reason, ("entry__subject__code", "entry__seq", "text")),
)  # fmt: skip


@contextmanager
def database(blocker: Any) -> Iterator[None]:
    """A migrated database of its own that several tests may share."""
    default = connections["default"]
    default.close()
    before = default.settings_dict["NAME"]
    migrated = before.split("_demo_")[0]  # also while another demo is open
    name = f"{migrated}_demo_{os.getpid()}_{os.urandom(3).hex()}"
    with psycopg.connect(os.environ["XIANGGOU_TEST_ADMIN"], autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}" OWNER xg_owner')
        admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO xg_app')
    default.settings_dict["NAME"] = name
    places._compiled.cache_clear()  # a pack is kept by its number, which another database gives to another pack
    try:
        with blocker.unblock():
            yield
    finally:
        default.close()
        default.settings_dict["NAME"] = before
        places._compiled.cache_clear()
        with psycopg.connect(os.environ["XIANGGOU_TEST_ADMIN"], autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def digest() -> str:
    """All that the demo wrote about purchases, and every entry of the trail to the minute, as one digest."""
    told: list[Any] = [
        sorted(
            model.objects.values_list(*columns),
            key=lambda row: json.dumps(row, default=str),
        )
        for model, columns in RECORDS
    ]
    entries = Entry.objects.annotate(minute=TruncMinute("at")).order_by("subject__code", "seq")
    told.append(list(entries.values_list("subject__code", "seq", "verb", "frm", "too", "minute")))
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The demo played once through; gives what it told meanwhile."""
    told: list[str] = []
    with database(django_db_blocker):
        assert play.main(progress=told.append) == 0
        yield told


def test_the_county_shows_its_figures(said):
    assert Duty.objects.filter(duty_list__place_code=PLACE, duty_list__status="issued").count() == 109
    items = Item.objects.filter(version__place_code=PLACE, version__status="issued")
    assert (items.values("class_code").distinct().count(), items.count()) == (4, 26)
    brought = Item.objects.filter(version__place_code=PLACE, version__number=1)
    assert brought.count() == 25 and items.exclude(code__in=brought.values("code")).get().code == "0109"
    assert Fund.objects.filter(place_code=PLACE).aggregate(fen=Sum("amount_fen"))["fen"] == 2736_0000_00
    assert PlanItem.objects.filter(place_code=PLACE).aggregate(fen=Sum("budget_fen"))["fen"] == 1381_9300_00
    cost = PostHolder.objects.filter(disposal="减聘").aggregate(fen=Sum("yearly_cost_fen"))["fen"]
    price = PostPrice.objects.aggregate(fen=Sum("price_fen"))["fen"]
    assert cost - price == 140_6400_00


def test_the_books_are_sound_and_the_trail_has_no_gap(said):
    assert [check for check in checks() if not check.ok] == []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.code FROM trail_subject s LEFT JOIN trail_entry e ON e.subject_id = s.id
               GROUP BY s.id HAVING count(e.id) <> coalesce(max(e.seq), 0) OR count(e.id) <> s.last_seq"""
        )
        assert cursor.fetchall() == []
        cursor.execute(
            """SELECT a.id FROM trail_entry a JOIN trail_entry b
               ON b.subject_id = a.subject_id AND b.seq = a.seq + 1 WHERE b.at < a.at"""
        )
        assert cursor.fetchall() == []


def test_duties_come_down_by_admission_only(said):
    told = dict(Admission.objects.values_list("code", "status"))
    assert told == {
        "QZ-590121-2023-0001": "refused",
        "QZ-590121-2023-0002": "reviewed",
        "QZ-590121-2023-0003": "submitted",
        "QZ-590102-2023-0001": "admitted",
        "QZ-590102-2023-0002": "admitted",
    }
    newest = DutyList.objects.filter(place_code="590102", status="issued").get()
    assert (newest.number, Duty.objects.filter(duty_list=newest).count()) == (3, 99)
    assert set(Objection.objects.values_list("status", "finding")) == {
        ("answered", "upheld"), ("answered", "listed"), ("raised", "")
    }  # fmt: skip


def test_a_duty_brings_its_money_and_funds_are_joined_by_a_decision(said):
    moved = Fund.objects.get(admission__code="QZ-590102-2023-0002")
    shares = dict(Share.objects.filter(fund=moved).values_list("town_code", "amount_fen"))
    assert shares == pocket.PATROLS and moved.amount_fen == sum(shares.values()) == 7_0000_00
    joined = Consolidation.objects.filter(fund__place_code="590102").get()
    assert joined.is_lifted and joined.fund.name == pocket.SHORES


def test_the_catalogue_grew_by_what_passed_its_reviews(said):
    told = dict(Proposal.objects.values_list("number", "status"))
    assert told == {
        "MS-590121-2023-0001": "issued",
        "MS-590121-2023-0002": "rejected",
        "MS-590121-2023-0003": "review",
        "MS-590121-2023-0004": "proposed",
        "MS-590102-2023-0001": "rejected",
    }
    assert Counter(CarriedOut.objects.values_list("status", flat=True)) == {
        "applied": 2, "confirmed": 2, "declined": 1,
    }  # fmt: skip


def test_townships_buy_together_and_the_market_is_told_in_time(said):
    told = dict(UnifiedPurchase.objects.values_list("code", "status"))
    assert told == {"TY-590121-2023-0001": "confirmed", "TY-590121-2023-0002": "confirmed"}
    assert Counter(Delegation.objects.values_list("status", flat=True)) == {"delegated": 13, "declined": 1}
    assert Batch.objects.count() == 2 and not BatchItem.objects.exclude(outcome="done").exists()
    for one in Intention.objects.all():
        assert one.status == "published" and (one.expected_on - one.published_on).days >= 30
    assert Intention.objects.count() == 2


def test_four_offices_review_in_district_b(said):
    found = dict(
        Review.objects.filter(kind="joint_review", place_code="590102").values_list("title", "status")
    )
    assert sorted(found.values()) == ["open", "passed", "passed"]
    mended = PlanItem.objects.get(code="QL2023-001-002")
    assert (mended.status, mended.method) == ("submitted", "公开比选")
    assert PlanItem.objects.get(code="QL2023-001-001").status == "approved"


def test_district_c_hears_by_every_channel_and_answers_in_time_or_late(said):
    policy = library().pack("district-c").collecting
    voices = Voice.objects.filter(place_code="590103")
    assert set(voices.values_list("channel", flat=True)) == set(policy.channels) - {"其他"}
    assert set(voices.values_list("entered", flat=True)) == {"self", "for_other", "meeting"}
    lamp, stair = Need.objects.get(matter__name="路灯维修"), Need.objects.get(matter__name="楼道照明")
    assert lamp.voices.count() == 2 and stair.voices.count() == 1  # merged, and parted again
    assert {e.verb for e in Entry.objects.filter(object_id=stair.pk, object="needs.need")} >= {
        "needs.merge",
        "needs.unmerge",
    }
    (late,) = Answer.objects.filter(is_late=True)
    assert late.need == lamp and Press.objects.get().status == "closed"
    open_late = needs.overdue(Need.objects.filter(place_code="590103"), trails.today())
    assert sorted(bool(n.delay_reason) for n in open_late) == [False, True]
    lists = NeedsList.objects.order_by("number").values_list("number", "status", "needs")
    assert list(lists) == [(1, "replaced", 8), (2, "issued", 11)]


def test_every_stage_has_something_and_money_stands_in_every_bucket(said):
    for model in (PlanItem, Procedure, Contract, Acceptance, Payment):
        states = set(model.objects.values_list("status", flat=True))
        left_out = {"withdrawn", "dropped", "returned"} if model is not PlanItem else {"withdrawn"}
        assert states >= {value for value, _ in model.Status.choices} - left_out
    assert Award.objects.filter(status="void").exists()
    assert Payment.objects.filter(instalment__is_advance=True, status="paid").exists()
    assert Acceptance.objects.filter(deducted_fen__gt=0).exists()
    assert Procedure.objects.filter(method="直接委托").exists()
    assert not Procedure.objects.filter(value_fen__gte=50_0000_00).exists()


@pytest.mark.parametrize("login", [f"a-{short}{n}" for n in ("", "2") for short in AT_WORK] + [f"a-{short}" for short in IN_THE_COUNTY] + ["b-caizhengban", "b-fuhe", "b-jijian", "b-caizheng", "c-xuqiu", "c-minzheng", "c-zhujian", "c-fenguan"])  # fmt: skip
def test_somebody_who_signs_in_finds_work(said, login):
    account = Account.objects.get(login=login)
    found = people.actor_of_account(account.pk)
    assert account.is_demo and people.password_is(account.pk, "demo-xianggou")
    assert found is not None and waiting_for(found[0]) != []


def test_every_seat_of_three_places_has_a_sign_in(said):
    logins = Counter(login[0] for login in Account.objects.values_list("login", flat=True))
    assert logins == {"a": 36, "b": 23, "c": 25}
    assert len(people.demo_accounts()) == 84
    assert not Account.objects.filter(kind="service").exists()


def test_the_gates_were_tried_and_held(said):
    tried = {
        a.code
        for slug, place in (("county-a", PLACE), ("district-b", "590102"))
        for step in play.told(slug, Cast(place), play.SEED)
        for a in step.attempts
    }
    assert tried >= {
        "plans.submit.over_pocket",
        "budget.approve.no_plan",
        "budget.start.no_budget",
        "payments.pay.not_accepted",
        "procurement.below_limit.too_few_quotes",
        "delivery.accept.no_users",
        "catalogue.enter.screening_missing",
        "catalogue.adopt.no_consultation",
        "catalogue.enter.outside_parent",
        "reviews.opine.out_of_turn",
        "unified.merge.too_few",
        "unified.confirm.unanswered",
        "procurement.start.in_unified_purchase",
        "procurement.start.intention_missing",
        "intentions.publish.incomplete",
        "funds.move_down.amount",
        "funds.consolidate.document",
        steps.NOT_GRANTED,
    }


def test_an_act_that_nobody_stops_ends_the_play(said):
    before = Entry.objects.count()
    waits = steps.Attempt("budget.approve.no_plan", FINANCE, lambda by: acts.item("QL2023-105-040"))
    with pytest.raises(steps.GateOpen, match="nothing stopped"):
        steps._refused(waits, Cast(PLACE).actor(FINANCE, LEFT_AT.date()))
    assert Entry.objects.count() == before


def test_played_again_it_changes_nothing(said):
    before, entries, clock = digest(), Entry.objects.count(), trails.now()
    again: list[str] = []

    play.main(progress=again.append)

    assert (digest(), Entry.objects.count()) == (before, entries)
    assert "新办 0 步" in "".join(again) and "新办 0 步" not in "".join(said)
    assert trails.now() >= clock and trails.today() == date(2023, 12, 20)


def test_the_county_s_own_lists_go_in_again_and_change_nothing(said):
    brought = packs.load_place("county-a", lambda _: None)
    assert {b.kind for b in brought} == set(packs.STEMS)
    assert [b.kind for b in brought if not b.outcome.taken or b.outcome.loaded.wrote] == []


def test_any_seed_gives_a_year_that_fits_and_another_seed_another_year(said):
    cast = Cast(PLACE)
    years = [tuple((s.dossier, s.verb, s.at) for s in play.told("county-a", cast, seed)) for seed in SEEDS]
    assert len(set(years)) == len(SEEDS)
    assert years[0] == tuple((s.dossier, s.verb, s.at) for s in play.told("county-a", Cast(PLACE), 0))


def test_cut_off_and_taken_up_it_gives_the_same_records(said, django_db_blocker, monkeypatch):
    whole, subjects = digest(), Subject.objects.count()
    left = 90

    def cut_off(moment: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt
        set_clock(f"{moment:%Y-%m-%d %H:%M}")

    with database(django_db_blocker):
        with monkeypatch.context() as patched:
            patched.setattr(steps, "set_clock", cut_off)
            with pytest.raises(KeyboardInterrupt):
                play.main(progress=lambda _: None)
        half = Entry.objects.count()
        play.main(progress=lambda _: None)
        assert (digest(), Subject.objects.count()) == (whole, subjects) and 0 < half < Entry.objects.count()


def test_a_place_without_a_demo_is_refused(said):
    with pytest.raises(BadInput, match="没有"):
        play.main(["county-z"], progress=lambda _: None)
    assert set(lists.PLACES) == set(lists.LETTERS)
