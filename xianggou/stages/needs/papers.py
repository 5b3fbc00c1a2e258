"""Where a paper about needs came from: demo or real, the clock, the trail of its register."""

from __future__ import annotations

from xianggou.base.documents.paper import Foot
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject


def foot(register: Subject) -> Foot:
    """The foot of a paper of this register.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=register.last_seq, demo=is_demo, clock_on=clock)
