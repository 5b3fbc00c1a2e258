"""Who acts in the filled place: the holders of each township's seats, one account per role, and the lines to buy on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from bench.fill.ground import BUREAU, LINE_ITEM, PLACE, Ground
from xianggou.base.access.roles import Where
from xianggou.base.people import queries as people
from xianggou.base.people import tokens
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places import queries as places
from xianggou.base.places.models import Body
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Actor
from xianggou.core.packs import EX_ANTE as EX_ANTE_FORM
from xianggou.core.packs import FEASIBILITY
from xianggou.stages.budget import actions as budget
from xianggou.stages.funds import actions as funds
from xianggou.stages.funds.models import Share
from xianggou.stages.plans import actions as plans

LINES = 32
FLOWS = 100_000  # as many purchases as all lines together, or any one of them, must bear
# role of an account -> (title, role, function); the order is that of the persons of each township
TOWN_ROLES = {
    "needs": ("需求登记岗", "township_clerk", "需求制定"),
    "buyer": ("采购经办岗", "township_clerk", "采购文件准备"),
    "checker": ("采购复核岗", "joint_review", "采购文件复核"),
    "contracts": ("合同管理岗", "township_clerk", "合同签订"),
    "accepter": ("验收岗", "joint_review", "验收"),
    "payer": ("付款经办岗", "township_clerk", "付款申请"),
    "vice": ("付款审批岗", "leader_in_charge", "付款审批"),
}
COUNTY_ROLES = {
    "finance": ("计划和预算审核岗", "county_finance", "预算审核"),
    "treasury": ("集中支付岗", "county_finance", "支付复核"),
    "audit": ("审计经办岗", "audit", "抽样和底稿"),
}
TOPICS = ("立项必要性", "投入经济性", "绩效目标合理性", "实施方案可行性", "筹资合规性")
EX_ANTE = {
    "topics": dict.fromkeys(TOPICS, "已论证（示例）"),
    "conclusion": "予以支持",
    "targets": {"产出": "12个月", "效益": "点位达标", "满意度": "90%以上"},
}


@dataclass
class Cast:
    """Ids of the township's people (in one run), and what a driver needs to sign in."""

    first_person: int
    first_seat: int
    finance: int
    treasury: int
    password: str = ""
    logins: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    town_tokens: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, object]] = field(default_factory=list)


def seat(ground: Ground) -> Cast:
    """Seat seven people in each township and three in the county, all since long ago."""
    bodies = {body.code: body for body in Body.objects.filter(place_code=PLACE)}
    rows = [(code, role) for code, _ in ground.towns for role in TOWN_ROLES] + [("", r) for r in COUNTY_ROLES]
    persons = Person.objects.bulk_create(
        Person(code=f"S{n:06d}", place_code=PLACE, name=f"示例员{n}", body=bodies[town or BUREAU])
        for n, (town, _) in enumerate(rows, 1)
    )
    seats = _seats(bodies, [(town, role, f"{town or BUREAU}-{role}") for town, role in rows])
    _hold(seats, persons, ground.today)
    county = {role: persons[len(persons) - len(COUNTY_ROLES) + n] for n, role in enumerate(COUNTY_ROLES)}
    cast = Cast(persons[0].pk, seats[0].pk, county["finance"].pk, county["treasury"].pk)
    if persons[-1].pk - persons[0].pk != len(rows) - 1 or seats[-1].pk - seats[0].pk != len(rows) - 1:
        raise RuntimeError("ids of people are not in one run")
    _accounts(cast, ground, bodies, dict(zip(TOWN_ROLES, persons, strict=False)), county)
    return cast


def _seats(bodies: dict[str, Body], rows: list[tuple[str, str, str]]) -> list[Seat]:
    told = TOWN_ROLES | COUNTY_ROLES
    return Seat.objects.bulk_create(
        Seat(
            code=code, place_code=PLACE, town_code=town, body=bodies[town or BUREAU], title=told[role][0],
            role=told[role][1], function=told[role][2],
        )
        for town, role, code in rows
    )  # fmt: skip


def _hold(seats: list[Seat], persons: list[Person], today: date) -> None:
    since = DateRange(date(today.year - 10, 1, 1), None, "[)")
    Term.objects.bulk_create(
        Term(seat=s, person=p, during=since) for s, p in zip(seats, persons, strict=True)
    )


def _accounts(
    cast: Cast, ground: Ground, bodies: dict[str, Body], first: dict[str, Person], county: dict[str, Person]
) -> None:
    """One account and one token per role. A township's role has a seat in each township of the lines."""
    cast.password = secrets.token_urlsafe(12)
    secret = make_password(cast.password)
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    reached = [code for code, _ in ground.towns[:LINES]]
    for role in [*TOWN_ROLES, *COUNTY_ROLES]:
        person = county.get(role)
        if person is None:
            person = Person.objects.create(
                code=f"B-{role}", place_code=PLACE, name=f"示例{TOWN_ROLES[role][0]}", body=bodies[reached[0]]
            )
            seats = _seats(bodies, [(town, role, f"{town}-{role}-B") for town in reached])
            _hold(seats, [person] * len(seats), ground.today)
            cast.town_tokens[role] = tokens.issue(first[role], f"one-town-{role}", "bench")
        cast.tokens[role] = tokens.issue(person, f"bench-{role}", "bench")
        cast.logins[role] = f"{role}-bench"
        Account.objects.create(login=cast.logins[role], person=person, password=secret, is_demo=is_demo)


def _actor(login: str) -> Actor:
    found = people.actor_of_account(Account.objects.get(login=login).pk)
    if found is None:
        raise RuntimeError(f"{login}: no such account")
    return found[0]


def receive(ground: Ground) -> None:
    """The treasury records that all the money sent down has arrived: what has not cannot be paid."""
    treasury = _actor("treasury-bench")
    for share in Share.objects.filter(fund__place_code=PLACE):
        funds.receive(
            share.pk, by=treasury, amount_fen=share.amount_fen, voucher="示例", received_on=ground.today
        )


def facts(year: int, catalogue_code: str, budget_fen: int, name: str) -> dict[str, object]:
    """A plan item that may be sent for review."""
    return {
        "year": year, "budget_fen": budget_fen, "sources": {"OWN": budget_fen}, "catalogue_code": catalogue_code,
        "duty_code": "D001", "name": name, "quantity": 12, "unit": "月", "carried_out": "乡镇自主", "method": "询价比选",
        "starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31), "office": "社会事务办",
        "target": "按月完成，抽查合格率95%以上（示例）", "acceptance": "每季度按执行标准逐项验收（示例）",
        "feasibility": "购买服务比自办节省（示例）", "ex_ante": EX_ANTE,
    }  # fmt: skip


def _assessor(ground: Ground) -> Actor:
    """Who assesses what the lines are opened for, seated in each of their townships."""
    bodies = {body.code: body for body in Body.objects.filter(place_code=PLACE)}
    reached = [code for code, _ in ground.towns[:LINES]]
    person = Person.objects.create(
        code="B-assessor", place_code=PLACE, name="示例绩效联络员", body=bodies[reached[0]]
    )
    seats = Seat.objects.bulk_create(
        Seat(
            code=f"{town}-assessor-B", place_code=PLACE, town_code=town, body=bodies[town], title="绩效联络岗",
            role="township_clerk", function="绩效监控",
        )
        for town in reached
    )  # fmt: skip
    _hold(seats, [person] * len(seats), ground.today)
    Account.objects.create(login="bench-assessor", person=person, password="")
    return _actor("bench-assessor")


def _answer(item_id: int, form: str, act: Callable[..., object], by: Actor, ground: Ground) -> None:
    """Answer one of the place's questionnaires in full, where it has it."""
    asked = places.pack_of(PLACE).questionnaire(form, ground.today)
    if asked is None:
        return
    answers = {
        q.id: {"text": "已论证（示例）", "amount": q.most or 10_0000_00, "basis": "会议纪要（示例）"}
        for q in asked.questions
    }
    act(item_id, by=by, answers=answers, conclusion="予以支持" if form == EX_ANTE_FORM else "可行")


def open_lines(cast: Cast, ground: Ground) -> None:
    """Plan, send and approve one item in each of the first townships: the lines that purchases are started on.

    A line has just less than the sum from which a year's purchases of one kind would be a split tender; a part is a
    hundred-thousandth of it, so that neither money nor that rule ends a measurement.
    """
    limit = places.law_on(PLACE, ground.today)["procurement.open_tender_limit"].amount
    budget_fen = limit - 10_0000_00
    part = budget_fen // FLOWS // 100 * 100
    needs, finance, assessor = _actor("bench-needs"), _actor("bench-finance"), _assessor(ground)
    for code, name in ground.towns[:LINES]:
        item = plans.draft(
            where=Where(PLACE, code),
            by=needs,
            **facts(ground.today.year, LINE_ITEM, budget_fen, f"{name}零星服务（示例）"),
        )
        for form, act, who in ((FEASIBILITY, plans.study, needs), (EX_ANTE_FORM, plans.assess, assessor)):
            _answer(item.pk, form, act, who, ground)
        plans.submit(item.pk, by=needs)
        budget.approve(item.pk, by=finance)
        cast.lines.append({"town_code": code, "item_id": item.pk, "code": item.code, "budget_fen": budget_fen,
                           "hold_fen": part})  # fmt: skip
