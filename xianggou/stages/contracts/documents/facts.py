"""What stands in a contract, and which of the clauses that law and packs demand it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from xianggou.base.documents.paper import Foot
from xianggou.core.money import Fen


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the contract. The account of the supplier is where the money goes and nowhere else."""

    name: str
    credit_code: str
    address: str = ""
    representative: str = ""
    contact: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the assessment: what is measured, how, what it weighs and what a miss costs."""

    group: str
    name: str
    target: str
    unit: str
    measured_by: str
    weight: int | Decimal
    deduction: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A qualification that the standard asks of the firm or its staff, all through the term."""

    of: str
    requirement: str
    proof: str
    is_dated: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One instalment of the price."""

    name: str
    kind: str
    amount_fen: Fen
    condition: str
    planned_on: date | None = None


_NONE = Fen(0)

BUYER_DUTIES = (
    "有权检查服务过程、调阅服务记录和台账，对不符合约定的服务要求限期整改。",
    "如期提供开展服务所需的资料、场所和协调条件，指定一个岗位负责日常联络。",
    "按约定组织验收和考核，不得以负责人变动、内部流程等理由拖延验收或付款。",
    "不为乙方的融资提供任何形式的担保，不要求乙方垫付与本合同无关的费用。",
)
SUPPLIER_DUTIES = (
    "有权按约定取得价款，有权拒绝超出合同范围的要求，并可对考核结果提出书面申辩。",
    "按响应文件承诺配备人员和设备，依法与从业人员签订合同、缴纳保险，保障作业安全。",
    "建立服务台账，如实、及时记录，接受检查、审计和绩效评价，资料在约定期限内妥善保存。",
    "对服务中知悉的个人信息和工作秘密保密，只用于履行本合同，服务结束后依约移交或者销毁。",
    "不得将合同整体转给他人；经甲方书面同意的分包，乙方仍对全部服务负责。",
)
BREACH = (
    "乙方未达到考核指标的，按第六条所列规则逐项扣减，扣减在验收时一次算清，并书面告知乙方。",
    "乙方无正当理由中断服务、提供虚假记录或者擅自转让合同的，甲方可以解除合同，乙方赔偿由此造成的损失。",
    "甲方无正当理由逾期付款的，自逾期之日起按约定的利率支付利息。",
    "一方违约后，另一方应当采取适当措施防止损失扩大；因不可抗力不能履行的，按影响程度部分或者全部免责。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """All that stands in a contract. Money in 分.

    `clauses` are parts as they were typed, by the name that law or pack gives them. A clause fills the field it
    belongs to where that is empty, is added to what time and payment say, and gets an article of its own where
    no part knows its name.
    """

    # Head
    number: str
    project: str
    project_code: str
    catalogue_item: str
    method: str
    award_number: str
    basis: tuple[str, ...]
    buyer: Party
    supplier: Party
    # The eight parts
    starts_on: date
    ends_on: date
    scope: str = ""
    content: str = ""
    quantity: str = ""
    requirements: str = ""
    quality: str = ""
    targets: str = ""
    indicators: tuple[Indicator, ...]
    standard: str = ""
    qualifications: tuple[Asked, ...] = ()
    rules: tuple[str, ...] = ()
    assessment: str = ""
    price_fen: Fen
    price_basis: str = ""
    linked_fen: Fen = _NONE
    stages: tuple[Stage, ...]
    payment_days: int
    payment_from: str
    breach: tuple[str, ...] = BREACH
    late_interest: str = ""
    # What follows
    duties: str = ""
    buyer_duties: tuple[str, ...] = BUYER_DUTIES
    supplier_duties: tuple[str, ...] = SUPPLIER_DUTIES
    acceptance: str = ""
    change: str = ""
    dispute: str = ""
    extra: str = ""
    clauses: tuple[tuple[str, str], ...] = ()
    reserved_mark: str = ""
    copies: int = 4
    # Life
    made_on: date
    signed_on: date | None = None
    foot: Foot = field(default_factory=Foot)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the contract and the demands of law and pack that it meets."""

    code: str
    title: str
    meets: tuple[str, ...]


PARTS = (
    Part("time", "服务时间", ("时间", "期限")),
    Part("scope", "服务范围", ("范围",)),
    Part("content", "服务内容和数量", ("内容", "数量")),
    Part("requirements", "服务要求和质量", ("服务要求", "质量")),
    Part("targets", "绩效目标", ("绩效目标",)),
    Part("assessment", "考核标准", ("考核标准",)),
    Part("payment", "合同价款和资金支付", ("价格", "资金支付", "资金结算方式")),
    Part("breach", "违约责任", ("违约责任",)),
    Part("duties", "双方的权利和义务", ("各方权利义务",)),
    Part("acceptance", "履约验收", ()),
    Part("change", "变更、解除和转让", ()),
    Part("dispute", "争议解决", ()),
    Part("extra", "其他约定", ()),
)
# Which field a typed clause fills, and which clauses are added to a part beside what its fields say.
_FILLS = {
    "范围": "scope",
    "内容": "content",
    "数量": "quantity",
    "服务要求": "requirements",
    "质量": "quality",
    "绩效目标": "targets",
    "考核标准": "assessment",
    "各方权利义务": "duties",
    "履约验收": "acceptance",
    "争议解决": "dispute",
}
ADDS = {"time": ("时间", "期限"), "payment": ("价格", "资金支付", "资金结算方式")}


def missing_clauses(facts: ContractFacts, required: Sequence[str]) -> tuple[str, ...]:
    """Those of the required clause names that this contract would leave empty, or doesn't know.

    Law: contracts.clauses and the clauses of the pack.
    """
    present = _clauses_present(filled(facts))
    return tuple(name for name in required if not present.get(name))


def filled(facts: ContractFacts) -> ContractFacts:
    """The same facts with each typed clause in the field it belongs to, where that field is empty."""
    typed = {name: text.strip() for name, text in facts.clauses if text.strip()}
    empty = {
        target: typed[name]
        for name, target in _FILLS.items()
        if name in typed and not getattr(facts, target).strip()
    }
    breach = tuple(typed["违约责任"].splitlines()) if "违约责任" in typed else facts.breach
    return replace(facts, breach=breach, **empty)  # type: ignore[arg-type]


def own_articles(facts: ContractFacts) -> tuple[tuple[str, str], ...]:
    """Typed clauses that no part knows: each becomes an article of its own."""
    known = {name for part in PARTS for name in (*part.meets, part.title)} | set(_FILLS)
    return tuple((name, text) for name, text in facts.clauses if name not in known and text.strip())


def _clauses_present(facts: ContractFacts) -> dict[str, bool]:
    """Each clause name and whether the facts fill it."""
    duties = any(d.strip() for d in facts.buyer_duties) and any(d.strip() for d in facts.supplier_duties)
    return {
        "时间": facts.starts_on <= facts.ends_on,
        "期限": facts.starts_on <= facts.ends_on,
        "范围": bool(facts.scope.strip()),
        "内容": bool(facts.content.strip()),
        "数量": bool(facts.quantity.strip()),
        "服务要求": bool(facts.requirements.strip()),
        "质量": bool(facts.quality.strip()),
        "绩效目标": bool(facts.targets.strip()),
        "考核标准": bool(facts.indicators),
        "价格": facts.price_fen > 0,
        "资金支付": bool(facts.stages),
        "资金结算方式": bool(facts.stages and facts.payment_from.strip()),
        "违约责任": any(line.strip() for line in facts.breach),
        "各方权利义务": bool(facts.duties.strip()) or duties,
        **{name: True for name, _text in own_articles(facts)},
    }
