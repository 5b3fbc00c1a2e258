"""Before the purchase, 32 connections at once and by hand: duties with their money, receipts, catalogue, many payers."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests import admitting
from tests import cast as casting
from tests.attempts import state_of
from tests.gates.test_races import CROWD, at_once, refused
from tests.stories import purchase as story
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as books
from xianggou.base.reviews.models import Opinion
from xianggou.stages.budget import actions as budget
from xianggou.stages.catalogue import actions as catalogue
from xianggou.stages.catalogue.models import CarriedOut, Version
from xianggou.stages.catalogue.tests.asked import passed, screened
from xianggou.stages.duties import actions as duties
from xianggou.stages.duties.models import Duty, DutyList, Objection
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share
from xianggou.stages.funds.tests.test_move_down import MONEY, SAID, SHARES
from xianggou.stages.funds.tests.test_receive import issued
from xianggou.stages.procurement import actions as procurement
from xianggou.stages.procurement.models import Procedure
from xianggou.stages.unified import actions as unified
from xianggou.stages.unified import queries
from xianggou.stages.unified.models import Delegation
from xianggou.stages.unified.tests.test_unified import SMALL, confirmed, theirs
from xianggou.stages.unified.tests.test_unified import proposed as asked

pytestmark = pytest.mark.gate


def taken(found):
    return len(found) - len(refused(found))


def test_a_duty_comes_down_once_with_its_money_and_an_objection_has_one_answer(stage):
    cast, _ = stage
    admission = admitting.reviewed(cast, money_fen=MONEY)
    found = at_once(lambda _: funds.move_down(admission.pk, by=cast["county_head"], shares=SHARES, **SAID))
    assert taken(found) == 1
    assert (Fund.objects.filter(kind="duty").count(), Share.objects.filter(fund__kind="duty").count()) == (
        1,
        2,
    )
    assert Duty.objects.filter(admission=admission).count() == 1
    assert list(DutyList.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    objection = duties.object_(where=cast.here, by=cast["mayor"], matter="代收资料", department="县公安局")
    found = at_once(
        lambda n: duties.answer(objection.pk, by=cast["keeper"], finding="upheld", answer=f"答复{n}"), 8
    )
    assert taken(found) == 1 and Objection.objects.get().status == "answered"
    # by hand: no answer, no admission, no money beside them
    assert state_of("UPDATE duties_objection SET status = 'raised'") == "XG013"
    assert state_of("UPDATE duties_objection SET answer = '改过'") == "XG012"
    assert state_of("UPDATE duties_admission SET status = 'refused'") == "XG013"
    assert state_of("UPDATE duties_admission SET money_fen = money_fen - 1") == "XG012"
    assert state_of("DELETE FROM duties_objection") == "42501"


def test_receipts_never_exceed_the_share_and_funds_are_joined_beside_their_entry(stage):
    cast, _ = stage
    share = issued(cast, 20_0000_00)
    found = at_once(
        lambda n: funds.receive(share.pk, by=cast["treasury"], amount_fen=1_0000_00, voucher=f"拨{n}")
    )
    assert taken(found) == 20
    share.refresh_from_db()
    assert share.received_fen == 20_0000_00 and Receipt.objects.filter(share=share).count() == 20
    one = Receipt.objects.filter(share=share).order_by("pk")[0]
    assert taken(at_once(lambda _: funds.undo_receipt(one.pk, by=cast["treasury"], why="登错"), 8)) == 1
    share.refresh_from_db()
    assert share.received_fen == 19_0000_00
    decided = {share.fund.code: (True, "统筹用于人居环境整治")}
    told = {"year": 2023, "document": "清府阅〔2023〕3号", "decided_by": "县政府常务会议"}
    day = casting.date(2023, 3, 1)
    at_once(
        lambda _: funds.consolidate(
            where=cast.county, by=cast["finance"], decided_on=day, decisions=decided, **told
        ),
        4,
    )
    kept = list(Consolidation.objects.order_by("pk").values_list("purpose_before", "purpose_after"))
    assert {after for _, after in kept} == {"统筹用于人居环境整治"}
    assert all(
        before == kept[n][1] for n, (before, _) in enumerate(kept[1:])
    )  # each stands on the one before
    assert state_of("UPDATE funds_share SET received_fen = received_fen - 1") == "XG040"
    assert state_of("DELETE FROM funds_receipt") == "42501"
    assert state_of("DELETE FROM funds_consolidation") == "42501"


def test_the_catalogue_grows_by_one_version_and_a_desk_speaks_once(stage):
    cast, _ = stage
    row = screened(cast, name="路灯巡修")
    found = at_once(lambda n: catalogue.review(row.pk, by=cast["checker"], choice="pass", reason=f"意见{n}"))
    assert taken(found) == 1 and Opinion.objects.count() == 1
    ready = passed(cast)
    draft = catalogue.adjust(
        where=cast.county, by=cast["finance"], label="2023年第2版", effective_on=casting.date(2023, 3, 10),
        reason="年度调整", continuing="照原版办完", consulted="县住建局：同意",
    )  # fmt: skip
    draft = catalogue.edit_adjustment(
        draft.pk, by=cast["finance"], version=draft.version, proposals=[ready.pk]
    )
    # by hand: what is still before its desks passes without them no more than it is issued
    assert state_of("UPDATE catalogue_proposal SET status = 'passed' WHERE id = %s", row.pk) == "XG013"
    assert state_of("UPDATE catalogue_proposal SET content = '改过' WHERE id = %s", ready.pk) == "XG012"
    assert state_of("UPDATE catalogue_adjustment SET status = 'issued'") in {"XG013", "23514"}
    found = at_once(lambda _: catalogue.issue(draft.pk, by=cast["finance"]))
    assert taken(found) == 1
    assert list(Version.objects.order_by("number").values_list("number", "status")) == [
        (1, "replaced"), (2, "issued"),
    ]  # fmt: skip
    casting.set_clock("2023-03-10 09:00")
    found = at_once(
        lambda _: catalogue.carry_out(where=cast.here, by=cast["needs"], code="0102", reason="要买")
    )
    assert taken(found) == 1 and CarriedOut.objects.count() == 1


def test_many_payers_hold_all_or_none_and_nobody_slips_out(stage, monkeypatch):
    cast, _ = stage
    two = [story.plan(cast, **SMALL), theirs(cast, name="白水镇2023年垃圾收集转运")]
    made = asked(cast, two)
    mine = Delegation.objects.get(item=two[0])
    found = at_once(
        lambda n: unified.delegate(mine.pk, by=cast["needs"]) if n % 2
        else unified.decline(mine.pk, by=cast["mayor"], why="自己买")
    )  # fmt: skip
    assert taken(found) == 1
    unified.withdraw(made.pk, by=cast["industry"], why="重新发起")
    made = confirmed(cast, two)
    for item in two:
        budget.approve(item.pk, by=cast["finance"])
    with monkeypatch.context() as patched:  # the act without its care: what is left is the database
        patched.setattr(queries, "delegated_items", lambda _: queries.locked_items([two[0].pk]))
        with pytest.raises(DatabaseError, match="XG051"), transaction.atomic():
            procurement.start_unified(made.pk, by=cast["county_buyer"])
    held = [books.standings_by_line([n.pk for n in books.lines_of_item(i.pk)]) for i in two]
    assert not any(s.held for lines in held for s in lines.values())
    found = at_once(
        lambda n: procurement.start_unified(made.pk, by=cast["county_buyer"]) if n % 4
        else procurement.start(two[n // 4 % 2].pk, by=cast["buyer"] if n // 4 % 2 == 0 else cast["foreign"])
    )  # fmt: skip
    assert taken(found) == 1 and len(found) == CROWD
    procedure = Procedure.objects.get()
    assert procedure.dossier_id == made.dossier_id and procedure.hold_fen == 2_0000_02
    for item in two:
        lines = books.standings_by_line([line.pk for line in books.lines_of_item(item.pk)])
        assert (sum(s.held for s in lines.values()), sum(s.available for s in lines.values())) == (
            1_0000_01,
            0,
        )
    assert state_of("UPDATE unified_delegation SET amount_fen = amount_fen + 1") == "XG012"
    assert state_of("UPDATE unified_unifiedpurchase SET status = 'withdrawn'") == "XG051"
    assert not [c for c in checks.checks() if not c.ok]
