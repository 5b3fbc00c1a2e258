"""The wording of the contract, article by article: the eight parts that a pack may demand first, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    paragraphs,
)
from xianggou.core.money import capitals, yuan
from xianggou.stages.contracts.documents.facts import ADDS, PARTS, ContractFacts, Part, filled, own_articles

_ORDINALS = "一二三四五六七八九十"


def contract_paper(facts: ContractFacts) -> Paper:
    """The contract before it is Word or PDF."""
    facts = filled(facts)
    blocks: list[Block] = [*_opening(facts)]
    bodies: dict[str, Iterable[Block]] = {
        "time": (*_time(facts), *_added(facts, "time")),
        "scope": paragraphs(facts.scope),
        "content": _content(facts),
        "requirements": _requirements(facts),
        "targets": paragraphs(facts.targets),
        "assessment": _assessment(facts),
        "payment": (*_payment(facts), *_added(facts, "payment")),
        "breach": _numbered((*facts.breach, *((facts.late_interest,) if facts.late_interest else ()))),
        "duties": _duties(facts),
        "acceptance": _acceptance(facts),
        "change": _change(facts),
        "dispute": _dispute(facts),
        "extra": _extra(facts),
    }
    own = [Part(f"own{n}", name, (name,)) for n, (name, _text) in enumerate(own_articles(facts), 1)]
    bodies |= {part.code: paragraphs(dict(facts.clauses)[part.title]) for part in own}
    for number, part in enumerate((*PARTS[:-1], *own, PARTS[-1]), 1):
        blocks.append(Heading(f"第{_ordinal(number)}条　{part.title}", part=part.code))
        blocks.extend(bodies[part.code])
    blocks.append(_signing(facts))
    return Paper(
        kind="contracts.contract",
        title="政府购买服务合同",
        number=facts.number,
        made_on=facts.made_on,
        blocks=tuple(blocks),
        foot=facts.foot,
    )


def _opening(facts: ContractFacts) -> Iterable[Block]:
    """Project, parties, and why they sign."""
    if facts.reserved_mark:
        yield Para(facts.reserved_mark, indent=False, align="center", strong=True)
    yield Grid(
        (
            ("项目名称", facts.project),
            ("项目编号", facts.project_code),
            ("目录项目", or_nothing(facts.catalogue_item)),
            ("采购方式", facts.method),
            ("成交通知书", or_nothing(facts.award_number)),
        )
    )
    for side, party in (("甲方（购买主体）", facts.buyer), ("乙方（承接主体）", facts.supplier)):
        yield Grid(
            (
                (side, party.name),
                ("统一社会信用代码", party.credit_code),
                ("住所", or_nothing(party.address)),
                ("负责人", or_nothing(party.representative)),
                ("联系岗位", or_nothing(party.contact)),
                ("联系电话", or_nothing(party.phone)),
                ("开户银行", or_nothing(party.bank)),
                ("账号", or_nothing(party.account)),
            )
        )
    basis = "、".join(facts.basis)
    yield Para(
        f"甲乙双方{f'依照{basis}，' if basis else ''}"
        "以采购文件、响应文件和成交结果为准，就下列服务订立本合同，共同遵守。"
    )


def _time(facts: ContractFacts) -> Iterable[Block]:
    """Time and term."""
    days = (facts.ends_on - facts.starts_on).days + 1
    yield Para(
        f"服务期限自{chinese_date(facts.starts_on)}起，至{chinese_date(facts.ends_on)}止，首尾两日均计算在内，共{days}日。"
    )
    yield Para("期限届满合同即告终止；需要继续购买的，依规定重新履行程序，不以口头方式延长。")


def _added(facts: ContractFacts, part: str) -> Iterable[Block]:
    """What was typed for a part beside what its fields say."""
    typed = dict(facts.clauses)
    for name in ADDS[part]:
        if typed.get(name, "").strip():
            yield from paragraphs(typed[name])


def _content(facts: ContractFacts) -> Iterable[Block]:
    """What is done and how much of it."""
    yield from paragraphs(facts.content)
    yield Para(f"服务数量：{or_nothing(facts.quantity)}。实际数量以验收时双方签认的记录为准。")


def _requirements(facts: ContractFacts) -> Iterable[Block]:
    """How it is done, and how well."""
    yield Heading("（一）服务要求", 2)
    yield from paragraphs(facts.requirements)
    yield Heading("（二）质量", 2)
    yield from paragraphs(facts.quality)
    yield from _of_the_standard(facts)


def _of_the_standard(facts: ContractFacts) -> Iterable[Block]:
    """What the execution standard asks beside its indicators: rules to follow, qualifications to keep."""
    if not facts.standard:
        return
    yield Heading("（三）执行标准", 2)
    yield Para(f"本合同执行{facts.standard}，其指标、资格要求和应遵守的制度在合同期内不变。")
    if facts.rules:
        yield Para(f"服务过程应当遵守下列制度：{'；'.join(facts.rules)}。")
    if facts.qualifications:
        rows = [
            (q.of, q.requirement, or_nothing(q.proof), "合同期内保持有效" if q.is_dated else "签约时核验")
            for q in facts.qualifications
        ]
        yield Table(
            head=("要求对象", "资格要求", "证明材料", "有效期"),
            rows=tuple(rows),
            widths=(3, 8, 6, 5),
            align="cllc",
            caption="资格要求",
        )


def _assessment(facts: ContractFacts) -> Iterable[Block]:
    """The table of indicators, with what a miss costs."""
    yield Para("甲方按下表逐项考核。目标值不得低于采购文件公布的数值，核验方法在履行中不作变更。")
    if facts.indicators:
        rows = [
            (i.group, i.name, f"{i.target}{i.unit}", i.measured_by, str(i.weight), or_nothing(i.deduction))
            for i in facts.indicators
        ]
        rows.append(("合计", "", "", "", str(sum(i.weight for i in facts.indicators)), ""))
        yield Table(
            head=("类别", "指标", "目标值", "取数和核验方法", "权重", "扣减规则"),
            rows=tuple(rows),
            widths=(3, 7, 4, 7, 3, 7),
            align="clclcl",
            caption="考核指标",
            unit="权重单位：分",
            total=True,
        )
    yield from paragraphs(facts.assessment)


def _payment(facts: ContractFacts) -> Iterable[Block]:
    """Price, instalments, term of payment."""
    yield Para(
        f"合同价款：人民币{capitals(facts.price_fen)}（¥{yuan(facts.price_fen)}元）。{facts.price_basis}"
    )
    yield Para("价款包含乙方完成全部服务所需的人员、设备、材料、税费和其他费用，除依法变更外不再增加。")
    if facts.linked_fen:
        yield Para(
            f"其中与考核结果挂钩的部分为人民币{capitals(facts.linked_fen)}（¥{yuan(facts.linked_fen)}元），"
            "按考核结果结算；约定验收期届满仍无结果的，除有争议的部分外照付。"
        )
    if facts.stages:
        rows = [
            (
                str(number),
                stage.name,
                stage.kind,
                yuan(stage.amount_fen),
                stage.condition,
                chinese_date(stage.planned_on) if stage.planned_on else "条件成就时",
            )
            for number, stage in enumerate(facts.stages, 1)
        ]
        total = sum(stage.amount_fen for stage in facts.stages)
        rows.append(("合计", "", "", yuan(total), "", ""))
        yield Table(
            head=("期次", "款项", "性质", "金额", "支付条件", "计划日期"),
            rows=tuple(rows),
            widths=(2, 4, 4, 5, 6, 6),
            align="cccrlc",
            caption="付款计划",
            unit="金额单位：元",
            total=True,
        )
    yield Para(
        f"付款期限：{facts.payment_from}起{facts.payment_days}日内，甲方将验收确认的应付金额付至乙方在本合同载明的账户。"
        "除按本条约定预付外，未经验收不付款。"
    )


def _duties(facts: ContractFacts) -> Iterable[Block]:
    """Rights and duties of both sides."""
    if facts.duties.strip():
        yield from paragraphs(facts.duties)
        return
    yield Heading("（一）甲方", 2)
    yield from _numbered(facts.buyer_duties)
    yield Heading("（二）乙方", 2)
    yield from _numbered(facts.supplier_duties)


def _acceptance(facts: ContractFacts) -> Iterable[Block]:
    """How acceptance goes."""
    if facts.acceptance.strip():
        yield from paragraphs(facts.acceptance)
        return
    yield Para("每期服务完成后，乙方提交自查情况和佐证资料，甲方组织验收小组逐项核对考核指标并出具验收书。")
    yield Para("经办采购的人员不单独验收；面向群众的服务，验收时听取服务对象意见并写入验收书。")
    yield Para("验收不合格的，乙方在甲方指定的期限内整改后再次验收，整改不顺延服务期限。")


def _change(facts: ContractFacts) -> Iterable[Block]:
    """Amendment, ending, assignment."""
    if facts.change.strip():
        yield from paragraphs(facts.change)
        return
    yield Para(
        "变更内容须由双方签订书面补充合同，并依规定公告和备案；未经书面变更，任何一方不得以惯例改变约定。"
    )
    yield Para(
        "继续履行将损害国家利益或者社会公共利益的，双方应当变更、中止或者终止合同，有过错的一方承担责任。"
    )
    yield Para("乙方不得转让本合同，不得以本合同项下的应收款项要求甲方作出付款以外的任何承诺。")


def _dispute(facts: ContractFacts) -> Iterable[Block]:
    """Where disputes go."""
    if facts.dispute.strip():
        yield from paragraphs(facts.dispute)
        return
    yield Para(
        "发生争议先行协商；协商不成的，向甲方所在地有管辖权的人民法院提起诉讼。争议期间，无争议的部分照常履行。"
    )


def _extra(facts: ContractFacts) -> Iterable[Block]:
    """What the parties add, and how the contract comes into force."""
    yield from paragraphs(facts.extra)
    yield Para(
        "补充的约定不得与前述各条相抵触，相抵触的无效。采购文件、响应文件和成交通知书是本合同的组成部分。"
    )
    yield Para(f"本合同一式{facts.copies}份，经双方代表签字并加盖公章后生效，各份效力相同。")


def _signing(facts: ContractFacts) -> Signatures:
    """The signature block of both sides."""
    day = chinese_date(facts.signed_on)
    return Signatures(
        tuple(
            (f"{side}（盖章）", (party.name, "法定代表人或授权代表（签字）：", f"签订日期：{day}"))
            for side, party in (("甲方", facts.buyer), ("乙方", facts.supplier))
        )
    )


def _numbered(lines: Sequence[str]) -> Iterable[Para]:
    """1. 2. 3., skipping empty lines."""
    kept = [line.strip() for line in lines if line.strip()]
    for number, line in enumerate(kept, 1):
        yield Para(f"{number}.{line}")
    if not kept:
        yield Para(or_nothing(""))


def _ordinal(number: int) -> str:
    """1 to 19 in Chinese."""
    tens, ones = divmod(number, 10)
    return ("十" if tens else "") + (_ORDINALS[ones - 1] if ones else "")
