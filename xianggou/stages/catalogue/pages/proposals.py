"""What the catalogue's pages show: townships' lists, proposals with their screening and reviews, adjustments, versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import following, roles
from xianggou.base.access.roles import Where
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.access.wording import term
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Entry, FileShown, Pair, Shape, Table, Text
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.places import queries as places
from xianggou.base.reviews import pages as boards
from xianggou.base.reviews import queries as reviews
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.models import Adjustment, CarriedOut, Item, Price, Proposal
from xianggou.stages.catalogue.queries.proposals import KIND
from xianggou.stages.duties import queries as duties

P, C, A, Source = Proposal.Status, CarriedOut.Status, Adjustment.Status, Proposal.Source
PROPOSAL_SHAPES: dict[str, Shape] = {
    P.PROPOSED: "run", P.REVIEW: "run", P.RETURNED: "back", P.PASSED: "done", P.ISSUED: "done", P.MERGED: "none",
    P.REJECTED: "stop", P.WITHDRAWN: "none",
}  # fmt: skip
CARRIED_SHAPES: dict[str, Shape] = {
    C.APPLIED: "run",
    C.CONFIRMED: "done",
    C.DECLINED: "stop",
    C.ENDED: "none",
}
CARRIED = (
    Column("code", _("编码"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("town", _("乡镇")),
    Column("department", _("主管部门")),
    Column("applied_on", _("申报日期"), "day"),
    Column("status", _("状态"), "status"),
)
PROPOSALS = (
    Column("number", _("编号"), "code"),
    Column("name", _("服务项目"), main=True),
    Column("kind", _("申报什么")),
    Column("source", _("来源")),
    Column("proposer", _("申报单位")),
    Column("proposed_on", _("日期"), "day"),
    Column("status", _("状态"), "status"),
)
COSTS = (Column("what", _("项目"), main=True), Column("fen", _("一年金额"), "fen", unit="yuan"))


def home() -> Crumb:
    """The way back to the catalogue."""
    return Crumb(_("指导性目录"), reverse("catalogue:list"))


def ways_in(actor: Actor) -> list[Action]:
    """The lists beside the catalogue.  Queries: 0."""
    return [
        Action(_("乡镇实施目录"), reverse("catalogue:carried")),
        Action(_("目录申报"), reverse("catalogue:proposals")),
        Action(_("动态调整"), reverse("catalogue:adjustments")),
        Action(_("前后对照"), reverse("catalogue:compare")),
    ]


def item_actions(actor: Actor, item: Item) -> list[Action]:
    """What the actor may do about an item: look how others bought it, carry it out, ask for a change.  Queries: 0."""
    found = []
    if guide := address_if_built("overview:item", item.code):
        found.append(Action(_("行动指南：标准、价格、谁买过"), guide, primary=True))
    if roles.may_anywhere(actor, "catalogue.carry_out"):
        found.append(Action(_("申报实施"), f"{reverse('catalogue:carry_out')}?code={item.code}"))
    if roles.may_anywhere(actor, "catalogue.propose"):
        found.append(Action(_("申报修改"), f"{reverse('catalogue:propose')}?code={item.code}"))
    return found


# What townships carry out --------------------------------------------------------------------


def carried_rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of townships' lists as the page shows them.  Queries: 0."""
    address, shown = numbered("catalogue:carried_one"), statuses_shown(C, CARRIED_SHAPES)
    return [
        {
            "id": one.pk,
            "code": one.code,
            "name": Cell(one.name, address(one.pk)),
            "town": one.town_name,
            "department": one.department,
            "applied_on": one.applied_on,
            "status": shown[one.status],
        }
        for one in rows
    ]


def carried_one(actor: Actor, carried_id: int) -> CarriedOut:
    """A row that the actor may see.  Queries: 1.  Raises: Http404."""
    row = (
        queries.carried(queries.carried_seen_by(actor))
        .select_related("version")
        .filter(pk=carried_id)
        .first()
    )
    if row is None:
        raise Http404(carried_id)
    return row


def carried_facts(row: Any) -> list[Pair]:
    """What a township applied for, and the answer.  Queries: 0."""
    item = reverse("catalogue:detail", args=[row.code])
    return [
        Pair(_("服务项目"), Cell(f"{row.code} {row.name}", item), strong=True),
        Pair(_("乡镇"), row.town_name),
        Pair(_("主管部门"), row.department),
        Pair(_("申报时的目录"), row.version.label),
        Pair(_("申报日期"), row.applied_on, "day"),
        Pair(_("答复日期"), row.decided_on, "day"),
        Pair(_("答复"), row.answer),
    ]


def carried_actions(actor: Actor, row: CarriedOut) -> list[Action]:
    """What the actor may do to a row now.  Queries: 0–1."""

    def url(step: str) -> str:
        return reverse(f"catalogue:{step}", args=[row.pk])

    found: list[Action] = []
    if row.status == C.APPLIED and queries.may_answer(actor, "catalogue.confirm", row):
        if row.applied_by == actor.person_id:
            reason = _("不能确认自己申报的")
            found.append(Action(_("确认"), open=False, reason=reason, code="procurement.separated_duties"))
        else:
            found += [Action(_("确认"), url("confirm")), Action(_("不同意"), url("decline"))]
    where = Where(row.place_code, row.town_code)
    if row.status in queries.LIVE and roles.seat_for(actor, "catalogue.stop", where):
        found.append(Action(_("撤回申报") if row.status == C.APPLIED else _("停止实施"), url("stop")))
    return led_by_first_open(found)


# Proposals -----------------------------------------------------------------------------------


def proposal_rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Proposals as the list shows them.  Queries: 0."""
    address, shown = numbered("catalogue:proposal"), statuses_shown(P, PROPOSAL_SHAPES)
    kinds, sources = dict(Proposal.Kind.choices), dict(Proposal.Source.choices)
    return [
        {
            "id": one.pk,
            "number": one.number,
            "name": Cell(one.name, address(one.pk), note=one.town_name or ""),
            "kind": kinds[one.kind],
            "source": sources[one.source],
            "proposer": one.proposer,
            "proposed_on": one.proposed_on,
            "status": shown[one.status],
        }
        for one in rows
    ]


def seen_proposal(actor: Actor, proposal_id: int) -> Proposal:
    """A proposal that the actor may see.  Queries: 1.  Raises: Http404."""
    rows = queries.proposals_of(queries.proposals_seen_by(actor)).select_related("into", "register")
    row = rows.filter(pk=proposal_id).first()
    if row is None:
        raise Http404(proposal_id)
    return row


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal: what it asks, its three criteria, its reviews, what may be done, what stops it."""

    row: Proposal
    trail: list[Crumb]
    status: tuple[Shape, str]
    actions: list[Action]
    verdict: Verdict | None
    facts: list[Pair]
    item: list[Pair]
    costs: Table
    board: Table | None
    history: list[Entry]
    said: tuple[Any, Any, Any] | None
    merged: list[Proposal]
    files: list[FileShown]
    evidence: list[EvidenceShown]
    screening: list[Pair]


def proposal_page(actor: Actor, proposal_id: int, day: date) -> ProposalPage:
    """All of a proposal.  Queries: 11 at most."""
    row = seen_proposal(actor, proposal_id)
    prices = queries.prices_of(row)
    verdict = dry_run(row, prices, day) if row.status in {P.PROPOSED, P.RETURNED} else None
    held = reviews.of(KIND, row)
    board = reviews.board(held) if held is not None else None
    people = boards.People(board, day) if board is not None else None
    return ProposalPage(
        row,
        [home(), Crumb(_("目录申报"), reverse("catalogue:proposals")), Crumb(row.number)],
        (PROPOSAL_SHAPES[row.status], str(row.get_status_display())),
        proposal_actions(actor, row, verdict, board),
        verdict,
        _asked(row),
        _item(row),
        costs_table(row, prices),
        boards.board_table(board, people, day) if board is not None and people is not None else None,
        boards.history(board, people) if board is not None and people is not None else [],
        boards.so_far(board) if board is not None else None,
        list(row.merged.order_by("pk")) if row.status != P.MERGED else [],
        _files(row),
        _evidence(actor, row),
        _screening(row, prices),
    )


def dry_run(row: Proposal, prices: Sequence[Price], day: date) -> Verdict:
    """What the rules would say to screening it now.  Queries: 2."""
    facts = queries.entering(row, [int(p.amount_fen) for p in prices], day)
    return judge("catalogue.enter", facts, places.law_on(row.place_code, day))


def _asked(row: Any) -> list[Pair]:
    merged = row.into
    return [
        Pair(_("申报什么"), row.get_kind_display(), strong=True),
        Pair(_("申报来源"), row.get_source_display()),
        Pair(_("申报单位"), row.proposer),
        Pair(_("乡镇"), row.town_name or ""),
        Pair(_("申报日期"), row.proposed_on, "day"),
        *([Pair(_("查询码"), following.shown(row.follow_code), "code")] if row.follow_code else []),
        Pair(_("送审日期"), row.screened_on, "day"),
        Pair(
            _("并入"), Cell(merged.number, reverse("catalogue:proposal", args=[merged.pk])) if merged else ""
        ),
        Pair(
            _("目录编码"),
            Cell(row.code, reverse("catalogue:detail", args=[row.code])) if row.code else "",
            "code",
        ),
    ]


def _item(row: Proposal) -> list[Pair]:
    low, high = row.price_fen_min, row.price_fen_max
    return [
        Pair(_("类别"), f"{row.class_code} {row.class_name}".strip()),
        Pair(_("主管部门"), row.department),
        Pair(_("服务内容"), row.content),
        Pair(_("承接主体类型"), row.suppliers),
        Pair(_("计量单位"), row.unit),
        Pair(_("参考单价（元）"), queries.price_words(low, high)),
        Pair(_("对应责任清单"), "、".join(row.duty_codes)),
        Pair(_("内容类别"), term(row.content_kind) if row.content_kind else ""),
        Pair(_("属于禁止购买的"), term(row.forbidden) if row.forbidden else _("否")),
        Pair(_("可替代岗位"), row.posts),
    ]


def _screening(row: Proposal, prices: Sequence[Price]) -> list[Pair]:
    """The three criteria with their answers, for whoever gives an opinion on another page.  Queries: 0."""
    own, bought = row.own_cost_fen, queries.average_fen([int(p.amount_fen) for p in prices])
    left = own - bought if own is not None and bought is not None else None
    return [
        Pair(_("为什么需要"), row.why),
        Pair(_("为什么要专业的人来管"), row.professional),
        Pair(_("依据"), row.evidence),
        Pair(_("自己办，一年"), own, "fen_yuan"),
        Pair(_("花钱买，一年"), bought, "fen_yuan"),
        Pair(_("自己办比买贵"), left, "fen_yuan", strong=True),
    ]


def costs_table(row: Proposal, prices: Sequence[Price]) -> Table:
    """Running it oneself against buying, line by line.  Queries: 0."""
    own, bought = row.own_cost_fen, queries.average_fen([int(p.amount_fen) for p in prices])
    lines: list[tuple[Any, int | None]] = [
        (_("自己办：人员"), row.staff_fen),
        (_("自己办：运行"), row.running_fen),
        (_("自己办，一年"), own),
        *((gettext("报价：%(by)s") % {"by": p.given_by}, int(p.amount_fen)) for p in prices),
        (_("花钱买，一年（各报价平均，不足一分的进一分）"), bought),
    ]
    left = own - bought if own is not None and bought is not None else None
    rows = [{"id": n, "what": what, "fen": fen} for n, (what, fen) in enumerate(lines)]
    return Table(
        _("成本比较"),
        COSTS,
        rows,
        totals={"what": _("自己办比买贵"), "fen": left} if left is not None else {},
    )


def proposal_actions(
    actor: Actor, row: Proposal, verdict: Verdict | None, board: reviews.Board | None
) -> list[Action]:
    """What the actor may do to a proposal now.  Queries: 0–2."""
    where = Where(row.place_code, row.town_code)

    def may(action: str) -> bool:
        return roles.seat_for(actor, action, where) is not None

    def url(step: str) -> str:
        return reverse(f"catalogue:{step}", args=[row.pk])

    found: list[Action] = []
    is_open = row.status in {P.PROPOSED, P.RETURNED}
    if row.status == P.REVIEW and board is not None and may("catalogue.review"):
        speaking = reviews.speaking(board, actor)
        if speaking.at_desk:
            law = places.law_on(row.place_code, board.now.opened_at.date())
            desk = board.now.desk_of(actor)
            if desk is not None and board.now.open_parts(desk.id):
                found.append(verb(_("写审查意见"), url("review"), judge("reviews.opine", speaking, law)))
    if is_open and may("catalogue.screen"):
        found.append(verb(_("送三轮审查"), url("screen"), verdict))
    if (is_open or row.status in {P.REVIEW, P.PASSED}) and queries.may_write(
        actor, "catalogue.edit_proposal", row
    ):
        found.append(Action(_("修改"), url("edit_proposal")))
    if is_open and queries.may_write(actor, "catalogue.attach", row):
        found.append(Action(_("附依据"), url("attach")))
    if is_open and may("catalogue.merge"):
        found.append(Action(_("并入另一份"), url("merge")))
    if is_open and may("catalogue.reject"):
        found.append(Action(_("不采纳"), url("reject")))
    if (
        is_open
        and may("catalogue.withdraw_proposal")
        and queries.may_write(actor, "catalogue.withdraw_proposal", row)
    ):
        found.append(Action(_("撤回"), url("withdraw_proposal")))
    return led_by_first_open(found)


def _files(row: Proposal) -> list[FileShown]:
    def url(kind: str) -> str:
        return reverse("catalogue:proposal_paper", args=[row.pk, kind])

    found = [FileShown(_("目录项申报与筛选表（Word）"), url("screening.docx"), on=row.proposed_on)]
    if row.screened_on:
        found.append(FileShown(_("目录审查意见表（Word）"), url("opinions.docx"), on=row.screened_on))
    return found


class EvidenceShown(NamedTuple):
    """A file that backs the screening: what it shows, and where it is taken off while that is open."""

    about: Text
    name: str
    url: str
    on: date
    off_url: str


def _evidence(actor: Actor, row: Proposal) -> list[EvidenceShown]:
    """The files that back the screening.  Queries: 1–2."""
    kept = queries.evidence_of(row)
    is_open = row.status in {P.PROPOSED, P.RETURNED}
    may = bool(kept) and is_open and queries.may_write(actor, "catalogue.detach", row)
    return [
        EvidenceShown(
            one.get_about_display(),
            one.file.name,
            reverse("catalogue:evidence", args=[row.pk, one.file_id]),
            one.handed_in_on,
            reverse("catalogue:detach", args=[row.pk, one.file_id]) if may else "",
        )
        for one in kept
    ]


def sources_of(actor: Actor) -> list[tuple[str, str]]:
    """From whom the actor may bring a proposal: a cadre for village and people, a department for itself.  Queries: 0."""
    wanted: set[str] = set()
    for seat in actor.seats:
        if roles.posts_for(seat.role, seat.function) and any(
            "catalogue.propose" in post.actions for post in roles.posts_for(seat.role, seat.function)
        ):
            if seat.role == "industry_department":
                wanted |= {Source.DEPARTMENT}
            elif seat.role == "village_cadre":
                wanted |= {Source.VILLAGE, Source.PUBLIC}
            else:
                wanted |= {Source.TOWNSHIP, Source.VILLAGE, Source.PUBLIC}
    return [(value, str(label)) for value, label in Source.choices if value in wanted]


def _one_name_each(place_code: str, items: Sequence[Item], own: Sequence[Any], day: date) -> list[str]:
    """Departments by the catalogue's names, those of duties only where no item has them.  Queries: 1."""
    bodies = places.bodies_by_name(place_code, day)
    found: dict[str, str] = {}
    for name in (*sorted({i.department for i in items}), *sorted({d.department for d in own})):
        found.setdefault(bodies.get(name, name), name)
    return sorted(found.values())


def offers(where: Where, day: date) -> dict[str, Any]:
    """What the form of a proposal offers: items, classes, departments, duties, the law's lists, rosters.  Queries: 7."""
    version = queries.newest(where.place_code)
    items = queries.items_of(version) if version is not None else []
    law = places.law_on(where.place_code, day)
    own = duties.purchasable(where.place_code)
    staff, price = duties.cost_of_posts(where.place_code, where.town_code) if where.town_code else (0, None)
    banned = law.get("catalogue.negative_list"), law.get("catalogue.infrastructure_banned")
    return {
        "items": [(i.code, f"{i.code} {i.name}") for i in items],
        "classes": list(
            {i.class_code: (i.class_code, f"{i.class_code} {i.class_name}") for i in items}.values()
        ),
        "departments": [(d, d) for d in _one_name_each(where.place_code, items, own, day)],
        "duties": [(d.code, f"{d.code} {d.name}") for d in own],
        "contents": tuple(law["catalogue.content_kinds"].items),
        # whether it is a duty of the township at all is looked up, not ticked
        "forbidden": tuple(
            w for found in banned if found is not None for w in found.items if "职责范围" not in w
        ),
        "staff_fen": staff,
        "price_fen": price,
    }
