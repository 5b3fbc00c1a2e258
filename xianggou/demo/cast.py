"""Who acts in the demo: whoever held the seat on the day of the act, as the place's own list of people says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from xianggou.base.people import queries as people
from xianggou.base.people.models import Seat
from xianggou.base.places.models import BodyName
from xianggou.core.actor import Actor, SeatHeld


@dataclass(frozen=True, slots=True)
class Post:
    """A seat by what it is for: role and function, in a township ("" = the county's), of a body ("" = any)."""

    role: str
    function: str
    town: str = ""
    body: str = ""


NEEDS, PURCHASE = ("township_clerk", "需求制定"), ("township_clerk", "采购文件准备")
REVIEW, CONTRACT = ("joint_review", "采购文件复核"), ("township_clerk", "合同签订")
ACCEPT, PAYMENT = ("joint_review", "验收"), ("township_clerk", "付款申请")
LEADER, APPROVER = ("leader_in_charge", "内部审批"), ("leader_in_charge", "付款审批")
FINANCE, TREASURY = Post("county_finance", "预算审核"), Post("county_finance", "支付复核")
INSPECTOR = "抽检和参与验收"


class Cast:
    """The people of one place by seat and day. Reads each day once."""

    def __init__(self, place_code: str) -> None:
        """`place_code`: the place whose people act."""
        self.place_code = place_code
        self._days: dict[date, list[dict[str, Any]]] = {}
        self._seats: dict[str, Seat] = {}
        self._bureaus: dict[str, str] = {}

    def holders(self, day: date) -> list[dict[str, Any]]:
        """Every seat with its holder on a day.  Queries: 1 a day."""
        if day not in self._days:
            self._days[day] = people.holders_on(day, self.place_code)
        return self._days[day]

    def holder(self, post: Post, day: date) -> dict[str, Any]:
        """The first seat of a post with its holder.  Raises: LookupError when nobody holds it."""
        for row in self.holders(day):
            if (row["role"], row["function"], row["town"]) == (post.role, post.function, post.town) and (
                post.body in ("", row["body"])
            ):
                return row
        raise LookupError(f"{self.place_code}: nobody holds {post} on {day}")

    def actor(self, post: Post, day: date) -> Actor:
        """The holder of a post with all the seats held on that day.  Queries: 1 a day, 1 for the seats."""
        held = self.holder(post, day)
        rows = [row for row in self.holders(day) if row["person_id"] == held["person_id"]]
        seats = tuple(self._seat(row) for row in rows)
        return Actor(kind="person", person_id=held["person_id"], name=held["name"], seats=seats)

    def _seat_of(self, row: dict[str, Any]) -> Seat:
        if row["seat"] not in self._seats:
            found = Seat.objects.filter(place_code=self.place_code).select_related("body")
            self._seats = {seat.code: seat for seat in found}
        return self._seats[row["seat"]]

    def _seat(self, row: dict[str, Any]) -> SeatHeld:
        seat = self._seat_of(row)
        return SeatHeld(
            seat.pk, seat.code, seat.title, seat.role, seat.function, seat.body.code, row["body"], seat.place_code,
            seat.town_code,
        )  # fmt: skip

    def inspector(self, bureau: str, day: date, function: str = INSPECTOR) -> dict[str, Any]:
        """Who speaks for the department in charge, by one of the bureau's names.  Queries: 1, 1 a day."""
        if not self._bureaus:
            named = BodyName.objects.filter(body__place_code=self.place_code, body__level="county")
            for name in named.select_related("body").order_by("body__code", "pk"):
                for called in (name.name, name.short, *name.others):
                    self._bureaus.setdefault(called, name.body.code)
        code = self._bureaus[bureau]
        seated = [row for row in self.holders(day) if self._seat_of(row).body.code == code]
        if not seated:
            raise LookupError(f"{self.place_code}: nobody in {bureau} on {day}")
        return next((row for row in seated if row["function"] == function), seated[-1])
