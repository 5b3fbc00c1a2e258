"""What changes an account: sign-ins that leave an entry, passwords."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from xianggou.base.access.actions import action
from xianggou.base.people import queries
from xianggou.base.people.models import Account
from xianggou.base.trail import actions as trail
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting, Actor


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
