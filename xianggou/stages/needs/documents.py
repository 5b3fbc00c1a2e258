"""Papers of needs: the numbered list (F07), the answer (F06), the leader's order (F08)."""

from __future__ import annotations

from datetime import date

from xianggou.base.documents import pdf, word
from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import (
    Block,
    Foot,
    Grid,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    or_nothing,
    paragraphs,
)
from xianggou.stages.needs.models import Answer, ListedNeed, Need, NeedsList, Press


def made(paper: Paper, kind: str) -> bytes:
    """A paper as .docx or PDF/A.  Raises: NoChineseFont."""
    return pdf.render(paper) if kind == "pdf" else word.build(paper)


@in_chinese
def list_paper(version: NeedsList, place: str, foot: Foot) -> Paper:
    """The published list, class by class, as it was on its day.  Queries: 1."""
    rows = list(ListedNeed.objects.filter(needs_list=version).order_by("order"))
    formula = version.formula
    blocks: list[Block] = [
        Grid(
            (
                ("公布日期", chinese_date(version.published_on)),
                ("版本", f"{version.year}年第{version.number}版"),
                ("类别数", str(version.classes)),
                ("总件数", str(version.needs)),
            )
        ),
        Para(
            f"排序依据：{formula.get('source', '')}。排序分为紧急程度、涉及人数、服务对象、重复反映四项之和。"
        ),
    ]
    for name in dict.fromkeys(r.facts["class"] for r in rows):
        of_class = [r for r in rows if r.facts["class"] == name]
        blocks += [Heading(f"{name}（{len(of_class)}件）"), _table(name, of_class)]
    return Paper(
        kind="needs.list",
        title=f"{place}公共服务需求清单",
        number=f"{version.year}年第{version.number}版",
        made_on=version.published_on,
        blocks=tuple(blocks),
        size="form",
        foot=foot,
    )


def _table(name: str, rows: list[ListedNeed]) -> Table:
    return Table(
        head=(
            "序号",
            "需求编号",
            "事项",
            "乡镇、村（社区）",
            "服务对象",
            "人数",
            "紧急程度",
            "并案数",
            "排序分",
        ),
        rows=tuple(
            (
                str(r.order),
                r.facts["code"],
                r.facts["matter"],
                f"{r.facts['town']}{r.facts['village']}",
                or_nothing("、".join([*r.facts["traits"], *filter(None, [r.facts["age"]])])),
                str(r.facts["people"] or "—"),
                r.facts["urgency"],
                str(r.facts["voices"]),
                str(r.facts["score"]),
            )
            for r in rows
        ),
        widths=(3, 7, 8, 8, 7, 4, 4, 3, 4),
        align="cclllrccr",
        caption=name,
    )


@in_chinese
def answer_paper(need: Need, answer: Answer, where: str, department: str, foot: Foot) -> Paper:
    """The answer to a need: what, by whom, in time or late; no name of who raised it."""
    late = "是" if answer.is_late else "否"
    return Paper(
        kind="needs.answer",
        title="需求办理答复单",
        number=answer.code,
        made_on=answer.answered_on,
        blocks=(
            Grid(
                (
                    ("需求编号", need.code),
                    ("在哪里", where),
                    ("类别", need.class_name),
                    ("事项", need.matter.name if need.matter is not None else "无"),
                    ("并案数", str(need.voices_count)),
                    ("紧急程度", need.urgency),
                    ("答复部门", department),
                    ("答复日期", chinese_date(answer.answered_on)),
                    ("答复期限", chinese_date(answer.due_on) if answer.due_on else "无"),
                    ("是否逾期", late),
                    ("答复类型", str(answer.get_kind_display())),
                    ("承诺完成日期", chinese_date(answer.promised_on) if answer.promised_on else "无"),
                    ("告知方式", or_nothing(answer.told_how)),
                )
            ),
            Heading("需求"),
            *paragraphs(need.text),
            Heading("答复"),
            *paragraphs(answer.text),
            Signatures((("答复部门（盖章）", ("负责人签字：", f"日期：{chinese_date(None)}")),)),
        ),
        size="form",
        foot=foot,
    )


@in_chinese
def press_paper(need: Need, order: Press, where: str, department: str, foot: Foot) -> Paper:
    """The leader's order on an overdue answer."""
    closed: date | None = order.closed_on
    return Paper(
        kind="needs.press",
        title="需求督办单",
        number=order.code,
        made_on=order.issued_on,
        blocks=(
            Grid(
                (
                    ("需求编号", need.code),
                    ("在哪里", where),
                    ("事项", need.matter.name if need.matter is not None else "无"),
                    ("责任部门", department),
                    ("原期限", chinese_date(need.due_on) if need.due_on else "无"),
                    ("逾期", f"{order.late_days}个工作日"),
                    ("督办日期", chinese_date(order.issued_on)),
                    ("新期限", chinese_date(order.due_on)),
                )
            ),
            Heading("需求"),
            *paragraphs(need.text),
            Heading("部门的说明"),
            *paragraphs(need.delay_reason),
            Heading("督办要求"),
            *paragraphs(order.demand),
            Heading("办结情况"),
            *paragraphs(order.result),
            Para(f"办结日期：{chinese_date(closed)}"),
            Signatures((("分管领导", ("签字：", f"日期：{chinese_date(None)}")),)),
        ),
        size="form",
        foot=foot,
    )
