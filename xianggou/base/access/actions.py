"""The decorator of every action: opens the transaction, locks what it is about, asks the access table, registers.

Read an action top to bottom: lock, ask, refuse, remember, change, pass money on.
"""

from __future__ import annotations

import functools
import hashlib
import json
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, connection, transaction
from django.db.utils import InternalError

from xianggou.base.access import roles
from xianggou.base.access.models import Once
from xianggou.base.access.roles import Where
from xianggou.core.actor import Acting, Actor


class NotGranted(Exception):
    """The actor may see this but not do it (403), or there is no such thing for them (404, `is_hidden`)."""

    def __init__(self, action: str, *, is_hidden: bool = False) -> None:
        super().__init__(action)
        self.action = action
        self.is_hidden = is_hidden


class OnceConflict(Exception):
    """The same key with another body."""


class Located(Protocol):
    """What an action is about: it lies in a place and perhaps a township."""

    @property
    def place_code(self) -> str: ...
    @property
    def town_code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Registered:
    """One action of the house."""

    code: str
    run: Callable[..., Any]
    is_about: bool


REGISTER: dict[str, Registered] = {}
# Whether the transaction that runs was opened for the next action alone, which then needs no savepoint of its own:
# what it raises ends the whole transaction (Django lets nobody go on in it).
_OPENED_FOR_IT: ContextVar[bool] = ContextVar("opened_for_it", default=False)
RETRIED = {"40001", "40P01"}
TRIES = 3


def sqlstate(error: BaseException) -> str:
    """SQLSTATE of a database error, or ""."""
    return str(getattr(error.__cause__, "sqlstate", "") or "")


def _acting(code: str, by: Actor, where: Where) -> Acting:
    if by.kind == "system":
        return Acting(by)
    seat = roles.seat_for(by, code, where)
    if seat is None:
        if code in roles.everyone():
            return Acting(by)
        raise NotGranted(code)
    return Acting(by, seat)


def _found(on: Callable[[int], Located], code: str, args: tuple[Any, ...]) -> Located:
    """The row an action is about.  Raises: NotGranted (404) when there is none."""
    try:
        return on(*args)
    except ObjectDoesNotExist as missing:
        raise NotGranted(code, is_hidden=True) from missing


def action(
    code: str, *, on: Callable[[int], Located] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function an action.

    `on`: a query that locks and returns the row it is about, by id; the function then gets the row. Without it
    the call names `where=Where(place, town)`. `by` is an Actor; the function gets an Acting (actor and seat).
    `once`: (key, body) makes the same call again give the first answer (the function's JSON-able result).
    Lost races are tried again, three times at most, when this call owns the transaction.
    """

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, by: Actor, where: Where | None = None, **kwargs: Any) -> Any:
            is_its_own = _OPENED_FOR_IT.get()
            _OPENED_FOR_IT.set(False)

            def attempt() -> Any:
                with transaction.atomic(savepoint=not is_its_own):
                    if on is not None:
                        about = _found(on, code, args)
                        place = Where(about.place_code, about.town_code)
                        return function(about, by=_acting(code, by, place), **kwargs)
                    if where is None:
                        raise TypeError(f"{code}: where is missing")
                    return function(*args, by=_acting(code, by, where), where=where, **kwargs)

            if connection.in_atomic_block:
                return attempt()
            for left in reversed(range(TRIES)):
                try:
                    return attempt()
                except (OperationalError, InternalError) as error:
                    if sqlstate(error) not in RETRIED or not left:
                        raise
                    time.sleep(random.uniform(0.01, 0.05))
            raise AssertionError("unreachable")

        if code in REGISTER:
            raise ValueError(f"action {code} is registered twice")
        REGISTER[code] = Registered(code, run, on is not None)
        run.code = code  # type: ignore[attr-defined]
        return run

    return wrap


def once(actor: Actor, key: str, verb: str, body: Any, act: Callable[[], Any]) -> Any:
    """Do `act` under a once-key: same key and body, same answer; another body raises OnceConflict.

    The key's row is written first in the same transaction as the act, so two equal requests at once wait for
    each other and have one effect.  Gives: the act's JSON-able answer.
    """
    digest = _digest(body)
    account = actor.account_id or 0
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(
                        """INSERT INTO access_once (account_id, key, verb, digest, made_at)
                           VALUES (%s, %s, %s, %s, xg_now()) ON CONFLICT DO NOTHING RETURNING id""",
                        [account, key, verb, digest],
                    )
                    row = cursor.fetchone()
                if row is None:
                    earlier = Once.objects.get(account_id=account, key=key)
                    if earlier.digest != digest or earlier.verb != verb:
                        raise OnceConflict(key)
                    return earlier.answer
                _OPENED_FOR_IT.set(True)
                try:
                    answer = act()
                finally:
                    _OPENED_FOR_IT.set(False)
                with connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE access_once SET answer = %s WHERE id = %s", [json.dumps(answer), row[0]]
                    )
                return answer
        except (OperationalError, InternalError) as error:
            if sqlstate(error) not in RETRIED or not left:
                raise
            time.sleep(random.uniform(0.01, 0.05))
    raise AssertionError("unreachable")


def _digest(body: Any) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def answered(actor: Actor, key: str, verb: str, body: Any) -> Any:
    """What `once` answered to this key and body before; None when it was not done.  Queries: 1."""
    row = Once.objects.filter(account_id=actor.account_id or 0, key=key, verb=verb).first()
    return row.answer if row is not None and row.digest == _digest(body) else None
