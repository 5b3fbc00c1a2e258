"""What changes an account: sign-ins that leave an entry, passwords."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.people import queries, tokens
from xianggou.base.people.models import Account, Person
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting, Actor
from xianggou.core.findings import BadInput, Problem


def subject_of(account: Account) -> Subject:
    """The subject that an account's own entries are numbered on, opened when first needed.  Queries: 1–2."""
    subject, _ = Subject.objects.get_or_create(
        code=f"account/{account.pk}",
        defaults={
            "kind": Subject.Kind.ACCOUNT,
            "title": account.login,
            "place_code": account.person.place_code,
        },
    )
    return subject


def note_sign_in(account: Account) -> None:
    """Leave an entry of a sign-in.  Queries: 3."""
    by = Acting(Actor(kind="person", person_id=account.person_id, account_id=account.pk))
    trail.note(account, "access.sign_in", by=by, subject_id=subject_of(account).pk)


@action("access.change_password", on=queries.locked_account)
def change_password(account: queries.Located, *, by: Acting, password: str) -> Account:
    """Set one's own password; every other session of the account ends with the new epoch."""
    row = account.account
    row.password = make_password(password)
    row.epoch += 1
    trail.note(row, "access.change_password", by=by, subject_id=subject_of(row).pk)
    row.save(update_fields=["password", "epoch"])
    return row


@action("people.open_account")
def open_account(*, where: Where, by: Acting, login: str, seat_code: str, password: str) -> Account:
    """Open the account of whoever holds a seat today, or give the account a new password; its other sessions end.

    Raises: BadInput when nobody holds the seat, or the login name is somebody else's.
    """
    held = {row["seat"]: row for row in queries.holders_on(trails.today(), where.place_code)}
    seat = held.get(seat_code)
    if seat is None:
        raise BadInput([_nobody(seat_code)])
    account = Account.objects.filter(login=login).first()
    if account is not None and account.person_id != seat["person_id"]:
        raise BadInput([_taken(login)])
    if account is None:
        account = Account.objects.create(login=login, person_id=seat["person_id"], password="")
    account.password = make_password(password)
    account.epoch += 1
    account.save(update_fields=["password", "epoch"])
    trail.note(account, "people.open_account", by=by, subject_id=subject_of(account).pk)
    return account


@action("people.issue_token")
def issue_token(*, where: Where, by: Acting, login: str, seat_code: str, label: str, days: int) -> str:
    """Issue a token to a service account in the seats of whoever holds a seat today.

    Gives: the token, shown this once.  Raises: BadInput when nobody holds the seat.
    """
    held = {row["seat"]: row for row in queries.holders_on(trails.today(), where.place_code)}
    if seat_code not in held:
        raise BadInput([_nobody(seat_code)])
    token = tokens.issue(Person.objects.get(pk=held[seat_code]["person_id"]), login, label, days=days)
    account = Account.objects.get(login=login)
    trail.note(account, "people.issue_token", by=by, subject_id=subject_of(account).pk)
    return token


def _nobody(seat_code: str) -> Problem:
    return Problem(
        code="people.open_account.empty_seat",
        value=seat_code,
        what=gettext("岗位 %(seat)s 今天没有人任职") % {"seat": seat_code},
        then=gettext("核对岗位编号，或先导入人员表"),
    )


def _taken(login: str) -> Problem:
    return Problem(
        code="people.open_account.taken",
        value=login,
        what=gettext("账号 %(login)s 是别人的") % {"login": login},
        then=gettext("换一个账号名"),
    )
