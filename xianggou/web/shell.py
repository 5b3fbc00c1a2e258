"""What every page's frame shows: who is signed in, the nouns open to their seats, and what this database is."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xianggou.base.access import roles
from xianggou.base.pages.shapes import Installation, NavItem, PhoneItem, Whoami
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.core.actor import PUBLIC, Actor

# shown only where the place's pack asks for a joint review
JOINTLY = "joint_review:list"

# (label, name of the address, action of the access table), in walking order
NOUNS = (
    (_("待办"), "web:home", "access.home"),
    (_("总览"), "overview:county", "budget.see"),
    (_("事权"), "duties:list", "duties.see"),
    (_("目录"), "catalogue:list", "catalogue.see"),
    (pgettext_lazy("栏目", "标准"), "standards:list", "standards.see"),
    (_("资金"), "funds:pocket", "funds.see"),
    (_("需求"), "needs:list", "needs.see"),
    (_("资源"), "resources:list", "resources.see"),
    (_("供需对接"), "matching:board", "matching.see"),
    (_("计划"), "plans:list", "plans.see"),
    (_("统一采购"), "unified:list", "unified.see"),
    (_("联审"), JOINTLY, "joint_review.see"),
    (_("预算账"), "budget:ledger", "budget.see"),
    (_("采购意向"), "intentions:list", "intentions.see"),
    (_("采购"), "procurement:list", "procurement.see"),
    (_("合同与履约"), "contracts:list", "contracts.see"),
    (_("支付"), "payments:list", "payments.see"),
    (_("导入"), "imports:list", "imports.see"),
    (_("权限"), "web:matrix", "access.see_matrix"),
)
PHONE = (
    (_("待办"), "web:home", "todo", "access.home"),
    (_("采购"), "procurement:list", "case", "procurement.see"),
    (_("查找"), "web:search", "find", "access.home"),
)


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1)
def _kind() -> str | None:
    found = trails.installation()
    return found.kind if found else None


def kind() -> str:
    """What this database is; asked once, since it never changes after its birth.  Queries: 0–1."""
    found = _kind()
    if found is None:
        _kind.cache_clear()
    return found or "real"


def _whoami(actor: Actor) -> Whoami:
    seat = actor.seats[0] if actor.seats else None
    return Whoami(
        place=_place_name(seat.place_code) if seat else "",
        body=seat.body_name if seat else "",
        person=actor.name,
        seat=seat.title if seat else "",
        account_url=_url("web:account"),
        sign_out_url=_url("web:sign_out"),
    )


@lru_cache(maxsize=64)
def _place_name(code: str) -> str:
    return places.place(code).name


@lru_cache(maxsize=64)
def _reviews_jointly(code: str) -> bool:
    return places.has_pack(code) and places.pack_of(code).joint_review_required


def context(request: HttpRequest) -> dict[str, Any]:
    """The frame's context.  Queries: 0 (what it needs is with the actor or remembered)."""
    actor: Actor = getattr(request, "actor", PUBLIC)
    demo = kind() != "real"
    moment = getattr(request, "moment", None)
    frame: dict[str, Any] = {"installation": Installation(demo=demo, clock=moment if demo else None)}
    if not actor.is_known:
        return frame
    frame["nav"] = [
        NavItem(label, url, current=request.path == url or (url != "/" and request.path.startswith(url)))
        for label, name, action in NOUNS
        if roles.may_anywhere(actor, action)
        and (url := _url(name))
        and (name != JOINTLY or any(_reviews_jointly(seat.place_code) for seat in actor.seats))
    ]
    frame["phone_nav"] = [
        PhoneItem(label, url, icon, current=request.path == url)
        for label, name, icon, action in PHONE
        if roles.may_anywhere(actor, action) and (url := _url(name))
    ]
    frame["whoami"] = _whoami(actor)
    frame["search_url"] = _url("web:search")
    return frame
