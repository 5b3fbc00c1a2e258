"""A duty on its way to the townships: applied for, heard by three townships, reviewed; each step by its own seat."""

from __future__ import annotations

from typing import Any

from tests import cast as casting
from xianggou.base.access.roles import Where
from xianggou.base.people import queries as people
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import Town
from xianggou.core.actor import Actor
from xianggou.stages.duties import actions
from xianggou.stages.duties.models import Admission

HEISHI = "590121903"


def stated(**more: Any) -> dict[str, Any]:
    """An application that lacks nothing but the opinions and the review."""
    return {
        "name": "农村厕所粪污清掏管护",
        "field": "人居环境",
        "mode": "配合",
        "county_part": "制定标准，每季度督查一次，承担清掏设备",
        "town_part": "组织村（社区）排查，安排清掏",
        "reason": "清掏点在村里，县里跑不过来",
        "basis": "《城镇排水与污水处理条例》第三十条（示例）",
        "bearer": "清岚县农业农村局",
        "present_staff": 12,
        "yearly_costs": {2020: 30_0000_00, 2021: 33_0000_00, 2022: 36_0000_00},
        "money_fen": 0,
        "fund_source": "县级人居环境整治资金，每年1月下达",
        "staff_coming": "划转2人，每季度培训一次",
        **more,
    }


def third_mayor() -> Actor:
    """The head of a third township, which the cast does not have."""
    bodies = {HEISHI: casting._body(HEISHI, "黑石镇人民政府", "行政机关", "town", HEISHI)}
    Town.objects.create(
        place_code=casting.PLACE, code=HEISHI, name="黑石镇", kind="镇", villages=7, population=9000
    )
    person = Person.objects.create(code="R0900", place_code=casting.PLACE, name="石九", body=bodies[HEISHI])
    seat = Seat.objects.create(
        code=f"{HEISHI}-G1", place_code=casting.PLACE, town_code=HEISHI, body=bodies[HEISHI], title="镇长",
        role="leader_in_charge", function="内部审批",
    )  # fmt: skip
    Term.objects.create(seat=seat, person=person, during=casting.FOREVER)
    account = Account.objects.create(login="third_mayor", person=person, password="")
    found = people.actor_of_account(account.pk)
    assert found is not None
    return found[0]


def sent(cast: casting.Cast, **more: Any) -> Admission:
    """An application that lies before the townships and the legality reviewer."""
    made: Admission = actions.apply(where=cast.county, by=cast["industry"], **stated(**more))
    return actions.submit(made.pk, by=cast["industry"])  # type: ignore[no-any-return]


def heard(cast: casting.Cast, admission: Admission) -> None:
    """Three townships say what they think."""
    towns = {casting.QINGSHAN: cast["mayor"], casting.BAISHUI: cast["foreign_mayor"], HEISHI: third_mayor()}
    for code, mayor in towns.items():
        actions.opine(
            admission.pk, where=Where(casting.PLACE, code), by=mayor, agrees=True, text="经费到位就能做"
        )


def reviewed(cast: casting.Cast, **more: Any) -> Admission:
    """An application that waits for the county's decision."""
    admission = sent(cast, **more)
    heard(cast, admission)
    return actions.review(admission.pk, by=cast["jurist"], passed=True, opinion="依据充分")  # type: ignore[no-any-return]


DECISION = {
    "admit": True,
    "decided_by": "县级政府",
    "document": "清府阅〔2023〕5号（示例）",
    "why": "群众反映集中",
}
UNFUNDED = {"duties.admit.unfunded": "设备已由县里购置，三年内乡镇不增支出"}
