"""Papers of the catalogue: the list itself (F12), a proposal's screening (F13), its three reviews (F14), the notice (F15)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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
class ItemLine:
    """One item as the list prints it."""

    class_code: str
    class_name: str
    code: str
    name: str
    content: str
    unit: str
    department: str
    suppliers: str
    low_fen: int | None
    high_fen: int | None
    duties: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFacts:
    """A version of the catalogue as an official document."""

    number: str
    issuer: str
    place: str
    label: str
    made_on: date
    effective_on: date
    ended_on: date | None
    items: tuple[ItemLine, ...]
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What a version adds, changes and drops against the one before."""

    number: str
    issuer: str
    place: str
    label: str
    before: str
    document: str
    made_on: date
    effective_on: date
    reason: str
    continuing: str
    added: tuple[tuple[str, str, str], ...]
    changed: tuple[tuple[str, str, str, str, str], ...]
    dropped: tuple[tuple[str, str, str], ...]
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFacts:
    """A proposal with its screening."""

    number: str
    year: int
    source: str
    proposer: str
    kind: str
    name: str
    code: str
    why: str
    item: ItemLine
    duties: str
    professional: str
    evidence: str
    staff_fen: int | None
    running_fen: int | None
    prices: tuple[tuple[str, int], ...]
    bought_fen: int | None
    forbidden: str
    status: str
    made_on: date
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsFacts:
    """The three reviews of a proposal, round by round."""

    number: str
    proposal: str
    name: str
    department: str
    made_on: date
    rounds: tuple[tuple[int, tuple[tuple[str, str, str, str, str], ...]], ...]
    foot: Foot = field(default_factory=Foot)


def money(fen: int | None) -> str:
    """An amount in 元, / where there is none."""
    return yuan(Fen(fen)) if fen is not None else "/"


def _price(one: ItemLine) -> str:
    if one.low_fen is None and one.high_fen is None:
        return "/"
    return f"{money(one.low_fen)}—{money(one.high_fen)}"


def catalogue_paper(facts: CatalogueFacts) -> Paper:
    """The list, class by class."""
    classes = dict.fromkeys((i.class_code, i.class_name) for i in facts.items)
    blocks: list[Block] = [
        Para(
            f"现将《{facts.place}政府向社会力量购买公共服务指导性目录》（{facts.label}）印发，"
            f"共{len(classes)}类{len(facts.items)}项，自{chinese_date(facts.effective_on)}起施行"
            + (f"，至{chinese_date(facts.ended_on)}止。" if facts.ended_on else "。")
        ),
        Para("各乡镇在目录范围内申报实施。已经开始的采购，按开始时的目录办完。"),
    ]
    for code, name in classes:
        rows = tuple(
            (i.code, i.name, i.content, i.unit, i.department, i.suppliers, _price(i), i.duties)
            for i in facts.items
            if i.class_code == code
        )
        blocks += [
            Heading(f"{code} {name}"),
            Table(
                head=("编码", "服务项目", "服务内容", "单位", "主管部门", "承接主体", "参考单价", "责任编码"),
                rows=rows,
                widths=(2, 4, 8, 3, 3, 4, 5, 3),
                align="cllccllc",
                unit="金额单位：元",
            ),
        ]
    return Paper(
        kind="catalogue.list",
        title=f"{facts.place}政府购买服务指导性目录（{facts.label}）",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        issuer=facts.issuer,
        foot=facts.foot,
    )


def notice_paper(facts: NoticeFacts) -> Paper:
    """The notice of an adjustment, from two versions compared."""
    blocks: list[Block] = [
        Para(
            f"现对《{facts.place}政府购买服务指导性目录》作动态调整，形成{facts.label}（{or_nothing(facts.document)}），"
            f"原{facts.before}同时停止执行。新增{len(facts.added)}项，修改{len(facts.changed)}项，删除{len(facts.dropped)}项，"
            f"自{chinese_date(facts.effective_on)}起生效。"
        ),
        Heading("一、调整理由"),
        *paragraphs(facts.reason),
        Heading("二、新增项"),
        _lines(("编码", "服务项目", "理由"), facts.added),
        Heading("三、修改项"),
        _lines(("编码", "服务项目", "内容", "原为", "改为"), facts.changed),
        Heading("四、删除项"),
        _lines(("编码", "服务项目", "理由"), facts.dropped),
        Heading("五、在执行项目衔接"),
        *paragraphs(facts.continuing),
        Para("已经开始的采购仍按开始时的目录和标准办理，直至付清、评价。"),
    ]
    return Paper(
        kind="catalogue.notice",
        title="政府购买服务指导性目录动态调整公告",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        issuer=facts.issuer,
        foot=facts.foot,
    )


def _lines(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Block:
    if not rows:
        return Para("无")
    widths = (2, 5, 10) if len(head) == 3 else (2, 5, 3, 6, 6)
    return Table(head=head, rows=rows, widths=widths, align="cl" + "l" * (len(head) - 2))


def proposal_paper(facts: ProposalFacts) -> Paper:
    """The screening sheet: three criteria, each with what it rests on, and the comparison of cost."""
    own = (
        None if facts.staff_fen is None or facts.running_fen is None else facts.staff_fen + facts.running_fen
    )
    difference = None if own is None or facts.bought_fen is None else own - facts.bought_fen
    prices = tuple((by, money(fen)) for by, fen in facts.prices)
    blocks: list[Block] = [
        Grid(
            (
                ("申报来源", facts.source), ("申报单位", facts.proposer), ("年度", str(facts.year)),
                ("申报事项", facts.kind), ("服务项目", facts.name), ("目录编码", or_nothing(facts.code)),
                ("主管部门", or_nothing(facts.item.department)), ("计量单位", or_nothing(facts.item.unit)),
                ("承接主体类型", or_nothing(facts.item.suppliers)), ("参考单价（元）", _price(facts.item)),
            )
        ),
        Heading("一、为什么需要"),
        *paragraphs(facts.why),
        Heading("二、服务内容"),
        *paragraphs(facts.item.content),
        Heading("三、隶属乡镇事权"),
        Para(f"对应责任：{or_nothing(facts.duties)}。是否属于禁止购买事项：{facts.forbidden or '否'}。"),
        Heading("四、亟需专业管理"),
        *paragraphs(facts.professional),
        Para(f"依据：{or_nothing(facts.evidence)}"),
        Heading("五、基层自主运行成本高"),
        Table(
            head=("项目", "一年金额"),
            rows=(
                ("自办：人员", money(facts.staff_fen)),
                ("自办：运行", money(facts.running_fen)),
                ("自办年成本", money(own)),
                *((f"询价：{by}", fen) for by, fen in prices),
                ("购买年成本（各报价平均）", money(facts.bought_fen)),
                ("成本比较（自办减购买）", money(difference)),
            ),
            widths=(8, 4),
            align="lr",
            caption="成本比较",
            unit="金额单位：元",
            total=True,
        ),
        Para(f"办理状态：{facts.status}。"),
        Signatures((("申报单位（盖章）", ("负责人签字：", f"日期：{chinese_date(None)}")),)),
    ]  # fmt: skip
    return Paper(
        kind="catalogue.proposal",
        title="目录项申报与筛选表",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )


def opinions_paper(facts: OpinionsFacts) -> Paper:
    """The opinion sheet of the three reviews; what was sent back stays on it."""
    blocks: list[Block] = [
        Grid(
            (
                ("申报编号", facts.proposal),
                ("服务项目", facts.name),
                ("主管部门", or_nothing(facts.department)),
            )
        ),
    ]
    for number, rows in facts.rounds:
        blocks += [
            Heading(f"第{number}轮"),
            Table(
                head=("环节", "意见", "理由和依据", "审查人", "日期"),
                rows=rows,
                widths=(5, 3, 10, 5, 4),
                align="lclcc",
            ),
        ]
    if not facts.rounds:
        blocks.append(Para("还没有送审。"))
    return Paper(
        kind="catalogue.opinions",
        title="目录审查意见表",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.foot,
    )
