"""A body that may not buy is refused with its clause: by the page, by the API and by the act itself (A3.1)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast as people
from tests.api.driver import Driver
from tests.sending import send
from tests.stories import purchase
from tests.visits import cast, client_of, plain_static
from xianggou.base.places.models import Body
from xianggou.core.findings import Refused
from xianggou.stages.plans import actions as plans
from xianggou.stages.procurement import actions as procurement

__all__ = ["cast", "plain_static"]
pytestmark = [pytest.mark.django_db]
CODE = "plans.submit.buyer_not_entitled"


def a_class_one_institution() -> None:
    """The township's buyer turns out to be an institution of class I."""
    Body.objects.filter(code=people.QINGSHAN).update(kind="公益一类事业单位", may_buy=False)


def test_a_class_one_institution_cannot_send_its_plan_by_act_or_page(cast):
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    a_class_one_institution()
    with pytest.raises(Refused) as refused:
        plans.submit(item.pk, by=cast["needs"])
    (finding,) = [f for f in refused.value.verdict.findings if f.code == CODE]
    assert any("政府购买服务管理办法" in cite.title for cite in finding.cites)
    answer = send(client_of(cast["needs"]), reverse("plans:submit", args=[item.pk]), why="")
    assert answer.status_code == 422 and CODE in answer.content.decode()


def test_a_class_one_institution_cannot_start_a_purchase(cast):
    item = purchase.approved(cast)
    a_class_one_institution()
    with pytest.raises(Refused) as refused:
        procurement.start(item.pk, by=cast["buyer"])
    assert CODE in refused.value.verdict.codes


def test_the_register_tells_who_may_buy_and_why_not(cast):
    a_class_one_institution()
    clerk = client_of(cast["finance"])
    page = clerk.get("/funds/buyers/").content.decode()
    assert "公益一类事业单位" in page and "不可以" in page and "白水镇人民政府" in page
    may, may_not = (clerk.get(f"/funds/buyers/?only={only}").content.decode() for only in ("may", "not"))
    assert "青山镇人民政府" not in may and "白水镇人民政府" in may
    assert "青山镇人民政府" in may_not and "白水镇人民政府" not in may_not


def test_a_class_one_institution_is_refused_over_the_api(cast):
    driver = Driver(cast)
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts())
    a_class_one_institution()
    told = driver.call("needs", "POST", f"/plan-items/{item.pk}/submit", status=422)
    assert CODE in str(told)
