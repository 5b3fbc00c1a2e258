"""Objections as pages show them: the list with what is overdue, one with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import following, roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Deadline, Pair, Shape
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Objection

S = Objection.Status
SHAPES: dict[str, Shape] = {S.RAISED: "run", S.ANSWERED: "done"}
COLUMNS = (
    Column("matter", _("反映什么"), main=True),
    Column("town", _("乡镇")),
    Column("said_by", _("反映单位")),
    Column("department", _("涉及部门")),
    Column("listed", _("当天在不在清单"), "status"),
    Column("raised_on", _("反映日期"), "day", sort="raised_on"),
    Column("due", _("答复期限"), "deadline", sort="due_on"),
    Column("status", _("状态"), "status"),
)


def seen_by(actor: Actor) -> QuerySet[Objection]:
    """The objections that the actor may see: of the place, or of the own township."""
    seen, towns = towns_seen(actor, "duties.see_objections")
    return Objection.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns))


def listed(actor: Actor, *, text: str = "") -> QuerySet[Objection]:
    """The objections that the actor sees, narrowed by words."""
    rows = seen_by(actor)
    if text:
        rows = rows.filter(
            Q(matter__contains=text) | Q(code__contains=text.upper()) | Q(department__contains=text)
        )
    return rows


def overdue(rows: QuerySet[Objection], day: date) -> QuerySet[Objection]:
    """Those that should have been answered by now."""
    return rows.filter(status=S.RAISED, due_on__lt=day)


def rows_of(found: Sequence[Objection], towns: dict[str, str], law: LawOn, day: date) -> list[dict[str, Any]]:
    """Objections as the list shows them.  Queries: 0."""
    url, status = numbered("duties:objection"), statuses_shown(S, SHAPES)
    return [
        {
            "id": one.pk,
            "matter": Cell(shortened(one.matter), url(one.pk), one.code),
            "town": towns.get(one.town_code, one.town_code),
            "said_by": said_by(one),
            "department": one.department,
            "listed": listed_shown(one),
            "raised_on": one.raised_on,
            "due": due_of(one, law, day),
            "status": status[one.status],
        }
        for one in found
    ]


def shortened(text: str, most: int = 40) -> str:
    """The beginning of a long text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def said_by(objection: Objection) -> str:
    """Who says it, or that no name is given."""
    return gettext("不具名") if objection.is_unnamed else objection.said_by


def listed_shown(objection: Objection) -> tuple[Shape, str]:
    """Whether it was on the list of the day on which it was raised."""
    if objection.is_listed:
        return "none", gettext("在，%(code)s") % {"code": objection.duty_code}
    return "soon", gettext("不在")


def due_of(objection: Objection, law: LawOn, day: date) -> Deadline | None:
    """By when an answer is owed; nothing once it is there.  Queries: 0."""
    if objection.status == S.ANSWERED:
        return None
    left = (
        law.calendar.working_days(day, objection.due_on)
        if day <= objection.due_on
        else -law.calendar.working_days(objection.due_on, day)
    )
    return Deadline(objection.due_on, (objection.due_on - day).days, left)


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One objection: what is said, whether it is on the list, the answer, what may be done."""

    objection: Objection
    trail: list[Crumb]
    status: tuple[Shape, str]
    facts: list[Pair]
    verdict: Verdict | None
    actions: list[Action]


def seen_objection(actor: Actor, objection_id: int) -> Objection:
    """An objection that the actor may see.  Raises: Http404.  Queries: 1."""
    found = seen_by(actor).select_related("looked_up_in").filter(pk=objection_id).first()
    if found is None:
        raise Http404(str(objection_id))
    return found


def objection_page(actor: Actor, objection_id: int, day: date) -> ObjectionPage:
    """One objection.  Raises: Http404.  Queries: 3."""
    one = seen_objection(actor, objection_id)
    law = queries.law_on_objection(one.place_code, one.raised_on)
    facts = {"raised_on": one.raised_on, "no": one.code, "today": day}
    is_open = one.status == S.RAISED
    may = roles.seat_for(actor, "duties.answer", Where(one.place_code)) is not None
    towns = places.town_names(one.place_code)
    return ObjectionPage(
        objection=one,
        trail=trail_of(one),
        status=(SHAPES[one.status], str(one.get_status_display())),
        facts=_facts(one, towns, law, day),
        verdict=judge("duties.answer", facts, law) if is_open and day > one.due_on else None,
        actions=[Action(_("答复"), reverse("duties:answer", args=[one.pk]), primary=True)]
        if is_open and may
        else [],
    )


def _facts(one: Objection, towns: dict[str, str], law: LawOn, day: date) -> list[Pair]:
    version = one.looked_up_in
    code: Any = Cell(one.duty_code, reverse("duties:detail", args=[one.duty_code])) if one.duty_code else None
    asked: Any = (
        Cell(gettext("第 %(n)s 版") % {"n": version.number}, reverse("duties:version", args=[version.number]))
        if version is not None
        else gettext("还没有清单")
    )
    shape, word = listed_shown(one)
    return [
        Pair(_("反映单位"), said_by(one)),
        Pair(_("乡镇"), towns.get(one.town_code, one.town_code)),
        Pair(_("涉及部门"), one.department),
        Pair(_("下达的文件或会议"), one.pushed_by),
        Pair(_("反映日期"), one.raised_on, "day"),
        *([Pair(_("查询码"), following.shown(one.follow_code), "code")] if one.follow_code else []),
        Pair(_("当天在不在清单"), Cell(word, shape=shape), "status"),
        Pair(_("查的哪一版"), asked),
        Pair(_("对应事项"), code, "code"),
        Pair(
            _("答复期限"),
            due_of(one, law, day) or one.due_on,
            "deadline" if one.status == S.RAISED else "day",
        ),
        Pair(_("结论"), one.get_finding_display() if one.finding else None),
        Pair(_("答复日期"), one.answered_on, "day"),
    ]


def trail_of(objection: Objection | None, *more: Crumb) -> list[Crumb]:
    """The path to an objection."""
    found = [
        Crumb(_("责任清单"), reverse("duties:list")),
        Crumb(_("责任转嫁异议"), reverse("duties:objections")),
    ]
    if objection is not None:
        here = reverse("duties:objection", args=[objection.pk]) if more else ""
        found.append(Crumb(objection.code, here))
    return [*found, *more]
