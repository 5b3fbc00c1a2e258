"""Departments answer within the limit; what is overdue a leader presses, and somebody else than the answerer closes."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.documents import series
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.needs import checking, queries
from xianggou.stages.needs.actions import contacts
from xianggou.stages.needs.models import Answer, Need, Press

MOST = 500


def _texts(**typed: tuple[str, int]) -> list[Problem]:
    """Texts that are empty or too long."""
    return [
        checking.problem(
            name,
            "text",
            gettext("没有写，或者太长"),
            gettext("写清楚，不超过 %(most)s 个字") % {"most": most},
        )
        for name, (text, most) in typed.items()
        if not text.strip() or len(text) > most or "\x00" in text
    ]


def _mine(by: Acting, need: Need, code: str) -> None:
    """Only the body that was asked answers.  Raises: NotGranted."""
    if by.actor.kind != "system" and queries.answering_seat(by.actor, need) is None:
        raise NotGranted(code)


@action("needs.answer", on=queries.locked_need)
def answer(
    need: Need,
    *,
    by: Acting,
    kind: str,
    text: str,
    promised_on: date | None = None,
    told_how: str = "",
) -> Answer:
    """Answer a need with its reason; everybody whose voice it carries reads it by the code. A later answer adds to it.

    Law: needs.answer_within, needs.close.  Locks: the need.  Raises: BadInput, Refused, NotGranted, Stale.
    """
    _mine(by, need, "needs.answer")
    day = trails.today()
    problems = _texts(text=(text, MOST))
    if kind not in Answer.Kind.values:
        problems.append(checking.problem("kind", "kind", gettext("没有选答复类型"), gettext("从表里选一项")))
    if kind in Answer.PROMISING and promised_on is None:
        problems.append(
            checking.problem(
                "promised_on", "promise", gettext("这类答复要写什么时候办成"), gettext("填承诺完成的日期")
            )
        )
    if promised_on is not None and promised_on < day:
        problems.append(
            checking.problem(
                "promised_on", "past", gettext("承诺的日期已经过去"), gettext("填今天以后的日期")
            )
        )
    checking.refuse(problems)
    if need.status == Need.Status.MERGED:
        raise Stale()
    law = queries.law_on(need.place_code, need.assigned_on or need.told_on)
    met = kind in {Answer.Kind.DONE, Answer.Kind.PROJECT, Answer.Kind.RESOURCE}
    judge("needs.close", {"met": met, "close_reason": text, "no": need.code}, law).refuse_if_blocked()
    verdict = judge("needs.answer", queries.overdue_facts(need, day), law)
    made = Answer.objects.create(
        need=need,
        code=series.take(need.place_code, "DF", day.year).text,
        kind=kind,
        text=text.strip(),
        promised_on=promised_on,
        told_how=told_how,
        department_code=need.department_code,
        answered_on=day,
        answered_by=by.person_id,
        due_on=need.due_on,
        is_late=need.due_on is not None and day > need.due_on and need.status == Need.Status.OPEN,
    )
    changes = {"answer": made.code, "kind": kind}
    if need.status == Need.Status.OPEN:
        trail.move(
            need, "needs.answer", Need.Status.ANSWERED, by=by, verdict=verdict, law=law, changes=changes,
            version=need.version + 1,
        )  # fmt: skip
    else:
        trail.note(need, "needs.answer", by=by, changes=changes)
    until = day + timedelta(days=queries.collecting(need.place_code).contact_days_after_answer)
    contacts.shorten(queries.voices_of(need.pk), until)
    return made


@action("needs.explain", on=queries.locked_need)
def explain(need: Need, *, by: Acting, reason: str) -> Need:
    """Say why an answer takes longer: the leader in charge reads it.  Raises: BadInput, NotGranted, Stale."""
    _mine(by, need, "needs.explain")
    checking.refuse(_texts(reason=(reason, 300)))
    if need.status != Need.Status.OPEN:
        raise Stale()
    need.delay_reason = reason.strip()
    trail.note(need, "needs.explain", by=by, changes={"delay_reason": []})
    need.save(update_fields=["delay_reason"])
    return need


@action("needs.press", on=queries.locked_need)
def press(need: Need, *, by: Acting, demand: str, due_on: date) -> Press:
    """Order that an overdue answer be given by a new day (督办单).  Locks: the need.

    Raises: BadInput when it is not overdue, or is pressed already; Stale when it was answered.
    """
    day = trails.today()
    problems = _texts(demand=(demand, 300))
    if due_on <= day:
        problems.append(
            checking.problem("due_on", "past", gettext("新期限要在今天以后"), gettext("填今天以后的日期"))
        )
    if need.status == Need.Status.OPEN and (need.due_on is None or need.due_on >= day):
        problems.append(
            checking.problem(
                "demand",
                "not_late",
                gettext("%(code)s 还没有逾期") % {"code": need.code},
                gettext("到期没有答复再督办"),
            )
        )
    if Press.objects.filter(need=need, status=Press.Status.ISSUED).exists():
        problems.append(
            checking.problem(
                "demand", "pressed", gettext("已经督办过，还没有办结"), gettext("先看原来的督办单")
            )
        )
    checking.refuse(problems)
    if need.status != Need.Status.OPEN:
        raise Stale()
    law = queries.law_on(need.place_code, need.assigned_on or need.told_on)
    verdict = judge("needs.answer", queries.overdue_facts(need, day), law)
    made = Press(
        need=need,
        register_id=need.register_id,
        place_code=need.place_code,
        town_code=need.town_code,
        code=series.take(need.place_code, "DB", day.year, pattern=series.OFFICIAL).text,
        department_code=need.department_code,
        late_days=queries.late_days_of([need], day)[need.pk],
        demand=demand.strip(),
        issued_on=day,
        issued_by=by.person_id,
        due_on=due_on,
    )
    trail.born(made, "needs.press", by=by, verdict=verdict, law=law, changes={"need": need.code})
    return made


@action("needs.close_press", on=queries.locked_press)
def close_press(order: Press, *, by: Acting, result: str) -> Press:
    """Close an order once the need is answered, by somebody else than who answered.  Raises: BadInput, Stale."""
    checking.refuse(_texts(result=(result, 300)))
    last = Answer.objects.filter(need=order.need, answered_on__gte=order.issued_on).order_by("-id").first()
    if last is None:
        raise BadInput(
            [checking.problem("result", "not_answered", gettext("还没有答复"), gettext("等部门答复后再办结"))]
        )
    if by.person_id is not None and by.person_id == last.answered_by:
        raise BadInput(
            [
                checking.problem(
                    "result",
                    "own_answer",
                    gettext("自己答复的，不能由自己复核"),
                    gettext("请另一位负责人复核"),
                )
            ]
        )
    trail.move(
        order, "needs.close_press", Press.Status.CLOSED, by=by, why=result, result=result.strip(),
        closed_on=trails.today(),
    )  # fmt: skip
    return order
