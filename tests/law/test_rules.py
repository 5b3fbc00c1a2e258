"""How rules are asked: only with what they need, on their own date, all at once."""

import ast
import inspect
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

import pytest

from xianggou.core.findings import Cite, Finding, Level, Refused
from xianggou.core.law import library
from xianggou.core.rooms import load_rules
from xianggou.core.rules import all_rules, judge, rules_of
from xianggou.stages.budget.rules import HoldRequest, LineApproval
from xianggou.stages.catalogue.rules import Adoption, Entry
from xianggou.stages.contracts.rules import Publication, Signing, Supplement
from xianggou.stages.delivery.rules import Acceptance
from xianggou.stages.duties.rules import Admission
from xianggou.stages.payments.rules import Advance, Payment
from xianggou.stages.plans.rules import Approval, PlanSubmission
from xianggou.stages.procurement.rules import (
    Award,
    MethodChoice,
    QuoteComparison,
    Split,
    Start,
    incompatible_duties,
    is_below_limit,
)
from xianggou.stages.suppliers.rules import Qualification, Registration

RULE_MODULES = load_rules()
DAY = date(2023, 6, 1)
ARITHMETIC = {0, 1, 2, 12, 100, 10_000}


def law(place="county-a", on=DAY):
    """The law of a place on a day."""
    return library().on(on, place)


def test_facts_that_are_not_known_are_not_judged():
    verdict = judge("contracts.sign", Signing(award_fen=1, price_fen=2), law())
    assert verdict.codes == ("contracts.sign.price_differs",)
    unasked = {item.code: item.reason for item in verdict.unasked}
    assert "notified_on" in unasked["contracts.sign.late"]


def test_a_mapping_and_a_dataclass_are_judged_alike():
    facts = {"award_fen": 1, "price_fen": 2, "hold_fen": None}
    assert (
        judge("contracts.sign", facts, law()).codes == judge("contracts.sign", Signing(**facts), law()).codes
    )


def test_all_findings_come_at_once():
    facts = Signing(award_fen=1, price_fen=2, hold_fen=1, is_written=False)
    assert len(judge("contracts.sign", facts, law()).findings) == 3


def test_a_verb_nobody_wrote_is_a_defect():
    with pytest.raises(KeyError):
        judge("contracts.sing", {}, law())


def test_a_stop_is_refused_and_a_warning_passes():
    with pytest.raises(Refused) as refused:
        judge("contracts.sign", {"award_fen": 1, "price_fen": 2}, law()).refuse_if_blocked()
    assert str(refused.value) == "contracts.sign.price_differs"
    verdict = judge("contracts.sign", {"signers": 1}, law())
    verdict.refuse_if_blocked()
    assert verdict.findings[0].level is Level.WARN


LATE = {"notified_on": date(2023, 3, 1), "signed_on": date(2023, 4, 30)}


@pytest.mark.parametrize(
    ("reasons", "blocked"),
    [
        (None, True),
        ({}, True),
        ({"contracts.sign.late": "  "}, True),
        ({"contracts.sign.before_notice": "补正"}, True),
        ({"contracts.sign.late": "汛期停工，已报财政局"}, False),
    ],
)
def test_a_stop_until_reason_waits_for_the_written_reason(reasons, blocked):
    verdict = judge("contracts.sign", LATE, law(), reasons)
    assert verdict.codes == ("contracts.sign.late",)
    assert verdict.blocked is blocked


def test_a_reason_does_not_lift_a_stop():
    facts, reasons = {"award_fen": 1, "price_fen": 2}, {"contracts.sign.price_differs": "领导同意"}
    assert judge("contracts.sign", facts, law(), reasons).blocked


def test_below_the_limit_the_procurement_law_is_neither_asked_nor_cited():
    verdict = judge("contracts.sign", {**LATE, "below_limit": True, "award_fen": 1, "price_fen": 2}, law())
    assert "contracts.sign.late" in {item.code for item in verdict.not_applicable}
    (finding,) = verdict.findings
    statutes = {cite.statute for cite in finding.cites}
    assert statutes == {"purchase-of-services-measures", ""}
    assert "清财采〔2023〕3号(示例)" in [str(cite) for cite in finding.cites]


def test_above_the_limit_the_procurement_law_is_cited():
    (finding,) = judge("contracts.sign", {"award_fen": 1, "price_fen": 2}, law()).findings
    assert finding.cites[0] == Cite(
        "中华人民共和国政府采购法",
        "第四十六条第一款",
        library().statutes["gov-procurement-law"].clauses["第四十六条第一款"],
        library().statutes["gov-procurement-law"].number,
        "gov-procurement-law",
    )


def test_a_rule_whose_value_is_not_in_force_says_so():
    facts = {"supplier_is_sme": True, "pay_days": 90, "signed_on": date(2020, 8, 31)}
    verdict = judge("contracts.sign", facts, library().on(date(2020, 8, 31)))
    assert verdict.codes == ()
    assert "contracts.sign.payment_term" in {item.code for item in verdict.not_applicable}


def test_dates_among_the_facts_choose_the_law():
    facts = {"supplier_is_sme": True, "audit_settlement_clause": True}
    on = library().on(date(2026, 1, 1))
    assert judge("contracts.sign", {**facts, "signed_on": date(2025, 5, 31)}, on).codes == ()
    assert judge("contracts.sign", {**facts, "signed_on": date(2025, 6, 1)}, on).codes == (
        "contracts.sign.audit_settlement",
    )


def test_what_was_consulted_and_what_passed_is_told():
    verdict = judge("contracts.sign", {"award_fen": 2, "price_fen": 2}, law())
    assert verdict.passed == ("contracts.sign.price_differs",)
    verdict = judge("contracts.sign", {"signers": 2}, law())
    assert [item.key for item in verdict.consulted] == ["procurement.two_people_for"]


def test_a_verdict_becomes_json_with_its_clauses():
    said = judge("contracts.sign", {"award_fen": 1, "price_fen": 2}, law()).as_json()
    assert said["blocked"] is True
    assert said["findings"][0]["values"] == {"price_fen": 2, "award_fen": 1}
    assert Cite.from_json(said["findings"][0]["cites"][0]).clause == "第四十六条第一款"


def test_verdicts_of_two_verbs_join():
    one = judge("contracts.sign", {"award_fen": 1, "price_fen": 2}, law())
    two = judge("budget.hold", HoldRequest(available_fen=1, asked_fen=2), law())
    assert one.joined(two).codes == ("budget.hold.insufficient", "contracts.sign.price_differs")


FACTS = {
    "contracts.sign": Signing,
    "contracts.publish": Publication,
    "contracts.supplement": Supplement,
    "plans.submit": PlanSubmission,
    "plans.approve": (Approval, LineApproval),
    "budget.approve": LineApproval,
    "budget.start": HoldRequest,
    "procurement.start": Start,
    "procurement.choose_method": MethodChoice,
    "procurement.check_split": Split,
    "procurement.below_limit": QuoteComparison,
    "procurement.award": Award,
    "delivery.accept": Acceptance,
    "payments.request": Payment,
    "payments.pay": Payment,
    "payments.advance": Advance,
    "suppliers.register": Registration,
    "suppliers.qualify": Qualification,
    "duties.admit": Admission,
    "catalogue.enter": Entry,
    "catalogue.adopt": Adoption,
}


@pytest.mark.parametrize("verb", sorted(FACTS))
def test_the_facts_of_an_act_can_decide_each_of_its_rules(verb):
    kinds = FACTS[verb] if isinstance(FACTS[verb], tuple) else (FACTS[verb],)
    known = {field.name for kind in kinds for field in fields(kind)}
    lost = {rule.code: sorted(set(rule.needs) - known) for rule in rules_of(verb)}
    optional = {"procurement.choose_method": {"publicity_done", "only_evidence_is_one_bidder"}}
    extra = optional.get(verb, set()) | {"requires_register"}
    assert {code: names for code, names in lost.items() if set(names) - extra} == {}


def test_all_facts_default_to_unknown():
    for module in RULE_MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and is_dataclass(kind) and kind.__module__.startswith(module.__name__):
                assert all(field.default is None for field in fields(kind)), kind


def test_a_fact_read_as_none_is_unknown():
    @dataclass(frozen=True)
    class Facts:
        award_fen: int | None = None
        price_fen: int | None = 2

    assert judge("contracts.sign", Facts(), law()).findings == ()


def rule_sources():
    """The source of every module that holds a rule."""
    modules = {inspect.getmodule(rule.ask) for rule in all_rules().values()}
    return [(module.__name__, ast.parse(inspect.getsource(module))) for module in modules]


@pytest.mark.parametrize(
    ("name", "tree"), rule_sources(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_rule_holds_a_figure(name, tree):
    figures = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in ARITHMETIC
    ]
    assert figures == []


PAIRS = ("需求制定与内部审批", "合同签订与验收", "验收与保管")


@pytest.mark.parametrize(
    ("persons", "found"),
    [
        ({"需求制定": 1, "内部审批": 2}, []),
        ({"需求制定": 1, "内部审批": 1}, [("需求制定", "内部审批", 1)]),
        ({"需求制定": 1, "验收": 1}, []),
        ({"合同签订": 3, "验收": 3, "保管": 3}, [("合同签订", "验收", 3), ("验收", "保管", 3)]),
        ({"验收": 3}, []),
        ({}, []),
    ],
)
def test_incompatible_duties_are_found_by_person(persons, found):
    assert list(incompatible_duties(PAIRS, persons)) == found


@pytest.mark.parametrize(
    ("value_fen", "central", "below"),
    [(49_9999_99, False, True), (50_0000_00, False, False), (1_00, True, False)],
)
def test_below_the_limit_is_strictly_below_and_never_a_central_item(value_fen, central, below):
    assert is_below_limit(law(), value_fen, in_central_catalogue=central) is below


def test_without_a_limit_nothing_is_below_it():
    assert is_below_limit(library().on(DAY), 1) is False


def test_a_finding_blocks_by_its_level():
    assert Finding("x.y.z", Level.STOP).blocks
    assert Finding("x.y.z", Level.STOP).reasoned("").level is not Level.WARN
    assert not Finding("x.y.z", Level.STOP_UNTIL_REASON, reason="写明").blocks
    assert not Finding("x.y.z", Level.WARN).blocks
