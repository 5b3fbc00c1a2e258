"""The trail of a dossier told as people tell it: which acts are great ones, and what each did to the money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Entry, Shape, Text
from xianggou.base.trail.queries import BEIJING, Written
from xianggou.web.dossier.gathered import Gathered

# verb -> (word, the object whose entry tells it, shape). One act may write two entries: one of them tells it.
GREAT: Mapping[str, tuple[Text, str, Shape]] = {
    "plans.draft": (_("计划起草"), "plans.planitem", "done"),
    "plans.load": (_("计划导入"), "plans.planitem", "done"),
    "plans.submit": (_("计划送审"), "plans.planitem", "done"),
    "plans.withdraw": (_("计划撤回"), "plans.planitem", "back"),
    "joint_review.open": (_("送联审"), "plans.planitem", "done"),
    "reviews.return": (_("联审退回"), "reviews.review", "back"),
    "reviews.conclude": (_("联审下结论"), "reviews.review", "done"),
    "budget.return_item": (_("计划退回"), "plans.planitem", "back"),
    "budget.approve": (_("预算批复"), "budget.approval", "done"),
    "budget.reclaim": (_("预算收回"), "budget.approval", "back"),
    "procurement.start": (_("采购启动"), "procurement.procedure", "done"),
    "procurement.award": (_("成交"), "procurement.award", "done"),
    "procurement.fail": (_("采购未成交"), "procurement.procedure", "back"),
    "procurement.cancel": (_("采购终止"), "procurement.procedure", "back"),
    "contracts.draft": (_("合同起草"), "contracts.contract", "done"),
    "contracts.sign": (_("合同签订"), "contracts.contract", "done"),
    "contracts.drop": (_("合同草稿作废"), "contracts.contract", "back"),
    "contracts.close": (_("合同办结"), "contracts.contract", "done"),
    "delivery.convene": (_("开始验收"), "delivery.acceptance", "done"),
    "delivery.accept": (_("验收合格"), "delivery.acceptance", "done"),
    "delivery.reject": (_("验收不合格"), "delivery.acceptance", "back"),
    "payments.request": (_("申请付款"), "payments.payment", "done"),
    "payments.approve": (_("付款审批同意"), "payments.payment", "done"),
    "payments.return_request": (_("付款申请退回"), "payments.payment", "back"),
    "payments.pay": (_("支付"), "payments.payment", "done"),
}
SMALL: Mapping[str, Text] = {
    "plans.edit": _("修改计划"),
    "joint_review.opine": _("联审意见"),
    "joint_review.reaffirm": _("沿用联审意见"),
    "joint_review.recuse": _("联审回避"),
    "joint_review.stand_in": _("联审指定代表"),
    "joint_review.conclude": _("联审下结论"),
    "reviews.open": _("审查开始"),
    "reviews.opine": _("一项意见"),
    "reviews.reaffirm": _("一项沿用的意见"),
    "reviews.recuse": _("回避"),
    "reviews.stand_in": _("指定代表"),
    "reviews.lapse": _("审查失效"),
    "procurement.quote": _("登记报价"),
    "contracts.edit": _("修改合同草稿"),
}


def word_of(verb: str) -> str:
    """The word of an act; one that nobody named shows its code."""
    return str(GREAT[verb][0] if verb in GREAT else SMALL.get(verb, verb))


def is_great(entry: Written) -> bool:
    """Whether an entry tells one of the great acts."""
    return entry.verb in GREAT and GREAT[entry.verb][1] == entry.object


def beside(g: Gathered) -> dict[tuple[str, int], dict[str, str]]:
    """(object, id) -> what else is worth telling of its acts: how many quotes, on which day of a term.  Queries: 0."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    if g.award is not None:
        valid = sum(q.is_valid for q in g.quotes)
        said = gettext("%(n)s 份报价，%(valid)s 份有效") % {"n": len(g.quotes), "valid": valid}
        found["procurement.award", g.award.pk] = {"procurement.award": said}
    for c in g.contracts:
        if c.signed_on is not None:
            days = (c.signed_on - c.award.notified_on).days
            said = gettext("通知书发出后第 %(n)s 日") % {"n": days}
            found["contracts.contract", c.pk] = {"contracts.sign": said}
    for p in g.payments:
        if p.paid_on is not None and p.acceptance is not None and p.acceptance.accepted_on is not None:
            days = (p.paid_on - p.acceptance.accepted_on).days
            said = gettext("验收合格后第 %(n)s 日付清") % {"n": days}
            found["payments.payment", p.pk] = {"payments.pay": said}
    return found


def details(g: Gathered) -> dict[tuple[str, int], tuple[dict[str, str], str]]:
    """(object, id) -> what its acts did to the money, by verb, and where its page is.  Queries: 0."""
    found: dict[tuple[str, int], tuple[dict[str, str], str]] = {}
    if g.approval is not None:
        note = _yuan(g.approval.amount_fen, g.approval.document)
        found["budget.approval", g.approval.pk] = ({"budget.approve": note}, "")
    for p in g.procedures:
        notes = {
            "procurement.start": gettext("%(method)s，预留 %(yuan)s 元")
            % {"method": term(p.method), "yuan": yuan_text(p.hold_fen)},
            **dict.fromkeys(("procurement.fail", "procurement.cancel"), _back(p.released_fen)),
        }
        found["procurement.procedure", p.pk] = (notes, reverse("procurement:detail", args=[p.pk]))
    if g.award is not None:
        note = _yuan(g.award.price_fen, g.award.supplier.name)
        url = reverse("procurement:detail", args=[g.award.procedure_id])
        found["procurement.award", g.award.pk] = ({"procurement.award": note}, url)
    for c in g.contracts:
        released = _back(c.released_fen) if c.released_fen else ""
        notes = {
            "contracts.draft": _yuan(c.price_fen),
            "contracts.sign": "，".join(part for part in (_yuan(c.price_fen, c.number), released) if part),
            "contracts.close": _back(c.uncommitted_fen) if c.uncommitted_fen else "",
        }
        found["contracts.contract", c.pk] = (notes, reverse("contracts:detail", args=[c.pk]))
    for a in g.acceptances:
        lost = gettext("扣 %(yuan)s 元退回预算线") % {"yuan": yuan_text(a.deducted_fen)}
        due = gettext("应付 %(yuan)s 元") % {"yuan": yuan_text(a.accrued_fen)}
        said = "，".join((due, *((lost,) if a.deducted_fen else ())))
        notes = {
            "delivery.convene": f"（{a.instalment.title}）",
            "delivery.accept": f"{said}（{a.instalment.title}）",
        }
        found["delivery.acceptance", a.pk] = (notes, reverse("delivery:detail", args=[a.pk]))
    for y in g.payments:
        said = _yuan(y.amount_fen, y.instalment.title)
        notes = {"payments.request": said, "payments.approve": said, "payments.return_request": said}
        notes["payments.pay"] = _yuan(y.amount_fen, gettext("凭证 %(no)s") % {"no": y.voucher_no})
        found["payments.payment", y.pk] = (notes, reverse("payments:detail", args=[y.pk]))
    return found


def _yuan(fen: int, more: str = "") -> str:
    amount = gettext("%(yuan)s 元") % {"yuan": yuan_text(fen)}
    return f"{amount}（{more}）" if more else amount


def _back(fen: int) -> str:
    return gettext("%(yuan)s 元退回预算线") % {"yuan": yuan_text(fen)}


def timeline(g: Gathered, *, every: bool, step: tuple[Text, date | datetime | None] | None) -> list[Entry]:
    """The trail, newest first; what comes next stands above.  `every`: all entries with number and code.

    Queries: 0.
    """
    known, more = details(g), beside(g)
    found: list[Entry] = []
    if step is not None:
        word, until = step
        found.append(Entry(until or gettext("接着"), word, "none"))
    for e in g.trail:
        if not every and not is_great(e):
            continue
        notes, url = known.get((e.object, e.object_id), ({}, ""))
        said = notes.get(e.verb, "") if is_great(e) else ""
        what = f"{word_of(e.verb)} {said}".strip()
        shape: Shape = GREAT[e.verb][2] if e.verb in GREAT else "done"
        code = f"{e.seq} {e.verb}" if every else ""
        by = g.people.get(e.person_id or 0, "")
        when = e.at.astimezone(BEIJING)
        told_beside = more.get((e.object, e.object_id), {}).get(e.verb, "") if is_great(e) else ""
        note = " · ".join(part for part in (told_beside, e.why) if part)
        found.append(Entry(when if every else when.date(), what, shape, by, note, url, code))
    return found


def count_great(trail: list[Written]) -> int:
    """How many great acts there are."""
    return sum(is_great(e) for e in trail)


def warned(g: Gathered) -> list[dict[str, Any]]:
    """What the rules found on the way and let pass: code, level, figures; each code once, newest first."""
    seen: dict[str, dict[str, Any]] = {}
    for e in g.trail:
        for one in e.findings:
            seen.setdefault(str(one["code"]), {**one, "verb": e.verb, "on": e.at.astimezone(BEIJING).date()})
    return list(seen.values())
