"""Papers of the joint review: the opinion sheet of a round (F25) and the notice of its verdict (F26)."""

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

MEND = "退回修改"


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """What an office says about one subject: whether it fits, and why."""

    subject: str
    fits: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OfficeSheet:
    """One office's sheet: opinion as a whole, each subject, who signed when, in whose place."""

    office: str
    is_lead: bool
    opinion: str
    subjects: tuple[SubjectLine, ...]
    signed_by: str = ""
    signed_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionFacts:
    """All that stands in the opinion sheet of a round. Money in 分."""

    number: str
    town: str
    project: str
    project_code: str
    catalogue_code: str
    amount_fen: Fen
    sources: tuple[tuple[str, Fen], ...]
    method: str
    round_number: int
    fingerprint: str
    due_on: date | None
    offices: tuple[OfficeSheet, ...]
    recusals: tuple[str, ...] = ()
    made_on: date
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFacts:
    """All that stands in the notice of a verdict."""

    number: str
    issuer: str
    applicant: str
    project: str
    project_code: str
    amount_fen: Fen
    round_number: int
    basis: str
    offices: tuple[OfficeSheet, ...]
    verdict: str
    reason: str = ""
    returned: tuple[str, ...] = ()
    made_on: date
    foot: Foot = field(default_factory=Foot)


def opinion_pdf(facts: OpinionFacts) -> bytes:
    """The opinion sheet as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(opinion_paper(facts))


def opinion_word(facts: OpinionFacts) -> bytes:
    """The opinion sheet as .docx."""
    return word.build(opinion_paper(facts))


def verdict_pdf(facts: VerdictFacts) -> bytes:
    """The notice as PDF/A.  Raises: NoChineseFont."""
    return pdf.render(verdict_paper(facts))


def verdict_word(facts: VerdictFacts) -> bytes:
    """The notice as .docx."""
    return word.build(verdict_paper(facts))


def opinion_paper(facts: OpinionFacts) -> Paper:
    """The opinion sheet: one section an office, each subject answered for itself."""
    sources = "；".join(f"{name} {yuan(fen)}元" for name, fen in facts.sources)
    blocks: list[Block] = [
        Grid(
            (
                ("项目名称", facts.project),
                ("项目编号", facts.project_code),
                ("申报单位", facts.town),
                ("目录编码", facts.catalogue_code),
                ("申报金额", f"{yuan(facts.amount_fen)}元"),
                ("拟采购方式", facts.method),
                ("资金来源", or_nothing(sources)),
                ("轮次", f"第{facts.round_number}轮"),
                ("意见期限", chinese_date(facts.due_on) if facts.due_on else "未定"),
                ("档案版本指纹", facts.fingerprint),
            )
        ),
    ]
    for count, office in enumerate(facts.offices, 1):
        mark = "（牵头）" if office.is_lead else ""
        blocks += [
            Heading(f"{_numeral(count)}、{office.office}{mark}"),
            Table(
                head=("审查内容", "结论", "理由和条款"),
                rows=tuple((s.subject, s.fits, or_nothing(s.reason)) for s in office.subjects),
                widths=(4, 3, 12),
                align="lcl",
            ),
            Para(f"意见：{office.opinion}。", strong=True),
            Para(
                f"签署：{or_nothing(office.signed_by)}　{office.signed_at}　"
                f"{f'（{office.note}）' if office.note else ''}本人不是申报人。"
                if office.signed_by
                else f"签署：{or_nothing(office.note)}"
            ),
        ]
    blocks += [
        Heading(f"{_numeral(len(facts.offices) + 1)}、回避"),
        *paragraphs("\n".join(facts.recusals)),
        Signatures(tuple((f"{o.office}（盖章）", ("负责人签字：", "日期：")) for o in facts.offices)),
    ]
    return Paper(
        kind="joint_review.opinion",
        title="政府购买服务联审意见表",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def verdict_paper(facts: VerdictFacts) -> Paper:
    """The notice to the applicant: what each office said, what follows, what to mend."""
    return Paper(
        kind="joint_review.verdict",
        title="联审结论通知",
        number=facts.number,
        made_on=facts.made_on,
        issuer=facts.issuer,
        size="letter",
        blocks=(
            Para(f"{facts.applicant}：", indent=False),
            Para(
                f"{facts.project}（项目编号：{facts.project_code}，申报金额{yuan(facts.amount_fen)}元）"
                f"第{facts.round_number}轮联动联审已结束。"
            ),
            Table(
                head=("办公室", "意见", "理由"),
                rows=tuple(
                    (
                        f"{o.office}（牵头）" if o.is_lead else o.office,
                        o.opinion,
                        or_nothing("；".join(s.reason for s in o.subjects if s.reason)),
                    )
                    for o in facts.offices
                ),
                widths=(5, 3, 11),
                align="lcl",
                caption="各方意见汇总",
            ),
            Para(f"结论：{facts.verdict}。", strong=True),
            *((Para(f"理由：{facts.reason}"),) if facts.reason else ()),
            *(
                (
                    Para("退回事项：" if facts.verdict == MEND else "各方不同意的事项："),
                    *paragraphs("\n".join(facts.returned)),
                    Para(_what_next(facts.verdict)),
                )
                if facts.returned
                else ()
            ),
            Para(f"依据：{facts.basis}"),
            Para(facts.issuer, indent=False, align="right"),
            Para(chinese_date(facts.made_on), indent=False, align="right"),
        ),
        foot=facts.foot,
    )


def _what_next(verdict: str) -> str:
    """What the applicant does after a verdict that is not a pass."""
    if verdict == MEND:
        return "改好以后重新送联审，各方重新表态；没有改动的部分可以沿用本轮意见。"
    if verdict.startswith("缓办"):
        return "到期后可以重新送联审，各方重新表态。"
    return "本项不再联审；换了内容确实要办的，另行申报。"


def _numeral(count: int) -> str:
    """一 to 十 and beyond, for the headings of sections."""
    figures = "一二三四五六七八九十"
    return figures[count - 1] if count <= len(figures) else f"{count}"
