"""One purchase below the limit, step by step, each by the right seat."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import Cast, facts, set_clock
from xianggou.stages.budget import actions as budget
from xianggou.stages.contracts import actions as contracts
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.payments import actions as payments
from xianggou.stages.plans import actions as plans
from xianggou.stages.procurement import actions as procurement

QUOTES = (
    ("91590121MA9KF4MP9L", "澜川丰澜环境服务有限公司", 11_5000_00),
    ("91590121MA5KFCX68E", "清岚邻邻会计服务有限公司", 11_8000_00),
    ("91590121MA9KFM5L7B", "澜川火和信息技术有限公司", 11_9000_00),
)
ACCOUNT = "5901 0000 1111 2222"


def plan(cast: Cast, **more: Any) -> Any:
    """Draft and send a plan item."""
    item = plans.draft(where=cast.here, by=cast["needs"], **facts(**more))
    return plans.submit(item.pk, by=cast["needs"])


def approved(cast: Cast, **more: Any) -> Any:
    """A plan item in the budget."""
    item = plan(cast, **more)
    budget.approve(item.pk, by=cast["finance"])
    item.refresh_from_db()
    return item


def started(cast: Cast, **more: Any) -> Any:
    """A procedure with its hold."""
    return procurement.start(approved(cast, **more).pk, by=cast["buyer"])


def awarded(cast: Cast, **more: Any) -> Any:
    """An award after three quotes."""
    procedure = started(cast, **more)
    quotes = procurement.quote(
        procedure.pk,
        by=cast["buyer"],
        quotes=[
            {
                "uscc": uscc, "name": name, "kind": "企业", "price_fen": fen, "quoted_on": date(2023, 3, 2),
                "account_no": ACCOUNT, "account_bank": "示例农商行",
            }
            for uscc, name, fen in QUOTES
        ],
    )  # fmt: skip
    return procurement.award(procedure.pk, by=cast["checker"], supplier_id=quotes[0].supplier_id)


def drafted(cast: Cast, **more: Any) -> Any:
    """A contract in draft."""
    award = awarded(cast, **more)
    return contracts.draft(
        award.pk, by=cast["contracts"], starts_on=date(2023, 4, 1), ends_on=date(2023, 12, 31)
    )


def signed(cast: Cast, **more: Any) -> Any:
    """A signed contract."""
    return contracts.sign(drafted(cast, **more).pk, by=cast["contracts"])


MEMBERS = (
    {"part": "lead", "name": "李验收", "body": "社会事务办", "opinion": "符合约定", "has_signed": True},
    {"part": "industry", "name": "王住建", "body": "县住建局", "opinion": "同意", "has_signed": True},
    {"part": "user", "name": "村民代表", "body": "石桥村", "opinion": "满意", "has_signed": True},
)


def accepted(cast: Cast, *, points: int = 0, **more: Any) -> Any:
    """A passed acceptance of the only instalment; `points` lost on the first indicator."""
    contract = signed(cast, **more)
    set_clock("2023-12-31 10:00")
    instalment = contracted.instalments(contract)[0]
    opened = delivery.convene(
        contract.pk,
        by=cast["accepter"],
        instalment_id=instalment.pk,
        delivered_on=date(2023, 12, 30),
        quantity="600吨",
    )
    results = [
        {"indicator_id": i.pk, "actual": "达到", "points_lost": points if n == 0 else 0}
        for n, i in enumerate(contracted.indicators(contract))
    ]
    return delivery.accept(opened.pk, by=cast["accepter"], results=results, members=MEMBERS)


def requested(cast: Cast, **more: Any) -> Any:
    """A payment request."""
    acceptance = accepted(cast, **more)
    return payments.request(
        acceptance.contract_id,
        by=cast["payer"],
        instalment_id=acceptance.instalment_id,
        invoice_no="FP-001",
        invoiced_on=date(2023, 12, 31),
    )


def paid(cast: Cast, **more: Any) -> Any:
    """A payment made."""
    payment = requested(cast, **more)
    payments.approve(payment.pk, by=cast["vice"])
    return payments.pay(payment.pk, by=cast["treasury"], voucher_no="ZF-001")
