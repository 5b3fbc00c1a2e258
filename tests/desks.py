"""Further people of the cast: the four desks of a joint review, and colleagues who stand in."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from tests import cast as people
from xianggou.base.people import queries
from xianggou.base.people.models import Account, Deputy, Person, Seat, Term
from xianggou.base.places.models import Body
from xianggou.core.actor import Acting, Actor

OFFICES = {"财政办": "资金审核", "党政办": "采购文件复核", "纪委": "廉政审查", "社会事务办": "验收"}
_numbers = count(500)


def actor_of(person: Person) -> Actor:
    """Somebody as a request builds them now."""
    account, _ = Account.objects.get_or_create(person=person, defaults={"login": person.code, "password": ""})
    found = queries.actor_of_account(account.pk)
    assert found is not None
    return found[0]


def seated(
    title: str, role: str = "joint_review", function: str = "验收", town: str = people.QINGSHAN, **more: Any
) -> Actor:
    """Somebody new in a new seat of a township (or of the bureau, with town "")."""
    n = next(_numbers)
    body = Body.objects.get(code=town or people.BUREAU)
    person = Person.objects.create(code=f"R{n}", place_code=people.PLACE, name=f"李{n}", body=body)
    seat = Seat.objects.create(
        code=f"{town or people.BUREAU}-G{n}", place_code=people.PLACE, town_code=town, body=body, title=title,
        role=role, function=function, **more,
    )  # fmt: skip
    Term.objects.create(seat=seat, person=person, during=people.FOREVER)
    return actor_of(person)


def offices() -> dict[str, Actor]:
    """The four desks of 青山镇 with somebody at each."""
    return {
        name: seated(f"{name}联审岗{'(牵头)' if name == '财政办' else ''}", function=function)
        for name, function in OFFICES.items()
    }


def deputise(holder: Actor, deputy: Actor) -> Actor:
    """Let one stand in for another this year; gives the deputy as a request builds them."""
    Deputy.objects.create(
        seat_id=holder.seats[0].id, holder_id=holder.person_id, deputy_id=deputy.person_id,
        during=DateRange(date(2023, 1, 1), date(2024, 1, 1)), scope="联审", reason="外出",
    )  # fmt: skip
    return actor_of(Person.objects.get(pk=deputy.person_id))


def acting(actor: Actor) -> Acting:
    """An actor in the first seat held."""
    return Acting(actor, actor.seats[0])
