"""What the pages of intentions show: what is due, the house's list, the public's list, one intention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.wording import term
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Deadline, Pair, Shape
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.sheets.export import Field
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.intentions import queries, rules
from xianggou.stages.intentions.models import Intention

STATUS = Intention.Status
SHAPES: dict[str, Shape] = {
    STATUS.DRAFT: "run",
    STATUS.PUBLISHED: "done",
    STATUS.EXCEPTED: "none",
    STATUS.WITHDRAWN: "back",
}
COLUMNS = (
    Column("title", _("采购项目"), main=True),
    Column("buyer", _("采购单位")),
    Column("budget_fen", _("预算金额"), "fen"),
    Column("expected", _("预计采购时间")),
    Column("published_on", _("公开日期"), "day"),
    Column("status", _("状态"), "status"),
)
DUE = (
    Column("name", _("要公开的"), main=True),
    Column("fen", _("预算金额"), "fen"),
    Column("last_on", _("最迟哪天公开"), "deadline"),
    Column("verbs", _("办"), "verbs"),
)
PUBLIC = (
    Column("title", _("采购项目名称"), main=True),
    Column("buyer", _("采购单位")),
    Column("summary", _("采购需求概况")),
    Column("budget_fen", _("预算金额"), "fen", unit="wan"),
    Column("expected", _("预计采购时间")),
    Column("remark", _("备注")),
    Column("published_on", _("公开日期"), "day"),
)
PUBLIC_FIELDS = (
    Field("number", "编号"),
    Field("buyer", "采购单位"),
    Field("title", "采购项目名称"),
    Field("summary", "采购需求概况"),
    Field("budget_fen", "预算金额"),
    Field("expected", "预计采购时间"),
    Field("remark", "备注"),
    Field("published_on", "公开日期"),
)


def month_of(day: date | None) -> str:
    """2023年6月, as intentions write it."""
    return gettext("%(y)s年%(m)s月") % {"y": day.year, "m": day.month} if day else ""


def summary_of(item: Any) -> str:
    """What a plan item already says about the need, to begin with.  Queries: 0."""
    return gettext("%(name)s，%(quantity)s。%(target)s") % {
        "name": item.name,
        "quantity": f"{item.quantity.normalize():f}{item.unit}",
        "target": item.target,
    }


def due_rows(found: Sequence[queries.Due], day: date) -> list[dict[str, Any]]:
    """What is due as its table shows it.  Queries: 0."""
    return [
        {
            "id": one.code,
            "name": Cell(one.name, note=one.code),
            "fen": one.fen,
            "last_on": Deadline(one.last_on, (one.last_on - day).days) if one.last_on else None,
            "verbs": (Action(_("写采购意向"), one.url),),
        }
        for one in found
    ]


def listed(actor: Actor, *, status: str, text: str) -> QuerySet[Intention]:
    """The intentions within sight, narrowed."""
    rows = queries.seen_by(actor)
    rows = rows.filter(status=status) if status in STATUS.values else rows
    return rows.filter(title__contains=text) if text else rows


def rows(found: Sequence[Intention]) -> list[dict[str, Any]]:
    """Intentions as the house's list shows them.  Queries: 0."""
    url, status = numbered("intentions:detail"), statuses_shown(STATUS, SHAPES)
    return [
        {
            "id": one.pk,
            "title": Cell(one.title, url(one.pk), one.number),
            "buyer": one.buyer,
            "budget_fen": one.budget_fen,
            "expected": month_of(one.expected_on),
            "published_on": one.published_on,
            "status": status[one.status],
        }
        for one in found
    ]


def public_rows(found: Sequence[Intention]) -> list[dict[str, Any]]:
    """Intentions as everybody reads them: an allowed list of fields, none of which names a person.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "title": Cell(one.title, note=one.number),
            "buyer": one.buyer,
            "summary": one.summary,
            "budget_fen": one.budget_fen,
            "expected": month_of(one.expected_on),
            "remark": one.remark,
            "published_on": one.published_on,
        }
        for one in found
    ]


def public_values(one: Intention) -> list[Any]:
    """One row of the public's workbook.  Queries: 0."""
    return [
        one.number, one.buyer, one.title, one.summary, one.budget_fen, month_of(one.expected_on), one.remark,
        one.published_on,
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class IntentionPage:
    """One intention as its page shows it."""

    row: Intention
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    actions: list[Action]
    verdict: Verdict | None
    crumbs: tuple[Crumb, ...]


def intention_of(actor: Actor, intention_id: int, action: str = "") -> Intention:
    """An intention that the actor may see, and act on where an action is named.  Raises: Http404, NotGranted."""
    row = queries.seen_by(actor).select_related("dossier", "item", "purchase").filter(pk=intention_id).first()
    if row is None:
        raise Http404(str(intention_id))
    if action and not queries.may(actor, action, row):
        raise NotGranted(action)
    return row


def crumbs_of(row: Intention, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of an intention."""
    here = reverse("intentions:detail", args=[row.pk])
    found = (Crumb(_("采购意向"), reverse("intentions:list")), Crumb(row.title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def intention_page(actor: Actor, intention_id: int, day: date) -> IntentionPage:
    """One intention: what it tells, what may be done, what stops it.  Queries: 1–2."""
    row = intention_of(actor, intention_id)
    verdict = None
    found: list[Action] = []
    if row.status == STATUS.DRAFT:
        law = queries.law_for(row.place_code, day, row.expected_on)
        facts = rules.Publishing(
            told=queries.contents_of(row), activity_started_on=row.expected_on, published_on=day
        )
        verdict = judge("intentions.publish", facts, law)
        if queries.may(actor, "intentions.publish", row):
            found.append(verb(_("公开"), reverse("intentions:publish", args=[row.pk]), verdict))
        if queries.may(actor, "intentions.edit", row):
            found.append(Action(_("修改"), reverse("intentions:edit", args=[row.pk])))
        found = led_by_first_open(found)
    if row.status != STATUS.WITHDRAWN and queries.may(actor, "intentions.withdraw", row):
        found.append(Action(_("撤回"), reverse("intentions:withdraw", args=[row.pk])))
    source = row.item.code if row.item is not None else row.purchase.code if row.purchase is not None else ""
    url = (
        reverse("plans:detail", args=[row.item_id])
        if row.item_id
        else reverse("unified:detail", args=[row.purchase_id])
    )
    facts_shown = [
        Pair(_("采购单位"), row.buyer),
        Pair(_("来自"), Cell(source, url)),
        Pair(_("预算金额（元）"), row.budget_fen, "fen_yuan"),
        Pair(_("预计采购时间"), month_of(row.expected_on) or None),
        Pair(_("采购需求概况"), row.summary or None),
        Pair(_("备注"), row.remark or None),
        Pair(_("编号"), row.number or None),
        Pair(_("公开日期"), row.published_on, "day"),
    ]
    if row.exception:
        facts_shown += [Pair(_("不公开的情形"), term(row.exception)), Pair(_("理由"), row.reason)]
    return IntentionPage(
        row,
        (SHAPES[row.status], row.get_status_display()),
        tuple(facts_shown),
        found,
        verdict,
        crumbs_of(row),
    )
