"""The execution standard (购买服务执行标准) as Word and PDF: what the work must reach, who may do it, by which rules."""

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


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator; the weight in points."""

    group: str
    name: str
    target: str
    unit: str
    measure: str
    weight: str
    deduction: str


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One qualification."""

    of: str
    requirement: str
    proof: str
    is_dated: bool
    checked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardFacts:
    """All that stands in a standard. Without a number it is a draft and says so on each page."""

    number: str
    edition: int | None
    item: str
    item_code: str
    department: str
    scope: str
    effective_on: date | None
    issued_on: date | None
    indicators: tuple[IndicatorLine, ...]
    total: str
    qualifications: tuple[AskedLine, ...]
    rules: tuple[tuple[str, str, str], ...]
    made_on: date
    foot: Foot = field(default_factory=Foot)


def standard_pdf(facts: StandardFacts) -> bytes:
    """The standard as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(standard_paper(facts))


def standard_word(facts: StandardFacts) -> bytes:
    """The standard as .docx."""
    return word.build(standard_paper(facts))


def standard_paper(facts: StandardFacts) -> Paper:
    """The standard before it is Word or PDF."""
    blocks: list[Block] = [
        Grid(
            (
                ("服务项目", facts.item),
                ("目录编码", facts.item_code),
                ("制定部门", facts.department),
                ("版次", f"第{facts.edition}版" if facts.edition else "草稿"),
                ("发布日期", chinese_date(facts.issued_on)),
                ("生效日期", chinese_date(facts.effective_on)),
            )
        ),
        Heading("一、适用范围"),
        *(paragraphs(facts.scope) if facts.scope.strip() else (Para(f"本县乡镇购买的{facts.item}。"),)),
        Heading("二、资格要求"),
        *_asked(facts),
        Heading("三、应遵守的制度"),
        *_rules(facts),
        Heading("四、考核指标"),
        _indicators(facts),
        Para(
            "购买计划选定本标准后，采购文件、合同、履约监控、验收和绩效评价均执行所选版本，各环节不再另定指标。"
        ),
        Signatures(((f"{facts.department}（盖章）", (f"日期：{chinese_date(facts.issued_on)}",)),)),
    ]
    return Paper(
        kind="standards.standard",
        title=f"{facts.item}购买服务执行标准",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def _asked(facts: StandardFacts) -> list[Block]:
    if not facts.qualifications:
        return [Para("依法具备承接条件的均可参加。")]
    rows = tuple(
        (
            q.of,
            q.requirement,
            or_nothing(q.proof),
            "核验" if q.is_dated else "不核验",
            or_nothing(q.checked_at),
        )
        for q in facts.qualifications
    )
    return [
        Table(
            head=("要求对象", "资格要求", "证明材料", "有效期", "核验环节"),
            rows=rows,
            widths=(3, 8, 6, 3, 6),
            align="cllcl",
            caption="承接主体和从业人员资格",
        )
    ]


def _rules(facts: StandardFacts) -> list[Block]:
    if not facts.rules:
        return [Para(or_nothing(""))]
    return [
        Table(
            head=("制度名称", "制定机关", "施行日期"),
            rows=tuple((name, or_nothing(issuer), or_nothing(since)) for name, issuer, since in facts.rules),
            widths=(12, 6, 5),
            align="lcc",
            caption="应遵守的制度",
        )
    ]


def _indicators(facts: StandardFacts) -> Table:
    rows = [
        (
            i.group,
            i.name,
            or_nothing(i.target),
            i.unit,
            or_nothing(i.measure),
            i.weight,
            or_nothing(i.deduction),
        )
        for i in facts.indicators
    ]
    rows.append(("合计", "", "", "", "", facts.total, ""))
    return Table(
        head=("类别", "指标", "目标值", "单位", "取数和核验方法", "权重", "扣分规则"),
        rows=tuple(rows),
        widths=(4, 7, 4, 3, 6, 3, 7),
        align="clcclcl",
        caption="考核指标",
        unit="权重单位：分",
        total=True,
    )
