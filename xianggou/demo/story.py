"""One dossier's way through the year: its acts in order, each some working days after the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from xianggou.core.calendar import Calendar
from xianggou.demo import acts, papers
from xianggou.demo.cast import (
    ACCEPT,
    APPROVER,
    CONTRACT,
    FINANCE,
    LEADER,
    NEEDS,
    PAYMENT,
    PURCHASE,
    REVIEW,
    TREASURY,
    Cast,
    Post,
)  # fmt: skip
from xianggou.demo.matter import Act, Matter
from xianggou.demo.papers import Directory
from xianggou.demo.steps import NOT_GRANTED

FORTNIGHT = timedelta(days=14)
Part = tuple[
    str, int, bool, date
]  # an instalment: title, share in hundredths, whether an advance, planned for


class Story(Matter):
    """Writes the steps of one plan item."""

    def __init__(
        self, plan: Mapping[str, str], cast: Cast, directory: Directory, calendar: Calendar, seed: int, begins: date
    ) -> None:  # fmt: skip
        """`plan`: the item's row in the pack's list; `begins`: the day the township takes it up."""
        super().__init__(plan["计划编号"], calendar, seed, begins)
        self.plan, self.cast, self.directory = plan, cast, directory
        self.town = plan["乡镇编码"]
        self.budget_fen = int(plan["预算金额(元)"]) * 100
        self.approved_fen = self.budget_fen
        self.ends_on = begins

    def _post(self, seat: tuple[str, str] | Post) -> Post:
        return seat if isinstance(seat, Post) else Post(*seat, self.town)

    def _does(
        self, verb: str, seat: tuple[str, str] | Post, act: Act, after: tuple[int, int] = (1, 3), **facts: Any
    ) -> None:
        self.does(verb, self._post(seat), act, after, **facts)

    def in_vain(self, code: str, seat: tuple[str, str] | Post, act: Act, **facts: Any) -> Story:
        """Before the next act this is tried, and must be refused by the rule named."""
        return self.tries(code, self._post(seat), act, **facts)

    # Plan and budget ----------------------------------------------------------------------------

    def planned(self) -> Story:
        """The township completes the item and sends it."""
        return self.edited().sent()

    def pledged(self) -> Story:
        """The township completes an item that takes the place of posts, pledges them, and sends it once signed."""
        self.edited().in_vain("plans.submit.staff_exit_missing", NEEDS, acts.submit)
        year_end = date(int(self.plan["开始日期"][:4]), 12, 31)
        self._does("plans.pledge", NEEDS, acts.pledge, (1, 3), by_on=year_end)
        self._does("plans.sign_pledge", LEADER, acts.sign_pledge, (1, 2))
        return self.sent()

    def edited(self) -> Story:
        """The township completes the item."""
        self._does("plans.edit", NEEDS, acts.edit, (0, 4), **papers.assessment(self.plan))
        return self

    def sent(self) -> Story:
        """The township sends the item."""
        self._does("plans.submit", NEEDS, acts.submit, (0, 2))
        return self

    def returned(self, why: str) -> Story:
        """Finance sends it back."""
        self._does("budget.return_item", FINANCE, acts.return_item, (3, 6), why=why)
        return self

    def mended(self, **facts: Any) -> Story:
        """The township mends what finance asked for."""
        self._does("plans.edit", NEEDS, acts.edit, (2, 5), **facts)
        return self

    def approved(self, cut: int = 0, why: str = "") -> Story:
        """Finance approves, cutting `cut` hundredths."""
        hundred = papers.HUNDRED_YUAN
        self.approved_fen = (
            self.budget_fen * (100 - cut) // 100 // hundred * hundred if cut else self.budget_fen
        )
        given = self.approved_fen if cut else None
        self._does("budget.approve", FINANCE, acts.approve, (4, 9), amount_fen=given, why=why)
        return self

    # Procurement --------------------------------------------------------------------------------

    def started(self, after: tuple[int, int] = (4, 10), why: str = "") -> Story:
        """The purchase starts and holds its money."""
        self._does("procurement.start", PURCHASE, acts.start, after, why=why)
        return self

    def quoted(self, count: int) -> Story:
        """So many suppliers name their price."""
        day = self.diary.now.date()
        found = self.directory.chosen(self.plan["目录编码"], count, self.chance)
        quotes = papers.quoted(found, self.approved_fen, day, self.chance)
        self._does("procurement.quote", PURCHASE, acts.quote, (3, 6), quotes=quotes)
        return self

    def awarded(self, reasons: Mapping[str, str] | None = None) -> Story:
        """Another person than the buyer awards to the lowest; the buyer's own try is refused."""
        if self.chance.random() < 0.2:
            self.in_vain(NOT_GRANTED, PURCHASE, acts.award)
        self._does("procurement.award", REVIEW, acts.award, (3, 6), reasons=reasons)
        return self

    def compared(self) -> Story:
        """As many quotes as the sum asks for, and the award."""
        return self.quoted(1 if self.approved_fen < 5_0000_00 else 3).awarded()

    def failed(self, why: str) -> Story:
        """The procedure ends without an award."""
        self._does("procurement.fail", PURCHASE, acts.fail, (5, 8), why=why)
        return self

    def cancelled(self, why: str) -> Story:
        """The township's leader stops the procedure."""
        self._does("procurement.cancel", LEADER, acts.cancel, (2, 5), why=why)
        return self

    # Contract -----------------------------------------------------------------------------------

    def drafted(self, ends_on: date, parts: Sequence[Part]) -> Story:
        """The contract is drafted; the service begins a fortnight on."""
        starts_on, self.ends_on = self.diary.now.date() + FORTNIGHT, ends_on
        self._does(
            "contracts.draft",
            CONTRACT,
            acts.draft,
            (1, 4),
            starts_on=starts_on,
            ends_on=ends_on,
            parts=tuple(parts),
        )
        return self

    def signed(self, after: tuple[int, int] = (2, 6), why: str = "") -> Story:
        """Both sides sign."""
        self._does("contracts.sign", CONTRACT, acts.sign, after, why=why)
        return self

    # Delivery and payment -----------------------------------------------------------------------

    def convened(self, number: int, delivered_on: date) -> Story:
        """The acceptance of an instalment is opened once it was delivered."""
        self.diary.not_before(delivered_on)
        self._does("delivery.convene", ACCEPT, acts.convene, (1, 3), number=number, delivered_on=delivered_on)
        return self

    def _panel(self, day: date) -> list[dict[str, Any]]:
        lead = self.cast.holder(self._post(ACCEPT), day)
        return papers.panel(lead, self.cast.inspector(self.department, day), self.chance)

    @property
    def department(self) -> str:
        """The department in charge of what is bought."""
        return self.directory.department(self.plan["目录编码"])

    def accepted(self, number: int, delivered_on: date, lost: Sequence[int] = ()) -> Story:
        """The instalment is accepted, with so many points lost."""
        return self.convened(number, delivered_on).passed(number, lost)

    def passed(self, number: int, lost: Sequence[int] = ()) -> Story:
        """An open acceptance ends well."""
        members = self._panel(self.diary.now.date())
        self._does(
            "delivery.accept", ACCEPT, acts.accept, (0, 3), number=number, lost=tuple(lost), members=members
        )
        return self

    def rejected(self, number: int, delivered_on: date, why: str) -> Story:
        """The instalment is not accepted."""
        self.convened(number, delivered_on)
        self._does("delivery.reject", ACCEPT, acts.reject, (0, 2), number=number, why=why)
        return self

    def requested(self, number: int, after: tuple[int, int] = (1, 4)) -> Story:
        """The township asks for the payment."""
        day = self.diary.now.date()
        no = papers.invoice_no(self.chance)
        self._does(
            "payments.request", PAYMENT, acts.request, after, number=number, invoice_no=no, invoiced_on=day
        )
        return self

    def payment_approved(self, number: int) -> Story:
        """The deputy head of the township approves it."""
        self.requested(number)
        self._does("payments.approve", APPROVER, acts.approve_payment, (0, 3), number=number)
        return self

    def paid(self, number: int, after: tuple[int, int] = (1, 4)) -> Story:
        """Asked for, approved and paid."""
        self.payment_approved(number)
        self._does("payments.pay", TREASURY, acts.pay, after, number=number)
        return self

    def closed(self) -> Story:
        """The performed contract is closed, once its time is over."""
        self.diary.not_before(self.ends_on)
        self._does("contracts.close", CONTRACT, acts.close, (2, 5))
        return self
