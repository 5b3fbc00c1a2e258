"""The duty list of a version (乡镇属地事项责任清单) and the application with its examination (准入申请及审查表)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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
from xianggou.core.money import Fen, yuan


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as the list prints it."""

    code: str
    field: str
    name: str
    department: str
    mode: str
    county_part: str
    town_part: str
    basis: str
    admitted_on: date | None
    money_fen: int | None
    purchase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """All that stands in the list of a version. Money in 分."""

    place: str
    issuer: str
    document: str
    version: int
    adopted_on: date
    duties: tuple[DutyLine, ...]
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What one township said."""

    town: str
    agrees: bool
    text: str
    given_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionFacts:
    """All that stands in an application and its examination. Money in 分."""

    number: str
    kind: str
    name: str
    department: str
    applied_on: date | None
    pairs: tuple[tuple[str, str], ...]
    reason: str
    county_part: str
    town_part: str
    costs: tuple[tuple[str, Fen], ...]
    cost_fen: Fen
    money_fen: Fen
    fund_source: str
    staff_coming: str
    opinions: tuple[OpinionLine, ...]
    legality: str
    legality_opinion: str
    decision: str
    decided_by: str
    decision_document: str
    decided_on: date | None
    unfunded_reason: str
    made_on: date
    foot: Foot = field(default_factory=Foot)


def list_pdf(facts: ListFacts) -> bytes:
    """The list as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(list_paper(facts))


def list_word(facts: ListFacts) -> bytes:
    """The list as .docx."""
    return word.build(list_paper(facts))


def list_paper(facts: ListFacts) -> Paper:
    """The list before it is Word or PDF: one row a duty, with the part of county and township side by side."""
    by_field: dict[str, int] = {}
    for duty in facts.duties:
        by_field[duty.field] = by_field.get(duty.field, 0) + 1
    counted = "；".join(f"{name}{n}项" for name, n in by_field.items())
    rows = tuple(
        (
            duty.code,
            f"{duty.name}（{duty.field}）",
            f"{duty.department}：{or_nothing(duty.county_part)}",
            f"{duty.mode}：{or_nothing(duty.town_part)}",
            f"{or_nothing(duty.basis)}　{chinese_date(duty.admitted_on) if duty.admitted_on else ''}".rstrip(
                "　"
            ),
            "；".join((duty.purchase, _money(duty.money_fen))),
        )
        for duty in facts.duties
    )
    blocks: tuple[Block, ...] = (
        Para(
            f"第{facts.version}版，自{chinese_date(facts.adopted_on)}起执行，共{len(facts.duties)}项。{counted}。"
        ),
        Table(
            head=("编码", "事项（领域）", "县级部门及责任", "乡镇责任", "准入依据、日期", "购买、经费"),
            rows=rows,
            widths=(5, 13, 14, 14, 14, 10),
            align="clllll",
            unit="随事经费单位：元",
        ),
    )
    return Paper(
        kind="乡镇属地事项责任清单",
        title=f"{facts.place}乡镇属地事项责任清单",
        number=facts.document,
        made_on=facts.adopted_on,
        blocks=blocks,
        size="form",
        issuer=facts.issuer if facts.document else "",
        foot=facts.foot,
    )


def _money(fen: int | None) -> str:
    return "无费下放" if not fen else f"{yuan(Fen(fen))}元"


def admission_pdf(facts: AdmissionFacts) -> bytes:
    """The application and its examination as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(admission_paper(facts))


def admission_word(facts: AdmissionFacts) -> bytes:
    """The application and its examination as .docx."""
    return word.build(admission_paper(facts))


def admission_paper(facts: AdmissionFacts) -> Paper:
    """The application before it is Word or PDF."""
    costs = tuple((f"{year}年", yuan(fen)) for year, fen in facts.costs)
    blocks: list[Block] = [
        Grid((("事项", facts.name), ("申请部门", facts.department), ("类别", facts.kind), *facts.pairs)),
        Heading("一、理由"),
        *paragraphs(facts.reason),
        Heading("二、职责划分"),
        Para("县级部门责任：" + or_nothing(facts.county_part)),
        Para("乡镇责任：" + or_nothing(facts.town_part)),
    ]
    if facts.costs:
        total = ("平均每年", yuan(facts.cost_fen))
        blocks += [
            Heading("三、原承担单位近年实际支出"),
            Table(("年度", "金额"), (*costs, total), (1, 1), "cr", unit="单位：元", total=True),
            Heading("四、随事划转"),
            Para(f"经费每年{yuan(facts.money_fen)}元。来源：{or_nothing(facts.fund_source)}"),
            Para("人员或培训：" + or_nothing(facts.staff_coming)),
        ]
    rows = tuple(
        (one.town, "同意接" if one.agrees else "不同意接", one.text, chinese_date(one.given_on))
        for one in facts.opinions
    )
    blocks += [
        Heading("基层意见"),
        Table(("乡镇", "接不接", "意见", "日期"), rows or (("无", "", "", ""),), (3, 2, 8, 4), "cclc"),
        Heading("合法性审查意见"),
        Para(f"{or_nothing(facts.legality)}。{or_nothing(facts.legality_opinion)}"),
        Heading("县级决定"),
        Grid(
            (
                ("决定", or_nothing(facts.decision)),
                ("由谁决定", or_nothing(facts.decided_by)),
                ("决定文号", or_nothing(facts.decision_document)),
                ("决定日期", chinese_date(facts.decided_on)),
                ("不随事拨款的理由", or_nothing(facts.unfunded_reason)),
            )
        ),
        Signatures(
            tuple(
                (title, ("签名：", "　　年　月　日"))
                for title in ("申请部门", "司法局", "编办", "财政局", "县政府")
            )
        ),
    ]
    return Paper(
        kind="属地事项准入申请及审查表",
        title="属地事项准入申请及审查表",
        number=facts.number if facts.applied_on else "",
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )
