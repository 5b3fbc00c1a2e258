"""The chart of moves: what money may do. Written into the database by the owner's login."""

from __future__ import annotations

from xianggou.base.ledger.models import Bucket

B = Bucket

# kind, from, to, crosses a line. Money reaches PAID only from PAYABLE <- COMMITTED <- HELD <- AVAILABLE <- SOURCE.
CHART: tuple[tuple[str, str, str, bool], ...] = (
    ("appropriate", B.SOURCE, B.AVAILABLE, False),  # 下达
    ("reclaim", B.AVAILABLE, B.SOURCE, False),  # 追减
    ("transfer", B.AVAILABLE, B.AVAILABLE, True),  # 费随事转、调剂
    ("hold", B.AVAILABLE, B.HELD, False),  # 预留
    ("release", B.HELD, B.AVAILABLE, False),  # 退回预算线
    ("commit", B.HELD, B.COMMITTED, False),  # 签约
    ("uncommit", B.COMMITTED, B.AVAILABLE, False),  # 合同终止退回
    ("accrue", B.COMMITTED, B.PAYABLE, False),  # 验收后应付
    ("advance", B.COMMITTED, B.PAYABLE, False),  # 合同约定的预付款
    ("unaccrue", B.PAYABLE, B.COMMITTED, False),  # 撤回验收
    ("deduct", B.COMMITTED, B.AVAILABLE, False),  # 扣减
    ("pay", B.PAYABLE, B.PAID, False),  # 支付
    ("recover", B.PAID, B.AVAILABLE, False),  # 追回
    ("return", B.AVAILABLE, B.RETURNED, False),  # 交回
    ("carry", B.AVAILABLE, B.AVAILABLE, True),  # 结转
)
