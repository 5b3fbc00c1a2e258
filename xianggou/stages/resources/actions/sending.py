"""A department's list goes in: sent by itself, or recorded by the leading office; taken back, or sent back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.actions.writing import WHY_MOST, as_written, speaks
from xianggou.stages.resources.models import Offer, Quarter, Sending


@action("resources.send", on=queries.locked_sending)
def send(sending: Sending, *, by: Acting, nothing_why: str = "") -> Sending:
    """Send the department's list; one with nothing to offer says so and why.

    Every line is asked the rules again.  Law: resources.no_new_burden.  Raises: NotGranted, BadInput, Refused, Stale.
    """
    speaks(by, sending.department_code, "resources.send")
    if trails.today() > sending.quarter.to_on:
        checking.refuse(
            [checking.problem("quarter", "over", gettext("这个季度已经过去"), gettext("报到现在的季度"))]
        )
    return _send(sending, "resources.send", by, nothing_why=nothing_why)


@action("resources.record_sent", on=queries.locked_sending)
def record_sent(sending: Sending, *, by: Acting, why: str, nothing_why: str = "") -> Sending:
    """Record for a department what it sent on paper or by workbook.  Raises: BadInput, Refused, Stale."""
    checking.refuse(checking.said("why", why, WHY_MOST))
    return _send(sending, "resources.record_sent", by, nothing_why=nothing_why, why=why.strip())


def _send(sending: Sending, verb: str, by: Acting, *, nothing_why: str, why: str = "") -> Sending:
    quarter, day = sending.quarter, trails.today()
    if sending.status != Sending.Status.ASKED:
        raise Stale()
    live = list(
        queries.live_offers(quarter.pk, sending.department_code).select_related("fund").order_by("id")
    )
    drafts = [o for o in live if o.status == Offer.Status.DRAFT]
    checking.refuse(_incomplete(live, drafts, nothing_why))
    here = checking.known(quarter, queries.policy_of(quarter.place_code))
    law = queries.law_on(quarter.place_code, day, quarter.opened_on)
    checking.refuse([_about(o, p) for o in drafts for p in checking.of_offer(as_written(o), quarter, here)])
    for offer in drafts:
        judge("resources.write", as_written(offer).rule_facts(day), law).refuse_if_blocked()
    for offer in drafts:
        trail.move(offer, verb, Offer.Status.SENT, by=by, law=law, is_class_proposed=False)
    facts: dict[str, Any] = {
        "sent_on": day,
        "is_late": day > quarter.due_on,
        "nothing_why": nothing_why.strip() if not live else "",
        "returned_why": "",
        "version": sending.version + 1,
    }
    trail.move(
        sending,
        verb,
        Sending.Status.SENT,
        by=by,
        why=why,
        changes={"offers": len(live), "late": facts["is_late"]},
        **facts,
    )
    return sending


def _incomplete(live: Sequence[Offer], drafts: Sequence[Offer], nothing_why: str) -> list[Problem]:
    """What keeps a list from being sent."""
    found = checking.said("nothing_why", nothing_why, WHY_MOST, needed=False)
    if not live and not nothing_why.strip():
        found.append(
            checking.problem(
                "nothing_why",
                "empty",
                gettext("清单是空的"),
                gettext("添写资源；确实没有的，报“无”并写明原因"),
            )
        )
    if live and nothing_why.strip():
        found.append(
            checking.problem(
                "nothing_why",
                "both",
                gettext("有 %(n)s 项资源，又报“无”") % {"n": len(live)},
                gettext("只留一样"),
            )
        )
    for offer in drafts:
        if offer.confirmed_on is None:
            found.append(
                checking.problem(
                    "offers", "unconfirmed",
                    gettext("%(code)s %(title)s 是沿用的，本季度还没有确认")
                    % {"code": offer.code, "title": offer.title},
                    gettext("逐项核对后点“确认”，不再提供的点“不报了”"), offer.code,
                )
            )  # fmt: skip
        if not offer.class_name:
            found.append(
                checking.problem(
                    "offers", "unclassed",
                    gettext("%(code)s %(title)s 没有选类别") % {"code": offer.code, "title": offer.title},
                    gettext("打开这一项，选一个需求类别"), offer.code,
                )
            )  # fmt: skip
    return found


def _about(offer: Offer, found: Problem) -> Problem:
    """A problem of one line of a list, naming the line."""
    what = f"{offer.code} {offer.title}：{found.what}"
    return Problem(code=found.code, what=what, then=found.then, column="offers", value=found.value)


@action("resources.take_back", on=queries.locked_sending)
def take_back(sending: Sending, *, by: Acting) -> Sending:
    """The department takes its list back to change it; what is published already stays published.  Raises: NotGranted, Stale."""
    speaks(by, sending.department_code, "resources.take_back")
    return _back(sending, "resources.take_back", by, "")


@action("resources.send_back", on=queries.locked_sending)
def send_back(sending: Sending, *, by: Acting, why: str) -> Sending:
    """The leading office sends a list back with a reason.  Raises: BadInput, Stale."""
    checking.refuse(checking.said("why", why, WHY_MOST))
    return _back(sending, "resources.send_back", by, why.strip())


def _back(sending: Sending, verb: str, by: Acting, why: str) -> Sending:
    if sending.status != Sending.Status.SENT:
        raise Stale()
    quarter: Quarter = sending.quarter
    sent = queries.live_offers(quarter.pk, sending.department_code).filter(status=Offer.Status.SENT)
    for offer in sent.order_by("id"):
        trail.move(offer, verb, Offer.Status.DRAFT, by=by)
    trail.move(
        sending,
        verb,
        Sending.Status.ASKED,
        by=by,
        why=why,
        returned_why=why,
        nothing_why="",
        version=sending.version + 1,
    )
    return sending
