"""Two departments beside the cast: 住建局 owns the cast's service, 民政局 another one; and a whole standard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests import cast as casting
from xianggou.base.people import queries as people
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import Body, BodyName
from xianggou.core.actor import Actor
from xianggou.stages.catalogue.models import Item, Version

GROUPS = ("范围", "数量", "服务质量", "服务时效", "成本", "效益", "满意度", "其他特性指标")


@dataclass(frozen=True)
class Bureaus:
    """A writer and a head of two departments."""

    writer: Actor
    head: Actor
    foreign: Actor
    foreign_head: Actor


def whole(**changed):
    """Eight indicators, one of each group, a hundred points."""
    weights = dict(zip(GROUPS, (8, 12, 20, 15, 10, 10, 20, 5), strict=True)) | changed.pop("weights", {})
    return [
        {"group": g, "name": f"{g}一项", "target": "≥95", "unit": "%", "measure": "抽查", "weight": weights[g],
         "deduction": "每低1个百分点扣1分", **changed}
        for g in GROUPS
    ]  # fmt: skip


def _seated(body: Body, n: int, title: str, function: str, role: str = "industry_department") -> Actor:
    person = Person.objects.create(code=f"S{n:03d}", place_code=casting.PLACE, name=f"李{n}", body=body)
    seat = Seat.objects.create(
        code=f"{body.code}-G{n}",
        place_code=casting.PLACE,
        body=body,
        title=title,
        role=role,
        function=function,
    )
    Term.objects.create(seat=seat, person=person, during=casting.FOREVER)
    account = Account.objects.create(login=f"bureau{n}", person=person, password="")
    found = people.actor_of_account(account.pk)
    assert found is not None
    return found[0]


@pytest.fixture
def bureaus(cast) -> Bureaus:
    """Two departments with their seats; the foreign one is in charge of 0105, which has no standard."""
    actors = []
    for k, (name, short) in enumerate((("清岚县住房和城乡建设局", "住建局"), ("清岚县民政局", "民政局"))):
        body = Body.objects.create(
            code=f"590121-1{k}", place_code=casting.PLACE, level="county", kind="行政机关", may_buy=True
        )
        BodyName.objects.create(
            body=body, name=name, short=f"县{short}", others=[short], during=casting.FOREVER
        )
        actors += [
            _seated(body, 2 * k + 1, "业务联系人", "抽检和参与验收"),
            _seated(body, 2 * k + 2, "分管负责人", "行业指导"),
        ]
    Item.objects.create(
        version=Version.objects.get(status="issued"), class_code="01", class_name="基本公共服务", code="0105",
        name="居家养老上门服务", department="民政局", unit="人次",
    )  # fmt: skip
    return Bureaus(*actors)
