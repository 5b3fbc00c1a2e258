"""Opens the three places, brings their lists in through the door that offices use, and makes the demo's sign-ins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from xianggou import shipped
from xianggou.base.access.roles import Where
from xianggou.base.people import actions as people
from xianggou.base.people.models import Account
from xianggou.base.places import actions as places
from xianggou.base.places.models import Place
from xianggou.base.trail.models import Entry
from xianggou.base.trail.queries import BEIJING
from xianggou.core.actor import SYSTEM
from xianggou.core.law import library
from xianggou.demo.cast import (
    ACCEPT,
    APPROVER,
    CONTRACT,
    FINANCE,
    LEADER,
    NEEDS,
    PAYMENT,
    PURCHASE,
    REVIEW,
    TREASURY,
    Cast,
    Post,
)
from xianggou.demo.clock import LEFT_AT, set_clock
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds import queries as funds_read
from xianggou.stages.funds.models import Fund, Share
from xianggou.web.imports import packs, rights

Progress = Callable[[str], None]

PLACES = ("county-a", "district-b", "district-c")
# When an office hands its lists in: what the place is made of first, the year's money once it was sent down, then the plan.
HANDED_IN = (
    (datetime(2023, 2, 6, 9, 0, tzinfo=BEIJING), ("people", "places", "duties", "catalogue", "standards")),
    (datetime(2023, 2, 16, 9, 30, tzinfo=BEIJING), ("funds", "budget")),
    (datetime(2023, 2, 17, 15, 0, tzinfo=BEIJING), ("plan", "posts")),
)
WENT_LIVE = datetime(2023, 2, 17, 16, 30, tzinfo=BEIJING)

# When the treasury passed the year's funds on; of these shares half is still under way.
MONEY_CAME = datetime(2023, 2, 17, 17, 0, tzinfo=BEIJING)
HALF_CAME = {("F5", "590121100"), ("F5", "590121205")}
LIFTED = "F6"

# What a clerk types: the place's letter, then what the seat does.
TOWN_LOGINS = {
    "xuqiu": NEEDS,
    "caigou": PURCHASE,
    "fuhe": REVIEW,
    "hetong": CONTRACT,
    "yanshou": ACCEPT,
    "fukuan": PAYMENT,
    "zhenzhang": LEADER,
    "fuzhenzhang": APPROVER,
    "kuaiji": ("township_accountant", "会计核算"),
    "caizhengban": ("joint_review", "资金审核"),
    "jijian": ("joint_review", "廉政审查"),
    "cun": ("village_cadre", "村级事务"),
}
COUNTY_LOGINS = {
    "caizheng": ("county_finance", "预算审核"),
    "guoku": ("county_finance", "支付复核"),
    "juzhang": ("county_finance", "审核审批"),
    "jiwei": ("discipline", "线索办理"),
    "shenji": ("audit", "抽样和底稿"),
    "xianzhang": ("county_leader", "统筹推进"),
    "fenguan": ("county_leader", "推动督办"),
    "qingdan": ("industry_department", "责任清单管理"),
    "hefa": ("industry_department", "合法性审查"),
}
INDUSTRY_LOGIN, INDUSTRY = "hangye", "农业农村局"
INDUSTRY_HEAD_LOGIN = "hangyezhang"
# Departments that have something to do in a place's year, beside the one above.
DEPARTMENTS = {"district-c": {"minzheng": "民政局", "zhujian": "住建局"}}
LETTERS = {"county-a": "a", "district-b": "b", "district-c": "c"}
# Townships whose seats can all be tried; elsewhere the first one of the place.
TOWNS = {"county-a": ("590121100", "590121101")}
# One more township whose leader can say what it thinks of a duty: three are heard.
HEARD = {"county-a": "590121102"}


def open_place(slug: str, progress: Progress) -> None:
    """Open a place and bring in whatever of its lists is not in yet; the place is then live.

    Done again it writes nothing.  Raises: BadInput when a list has something that must be mended.
    """
    code = library().pack(slug).code
    for moment, kinds in HANDED_IN:
        brought = set(
            Entry.objects.filter(subject__code=f"{code}/imports").values_list("verb", flat=True).distinct()
        )
        ours = [kind for kind in kinds if _has_list(slug, kind)]
        if missing := [kind for kind in ours if rights.WAYS[kind].action not in brought]:
            set_clock(moment)
            packs.load_place(slug, progress, kinds=missing)
    place = Place.objects.get(code=code)
    if place.status == Place.Status.PREPARING:
        set_clock(WENT_LIVE)
        places.go_live(place.pk, by=SYSTEM, why="清单已全部导入，开始办理")
    _money_came(code)
    _funds_joined(code)


def _money_came(code: str) -> None:
    """The treasury records what arrived of the year's funds, once."""
    brought = Fund.objects.filter(place_code=code, issued_on__lte=MONEY_CAME.date())
    shares = Share.objects.filter(fund__in=brought, receipts=None, amount_fen__gt=0)
    waiting = list(shares.select_related("fund").order_by("fund__code", "town_code"))
    if not waiting:
        return
    set_clock(MONEY_CAME)
    treasury = Cast(code).actor(TREASURY, MONEY_CAME.date())
    for n, share in enumerate(waiting, 1):
        half = (share.fund.code, share.town_code) in HALF_CAME
        came = share.amount_fen // 2 if half else share.amount_fen
        funds.receive(share.pk, by=treasury, amount_fen=came, voucher=f"示拨〔2023〕{n}号")


def _funds_joined(code: str) -> None:
    """County finance records the county's decision about the year's earmarked funds, once: one purpose is lifted."""
    brought = Fund.objects.filter(place_code=code, issued_on__lte=MONEY_CAME.date())
    kept = list(brought.filter(consolidations=None))
    if not kept:
        return
    set_clock(MONEY_CAME + timedelta(minutes=30))
    purposes = funds_read.purposes(code, kept[0].year)
    funds.consolidate(
        where=Where(code),
        by=Cast(code).actor(FINANCE, MONEY_CAME.date()),
        year=kept[0].year,
        document="清府阅〔2023〕3号（示例）",
        decided_on=MONEY_CAME.date(),
        decided_by="县政府常务会议",
        decisions={
            fund.code: (True, "统筹用于人居环境整治") if fund.code == LIFTED else (False, purposes[fund.code])
            for fund in kept
        },
    )


def _folder(slug: str) -> Path:
    return Path(shipped("packs")) / slug


def _has_list(slug: str, kind: str) -> bool:
    """Whether a place hands in a list of this kind: its file is named after it, perhaps with a year."""
    stems = {re.sub(r"-20\d\d$", "", path.stem) for path in _folder(slug).glob("*.csv")}
    return bool(stems & set(packs.STEMS[kind]))


def listed(slug: str, name: str) -> list[dict[str, str]]:
    """The rows of one list of a pack as it is shipped."""
    text = (_folder(slug) / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sign_ins(slug: str) -> dict[str, str]:
    """The demo's sign-in names of a place with the seat behind each, as the seats stand where the demo ends.

    Queries: 3.
    """
    code, letter, day = library().pack(slug).code, LETTERS.get(slug, slug), LEFT_AT.date()
    cast = Cast(code)
    towns = TOWNS.get(slug) or tuple(sorted({row["town"] for row in cast.holders(day)} - {""}))[:1]
    found = {}
    for n, town in enumerate(towns, 1):
        number = f"{n}" if n > 1 else ""
        for short, (role, function) in TOWN_LOGINS.items():
            found[f"{letter}-{short}{number}"] = cast.holder(Post(role, function, town), day)["seat"]
    if heard := HEARD.get(slug):
        found[f"{letter}-zhenzhang{len(towns) + 1}"] = cast.holder(Post(*LEADER, heard), day)["seat"]
    for short, (role, function) in COUNTY_LOGINS.items():
        found[f"{letter}-{short}"] = cast.holder(Post(role, function), day)["seat"]
    for short, bureau in {INDUSTRY_LOGIN: INDUSTRY, **DEPARTMENTS.get(slug, {})}.items():
        found[f"{letter}-{short}"] = cast.inspector(bureau, day)["seat"]
    found[f"{letter}-{INDUSTRY_HEAD_LOGIN}"] = cast.inspector(INDUSTRY, day, "行业指导")["seat"]
    return found


def make_accounts(slug: str, progress: Progress) -> None:
    """Make the sign-ins of a place that are not there yet, at the demo's last moment."""
    wanted = sign_ins(slug)
    there = set(Account.objects.filter(login__in=wanted).values_list("login", flat=True))
    if missing := {login: seat for login, seat in wanted.items() if login not in there}:
        pack = library().pack(slug)
        made = people.make_demo_accounts(where=Where(pack.code), by=SYSTEM, logins=missing)
        progress(f"{pack.name} 演示账号 {len(made)} 个")
