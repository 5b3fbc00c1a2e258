"""What the pages of unified purchases show: what may be merged, the purchases, one purchase with its townships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.actions import NotGranted
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Pair, Shape, Table
from xianggou.base.places import queries as places
from xianggou.base.places.models import BodyName
from xianggou.core.actor import Actor
from xianggou.stages.unified import queries
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

U, D = UnifiedPurchase.Status, Delegation.Status
SHAPES: dict[str, Shape] = {U.PROPOSED: "run", U.CONFIRMED: "done", U.WITHDRAWN: "back"}
PART_SHAPES: dict[str, Shape] = {
    D.ASKED: "run",
    D.DELEGATED: "done",
    D.DECLINED: "back",
    D.RELEASED: "back",
}
COLUMNS = (
    Column("title", _("统一采购"), main=True),
    Column("lead", _("牵头部门")),
    Column("joined", _("已委托／共几家")),
    Column("fen", _("已委托的金额"), "fen"),
    Column("status", _("状态"), "status"),
)
CANDIDATES = (
    Column("name", _("目录项"), main=True),
    Column("towns", _("几个乡镇"), "number"),
    Column("quantity", _("数量合计")),
    Column("fen", _("金额合计"), "fen"),
    Column("department", _("主管部门")),
    Column("verbs", _("办"), "verbs"),
)
PARTS = (
    Column("town", _("乡镇"), main=True),
    Column("item", _("计划")),
    Column("quantity", _("数量")),
    Column("fen", _("金额"), "fen"),
    Column("status", _("答复"), "status"),
    Column("number", _("委托协议")),
    Column("verbs", _("办"), "verbs"),
)


def candidate_rows(
    found: Sequence[queries.Candidate], year: int, *, may_propose: bool
) -> list[dict[str, Any]]:
    """Candidates as their page shows them.  Queries: 0."""
    return [
        {
            "id": one.id,
            "name": Cell(one.name, note=one.catalogue_code),
            "towns": one.towns,
            "quantity": f"{one.quantity.normalize():f} {one.unit}",
            "fen": one.fen,
            "department": one.department,
            "verbs": (
                Action(
                    gettext("%(n)s 个乡镇都要买，合并？") % {"n": one.towns},
                    f"{reverse('unified:new')}?"
                    + urlencode({"year": str(year), "code": one.catalogue_code, "unit": one.unit}),
                ),
            )
            if may_propose
            else (),
        }
        for one in found
    ]


def listed(actor: Actor, *, year: int | None, status: str) -> QuerySet[Any]:
    """The purchases within sight, narrowed."""
    rows = queries.seen_by(actor)
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(status=status) if status in U.values else rows
    return queries.with_sums(rows)


def list_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Purchases as their list shows them.  Queries: 0."""
    url, status = numbered("unified:detail"), statuses_shown(U, SHAPES)
    return [
        {
            "id": one.pk,
            "title": Cell(one.title, url(one.pk), one.code),
            "lead": one.lead_name,
            "joined": f"{one.joined_n or 0}／{one.asked_n or 0}",
            "fen": int(one.joined_fen or 0),
            "status": status[one.status],
        }
        for one in found
    ]


def leads_offered(actor: Actor, place_code: str, day: date) -> list[tuple[str, str]]:
    """Departments that may lead: one's own for a department, any county body for finance.  Queries: 0–1."""
    seat = roles.seat_for(actor, "unified.propose", None)
    if seat is not None and seat.role == "industry_department":
        return [(seat.body_code, seat.body_name)]
    rows = BodyName.objects.filter(
        body__place_code=place_code, body__level="county", during__contains=day
    ).values_list("body__code", "name")
    return list(rows.order_by("name"))


def item_choices(items: Sequence[Any]) -> list[tuple[str, str]]:
    """Items to tick, each with township, name, quantity and money.  Queries: 0."""
    return [
        (
            str(item.pk),
            gettext("%(town)s %(name)s，%(quantity)s，%(yuan)s 元")
            % {
                "town": item.town_name,
                "name": item.name,
                "quantity": f"{item.quantity.normalize():f}{item.unit}",
                "yuan": yuan_text(item.budget_fen),
            },
        )
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """One purchase as its page shows it; `mine`: the parts that the actor may answer for."""

    row: UnifiedPurchase
    status: tuple[Shape, Any]
    facts: tuple[Pair, ...]
    table: Table
    joined_fen: int
    actions: list[Action]
    crumbs: tuple[Crumb, ...]
    verdict: Any


def purchase_of(actor: Actor, purchase_id: int, action: str = "") -> UnifiedPurchase:
    """A purchase that the actor may see, and lead where an action is named.  Raises: Http404, NotGranted.  Queries: 1."""
    row = queries.seen_by(actor).select_related("dossier").filter(pk=purchase_id).first()
    if row is None:
        raise Http404(str(purchase_id))
    if action and not queries.leads(actor, action, row):
        raise NotGranted(action)
    return row


def part_of(actor: Actor, part_id: int) -> Delegation:
    """A part that the actor may see.  Raises: Http404.  Queries: 1."""
    rows = queries.parts_seen_by(actor).select_related("purchase", "purchase__dossier", "item")
    part = rows.filter(pk=part_id).first()
    if part is None:
        raise Http404(str(part_id))
    return part


def crumbs_of(purchase: UnifiedPurchase, last: Any = "") -> tuple[Crumb, ...]:
    """The path above a page of a purchase."""
    here = reverse("unified:detail", args=[purchase.pk])
    found = (Crumb(_("统一采购"), reverse("unified:list")), Crumb(purchase.title, here if last else ""))
    return (*found, Crumb(last)) if last else found


def purchase_page(actor: Actor, purchase_id: int, day: date) -> PurchasePage:
    """One purchase: its terms, the townships' answers as far as the actor sees them, what may be done.  Queries: 4–7."""
    row = purchase_of(actor, purchase_id)
    all_parts = queries.parts(row)
    sees = set(queries.parts_seen_by(actor).filter(purchase=row).values_list("pk", flat=True))
    towns = places.town_names(row.place_code)
    verdict = None
    if row.status == U.PROPOSED and queries.leads(actor, "unified.confirm", row):
        verdict = queries.confirm_verdict(row, all_parts, places.law_on(row.place_code, day))
    joined = [p for p in all_parts if p.status == D.DELEGATED]
    facts = [
        Pair(_("牵头部门"), row.lead_name),
        Pair(_("年度"), str(row.year)),
        Pair(_("目录编码"), row.catalogue_code),
        Pair(_("已委托"), f"{len(joined)}／{len(all_parts)}"),
        Pair(_("费用怎么分摊"), row.share_rule),
        Pair(_("怎么验收、怎么分户评分"), row.acceptance_rule),
        Pair(_("请乡镇答复"), row.answer_by, "day"),
        Pair(_("发起日期"), row.proposed_on, "day"),
        Pair(_("确定日期"), row.confirmed_on, "day"),
    ]
    return PurchasePage(
        row,
        (SHAPES[row.status], row.get_status_display()),
        tuple(facts),
        Table(
            caption=_("各乡镇"),
            columns=PARTS,
            rows=[_part_row(actor, part, towns) for part in all_parts if part.pk in sees],
            totals={
                "town": _("已委托合计"),
                "quantity": f"{sum((p.quantity for p in joined), Decimal(0)).normalize():f} {row.unit}"
                if joined
                else "",
                "fen": sum(p.amount_fen for p in joined),
            }
            if len(sees) == len(all_parts)
            else {},
        ),
        sum(p.amount_fen for p in joined),
        queries.open_actions(row, actor, verdict),
        crumbs_of(row),
        verdict,
    )


def _part_row(actor: Actor, part: Delegation, towns: dict[str, str]) -> dict[str, Any]:
    verbs: list[Action] = []
    if part.purchase_id and queries.may_answer(actor, part):
        verbs = [
            Action(_("委托"), reverse("unified:delegate", args=[part.pk]), primary=True),
            Action(_("不委托"), reverse("unified:decline", args=[part.pk])),
        ]
    if part.number:
        verbs = [
            Action(word, reverse("unified:agreement", args=[part.pk, kind]))
            for kind, word in (("docx", "Word"), ("pdf", "PDF"))
        ]
    return {
        "id": part.pk,
        "town": Cell(towns.get(part.town_code, part.town_code), note=part.reason),
        "item": Cell(part.item.name, reverse("plans:detail", args=[part.item_id]), part.item.code),
        "quantity": f"{part.quantity.normalize():f} {part.item.unit}",
        "fen": part.amount_fen,
        "status": (PART_SHAPES[part.status], part.get_status_display()),
        "number": part.number,
        "verbs": tuple(verbs),
    }
