"""What the pages of the pocket show: a fund with its shares, a share with what arrived, what joins which funds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.access.wording import term
from xianggou.base.pages.paging import coded
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Entry, Pair, Shape
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body, Town
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.duties import queries as duties
from xianggou.stages.funds import queries
from xianggou.stages.funds.forms import Known
from xianggou.stages.funds.models import Consolidation, Fund, Receipt, Share

if TYPE_CHECKING:
    from xianggou.core.findings import Verdict
    from xianggou.stages.duties.models import Admission, Duty

SHARES = (
    Column("town", _("乡镇"), main=True),
    Column("factor", _("因素值"), "number"),
    Column("amount_fen", _("应到"), "fen"),
    Column("received_fen", _("已到"), "fen"),
    Column("left_fen", _("未到"), "fen"),
    Column("state", _("状态"), "status"),
    Column("verbs", _("办"), "verbs"),
)
RECEIPTS = (
    Column("voucher", _("到账凭证号"), main=True),
    Column("received_on", _("到账日期"), "day"),
    Column("amount_fen", _("金额"), "fen", unit="yuan"),
    Column("state", _("状态"), "status"),
    Column("verbs", _("办"), "verbs"),
)
JOINED = (
    Column("name", _("资金"), main=True),
    Column("department", _("原管理部门")),
    Column("amount_fen", _("金额"), "fen"),
    Column("before", _("整合前限制")),
    Column("after", _("整合后限制")),
    Column("decision", _("决定")),
    Column("state", _("状态"), "status"),
)


def state_of(amount_fen: int, received_fen: int) -> tuple[Shape, str]:
    """How far a share has come, as a shape and a word."""
    if received_fen >= amount_fen:
        return "done", gettext("到位")
    if received_fen:
        return "run", gettext("部分到账")
    return "soon", gettext("未到")


@dataclass(frozen=True, slots=True)
class FundPage:
    """A fund with its facts, where it went, and what was decided about its purpose."""

    fund: Fund
    facts: list[Pair]
    sums: dict[str, int]
    rows: list[Share]
    decisions: list[Entry]
    actions: list[Action]
    sees_all: bool
    trail: list[Crumb]


def crumbs(*more: Crumb) -> list[Crumb]:
    """The path above a page of the pocket."""
    return [Crumb(_("资金"), reverse("funds:pocket")), *more]


def fund_page(actor: Actor, fund_id: int) -> FundPage:
    """A fund as the actor may see it.  Queries: 3.  Raises: Http404."""
    fund = Fund.objects.filter(pk=fund_id).first()
    seen, _towns = towns_seen(actor, "funds.see")
    here = {s.place_code for s in actor.seats}
    if fund is None or (fund.place_code not in seen and fund.place_code not in here):
        raise Http404(str(fund_id))
    rows = list(queries.shares_seen(actor).filter(fund=fund).select_related("fund").order_by("town_code"))
    decided = list(Consolidation.objects.filter(fund=fund).order_by("-decided_on", "-id"))
    sent, came = sum(s.amount_fen for s in rows), sum(s.received_fen for s in rows)
    return FundPage(
        fund=fund,
        facts=_facts(fund, decided[0] if decided else None),
        sums={"amount_fen": sent, "received_fen": came, "left_fen": sent - came},
        rows=rows,
        decisions=[_told(one) for one in decided],
        actions=_papers(fund) if fund.place_code in seen else [],
        sees_all=fund.place_code in seen,
        trail=crumbs(Crumb(fund.code)),
    )


def _facts(fund: Fund, decision: Consolidation | None) -> list[Pair]:
    bound: Any = "、".join(fund.duty_codes) or "—"
    if len(fund.duty_codes) == 1:
        bound = Cell(fund.duty_codes[0], reverse("duties:detail", args=[fund.duty_codes[0]]))
    return [
        Pair(_("种类"), fund.get_kind_display()),
        Pair(_("文号"), fund.document),
        Pair(_("金额"), fund.amount_fen, "fen", strong=True),
        Pair(_("下达日期"), fund.issued_on, "day"),
        Pair(_("预计到账"), fund.expected_on, "day"),
        Pair(_("原管理部门"), fund.department or "—"),
        Pair(_("资金级次"), fund.level or "—"),
        Pair(_("分配因素"), fund.factor or "—"),
        Pair(_("随事权"), bound),
        Pair(_("对应目录"), "、".join(fund.catalogue_codes) or "—"),
        Pair(_("现在能用于"), queries.purpose_of(fund, decision)),
        Pair(_("使用范围"), fund.scope or "—"),
        Pair(_("不得用于"), fund.forbidden or "—"),
        Pair(_("年初预算"), _("已列入") if fund.is_budgeted else _("没有列入，加在口袋上")),
    ]


def _told(one: Consolidation) -> Entry:
    word = gettext("用途放开") if one.is_lifted else gettext("用途保留")
    what = gettext("%(word)s：%(after)s") % {"word": word, "after": one.purpose_after}
    return Entry(one.decided_on, what, "done", by=one.decided_by_body, note=one.document)


def _papers(fund: Fund) -> list[Action]:
    def url(kind: str) -> str:
        return reverse("funds:notice", args=[fund.pk, kind])

    return [
        Action(_("下达通知 PDF"), url("pdf")),
        Action(_("下达通知 Word"), url("docx")),
        Action(_("分配表 Excel"), url("xlsx")),
    ]


def share_rows(actor: Actor, rows: Iterable[Share], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Shares as the fund's page lists them.  Queries: 0."""
    found = []
    for share in rows:
        verbs = []
        if share.left_fen and queries.may(actor, "funds.receive", share):
            verbs.append(Action(_("登记到账"), reverse("funds:receive", args=[share.pk])))
        found.append(
            {
                "id": share.pk,
                "town": Cell(
                    names.get(share.town_code, share.town_code), reverse("funds:receive", args=[share.pk])
                ),
                "factor": share.factor_value,
                "amount_fen": share.amount_fen,
                "received_fen": share.received_fen,
                "left_fen": share.left_fen,
                "state": state_of(share.amount_fen, share.received_fen),
                "verbs": verbs,
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class SharePage:
    """A share of a township: what was sent, what arrived, receipt by receipt."""

    share: Share
    town: str
    facts: list[Pair]
    receipts: list[dict[str, Any]]
    may_receive: bool
    trail: list[Crumb]


def share_page(actor: Actor, share_id: int) -> SharePage:
    """A share as the actor may see it.  Queries: 3.  Raises: Http404."""
    share = queries.shares_seen(actor).filter(pk=share_id).select_related("fund").first()
    if share is None:
        raise Http404(str(share_id))
    fund = share.fund
    town = places.town_names(fund.place_code).get(share.town_code, share.town_code)
    may_undo = queries.may(actor, "funds.undo_receipt", share)
    rows = list(Receipt.objects.filter(share=share).select_related("undone_by").order_by("-id"))
    return SharePage(
        share=share,
        town=town,
        facts=[
            Pair(_("文号"), fund.document),
            Pair(_("下达日期"), fund.issued_on, "day"),
            Pair(_("预计到账"), fund.expected_on, "day"),
            Pair(_("应到"), share.amount_fen, "fen"),
            Pair(_("已到"), share.received_fen, "fen"),
            Pair(_("未到"), share.left_fen, "fen", strong=True),
        ],
        receipts=[_receipt_row(one, may_undo) for one in rows],
        may_receive=bool(share.left_fen) and queries.may(actor, "funds.receive", share),
        trail=crumbs(Crumb(fund.code, reverse("funds:fund", args=[fund.pk])), Crumb(town)),
    )


def _receipt_row(one: Receipt, may_undo: bool) -> dict[str, Any]:
    undone = hasattr(one, "undone_by")
    state: tuple[Shape, str] = ("done", gettext("到账"))
    if one.undoes_id is not None:
        state = ("back", gettext("冲回"))
    elif undone:
        state = ("none", gettext("已冲回"))
    may = may_undo and one.undoes_id is None and not undone
    return {
        "id": one.pk,
        "voucher": one.voucher,
        "received_on": one.received_on,
        "amount_fen": one.amount_fen,
        "state": state,
        "verbs": [Action(_("冲回"), reverse("funds:undo", args=[one.pk]))] if may else [],
    }


def joined_rows(
    funds: Sequence[Fund], decided: Mapping[int, Consolidation]
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Earmarked funds with what was decided about each, and the sums.  Queries: 0."""
    rows: list[dict[str, Any]] = []
    total = joined = 0
    for fund in funds:
        if fund.kind == Fund.Kind.GENERAL:
            continue
        one = decided.get(fund.pk)
        state: tuple[Shape, str] = ("none", gettext("没有整合"))
        if one is not None:
            state = ("done", gettext("用途放开") if one.is_lifted else gettext("用途保留"))
            joined += fund.amount_fen
        total += fund.amount_fen
        rows.append(
            {
                "id": fund.pk,
                "name": Cell(
                    f"{fund.code} {fund.name}", reverse("funds:fund", args=[fund.pk]), fund.document
                ),
                "department": fund.department,
                "amount_fen": fund.amount_fen,
                "before": one.purpose_before if one else queries.purpose_of(fund, None),
                "after": one.purpose_after if one else "—",
                "decision": Cell(one.document, note=one.decided_by_body) if one else "—",
                "state": state,
            }
        )
    return rows, {"amount_fen": total, "joined_fen": joined}


def open_verbs(actor: Actor, place_code: str, year: int) -> list[Action]:
    """What the actor may do to the pocket of a place.  Queries: 0."""
    whole = Where(place_code)
    found = []
    own = next((s.town_code for s in actor.seats if s.place_code == place_code and s.town_code), "")
    mine = address_if_built("overview:town", own) if own else ""
    if mine:
        found.append(Action(_("本乡镇的口袋"), f"{mine}?year={year}", primary=True))
    if roles.seat_for(actor, "funds.issue", whole):
        found.append(Action(_("下达资金"), f"{reverse('funds:issue')}?year={year}", primary=True))
    found.append(Action(_("专项资金整合"), f"{reverse('funds:joined')}?year={year}"))
    found.append(Action(_("无费下放的事权"), reverse("funds:unfunded")))
    found.append(Action(_("购买主体"), reverse("funds:buyers")))
    return found


def joined_verbs(actor: Actor, place_code: str, year: int) -> list[Action]:
    """What the actor may do on the page of joined funds.  Queries: 0."""
    found = []
    if roles.seat_for(actor, "funds.consolidate", Where(place_code)):
        found.append(Action(_("登记整合决定"), f"{reverse('funds:join')}?year={year}", primary=True))
    if queries.sees_place(actor, place_code):
        found.append(Action(_("整合分配表 Word"), reverse("funds:joined_paper", args=[year, "docx"])))
        found.append(Action(_("整合分配表 Excel"), reverse("funds:joined_paper", args=[year, "xlsx"])))
    return found


def unfunded_rows(found: Sequence[Duty], year: int) -> list[dict[str, Any]]:
    """Duties without money as the list shows them.  Queries: 0."""
    url = coded("duties:detail")
    return [
        {
            "id": duty.pk,
            "code": duty.code,
            "name": Cell(duty.name, url(duty.code), duty.basis),
            "department": duty.department,
            "mode": duty.mode,
            "admitted_on": duty.admitted_on,
            "buys": ("done", gettext("可以购买")) if duty.is_purchasable else ("none", gettext("不购买")),
            "state": ("late", gettext("%(year)s 年无费") % {"year": year}),
        }
        for duty in found
    ]


def buyer_rows(
    bodies: Sequence[Body], law: LawOn, towns: Mapping[str, str], day: date
) -> list[dict[str, Any]]:
    """Bodies as the register shows them, each with the clause.  Queries: 1."""
    names = places.names_on([body.code for body in bodies], day)
    rows = []
    for body in bodies:
        kind = places.lawful_kind(body.kind)
        verdict = judge("plans.submit", {"buyer_kind": kind, "buyer_name": names.get(body.code, "")}, law)
        may: tuple[Shape, str] = ("done", gettext("可以"))
        ground = law["suppliers.buyers"]
        if kind in law["suppliers.buyers_by_reference"].items:
            ground = law["suppliers.buyers_by_reference"]
        cite = ground.cites[0] if ground.cites else ""
        if verdict.blocked:
            may, cite = ("stop", gettext("不可以")), verdict.findings[0].cites[0]
        rows.append(
            {
                "id": body.pk,
                "name": Cell(names.get(body.code, body.code), note=body.code),
                "kind": body.kind,
                "town": towns.get(body.town_code, "") or gettext("县级"),
                "state": may,
                "ground": str(cite),
            }
        )
    return rows


def buyers_told(law: LawOn) -> list[Pair]:
    """Who may buy, in the law's words.  Queries: 0."""
    grounds = (
        (_("购买主体"), law["suppliers.buyers"]),
        (_("参照执行的"), law["suppliers.buyers_by_reference"]),
    )
    return [
        Pair(label, Cell("、".join(term(item) for item in ground.items), note=str(ground.cites[0])))
        for label, ground in grounds
    ]


def known_factors(towns: Sequence[Town]) -> list[Known]:
    """Factors whose values the register of places has, the most asked for first.  Queries: 0."""
    found = (
        Known("population", gettext_noop("户籍人口"), {t.code: t.population for t in towns}),
        Known("villages", gettext_noop("村（社区）数"), {t.code: t.villages for t in towns}),
    )
    return [one for one in found if all(value > 0 for value in one.values.values())]


@dataclass(frozen=True, slots=True)
class MoveDownPage:
    """An application that brings money and waits for the county, with what the rules say to a yes."""

    admission: Admission
    towns: dict[str, str]
    known: list[Known]
    deciders: list[str]
    facts: list[Pair]
    verdict: Verdict
    trail: list[Crumb]


def move_down_page(actor: Actor, admission_id: int, day: date) -> MoveDownPage | None:
    """An application to be admitted with its money; None when it was decided or brings none.

    Queries: 5.  Raises: Http404.
    """
    admission = duties.admission(admission_id)
    if admission is None or not roles.seat_for(actor, "funds.move_down", Where(admission.place_code)):
        raise Http404(str(admission_id))
    if not duties.waits_with_money(admission):
        return None
    law = duties.law_for(admission, day)
    deciders = duties.deciders(law)
    facts = duties.deciding(admission, actor.person_id or 0, actor.name, day, admit=True)
    facts |= {"decided_by": deciders[0], "moved_fen": admission.money_fen}
    here = reverse("duties:admission", args=[admission.pk])
    towns = places.towns_of(admission.place_code)
    return MoveDownPage(
        admission=admission,
        towns={town.code: town.name for town in towns},
        known=known_factors(towns),
        deciders=deciders,
        facts=[
            Pair(_("申请"), Cell(admission.name, here, admission.code)),
            Pair(_("申请部门"), admission.department),
            Pair(_("每年约需"), admission.cost_fen, "fen"),
            Pair(_("随事经费"), admission.money_fen, "fen", strong=True),
            Pair(_("经费来源"), admission.fund_source or "—"),
            Pair(_("随转人员"), admission.staff_coming or "—"),
        ],
        verdict=judge("duties.admit", facts, law),
        trail=crumbs(Crumb(_("准入并下达经费"))),
    )
