"""The shape of a finding's words; the sentences themselves stand in each room's `wording.py`."""

from dataclasses import dataclass

Text = object
"""A sentence: text, or a lazy translation that becomes text when shown."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is so, why that matters, what to do next, and who can do it; figures enter as `%(name)s`."""

    what: Text
    why: Text
    then: Text
    who: Text = ""
