"""The shape of a finding's words; the sentences themselves stand in each room's `wording.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What is so, why that matters, what to do next, and who can do it.

    The sentences may be lazy translations; figures enter as `%(name)s`.
    """

    what: str
    why: str
    then: str
    who: str = ""
