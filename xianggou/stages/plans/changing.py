"""The change request (购买计划调整申请表, F24): what changed in an item since it was first sent, from the trail alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet

from xianggou.base.documents.paper import (
    Block,
    Grid,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    or_nothing,
)
from xianggou.base.trail.gates import label
from xianggou.base.trail.models import Entry, Reason
from xianggou.base.trail.queries import BEIJING
from xianggou.core.money import Fen, yuan
from xianggou.stages.plans.documents import Head
from xianggou.stages.plans.models import PlanItem

EDIT, WITHDRAW = "plans.edit", "plans.withdraw"
# How the form names what changed, and under which kind (新增、取消、金额、时间、内容)
NAMED = {
    "budget_fen": ("金额", "预算金额（元）"), "later_years_fen": ("金额", "以后年度（元）"), "starts_on": ("时间", "开始日期"),
    "ends_on": ("时间", "结束日期"), "quantity": ("内容", "数量"), "catalogue_code": ("内容", "目录项"),
    "duty_code": ("内容", "对应事权"), "method": ("内容", "拟采购方式"), "carried_out": ("内容", "实施方式"),
    "standard": ("内容", "执行标准"), "catalogue": ("内容", "目录版本"), "name": ("内容", "项目名称"),
    "target": ("内容", "年度目标"), "acceptance": ("内容", "验收标准"), "feasibility": ("内容", "可行性"),
    "ex_ante": ("内容", "事前评估"), "office": ("内容", "牵头办公室"), "owner_seat_id": ("内容", "负责岗位"),
    "posts_cut": ("内容", "减聘或转岗人数"), "posts_reason": ("内容", "不减人的理由"), "long_term": ("内容", "跨年的条件"),
}  # fmt: skip
MONEY = {"budget_fen", "later_years_fen"}
TOLD_ELSEWHERE = "见计划全文"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the request: kind, what, before, after, why, when."""

    kind: str
    what: str
    before: str
    after: str
    why: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFacts:
    """All that stands in the request. An item without approval holds no money: that is the first gate."""

    head: Head
    changes: tuple[Change, ...]
    reviewed_again: str


def entries_since_sent(item: PlanItem) -> QuerySet[Entry]:
    """The entries that changed or took back an item after it was first sent.  Queries: 0 of its own."""
    of_item = Entry.objects.filter(object=label(PlanItem), object_id=item.pk)
    sent = of_item.filter(verb="plans.submit").values("object_id").annotate(first=Min("seq")).values("first")
    return of_item.filter(verb__in=[EDIT, WITHDRAW], seq__gt=sent)


def was_changed(item: PlanItem) -> bool:
    """Whether an item that was sent changed afterwards.  Queries: 0–1."""
    return item.submitted_on is not None and entries_since_sent(item).exists()


def changes_of(item: PlanItem) -> tuple[Change, ...]:
    """What changed since the first sending, oldest first.  Queries: 2."""
    entries = list(entries_since_sent(item).order_by("seq"))
    reasons = dict(
        Reason.objects.filter(entry_id__in=[e.pk for e in entries]).values_list("entry_id", "text")
    )
    found: list[Change] = []
    for entry in entries:
        why, on = reasons.get(entry.pk, ""), entry.at.astimezone(BEIJING).date()
        if entry.verb == WITHDRAW:
            found.append(Change("取消", "整项", item.name, "撤回", why, on))
        for name, values in entry.changes.items():
            kind, what = NAMED.get(name, ("内容", name))
            before, after = values if len(values) == 2 else (TOLD_ELSEWHERE, TOLD_ELSEWHERE)
            found.append(Change(kind, what, _said(name, before), _said(name, after), why, on))
    return tuple(found)


def _said(name: str, value: str) -> str:
    """A value as the form shows it: 分 as 元, a list of years one by one."""
    if name not in MONEY:
        return or_nothing("" if value in {"None", "[]"} else value)
    figures = [part for part in value.strip("[]").replace(" ", "").split(",") if part.isdecimal()]
    return "、".join(yuan(Fen(int(fen))) for fen in figures) or or_nothing("")


def change_paper(facts: ChangeFacts) -> Paper:
    """The request before it is Word or PDF."""
    head = facts.head
    blocks: Sequence[Block] = (
        Grid(
            (
                ("项目名称", head.project),
                ("计划编号", head.code),
                ("购买主体", head.town),
                ("年度", str(head.year)),
                ("目录项", head.catalogue),
                ("现在的预算金额（元）", yuan(head.budget_fen)),
                ("已发生的预留和承诺（元）", f"{yuan(Fen(0))}（还没有批复）"),
                ("重新联审", facts.reviewed_again),
            )
        ),
        Heading("调整内容"),
        Table(
            head=("调整类型", "调整的内容", "原内容", "新内容", "理由", "日期"),
            rows=tuple(
                (one.kind, one.what, one.before, one.after, or_nothing(one.why), chinese_date(one.on))
                for one in facts.changes
            ),
            widths=(2, 4, 5, 5, 6, 4),
            align="cllllc",
        ),
        Para("以上各行取自本项送审以后的操作记录。"),
        Signatures(
            tuple(
                (title, ("签字：", f"日期：{chinese_date(None)}")) for title in ("乡镇主要领导", "县财政局")
            )
        ),
    )
    return Paper(
        kind="plans.change",
        title="购买计划调整申请表",
        number=head.number,
        made_on=head.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=head.foot,
    )
