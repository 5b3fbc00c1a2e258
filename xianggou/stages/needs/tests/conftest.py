"""Two villages of 青山镇, one of 白水镇, one that was merged; a cadre of the first; who asks and who answers."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import cast as people
from tests.visits import cast, plain_static
from xianggou.base.people import queries as persons
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import Body, BodyName, Village
from xianggou.stages.needs.checking import Told

__all__ = ["cast", "plain_static"]

STONE, WILLOW, OLD, AWAY = "590121901201", "590121901202", "590121901203", "590121902201"
HOUSING = "590121-16"
VILLAGES = {
    STONE: ("石桥村", people.QINGSHAN, 1200),
    WILLOW: ("柳树村", people.QINGSHAN, 800),
    OLD: ("旧桥村", people.QINGSHAN, 300),
    AWAY: ("白水村", people.BAISHUI, 900),
}


def body_of(code, name, kind, level, town="", **more):
    body = Body.objects.create(
        code=code, place_code=people.PLACE, town_code=town, level=level, kind=kind, **more
    )
    BodyName.objects.create(body=body, name=name, short=name, during=people.FOREVER)
    return body


def seated(login, body, title, role, function, town=""):
    person = Person.objects.create(code=f"P-{login}", place_code=people.PLACE, name=f"李{login}", body=body)
    seat = Seat.objects.create(
        code=f"{body.code}-{login}", place_code=people.PLACE, town_code=town, body=body, title=title, role=role,
        function=function,
    )  # fmt: skip
    Term.objects.create(seat=seat, person=person, during=DateRange(date(2020, 1, 1), None, "[)"))
    account = Account.objects.create(login=login, person=person, password="")
    return persons.actor_of_account(account.pk)[0]


@pytest.fixture
def village(cast):
    """See `settled`."""
    return settled(cast)


def settled(cast):
    """The cast with its villages, a cadre of 石桥村, the department of housing and the leader who presses."""
    bodies = {}
    for code, (name, town, population) in VILLAGES.items():
        Village.objects.create(
            place_code=people.PLACE, town_code=town, code=code, name=name, population=population, households=9
        )
        merged = {"closed_on": date(2022, 12, 31), "successor_code": STONE} if code == OLD else {}
        bodies[code] = body_of(
            code, f"{name}村民委员会", "基层群众性自治组织", "village", town, village_code=code, **merged
        )
    housing = body_of(HOUSING, "县住建局", "行政机关", "county")
    cast.actors["cadre"] = seated(
        "cadre", bodies[STONE], "党组织书记", "village_cadre", "村级事务", people.QINGSHAN
    )
    cast.actors["housing"] = seated("housing", housing, "业务联系人", "industry_department", "抽检和参与验收")
    return cast


def told(text="村口的路灯坏了三个月，晚上老人不敢出门", **more):
    return Told(
        **{
            "text": text, "village_code": STONE, "raiser": "群众", "channel": "网格走访", "urgency": "较急",
            "people": 60, "traits": ["老年人"], "age": "60-79岁", **more,
        }
    )  # fmt: skip
