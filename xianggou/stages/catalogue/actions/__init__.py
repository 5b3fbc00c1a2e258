"""The writing door of the catalogue: versions, what townships carry out, proposals, adjustments."""

from xianggou.stages.catalogue.actions.adjusting import adjust, drop_adjustment, edit_adjustment, issue
from xianggou.stages.catalogue.actions.carried import carry_out, confirm, decline, stop
from xianggou.stages.catalogue.actions.proposals import (
    attach,
    detach,
    edit_proposal,
    merge,
    propose,
    reject,
    review,
    screen,
    suggest,
    withdraw_proposal,
)
from xianggou.stages.catalogue.actions.versions import adopt, publish

__all__ = [
    "adjust",
    "adopt",
    "attach",
    "carry_out",
    "confirm",
    "decline",
    "detach",
    "drop_adjustment",
    "edit_adjustment",
    "edit_proposal",
    "issue",
    "merge",
    "propose",
    "publish",
    "reject",
    "review",
    "screen",
    "stop",
    "suggest",
    "withdraw_proposal",
]
