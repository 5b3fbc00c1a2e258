"""A place under District C's pack, two of its departments, its leading office, one class with a matter."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests import cast as people
from tests.visits import plain_static
from xianggou.base.people import queries as persons
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import Body, BodyName, Village
from xianggou.stages.needs.models import Matter
from xianggou.stages.resources import actions, queries
from xianggou.stages.resources.actions import Written

__all__ = ["plain_static"]

CIVIL, HEALTH = "590121-11", "590121-22"
STONE = "590121901201"


def department(code, name, login):
    """A county body with one seat that answers for its industry."""
    body = Body.objects.create(code=code, place_code=people.PLACE, level="county", kind="行政机关")
    BodyName.objects.create(
        body=body, name=f"清岚县{name}", short=name, others=[f"区{name}"], during=people.FOREVER
    )
    person = Person.objects.create(code=f"P-{login}", place_code=people.PLACE, name=f"李{login}", body=body)
    seat = Seat.objects.create(
        code=f"{code}-G1", place_code=people.PLACE, body=body, title="业务联系人", role="industry_department",
        function="行业指导",
    )  # fmt: skip
    Term.objects.create(seat=seat, person=person, during=DateRange(date(2020, 1, 1), None, "[)"))
    account = Account.objects.create(login=login, person=person, password="")
    return persons.actor_of_account(account.pk)[0]


def laid():
    """The cast under District C's pack, with the departments of civil affairs and of health, on 2023-03-01."""
    cast = people.install(pack="district-c")
    cast.actors["civil"] = department(CIVIL, "民政局", "civil")
    cast.actors["health"] = department(HEALTH, "卫健局", "health")
    Village.objects.create(
        place_code=people.PLACE,
        town_code=people.QINGSHAN,
        code=STONE,
        name="石桥村",
        population=900,
        households=300,
    )
    Matter.objects.create(
        place_code=people.PLACE, name="老人送餐", class_name="养老助残", catalogue_code="0101", words=["暖餐"]
    )
    return cast


@pytest.fixture
def here(db):
    """The cast, with the first quarter of 2023 called for."""
    cast = laid()
    opened(cast)
    return cast


def opened(cast, quarter=1):
    return actions.open_quarter(where=cast.county, by=cast["finance"], year=2023, quarter=quarter)


def part(code=CIVIL, quarter=1):
    return queries.sending_of(queries.quarter(people.PLACE, 2023, quarter).pk, code)


def offer(title="爱心暖餐", **more):
    """An offer that may be written."""
    facts = {
        "title": title, "groups_text": "独居、空巢老人", "money": "own", "budget_ref": "清财预〔2023〕6号",
        "areas": [people.QINGSHAN], "windows": [(date(2023, 1, 1), date(2023, 3, 31))], "capacity": 400, "unit": "人",
        "class_name": "养老助残", "catalogue_code": "0101", **more,
    }  # fmt: skip
    return Written(**facts)


def write(cast, title="爱心暖餐", *, by="civil", code=CIVIL, quarter=1, **more):
    return actions.write(part(code, quarter).pk, by=cast[by], it=offer(title, **more))


def published(cast, quarter=1):
    """The list of one offer, sent and published."""
    made = write(cast, quarter=quarter)
    actions.send(part(quarter=quarter).pk, by=cast["civil"])
    actions.publish(made.quarter_id, by=cast["finance"])
    made.refresh_from_db()
    return made
