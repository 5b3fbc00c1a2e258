"""What the pages of the joint review show: the register, the board of an item, the facts beside each subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import numbered
from xianggou.base.pages.shapes import (
    Action,
    Cell,
    Column,
    Crumb,
    Deadline,
    Entry,
    FileShown,
    Pair,
    Shape,
    Table,
    Text,
)
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.people import queries as people
from xianggou.base.places import queries as places
from xianggou.base.reviews import pages as pieces
from xianggou.base.reviews import queries as boards
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.joint_review import papers, queries
from xianggou.stages.joint_review.models import Conclusion, Docket
from xianggou.stages.joint_review.rules import Coming
from xianggou.stages.plans import queries as plans

S = boards.Status
ENDED: dict[str, Shape] = {"mend": "back", "later": "soon", "refused": "stop"}
COLUMNS = (
    Column("name", _("项目"), main=True),
    Column("town", _("乡镇")),
    Column("number", _("联审编号"), "code"),
    Column("budget_fen", _("申报金额"), "fen"),
    Column("round", _("轮次")),
    Column("status", _("状态"), "status"),
)


# The register --------------------------------------------------------------------------------


def listed(actor: Actor, *, status: str = "", text: str = "") -> QuerySet[Docket]:
    """The register as narrowed."""
    rows = queries.seen_by(actor)
    if status:
        rows = rows.filter(review__status=status)
    if text:
        rows = rows.filter(item__name__contains=text) | rows.filter(number__contains=text)
    return rows


def rows_of(found: Sequence[Docket], towns: dict[str, str]) -> list[dict[str, Any]]:
    """The register as the list shows it.  Queries: 0."""
    url = numbered("joint_review:board")
    return [
        {
            "id": one.pk,
            "name": Cell(one.item.name, url(one.item_id), one.item.code),
            "town": towns.get(one.item.town_code, ""),
            "number": one.number,
            "budget_fen": one.item.budget_fen,
            "round": gettext("第 %(n)s 轮") % {"n": one.review.round},
            "status": stands(one.review, one.ended or ""),  # type: ignore[attr-defined]
        }
        for one in found
    ]


def stands(review: Any, kind: str) -> tuple[Shape, Text]:
    """Where a review stands, the three ways of not passing told apart.  Queries: 0."""
    if review.status == S.RETURNED and kind:
        return ENDED[kind], Conclusion.Kind(kind).label
    return pieces.STANDS[review.status], review.get_status_display()


# One item ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts beside one subject, and the one line that the board shows of them."""

    name: str
    pairs: list[Pair]
    note: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One item's joint review: what is judged, who said what, what may be done, what stops me."""

    item: Any
    docket: Docket | None
    board: boards.Board | None
    trail: list[Crumb]
    status: tuple[Shape, Text]
    table: Table | None
    facts: list[Facts]
    findings: Verdict
    due: Deadline | None
    so_far: tuple[Shape, Text, Text] | None
    ranked: list[Pair]
    history: list[Entry]
    actions: list[Action]
    changed: tuple[Text, ...]
    mine: str
    again: int
    lead: str
    papers: list[FileShown]

    @property
    def open_parts(self) -> list[str]:
        """The subjects on which the reader's office has not spoken."""
        if self.board is None or not self.mine:
            return []
        desk = next(d for d in self.board.now.desks if d.name == self.mine)
        return [p.name for p in self.board.now.open_parts(desk.id)]


def seen_item(actor: Actor, item_id: int) -> Any:
    """An item within sight of the actor's joint review.  Raises: Http404.  Queries: 1."""
    item = queries.seen_item(actor, item_id)
    if item is None:
        raise Http404(str(item_id))
    return item


def board_page(actor: Actor, item_id: int, day: date) -> BoardPage:
    """One item's board.  Raises: Http404.  Queries: 7."""
    item = seen_item(actor, item_id)
    law = plans.law_for(item, day)
    if law.pack is None or not law.pack.joint_review_required:
        raise Http404(str(item_id))
    docket = queries.docket_of(item_id)
    money = plans.money_of(item, plans.sources_of(item))
    facts = [_facts(name, item, money, law) for name in (law.pack.joint_review_subjects if law.pack else ())]
    findings = plans.over_pocket(money, law)
    if docket is None:
        return BoardPage(
            item=item, docket=None, board=None, trail=trail_of(item), status=("none", _("还没有送联审")),
            table=None, facts=facts, findings=findings, due=None, so_far=None, history=[],
            actions=_to_open(actor, item, queries.coming(item, None, day), law), changed=(), mine="", again=0, lead="", papers=[],
            ranked=plans.place_shown(item),
        )  # fmt: skip
    board = boards.board(docket.review)
    names = pieces.People(board, day)
    desk = board.now.desk_of(actor)
    review = docket.review
    again = len(board.reaffirmable(desk)) if desk and review.status == S.OPEN else 0
    last = queries.last_conclusion(docket)
    to_open = _to_open(actor, item, queries.coming_after(item, last, day), law)
    return BoardPage(
        item=item,
        docket=docket,
        board=board,
        trail=trail_of(item),
        status=stands(review, last.kind if last else ""),
        table=pieces.board_table(board, names, day, {f.name: f.note for f in facts}),
        facts=facts,
        findings=findings,
        due=pieces.deadline(board, day, law.calendar),
        so_far=pieces.so_far(board) if review.status == S.OPEN else None,
        history=pieces.history(board, names),
        actions=_led(_actions(actor, item, docket, board, desk, to_open), again=again),
        changed=tuple(term(name) for name in board.changed),
        mine=desk.name if desk else "",
        again=again,
        lead=board.now.lead.name if board.now.lead else "",
        papers=_files(item, board),
        ranked=plans.place_shown(item),
    )


def trail_of(item: Any, *more: Crumb) -> list[Crumb]:
    """The path to an item's joint review."""
    here = reverse("joint_review:board", args=[item.pk]) if more else ""
    return [
        Crumb(_("联审"), reverse("joint_review:list")),
        Crumb(item.code, reverse("plans:detail", args=[item.pk])),
        Crumb(_("几方意见"), here),
        *more,
    ]


def _to_open(actor: Actor, item: Any, coming: Coming, law: LawOn) -> list[Action]:
    if not queries.may(actor, "joint_review.open", item):
        return []
    if item.status == plans.Status.SUBMITTED or (
        item.status in plans.OPEN and queries.may(actor, "plans.submit", item)
    ):
        url = reverse("joint_review:open", args=[item.pk])
        return [verb(_("送联审"), url, judge("joint_review.open", coming, law), primary=True)]
    return []


def _actions(
    actor: Actor,
    item: Any,
    docket: Docket,
    board: boards.Board,
    desk: boards.DeskHere | None,
    again: list[Action],
) -> list[Action]:
    """What the actor may do now: access ∩ state ∩ desk; `again` is sending it round.  Queries: 0."""

    def url(name: str) -> str:
        return reverse(f"joint_review:{name}", args=[item.pk])

    stale = board.now.version != item.version
    if docket.review.status != S.OPEN or (stale and item.status != plans.Status.RETURNED):
        passed = docket.review.status == S.PASSED and not stale
        return [] if passed else again
    if item.status != plans.Status.SUBMITTED:
        return again
    found: list[Action] = []
    now, own = board.now, actor.person_id or 0
    if desk is not None and queries.may(actor, "joint_review.opine", item):
        gone = any(own in d.recused for d in now.desks)
        if now.open_parts(desk.id):
            found.append(_speak(url("opine"), now, own, gone=gone))
            if not gone and own not in now.authors and not any(o.person_id == own for o in now.said):
                found.append(Action(_("回避"), url("recuse")))
    if now.lead is not None and desk is not None and desk.id == now.lead.id:
        if queries.may(actor, "joint_review.conclude", item):
            missing = now.missing
            reason = gettext("还缺 %(n)s 项意见") % {"n": len(missing)} if missing else ""
            found.append(
                Action(_("汇总，下结论"), url("conclude"), open=not missing, reason=reason,
                       code="reviews.conclude.missing" if missing else "")
            )  # fmt: skip
        if queries.may(actor, "joint_review.stand_in", item):
            found.append(Action(_("指定人代表一方"), url("stand_in")))
    return found


def _led(found: list[Action], *, again: int) -> list[Action]:
    """One main act a page: agreeing again, where that can be done, else the first button that is open."""
    plain = [replace(one, primary=False) for one in found]
    return plain if again else led_by_first_open(plain)


def _speak(url: str, now: boards.RoundHere, person_id: int, *, gone: bool) -> Action:
    if gone:
        return Action(_("出意见"), url, open=False, reason=_("您已经回避"), code="reviews.opine.recused")
    if person_id in now.authors:
        return Action(
            _("出意见"), url, open=False, reason=_("这件事是您起草或送审的"), code="reviews.opine.own"
        )
    return Action(_("出意见"), url)


def _files(item: Any, board: boards.Board) -> list[FileShown]:
    """Papers that can be made: the opinion sheet of each round, and the verdict of those that ended.  Queries: 0."""
    found = []
    for one in board.rounds:
        when = one.opened_at.date()
        step = gettext("第 %(n)s 轮") % {"n": one.number}
        made = [("opinions", _("联审意见表"))]
        if papers.has_ended(board, one):
            made.insert(0, ("verdict", _("联审结论通知")))
        for paper, name in made:
            for kind, word in (("pdf", "PDF"), ("docx", "Word")):
                url = f"{reverse('joint_review:paper', args=[item.pk, paper, kind])}?round={one.number}"
                found.append(
                    FileShown(f"{name}（{word}）", url, step, when, _("不公开"), state=_("随数据生成"))
                )
    return found


# Facts beside ----------------------------------------------------------------------------------


def _facts(name: str, item: Any, money: plans.Money, law: LawOn) -> Facts:
    beside = {"资金来源": _money, "实施方案": _scheme, "采购方式": _method}.get(name)
    if beside is None:
        return Facts(name, [Pair(_("计划项"), Cell(item.name, reverse("plans:detail", args=[item.pk])))], "")
    pairs, note = beside(item, money, law)
    return Facts(name, pairs, note)


def _money(item: Any, money: plans.Money, _law: LawOn) -> tuple[list[Pair], str]:
    """Sources, the pocket and what else was sent."""
    pairs: list[Pair] = []
    for code, fen in money.sources.items():
        own = code == "OWN"
        named = gettext("镇本级资金") if own else f"{code} {money.pocket.names.get(code, '')}".strip()
        share = gettext("有文号的分配数 %(yuan)s 元") % {"yuan": yuan_text(money.pocket.shares.get(code, 0))}
        pairs.append(Pair(named, Cell(yuan_text(fen), note="" if own else share)))
    left = money.pocket.total_fen - money.sent.total_fen - item.budget_fen
    planned, certain = money.planned_and_certain
    state: tuple[Shape, str] = ("done", gettext("够"))
    if planned > certain:
        state = ("late", gettext("差 %(yuan)s 元") % {"yuan": yuan_text(planned - certain)})
    pairs += [
        Pair(_("合计（元）"), item.budget_fen, "fen_yuan", strong=True),
        Pair(_("口袋：购买服务预算（元）"), money.pocket.total_fen, "fen_yuan"),
        Pair(_("已送审和批复的其他项（元）"), money.sent.total_fen, "fen_yuan"),
        Pair(_("还能安排（元）") if left >= 0 else _("超出口袋（元）"), abs(left), "fen_yuan"),
        Pair(_("口袋够不够"), Cell(state[1], shape=state[0]), "status"),
    ]
    return pairs, gettext("%(yuan)s 元，口袋%(state)s") % {
        "yuan": yuan_text(item.budget_fen),
        "state": state[1],
    }


def _scheme(item: Any, _money_: plans.Money, _law: LawOn) -> tuple[list[Pair], str]:
    """Dates, amount of work, standard, acceptance, targets, assessment."""
    standard = item.standard
    number = (gettext("第 %(n)s 版") % {"n": standard.number}) if standard else gettext("还没有执行标准")
    term_ = gettext("%(from)s 至 %(to)s") % {"from": item.starts_on or "—", "to": item.ends_on or "—"}
    work = f"{item.quantity.normalize():f} {item.unit}"
    told = item.ex_ante
    pairs = [
        Pair(_("服务期"), term_),
        Pair(_("数量"), work),
        Pair(_("牵头办公室"), item.office),
        Pair(
            _("执行标准"), Cell(number, reverse("standards:detail", args=[standard.pk]) if standard else "")
        ),
        Pair(_("怎样验收"), item.acceptance),
        Pair(_("绩效目标"), item.target),
        *(Pair(term(word), text) for word, text in told.get("targets", {}).items() if text),
        *(Pair(term(word), text) for word, text in told.get("topics", {}).items() if text),
        Pair(_("事前评估结论"), term(told.get("conclusion", ""))),
        Pair(_("可行性"), item.feasibility),
        Pair(_("减聘或转岗"), gettext("%(n)s 人") % {"n": item.posts_cut} if item.posts_cut else None),
        Pair(_("不减人的理由"), item.posts_reason or None),
    ]
    return pairs, f"{work}，{term_}"


def _method(item: Any, _money_: plans.Money, law: LawOn) -> tuple[list[Pair], str]:
    """The method against the limits, each with its clause."""
    limit, tender = law.get("procurement.limit"), law.get("procurement.open_tender_limit")
    below = limit is not None and item.budget_fen < limit.amount
    place = gettext("限额以下，按内控办理") if below else gettext("达到限额，按政府采购法办理")
    pairs = [
        Pair(_("拟采购方式"), term(item.method), strong=True),
        Pair(_("申报金额（元）"), item.budget_fen, "fen_yuan"),
    ]
    for label, value in ((_("采购限额（元）"), limit), (_("公开招标数额（元）"), tender)):
        if value is not None:
            cites = "、".join(str(cite) for cite in value.cites)
            pairs.append(Pair(label, Cell(yuan_text(value.amount), note=cites)))
    pairs.append(Pair(_("属于"), place))
    band = law.internal_control(item.budget_fen) if below else None
    if band is not None:
        said = gettext("%(method)s，报价不少于 %(n)s 家，%(who)s定") % {
            "method": term(band.method),
            "n": band.quotes_min,
            "who": term(band.decided_by),
        }
        fits = band.method == item.method
        pairs.append(Pair(_("内控规定"), Cell(said, note=band.source)))
        state: tuple[Shape, str] = ("done", gettext("一致")) if fits else ("soon", gettext("不一致，请说明"))
        pairs.append(Pair(_("拟用方式与规定"), Cell(state[1], shape=state[0]), "status"))
    return pairs, f"{term(item.method)}；{place}"


# Naming --------------------------------------------------------------------------------------


def persons_offered(item: Any, board: boards.Board, day: date) -> list[tuple[int, str]]:
    """Who of the township could stand in: not an author, not gone, not already at a desk.  Queries: 1."""
    barred = {*board.now.authors, *(p for d in board.now.desks for p in (*d.recused, *d.stand_ins))}
    barred |= {o.person_id for o in board.now.said}
    seats = {code for d in board.now.desks for code in d.seats}
    found: dict[int, str] = {}
    for row in people.holders_on(day, item.place_code):
        if row["town"] != item.town_code or row["person_id"] in barred or row["role"] == "village_cadre":
            continue
        if row["seat"] in seats:
            barred.add(row["person_id"])
            found.pop(row["person_id"], None)
        else:
            found.setdefault(row["person_id"], f"{row['name']}（{row['title']}）")
    return [(pk, name) for pk, name in found.items() if pk not in barred]


def town_names(actor: Actor) -> dict[str, str]:
    """Names of the townships of the actor's places.  Queries: 1 a place."""
    found: dict[str, str] = {}
    for code in sorted({s.place_code for s in actor.seats}):
        found |= places.town_names(code)
    return found
