"""Turns that money must not take: an advance asked for twice, an advance accepted, a purchase ended under its contract."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from tests.cast import set_clock
from tests.stories import purchase
from xianggou.base.ledger import checks
from xianggou.base.ledger import queries as ledger
from xianggou.core.findings import BadInput
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.payments import actions as payments
from xianggou.stages.procurement import actions as procurement

pytestmark = pytest.mark.gate
PRICE = 11_5000_00
ADVANCE = 3_4500_00


@pytest.fixture
def cast(stage):
    return stage[0]


def in_two(cast):
    """A signed contract with an advance and the rest."""
    award = purchase.awarded(cast)
    plan = [
        {"title": "预付款", "amount_fen": ADVANCE, "is_advance": True, "condition": "签订后"},
        {"title": "尾款", "amount_fen": PRICE - ADVANCE, "condition": "验收合格"},
    ]
    contract = contracts.draft(
        award.pk,
        by=cast["contracts"],
        starts_on=date(2023, 4, 1),
        ends_on=date(2023, 12, 31),
        instalments=plan,
    )
    return contracts.sign(contract.pk, by=cast["contracts"])


def ask(cast, contract, instalment, **more):
    return payments.request(
        contract.pk,
        by=cast["payer"],
        instalment_id=instalment.pk,
        invoice_no="FP",
        invoiced_on=date(2023, 3, 5),
        **more,
    )


def sound():
    return not [c for c in checks.checks() if not c.ok]


def test_an_advance_that_was_returned_and_asked_for_again_moves_once(cast):
    contract = in_two(cast)
    advance = contracted.instalments(contract)[0]
    payments.return_request(ask(cast, contract, advance).pk, by=cast["vice"], why="缺发票")
    assert ledger.dossier_standing(contract.dossier_id).payable == 0
    again = ask(cast, contract, advance)
    assert ledger.dossier_standing(contract.dossier_id).payable == ADVANCE
    payments.approve(again.pk, by=cast["vice"])
    payments.pay(again.pk, by=cast["treasury"])
    standing = ledger.dossier_standing(contract.dossier_id)
    assert (standing.paid, standing.payable, standing.committed) == (ADVANCE, 0, PRICE - ADVANCE)
    assert sound()


def test_an_advance_is_not_accepted_by_action_nor_by_hand(cast, stage):
    contract = in_two(cast)
    advance = contracted.instalments(contract)[0]
    with pytest.raises(BadInput):
        delivery.convene(
            contract.pk, by=cast["accepter"], instalment_id=advance.pk, delivered_on=date(2023, 5, 1)
        )
    with stage[1].connect() as app:
        with pytest.raises(psycopg.Error) as refused:
            app.execute(
                "INSERT INTO delivery_acceptance (place_code, town_code, dossier_id, contract_id, instalment_id, quantity,"
                " delivered_on, accrued_fen, deducted_fen, remark, status) SELECT place_code, town_code, dossier_id, id,"
                " %s, '', now(), 0, 0, '', 'open' FROM contracts_contract WHERE id = %s",
                [advance.pk, contract.pk],
            )
            app.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert refused.value.sqlstate in {"XG022", "XG015"}


def test_an_instalment_is_asked_for_once_whole_and_of_its_own_contract(cast):
    acceptance = purchase.accepted(cast)
    contract, instalment = acceptance.contract, acceptance.instalment
    with pytest.raises(BadInput):
        ask(cast, contract, instalment, amount_fen=1)
    ask(cast, contract, instalment)
    with pytest.raises(BadInput):
        ask(cast, contract, instalment)


def test_a_purchase_is_not_ended_under_its_signed_contract(cast, stage):
    contract = purchase.signed(cast)
    with pytest.raises(BadInput):
        procurement.cancel(contract.award.procedure_id, by=cast["buyer"], why="x")
    with stage[1].connect() as app, pytest.raises(psycopg.Error) as refused:
        app.execute("UPDATE procurement_award SET status = 'void' WHERE id = %s", [contract.award_id])
    assert refused.value.sqlstate == "XG013"
    assert sound()


def test_a_cancelled_award_leaves_no_contract_to_sign_and_gives_its_money_back(cast):
    draft = purchase.drafted(cast)
    procurement.cancel(draft.award.procedure_id, by=cast["buyer"], why="成交人放弃")
    with pytest.raises(BadInput):
        contracts.sign(draft.pk, by=cast["contracts"])
    standing = ledger.dossier_standing(draft.dossier_id)
    assert (standing.held, standing.committed) == (0, 0)
    assert sound()


def test_a_closed_contract_is_not_accepted_any_more(cast):
    contract = purchase.signed(cast)
    set_clock("2023-12-31 10:00")
    instalment = contracted.instalments(contract)[0]
    opened = delivery.convene(
        contract.pk, by=cast["accepter"], instalment_id=instalment.pk, delivered_on=date(2023, 12, 30)
    )
    contracts.close(contract.pk, by=cast["contracts"])
    with pytest.raises(BadInput):
        delivery.accept(opened.pk, by=cast["accepter"], results=[], members=purchase.MEMBERS)
    assert ledger.dossier_standing(contract.dossier_id).committed == 0
    assert sound()


def test_a_contract_without_an_account_is_not_signed(cast):
    draft = purchase.drafted(cast)
    contracts.edit(draft.pk, by=cast["contracts"], version=draft.version, payee_account=" ")
    with pytest.raises(BadInput):
        contracts.sign(draft.pk, by=cast["contracts"])


def test_all_points_lost_pay_nothing_and_give_the_money_back(cast):
    acceptance = purchase.accepted(cast, points=30)
    standing = ledger.dossier_standing(acceptance.dossier_id)
    assert (standing.payable, standing.committed) == (PRICE - PRICE * 30 // 100, 0)
    assert sound()
