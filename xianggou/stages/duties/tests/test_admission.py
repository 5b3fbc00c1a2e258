"""A duty comes down only with its basis, its people and its money, after the townships, the law and the county spoke."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import Error, connection, transaction
from django.db.utils import DatabaseError, IntegrityError, InternalError

from tests import admitting
from tests import cast as casting
from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import Where
from xianggou.base.trail.models import Entry
from xianggou.core.findings import BadInput, Refused, Stale, Verdict
from xianggou.stages.duties import actions, queries
from xianggou.stages.duties.models import Admission, Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(county_a, db):
    return county_a


def decide(cast, admission, **more):
    said = {**admitting.DECISION, "reasons": admitting.UNFUNDED, **more}
    return actions.decide(admission.pk, by=cast["county_head"], **said)


def test_a_department_applies_is_heard_reviewed_admitted_and_the_new_version_says_who_and_why(cast):
    before = queries.list_in_force(casting.PLACE)
    admission = admitting.reviewed(cast)

    decide(cast, admission)

    admission.refresh_from_db()
    version = queries.list_in_force(casting.PLACE)
    duty = queries.duty(casting.PLACE, admission.duty_code)
    assert (admission.status, admission.version, version.number) == ("admitted", version, before.number + 1)
    assert (duty.name, duty.admission_id, duty.admitted_on) == (
        "农村厕所粪污清掏管护", admission.pk, date(2023, 3, 1)
    )  # fmt: skip
    assert version.document == "清府阅〔2023〕5号（示例）" and admission.unfunded_reason
    told = Entry.objects.filter(subject=admission.register).order_by("seq").values_list("verb", flat=True)
    assert list(told) == [
        "duties.apply",
        "duties.submit",
        *["duties.opine"] * 3,
        "duties.review",
        "duties.decide",
    ]
    assert {d.code for d in queries.duties_of(version)} == {"D001", "D052", admission.duty_code}


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"basis": "无"}, "duties.admit.no_basis"),
        ({"basis": ""}, "duties.admit.no_basis"),
        ({"fund_source": ""}, "duties.admit.no_funds"),
        ({"staff_coming": " "}, "duties.admit.no_staff"),
        ({"yearly_costs": {2022: 1}}, "duties.admit.cost_years_missing"),
        ({"name": "农村生活垃圾治理"}, "duties.admit.already_listed"),
    ],
)
def test_what_is_missing_is_refused_with_its_clause(cast, missing, code):
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated(**missing))
    with pytest.raises(Refused) as refused:
        actions.submit(draft.pk, by=cast["industry"])
    (found,) = [f for f in refused.value.verdict.findings if f.blocks]
    assert found.code == code and found.cites
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_all_that_is_missing_is_told_at_once(cast):
    bare = {"basis": "", "fund_source": "", "staff_coming": "", "yearly_costs": {2022: 1_00}}
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated(**bare))
    with pytest.raises(Refused) as refused:
        actions.submit(draft.pk, by=cast["industry"])
    assert {f.code for f in refused.value.verdict.findings if f.blocks} == {
        "duties.admit.no_basis", "duties.admit.no_funds", "duties.admit.no_staff", "duties.admit.cost_years_missing"
    }  # fmt: skip


def test_what_was_refused_is_mended_and_sent(cast):
    draft = actions.apply(where=cast.county, by=cast["industry"], **admitting.stated(basis=""))
    actions.edit(draft.pk, by=cast["industry"], version=1, basis="《某条例》第三条（示例）")
    assert actions.submit(draft.pk, by=cast["industry"]).status == "submitted"
    with pytest.raises(Stale):
        actions.edit(draft.pk, by=cast["industry"], version=2, basis="另一条")


def test_too_few_townships_stop_the_decision(cast):
    admission = admitting.sent(cast)
    actions.opine(admission.pk, where=cast.here, by=cast["mayor"], agrees=False, text="没有人手")
    actions.review(admission.pk, by=cast["jurist"], passed=True, opinion="可以")
    with pytest.raises(Refused) as refused:
        decide(cast, admission)
    assert [f.code for f in refused.value.verdict.findings if f.blocks] == ["duties.admit.too_few_opinions"]


def test_no_money_needs_the_countys_written_reason(cast):
    admission = admitting.reviewed(cast)
    with pytest.raises(Refused) as refused:
        decide(cast, admission, reasons={})
    assert [f.code for f in refused.value.verdict.findings if f.blocks] == ["duties.admit.unfunded"]


def test_money_that_is_not_passed_on_in_the_same_act_stops_the_decision(cast):
    admission = admitting.reviewed(cast, money_fen=5_0000_00)
    for moved in (0, 5_0000_00 - 1, 5_0000_00 + 1):
        with pytest.raises(Refused) as refused:
            decide(cast, admission, moved_fen=moved)
        assert [f.code for f in refused.value.verdict.findings if f.blocks] == [
            "duties.admit.money_not_moved"
        ]
    with pytest.raises(Error, match="XG043"), transaction.atomic():
        decide(cast, admission, moved_fen=5_0000_00)  # said, and not done: no transfer stands beside it
        assert queries.duty(casting.PLACE, "D053").money_fen == 5_0000_00
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_county_may_not_decide_before_the_last_opinion_nor_for_a_day_to_come(cast):
    admission = admitting.reviewed(cast)
    with pytest.raises(Refused) as refused:
        decide(cast, admission, on=date(2023, 2, 28))
    assert "duties.admit.before_opinions" in refused.value.verdict.codes
    with pytest.raises(BadInput):
        decide(cast, admission, on=date(2023, 3, 2))


def test_a_department_cannot_decide_for_the_county(cast):
    """The level that may decide is data: it binds applications from its first day on."""
    casting.set_clock("2024-09-02 09:00")
    admission = admitting.reviewed(cast)
    with pytest.raises(Refused) as refused:
        decide(cast, admission, decided_by="县农业农村局")
    assert [f.code for f in refused.value.verdict.findings if f.blocks] == ["duties.admit.no_county_decision"]


def test_no_is_an_answer_with_its_reason_and_makes_no_version(cast):
    before = queries.list_in_force(casting.PLACE)
    admission = admitting.reviewed(cast)
    refused = actions.decide(admission.pk, by=cast["county_head"], admit=False, why="财力不够")
    assert refused.status == "refused" and queries.list_in_force(casting.PLACE) == before


def test_an_unfavourable_review_sends_it_back_and_the_townships_are_heard_again(cast):
    admission = admitting.sent(cast)
    admitting.heard(cast, admission)
    back = actions.review(admission.pk, by=cast["jurist"], passed=False, opinion="依据条款不对")
    assert back.status == "returned"
    again = actions.submit(admission.pk, by=cast["industry"])
    assert (again.round, queries.opinions(again)) == (2, [])


def test_a_township_speaks_once_and_only_for_itself(cast):
    admission = admitting.sent(cast)
    actions.opine(admission.pk, where=cast.here, by=cast["mayor"], agrees=True, text="可以")
    with pytest.raises(Stale):
        actions.opine(admission.pk, where=cast.here, by=cast["mayor"], agrees=False, text="改主意了")
    with pytest.raises(NotGranted):
        actions.opine(admission.pk, where=cast.there, by=cast["mayor"], agrees=True, text="替别人说")
    with pytest.raises(NotGranted):
        actions.opine(admission.pk, where=cast.here, by=cast["buyer"], agrees=True, text="经办人说")


def test_nobody_reviews_or_decides_their_own(cast):
    both = seated_too(cast["industry"], cast["jurist"], cast["county_head"])
    draft = actions.apply(where=cast.county, by=both, **admitting.stated())
    actions.submit(draft.pk, by=both)
    with pytest.raises(Refused) as refused:
        actions.review(draft.pk, by=both, passed=True, opinion="自己看过")
    assert refused.value.verdict.codes == ("duties.admit.own_review",)
    admitting.heard(cast, draft)
    actions.review(draft.pk, by=cast["jurist"], passed=True, opinion="可以")
    with pytest.raises(Refused) as refused:
        actions.decide(draft.pk, by=both, **admitting.DECISION, reasons=admitting.UNFUNDED)
    assert refused.value.verdict.codes == ("duties.admit.own_review", "duties.admit.unfunded")


def seated_too(actor, *others):
    """One person who holds the seats of several."""
    return replace(actor, seats=tuple(seat for one in (actor, *others) for seat in one.seats))


@pytest.mark.parametrize("login", ["finance", "needs", "keeper", "jurist", "village", "audit"])
def test_who_is_no_department_applies_for_nothing(cast, login):
    with pytest.raises(NotGranted):
        actions.apply(where=cast.county, by=cast[login], **admitting.stated())


@pytest.mark.parametrize(
    "stated", [{"money_fen": -1}, {"yearly_costs": {2020: -5}}, {"name": "长" * 201}, {"basis": "\x00"}]
)
def test_what_no_column_holds_is_told(cast, stated):
    with pytest.raises(BadInput):
        actions.apply(where=cast.county, by=cast["industry"], **admitting.stated(**stated))
    assert not Admission.objects.exists()


def test_a_duty_leaves_the_list_by_decision_and_its_number_is_never_given_again(cast):
    draft = actions.apply(
        where=cast.county, by=cast["industry"], kind="exit", duty_code="D052", reason="县里收回",
        basis="清委办发〔2023〕2号（示例）第一条",
    )  # fmt: skip
    actions.submit(draft.pk, by=cast["industry"])
    admitting.heard(cast, draft)
    actions.review(draft.pk, by=cast["jurist"], passed=True, opinion="可以")
    with pytest.raises(Refused) as refused:
        actions.decide(draft.pk, by=cast["county_head"], **admitting.DECISION, open_dossiers=2)
    assert refused.value.verdict.codes == ("duties.adjust.live_dossiers",)
    with pytest.raises(TypeError):
        actions.decide(draft.pk, by=cast["county_head"], **admitting.DECISION)
    actions.decide(draft.pk, by=cast["county_head"], **admitting.DECISION, open_dossiers=0)
    assert queries.duty_in_force(casting.PLACE, "D052") is None
    assert queries.last_number(casting.PLACE, []) == 52


def test_what_is_on_no_list_cannot_leave_it(cast):
    with pytest.raises(NotGranted) as hidden:
        actions.apply(where=cast.county, by=cast["industry"], kind="exit", duty_code="D999")
    assert hidden.value.is_hidden


def test_an_application_is_withdrawn_before_the_decision_only(cast):
    admission = admitting.sent(cast)
    assert actions.withdraw(admission.pk, by=cast["industry"], why="再想想").status == "withdrawn"
    with pytest.raises(Stale):
        actions.withdraw(admission.pk, by=cast["industry"], why="再想想")
    with pytest.raises(Stale):
        actions.review(admission.pk, by=cast["jurist"], passed=True, opinion="可以")


def test_a_second_decision_is_too_late(cast):
    admission = admitting.reviewed(cast)
    decide(cast, admission)
    with pytest.raises(Stale):
        actions.decide(admission.pk, by=cast["county_head"], admit=False, why="后悔")


# The database keeps it too -------------------------------------------------------------------


def states(sql, values, code):
    """Whether a hand-made statement is refused with this code at once or at the end of its transaction."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return getattr(refused.value.__cause__, "sqlstate", "") == code


def test_no_status_moves_by_hand(cast):
    admission = admitting.reviewed(cast)
    sql = "UPDATE duties_admission SET status = 'refused', decided_on = '2023-03-01', decided_by = 1 WHERE id = %s"
    assert states(sql, [admission.pk], "XG013")


def test_what_was_sent_is_frozen(cast):
    admission = admitting.sent(cast)
    assert states("UPDATE duties_admission SET money_fen = 7 WHERE id = %s", [admission.pk], "XG012")


def test_a_decision_without_the_opinions_is_refused_by_the_database(cast, monkeypatch):
    admission = admitting.sent(cast)
    actions.review(admission.pk, by=cast["jurist"], passed=True, opinion="可以")
    monkeypatch.setattr(actions, "judge", lambda *_a, **_k: judged_blindly())
    with pytest.raises(InternalError) as refused, transaction.atomic():
        decide(cast, admission)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.__cause__.sqlstate == "XG030"


def test_one_person_for_all_steps_is_refused_by_the_database(cast, monkeypatch):
    both = seated_too(cast["industry"], cast["jurist"])
    draft = actions.apply(where=cast.county, by=both, **admitting.stated())
    actions.submit(draft.pk, by=both)
    monkeypatch.setattr(actions, "judge", lambda *_a, **_k: judged_blindly())
    with pytest.raises(InternalError) as refused, transaction.atomic():
        actions.review(draft.pk, by=both, passed=True, opinion="可以")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.__cause__.sqlstate == "XG016"


def judged_blindly():
    """The verdict of a program that forgot its rules."""
    return Verdict(verb="duties.admit")


def test_a_township_of_another_place_is_not_heard_by_the_database(cast):
    admission = admitting.sent(cast)
    row = {
        "admission": admission,
        "round": 1,
        "agrees": True,
        "text": "x",
        "given_on": date(2023, 3, 1),
        "given_by": 1,
    }
    with pytest.raises(InternalError) as refused, transaction.atomic():
        Opinion.objects.create(town_code="999999999", **row)
    assert refused.value.__cause__.sqlstate == "XG030"
    Opinion.objects.create(town_code=casting.QINGSHAN, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.create(town_code=casting.QINGSHAN, **row)


def test_a_foreign_place_is_not_found(cast):
    admission = admitting.sent(cast)
    with pytest.raises(NotGranted):
        actions.opine(
            admission.pk, where=Where("590999", "590999101"), by=cast["mayor"], agrees=True, text="x"
        )
