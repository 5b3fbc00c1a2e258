"""Who acts: the one shape of a person, a machine or the public that trail and access know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A seat (岗位) that the actor holds on the day of the act.

    `role` is one of the roles of the place's list, `function` the duty of the post (承担职责).
    `town_code` is empty for county seats, `place_code` is always there.
    """

    id: int
    code: str
    title: str
    role: str
    function: str
    body_code: str
    body_name: str
    place_code: str
    town_code: str = ""
    acting_for_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, a service account, the system's own clock, or nobody in particular (the public)."""

    kind: str
    person_id: int | None = None
    account_id: int | None = None
    name: str = ""
    seats: tuple[SeatHeld, ...] = field(default=())

    @property
    def is_known(self) -> bool:
        return self.kind in {"person", "service", "system"}


PUBLIC = Actor(kind="public")
SYSTEM = Actor(kind="system", name="系统")


@dataclass(frozen=True, slots=True)
class Acting:
    """An actor together with the seat by which the act is allowed: what a trail entry names."""

    actor: Actor
    seat: SeatHeld | None = None

    @property
    def person_id(self) -> int | None:
        return self.actor.person_id

    @property
    def who(self) -> int:
        """Id of the person, for acts that only a person (or a machine in a person's seat) may do."""
        if self.actor.person_id is None:
            raise TypeError("this act needs a person")
        return self.actor.person_id
