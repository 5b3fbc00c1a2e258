"""What changes resources: called for, written, sent, pooled, published, brought in."""

from xianggou.stages.resources.actions.calling import ask, open_due, open_quarter, remind, remind_due
from xianggou.stages.resources.actions.loading import load
from xianggou.stages.resources.actions.pooling import agree_pool, part_pool, propose_pool
from xianggou.stages.resources.actions.publishing import publish
from xianggou.stages.resources.actions.sending import record_sent, send, send_back, take_back
from xianggou.stages.resources.actions.writing import confirm, copy, drop, edit, withdraw, write
from xianggou.stages.resources.checking import NEW_MONEY, Written

__all__ = [
    "NEW_MONEY", "Written", "agree_pool", "ask", "confirm", "copy", "drop", "edit", "load", "open_due", "open_quarter",
    "part_pool", "propose_pool", "publish", "record_sent", "remind", "remind_due", "send", "send_back", "take_back",
    "withdraw", "write",
]  # fmt: skip
