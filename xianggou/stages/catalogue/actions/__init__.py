"""The writing door of the catalogue: versions, what townships carry out, proposals, adjustments."""

from xianggou.stages.catalogue.actions.adjusting import adjust, drop_adjustment, edit_adjustment, issue
from xianggou.stages.catalogue.actions.carried import carry_out, confirm, decline, stop
from xianggou.stages.catalogue.actions.proposals import (
    edit_proposal,
    merge,
    propose,
    reject,
    review,
    screen,
    withdraw_proposal,
)
from xianggou.stages.catalogue.actions.versions import adopt, publish

__all__ = [
    "adjust",
    "adopt",
    "carry_out",
    "confirm",
    "decline",
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
    "withdraw_proposal",
]
