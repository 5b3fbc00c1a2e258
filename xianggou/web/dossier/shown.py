"""The dossier as its page shows it: head, life strip, money, files, findings and deductions, indicators, trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import (
    Action,
    Chip,
    Column,
    Crumb,
    Empty,
    Entry,
    FileShown,
    FindingShown,
    Holder,
    MoneyLine,
    Shape,
    Stage,
    Table,
    Text,
)
from xianggou.core.actor import Actor
from xianggou.core.findings import Finding, Level, Verdict
from xianggou.stages.plans import queries as plans
from xianggou.stages.procurement import queries as procurement
from xianggou.web.dossier import told
from xianggou.web.dossier.ahead import Ahead, ahead, buttons, holder
from xianggou.web.dossier.gathered import Gathered

INDICATORS = (
    Column("name", _("指标"), main=True),
    Column("target", _("目标")),
    Column("actual", _("实际"), "status"),
)
NO_ROOM = _("未开始")


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding or deduction of the right column."""

    shape: Shape
    word: Text
    text: Text
    code: str = ""


@dataclass(frozen=True, slots=True)
class DossierPage:
    """The whole page."""

    title: str
    code: str
    crumbs: tuple[Crumb, ...]
    sub: tuple[str, ...]
    supplier: str
    supplier_url: str
    is_small: bool
    actions: list[Action]
    stages: list[Stage]
    verdict: Verdict | None
    stops: list[FindingShown]
    next_word: Text
    holder: Holder | None
    line: MoneyLine
    entries: list[Entry]
    chips: tuple[Chip, Chip]
    files: list[FileShown]
    remarks: list[Remark]
    indicators: Table
    count: int
    is_gapless: bool


def page(g: Gathered, actor: Actor, day: date, *, every: bool) -> DossierPage:
    """The page of a dossier.  Queries: 1–14 beside what was gathered."""
    step = ahead(g, day)
    contract = g.contract
    sub = [g.subject.code]
    if contract is not None:
        sub.append(gettext("合同期 %(a)s 至 %(z)s") % {"a": contract.starts_on, "z": contract.ends_on})
    sub.append(gettext("目录 %(item)s") % {"item": g.entry or g.item.catalogue_code})
    duty = f"{g.item.duty_code} {g.duty.name}" if g.duty is not None else g.item.duty_code
    sub.append(gettext("事权 %(duty)s") % {"duty": duty})
    here = reverse("dossier:show", args=[g.subject.code])
    stopped = step is not None and step.verdict is not None and step.verdict.blocked
    coming = (step.word, step.until) if step is not None else None
    return DossierPage(
        title=g.item.name,
        code=g.subject.code,
        crumbs=(
            Crumb(_("计划"), reverse("plans:list")),
            Crumb(gettext("%(year)s年采购") % {"year": g.item.year}, reverse("procurement:list")),
            Crumb(g.subject.code),
        ),
        sub=tuple(sub),
        supplier=g.award.supplier.name if g.award is not None else "",
        supplier_url=f"{reverse('suppliers:list')}?q={g.award.supplier.uscc}" if g.award is not None else "",
        is_small=g.award is not None and g.award.supplier.is_sme,
        actions=buttons(g, actor, day),
        stages=stages(g, step, actor),
        verdict=step.verdict if stopped and step is not None else None,
        stops=[f for f in findings_shown(step.verdict) if f.stops] if stopped and step is not None else [],
        next_word=step.word if step is not None else "",
        holder=holder(g, step, day),
        line=money(g),
        entries=told.timeline(g, every=every, step=coming),
        chips=(
            Chip(_("大事"), here, on=not every, count=told.count_great(g.trail)),
            Chip(_("全部记录"), f"{here}?all=1", on=every, count=g.entries),
        ),
        files=files(g, actor),
        remarks=remarks(g),
        indicators=indicators(g),
        count=g.entries,
        is_gapless=g.is_gapless,
    )


# Life ----------------------------------------------------------------------------------------

ACTS = {
    "plans": "plans",
    "budget": "budget",
    "procurement": "procurement",
    "contracts": "contracts",
    "delivery": "delivery",
    "payments": "payments",
}


def stages(g: Gathered, step: Ahead | None, actor: Actor) -> list[Stage]:
    """The thirteen stages; those whose rooms come later stand as not begun, rooms closed to the reader lead nowhere.

    Queries: 0.
    """
    room = step.action.split(".")[0] if step is not None else ""
    stopped = step is not None and step.verdict is not None and step.verdict.blocked
    spine = {
        "plans": _plan_stage(g),
        "budget": _budget_stage(g),
        "procurement": _purchase_stage(g),
        "contracts": _contract_stage(g),
        "delivery": _delivery_stage(g),
        "payments": _payment_stage(g),
    }
    shown: dict[str, Stage] = {}
    for name, (label, shape, note, url) in spine.items():
        here = name == room
        mark: Shape = "stop" if here and stopped else "run" if here and shape in ("none", "done") else shape
        if here and step is not None and (stopped or shape == "none"):
            note = _("被挡") if stopped else step.word
        shown[name] = Stage(label, mark, note, url if _may_see(actor, name) else "", current=here)
    duty = reverse("duties:detail", args=[g.item.duty_code]) if g.duty is not None else ""
    item = reverse("catalogue:detail", args=[g.item.catalogue_code]) if g.entry is not None else ""
    return [
        Stage(_("事权"), "done" if g.duty is not None else "none", g.item.duty_code, duty),
        Stage(_("需求"), "none", NO_ROOM),
        Stage(_("资源"), "none", NO_ROOM),
        Stage(_("目录"), "done" if g.entry is not None else "none", g.item.catalogue_code, item),
        Stage(_("项目"), "none", NO_ROOM),
        *(shown[name] for name in ACTS),
        Stage(_("评价"), "none", NO_ROOM),
        Stage(_("结果应用"), "none", NO_ROOM),
    ]


Drawn = tuple[Text, Shape, Text, str]


def _may_see(actor: Actor, room: str) -> bool:
    return roles.may_anywhere(actor, f"{room}.see")


def _day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _plan_stage(g: Gathered) -> Drawn:
    shapes: dict[str, Shape] = {plans.S.APPROVED: "done", plans.S.RETURNED: "back", plans.S.WITHDRAWN: "back"}
    note = _day(g.item.submitted_on) or g.item.get_status_display()
    url = reverse("plans:detail", args=[g.item.pk])
    return _("计划"), shapes.get(g.item.status, "run"), note, url


def _budget_stage(g: Gathered) -> Drawn:
    if g.approval is None:
        return _("预算"), "none", NO_ROOM, ""
    return _("预算"), "done", _day(g.approval.approved_on), reverse("budget:ledger")


def _purchase_stage(g: Gathered) -> Drawn:
    p = g.procedure
    if p is None:
        return _("采购"), "none", NO_ROOM, ""
    shapes: dict[str, Shape] = {procurement.P.AWARDED: "done", procurement.P.STARTED: "run"}
    note = _day(g.award.awarded_on) if g.award is not None else p.get_status_display()
    return _("采购"), shapes.get(p.status, "back"), note, reverse("procurement:detail", args=[p.pk])


def _contract_stage(g: Gathered) -> Drawn:
    c = g.contract
    if c is None:
        return _("合同"), "none", NO_ROOM, ""
    shape: Shape = "run" if c.status == c.Status.DRAFT else "done"
    note = _day(c.signed_on) or c.get_status_display()
    return _("合同"), shape, note, reverse("contracts:detail", args=[c.pk])


def _delivery_stage(g: Gathered) -> Drawn:
    if not g.acceptances:
        return _("履约"), "none", NO_ROOM, ""
    last = g.acceptances[-1]
    passed = {a.instalment_id for a in g.acceptances if a.status == a.Status.PASSED}
    whole = all(i.pk in passed or i.is_advance for i in g.plan)
    shape: Shape = "done" if whole else "back" if last.status == last.Status.FAILED else "run"
    note = _day(last.accepted_on) or last.get_status_display()
    return _("履约"), shape, note, reverse("delivery:detail", args=[last.pk])


def _payment_stage(g: Gathered) -> Drawn:
    if not g.payments:
        return _("支付"), "none", NO_ROOM, ""
    last = g.payments[-1]
    paid = {p.instalment_id for p in g.payments if p.status == p.Status.PAID}
    whole = all(i.pk in paid for i in g.plan)
    shape: Shape = "done" if whole else "back" if last.status == last.Status.RETURNED else "run"
    note = _day(last.paid_on) or last.get_status_display()
    return _("支付"), shape, note, reverse("payments:detail", args=[last.pk])


# Money, files, findings ----------------------------------------------------------------------


def money(g: Gathered) -> MoneyLine:
    """The dossier's budget lines together, with a word at each part that has something.  Queries: 0."""
    s = g.standing
    paid = sum(p.status == p.Status.PAID for p in g.payments)
    released = (g.contract.released_fen if g.contract is not None else 0) + sum(
        a.deducted_fen for a in g.acceptances
    )
    notes: dict[str, Text] = {}
    if s.paid:
        notes["paid"] = gettext("%(n)s 笔") % {"n": paid}
    if s.payable:
        notes["payable"] = _("验收合格，等付款")
    if s.committed:
        notes["committed"] = _("合同期内")
    if s.held:
        notes["held"] = _("签约后转承诺")
    if released and s.available:
        notes["available"] = gettext("其中退回 %(yuan)s 元") % {"yuan": yuan_text(released)}
    return MoneyLine(s.approved, s.available, s.held, s.committed, s.payable, s.paid, s.returned, notes=notes)


def files(g: Gathered, actor: Actor) -> list[FileShown]:
    """The papers of the dossier, newest first; a compulsory one that should be there and is not is marked.

    Queries: 0.
    """
    found: list[FileShown] = []
    made, private = _("随数据生成"), _("不公开")
    for p in reversed(g.payments):
        url = reverse("payments:paper", args=[p.pk, "pdf"]) if _may_see(actor, "payments") else ""
        found.append(FileShown(_("付款申请"), url, _("支付"), p.requested_on, private, state=made))
    for a in reversed(g.acceptances):
        if a.status == a.Status.PASSED:
            url = reverse("delivery:paper", args=[a.pk, "pdf"])
            name = f"{a.instalment.title} " + gettext("验收书")
            found.append(FileShown(name, url, _("履约"), a.accepted_on, _("验收后公告"), state=made))
    c = g.contract
    if c is not None:
        is_draft = c.status == c.Status.DRAFT
        state, shape = (_("草稿"), "run") if is_draft else (_("已签订"), "done")
        url = reverse("contracts:paper", args=[c.pk, "pdf"])
        found.append(
            FileShown(_("政府购买服务合同"), url, _("合同"), c.signed_on, private, shape=shape, state=state)  # type: ignore[arg-type]
        )
    elif g.award is not None:
        found.append(FileShown(_("政府购买服务合同"), step=_("合同"), missing=True))
    if g.award is not None and g.procedure is not None:
        url = reverse("procurement:paper", args=[g.procedure.pk, "award-letter", "pdf"])
        found.append(FileShown(_("成交通知书"), url, _("采购"), g.award.notified_on, private, state=made))
    if g.quotes and g.procedure is not None:
        url = reverse("procurement:paper", args=[g.procedure.pk, "comparison", "pdf"])
        found.append(FileShown(_("比选记录"), url, _("采购"), g.procedure.started_on, private, state=made))
    return found


def remarks(g: Gathered) -> list[Remark]:
    """Deductions, and what the rules found on the way and let pass; same codes as in refusals.  Queries: 0."""
    found = [
        Remark(
            "soon",
            gettext("已扣 %(yuan)s 元") % {"yuan": yuan_text(r.deducted_fen)},
            gettext("%(name)s 扣 %(points)s 分，实际 %(actual)s")
            % {"name": r.indicator.name, "points": r.points_lost, "actual": r.actual},
            "delivery.accept",
        )
        for r in g.results
        if r.deducted_fen
    ]
    for one in told.warned(g):
        finding = Finding(str(one["code"]), Level(str(one["level"])), one["values"])
        shown = findings_shown(Verdict(verb=one["verb"], findings=(finding,)))[0]
        word = gettext("%(act)s时提醒") % {"act": told.word_of(one["verb"])}
        found.append(Remark("soon", word, shown.what, shown.code))
    return found


def indicators(g: Gathered) -> Table:
    """The indicators of the contract with what was found last.  Queries: 0."""
    last = {r.indicator_id: r for r in g.results}

    def actual(pk: int) -> Any:
        found = last.get(pk)
        if found is None:
            return "none", _("还没有验收")
        return ("done" if found.is_met else "soon"), found.actual

    rows = [
        {"id": i.pk, "name": i.name, "target": f"{i.target}{i.unit}", "actual": actual(i.pk)}
        for i in g.indicators
    ]
    cause = _("合同起草时从执行标准带入") if g.contract is None else _("这一项目录没有执行标准")
    return Table(caption=_("绩效指标"), columns=INDICATORS, rows=rows, empty=Empty(_("还没有指标"), cause))
