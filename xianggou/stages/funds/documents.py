"""The fund release notice (资金下达通知) and the consolidation sheet (专项资金整合分配表): papers and workbook from one set of facts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import xlsxwriter

from xianggou.base.documents import pdf, word
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
from xianggou.core.money import Fen, capitals, yuan

REMAINDER = "按因素值分配到分，余下的分按余数从大到小补齐，各乡镇合计等于下达总额。"


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What one township gets, and by which value of the factor."""

    town: str
    factor: Decimal | None
    amount_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """All that stands in a release notice. Money in 分."""

    place: str
    issuer: str
    number: str
    issued_on: date
    name: str
    code: str
    kind: str
    level: str
    department: str
    duties: tuple[tuple[str, str], ...]
    factor: str
    shares: tuple[ShareLine, ...]
    expected_on: date | None
    scope: str
    forbidden: str
    total_fen: Fen
    foot: Foot = field(default_factory=Foot)


def notice_paper(facts: NoticeFacts) -> Paper:
    """The notice before it is Word or PDF."""
    opening = f"现将{facts.name}人民币{capitals(facts.total_fen)}（¥{yuan(facts.total_fen)}元）下达你们，请按规定管好用好。"
    blocks: list[Block] = [
        Para("各有关乡镇人民政府（街道办事处）：", indent=False),
        Para(opening),
        Grid(
            (
                ("资金名称", facts.name),
                ("资金编码", facts.code),
                ("资金种类", facts.kind),
                ("资金级次", or_nothing(facts.level)),
                ("原管理部门", or_nothing(facts.department)),
                ("分配因素", or_nothing(facts.factor)),
                ("预计到账日", chinese_date(facts.expected_on) if facts.expected_on else "无"),
                ("下达总额", f"{yuan(facts.total_fen)}元"),
            )
        ),
        Heading("一、随转的责任事项"),
        *([Para(f"{code}　{name}") for code, name in facts.duties] or [Para("本次下达不随具体责任事项。")]),
        Heading("二、分配到乡镇的金额"),
        _shares(facts),
        Para(REMAINDER),
        Heading("三、使用范围"),
        *paragraphs(facts.scope),
        Heading("四、不得用于"),
        *paragraphs(facts.forbidden),
        Signatures(((facts.issuer, ("（盖章）", chinese_date(facts.issued_on))),)),
    ]
    return Paper(
        kind="funds.issue",
        title=f"关于下达{facts.name}的通知",
        number=facts.number,
        made_on=facts.issued_on,
        blocks=tuple(blocks),
        size="contract",
        issuer=facts.issuer,
        foot=facts.foot,
    )


def _shares(facts: NoticeFacts) -> Table:
    rows = [
        (str(n), one.town, _plain(one.factor), yuan(one.amount_fen)) for n, one in enumerate(facts.shares, 1)
    ]
    rows.append(("", "合计", "", yuan(sum(one.amount_fen for one in facts.shares))))
    return Table(
        head=("序号", "乡镇（街道）", "因素值", "金额"),
        rows=tuple(rows),
        widths=(2, 8, 5, 6),
        align="clrr",
        unit="金额单位：元",
        caption="分配表",
        total=True,
    )


def _plain(value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{value.normalize():f}" if value == value.to_integral() else f"{value:f}"


def notice_pdf(facts: NoticeFacts) -> bytes:
    """The notice as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(notice_paper(facts))


def notice_word(facts: NoticeFacts) -> bytes:
    """The notice as .docx."""
    return word.build(notice_paper(facts))


def notice_workbook(facts: NoticeFacts) -> bytes:
    """The list of shares as a workbook, which goes in again by the import of funds."""
    rows: list[list[object]] = [
        [facts.code, facts.name, one.town, one.factor, Fen(one.amount_fen)] for one in facts.shares
    ]
    total = sum(one.amount_fen for one in facts.shares)
    head = ("资金编码", "资金名称", "乡镇", "因素值", "分配金额(元)")
    return _workbook(
        "分配到乡镇", f"{facts.number} {facts.name}", head, rows, ["合计", "", "", None, Fen(total)]
    )


# Consolidation -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """One fund of the sheet: what it was bound to, what it is bound to now, by which decision."""

    name: str
    code: str
    department: str
    document: str
    before: str
    after: str
    decision: str
    method: str
    amount_fen: Fen
    shares: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """All that stands in the consolidation sheet of a year. Money in 分."""

    place: str
    issuer: str
    year: int
    number: str
    made_on: date
    lines: tuple[JoinedLine, ...]
    towns: tuple[tuple[str, str], ...]
    foot: Foot = field(default_factory=Foot)

    @property
    def total_fen(self) -> Fen:
        """Sum of the funds in 分."""
        return Fen(sum(line.amount_fen for line in self.lines))

    def matrix(self) -> list[list[int]]:
        """Townships down, funds across, with the sum of each row and of each column, in 分."""
        rows = []
        for code, _name in self.towns:
            cells = [line.shares.get(code, 0) for line in self.lines]
            rows.append([*cells, sum(cells)])
        rows.append([sum(column) for column in zip(*rows, strict=True)] if rows else [0])
        return rows


def sheet_paper(facts: SheetFacts) -> Paper:
    """The sheet before it is Word or PDF."""
    joined = Table(
        head=("资金", "原部门", "文号", "整合前限制", "整合后限制", "整合决定", "金额"),
        rows=(
            *(
                (
                    f"{line.code} {line.name}", or_nothing(line.department), line.document, line.before, line.after,
                    line.decision, yuan(line.amount_fen),
                )
                for line in facts.lines
            ),
            ("合计", "", "", "", "", "", yuan(facts.total_fen)),
        ),
        widths=(5, 4, 5, 5, 5, 5, 5),
        align="llllllr",
        unit="金额单位：元",
        caption="整合的资金",
        total=True,
    )  # fmt: skip
    methods = tuple(Para(f"{line.code} {line.name}：{or_nothing(line.method)}") for line in facts.lines)
    blocks: tuple[Block, ...] = (
        Heading("一、整合的资金和用途"),
        joined,
        Heading("二、分配方法"),
        *methods,
        Para(REMAINDER),
        Heading("三、分配到乡镇"),
        _matrix_table(facts),
        Signatures(
            (
                (facts.issuer, ("（盖章）", f"日期：{chinese_date(None)}")),
                ("原管理部门", ("（盖章）", f"日期：{chinese_date(None)}")),
            )
        ),
    )
    return Paper(
        kind="funds.consolidate",
        title=f"{facts.place}{facts.year}年专项资金整合分配表",
        number=facts.number,
        made_on=facts.made_on,
        blocks=blocks,
        size="form",
        foot=facts.foot,
    )


def _matrix_table(facts: SheetFacts) -> Table:
    head = ("乡镇（街道）", *(line.code for line in facts.lines), "合计")
    names = [*(name for _code, name in facts.towns), "合计"]
    rows = [(name, *(yuan(fen) for fen in cells)) for name, cells in zip(names, facts.matrix(), strict=True)]
    return Table(
        head=head,
        rows=tuple(rows),
        widths=(5, *[4] * (len(head) - 1)),
        align="l" + "r" * (len(head) - 1),
        unit="金额单位：元",
        caption="乡镇和资金",
        total=True,
    )


def sheet_word(facts: SheetFacts) -> bytes:
    """The sheet as .docx."""
    return word.build(sheet_paper(facts))


def sheet_workbook(facts: SheetFacts) -> bytes:
    """The matrix as a workbook: rows, columns and total agree to the 分."""
    head = ("乡镇(街道)", *(f"{line.code} {line.name}(元)" for line in facts.lines), "合计(元)")
    rows: list[list[object]] = [
        [name, *(Fen(fen) for fen in cells)]
        for (_code, name), cells in zip(facts.towns, facts.matrix(), strict=False)
    ]
    last: list[object] = ["合计", *(Fen(fen) for fen in facts.matrix()[-1])]
    return _workbook("专项资金整合分配表", f"{facts.place}{facts.year}年专项资金整合分配表", head, rows, last)


def _workbook(
    sheet: str, title: str, head: Sequence[str], rows: Sequence[Sequence[object]], last: Sequence[object]
) -> bytes:
    """One sheet: a title, the headings, the rows, the sum. Ints are 分 and leave as 元."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(sheet[:31])
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    page.write_string(0, 0, title, bold)
    for column, word_ in enumerate(head):
        page.write_string(1, column, word_, bold)
    for number, row in enumerate([*rows, last], 2):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, Decimal):
                page.write_number(number, column, float(value))
            elif isinstance(value, int):
                page.write_number(number, column, float(Decimal(value) / 100), money)
            else:
                page.write_string(number, column, str(value)[:32767])
    page.freeze_panes(2, 0)
    page.set_column(0, len(head) - 1, 16)
    book.close()
    return file.getvalue()
