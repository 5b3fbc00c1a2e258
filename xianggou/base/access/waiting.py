"""What waits for somebody: computed from state, role and scope, never stored; so nothing to hand over or forget.

Each room's queries offer `waiting_for(actor) -> list[Waiting]`; the front door gathers them into home.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what to do (`verb`, an action code), to what, where its page is, by when.

    `holder` names in whose hands it is where several seats have the same right and only one may act.
    """

    verb: str
    label: str | Promise
    code: str
    name: str
    town_code: str
    url: str
    since: date | datetime | None = None
    due_on: date | None = None
    amount_fen: int | None = None
    is_stopped: bool = False
    reason: str | Promise = ""
    holder: str = ""
    read_url: str = ""  # where whoever may see it reads it; "" is the dossier of its code
    read_asks: str = ""  # the row of the access table that reading asks, where not everybody with a seat may


# A home page shows ten and links to the rest: no room gathers more than this.
MOST = 50
