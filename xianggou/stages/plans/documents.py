"""The official forms of a plan: feasibility (F19), ex-ante assessment (F20), targets (F21), pledge (F22), plan (F23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the top of each form of one item."""

    number: str
    project: str
    code: str
    year: int
    town: str
    catalogue: str
    duty: str
    office: str
    owner: str
    term: str
    budget_fen: Fen
    made_on: date
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer."""

    topic: str
    ask: str
    text: str
    figure: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireFacts:
    """A questionnaire as it was answered. `most` is 0 where no score is given."""

    head: Head
    title: str
    kind: str
    answers: tuple[Answer, ...]
    score: int
    most: int
    conclusion: str
    source: str
    assessor: str
    suppliers: int | None = None
    self_fen: Fen | None = None
    purchase_fen: Fen | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator as the standard has it."""

    first: str
    second: str
    name: str
    value: str
    weight: int | Decimal
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """The targets of an item: its standard's indicators, and what was written beside them."""

    head: Head
    goal: str
    standard: str
    targets: tuple[Target, ...]
    acceptance: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post of a pledge."""

    name: str
    post: str
    identity: str
    way: str
    cost_fen: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFacts:
    """A pledge as it was written. Money in 分 a year."""

    head: Head
    version: int
    standing: int
    posts: tuple[PostLine, ...]
    cut: int
    moved: int
    cost_fen: Fen
    price_fen: Fen
    by_on: date
    signer: str
    signed_on: date | None


def _grid(head: Head) -> Grid:
    return Grid(
        (
            ("项目名称", head.project),
            ("计划编号", head.code),
            ("购买主体", head.town),
            ("年度", str(head.year)),
            ("目录项", head.catalogue),
            ("对应事权", head.duty),
            ("牵头办公室", or_nothing(head.office)),
            ("负责岗位", or_nothing(head.owner)),
            ("服务期", or_nothing(head.term)),
            ("预算金额（元）", yuan(head.budget_fen)),
        )
    )


def _signed(*titles: str) -> Signatures:
    return Signatures(tuple((title, ("签字：", f"日期：{chinese_date(None)}")) for title in titles))


def questionnaire_paper(facts: QuestionnaireFacts) -> Paper:
    """The feasibility study or the ex-ante assessment before it is Word or PDF."""
    rows = tuple(
        (str(n), one.topic, one.ask, or_nothing(one.text), or_nothing(one.figure), or_nothing(one.basis))
        for n, one in enumerate(facts.answers, 1)
    )
    blocks: list[Block] = [
        _grid(facts.head),
        Heading("一、逐项评估"),
        Table(
            head=("序", "方面", "问题", "回答", "得分或金额", "依据"),
            rows=rows,
            widths=(1, 3, 6, 8, 3, 5),
            align="ccllcl",
        ),
        Heading("二、结论"),
    ]
    if facts.suppliers is not None:
        blocks.append(Para(f"名录中可承接此项服务的单位：{facts.suppliers}家。"))
    if facts.self_fen is not None and facts.purchase_fen is not None:
        less = Fen(facts.self_fen - facts.purchase_fen)
        blocks.append(
            Para(
                f"自办每年{yuan(facts.self_fen)}元，购买每年{yuan(facts.purchase_fen)}元，"
                f"购买比自办{'节省' if less >= 0 else '多支出'}{yuan(Fen(abs(less)))}元。"
            )
        )
    if facts.most:
        blocks.append(Para(f"总分：{facts.score}分（满分{facts.most}分）。"))
    blocks += [
        Para(f"结论：{facts.conclusion}。", strong=True),
        Para(f"评估人：{facts.assessor}。依据：{facts.source}。"),
        _signed("评估人", "财政办负责人" if facts.most else "办公室负责人", "分管领导"),
    ]
    return Paper(
        kind=f"plans.{facts.kind}",
        title=facts.title,
        number=facts.head.number,
        made_on=facts.head.made_on,
        blocks=tuple(blocks),
        size="form",
        foot=facts.head.foot,
    )


def targets_paper(facts: TargetFacts) -> Paper:
    """The target sheet: every indicator of the standard that the plan chose, none typed anew."""
    total = sum(one.weight for one in facts.targets)
    rows = tuple(
        (one.first, one.second, one.name, one.value, str(one.weight), one.evidence) for one in facts.targets
    )
    table: list[Block] = (
        [
            Table(
                head=("一级指标", "二级指标", "三级指标", "目标值", "权重", "佐证方式"),
                rows=(*rows, ("合计", "", "", "", str(total), "")),
                widths=(4, 3, 7, 4, 2, 6),
                align="cclccl",
                caption=facts.standard,
                total=True,
            )
        ]
        if rows
        else [Para("此项服务还没有发布执行标准。")]
    )
    return Paper(
        kind="plans.targets",
        title="绩效目标申报表",
        number=facts.head.number,
        made_on=facts.head.made_on,
        blocks=(
            _grid(facts.head),
            Heading("一、年度目标"),
            *paragraphs(or_nothing(facts.goal)),
            Heading("二、绩效指标"),
            *table,
            Heading("三、验收办法"),
            *paragraphs(or_nothing(facts.acceptance)),
            _signed("业务办公室", "财政办"),
        ),
        size="form",
        foot=facts.head.foot,
    )


def pledge_paper(facts: PledgeFacts) -> Paper:
    """The pledge: which posts leave which way, by when, and what that saves net of the price."""
    head = facts.head
    net = Fen(facts.cost_fen - facts.price_fen)
    lines = tuple(
        (str(n), one.name, one.post, one.identity, one.way, yuan(one.cost_fen) if one.cost_fen else "/")
        for n, one in enumerate(facts.posts, 1)
    )
    signed = (
        f"已由{facts.signer}于{chinese_date(facts.signed_on)}在系统中签署。"
        if facts.signed_on
        else "尚未签署。"
    )
    return Paper(
        kind="plans.pledge",
        title="事进人退承诺书",
        number=head.number if facts.version == 1 else f"{head.number}（第{facts.version}次）",
        made_on=head.made_on,
        blocks=(
            _grid(head),
            Para(
                f"{head.town}购买“{head.project}”后，做这项工作的岗位现有{facts.standing}人，"
                f"承诺减聘编外人员{facts.cut}人、转岗在编人员{facts.moved}人，"
                f"于{chinese_date(facts.by_on)}前全部到位，不再以其他名义聘用人员做同一工作。"
            ),
            Table(
                head=("序", "姓名", "岗位", "身份类别", "退出方式", "年人员经费"),
                rows=lines,
                widths=(1, 3, 4, 4, 3, 4),
                align="cccccr",
                caption="人员名单（不公开）",
                unit="金额单位：元",
            ),
            Grid(
                (
                    ("减聘人员年经费（元）", yuan(facts.cost_fen)),
                    ("购买年费用（元）", yuan(facts.price_fen)),
                    ("年净压减（元）", yuan(net)),
                    ("转岗人员", "工资照发，不计节省"),
                )
            ),
            Para(f"本承诺{signed}"),
            _signed("乡镇主要领导"),
        ),
        size="form",
        foot=head.foot,
    )


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One item of the year's plan."""

    code: str
    project: str
    codes: str
    quantity: str
    budget_fen: Fen
    funds_fen: Fen
    own_fen: Fen
    carried_out: str
    method: str
    term: str
    owner: str
    posts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """The plan of a year, of one township or of the county."""

    whose: str
    year: int
    lines: tuple[PlanLine, ...]
    pocket_fen: Fen | None
    made_on: date
    foot: Foot = field(default_factory=Foot)


def plan_paper(facts: PlanFacts) -> Paper:
    """The year's plan as the township's leader signs it, with its sums."""
    sums = [
        Fen(sum(getattr(line, name) for line in facts.lines))
        for name in ("budget_fen", "funds_fen", "own_fen")
    ]
    rows = tuple(
        (
            line.code, line.project, line.codes, line.quantity, yuan(line.budget_fen), yuan(line.funds_fen),
            yuan(line.own_fen), line.carried_out, line.method, line.term, line.owner, line.posts,
        )
        for line in facts.lines
    )  # fmt: skip
    total = ("合计", f"{len(rows)}项", "", "", *(yuan(fen) for fen in sums), "", "", "", "", "")
    said = (
        f"口袋（购买服务预算）{yuan(facts.pocket_fen)}元，盘子（本表合计）{yuan(sums[0])}元。"
        if facts.pocket_fen is not None
        else f"本表合计{yuan(sums[0])}元。"
    )
    return Paper(
        kind="plans.plan",
        title=f"{facts.whose}{facts.year}年购买服务计划表",
        number="",
        made_on=facts.made_on,
        blocks=(
            Table(
                head=(
                    "计划编号", "项目名称", "目录和责任编码", "数量", "预算金额", "专项和转移支付", "镇本级",
                    "实施方式", "拟采购方式", "起止日期", "牵头和负责", "人员退出",
                ),
                rows=(*rows, total),
                widths=(5, 8, 4, 4, 5, 5, 5, 4, 4, 5, 5, 4),
                align="cllcrrrccccc",
                unit="金额单位：元",
                total=True,
            ),
            Para(said),
            _signed("乡镇主要领导", "县财政局"),
        ),
        size="form",
        foot=facts.foot,
    )  # fmt: skip
