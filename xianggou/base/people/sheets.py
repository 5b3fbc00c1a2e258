"""Columns of the people's workbook: bodies, people, the seats they hold, and who deputises (机构、人员、岗位、代理)."""

from __future__ import annotations

import re

from xianggou.base.people.seats import (
    after_leaving,
    apart,
    deputy_is_another,
    held_by_one,
    known_seat,
    of_a_person,
)
from xianggou.base.sheets import dates, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.known import Known, KnownPerson, KnownSeat, Office
from xianggou.base.sheets.references import hang_on, in_order, of_an_office
from xianggou.base.sheets.rows import RowRead, Tabled

# Who may not buy, as offices word a body's kind.  Law: suppliers.excluded_kinds, suppliers.buyers
EXCLUDED = re.compile(r"^(公益一类|群团组织\((事业|使用事业))")
NO_STATE_ORGAN = re.compile(r"^(内设机构|基层群众性自治组织)")


def not_a_buyer(tabled: Tabled, ctx: Context) -> None:
    """A body that may not buy is not marked as a buyer."""
    for row in tabled.live():
        kind = row["kind"] or ""
        if not row["may_buy"]:
            continue
        for pattern, ground in ((EXCLUDED, "buyer_not_allowed"), (NO_STATE_ORGAN, "not_a_state_organ")):
            if pattern.match(kind):
                cites = ctx.known.cites.get(ground, "")
                tabled.problem(row, "may_buy", "buyer_not_allowed", name=row["name"], kind=kind, cites=cites)


def under_an_office(tabled: Tabled, ctx: Context) -> None:
    """The body above is in this list or registered."""
    codes = {r["code"] for r in tabled.rows} | {o.code for o in ctx.known.offices}
    for row in tabled.live():
        if row["parent"] and row["parent"] not in codes:
            tabled.problem(row, "parent", "unknown_office")


def offices_are_known(rows: list[RowRead], known: Known) -> Known:
    """The bodies of this file are what people and seats refer to."""
    found = {
        r["code"]: Office(
            r["code"],
            r["name"] or "",
            tuple(a for a in (r["short"], *(r["aliases"] or ())) if a),
            r["kind"] or "",
            r["may_buy"],
        )
        for r in rows
        if r["code"]
    }
    return known.plus(offices=(*(o for o in known.offices if o.code not in found), *found.values()))


def one_person_one_number(tabled: Tabled, _ctx: Context) -> None:
    """The same name and telephone under two numbers is one person twice, or a mistake: ask."""
    seen: dict[tuple[str, str], RowRead] = {}
    for row in tabled.live():
        if not row["name"] or not row["phone"]:
            continue
        first = seen.setdefault((row["name"], row["phone"]), row)
        if first is not row and first["number"] != row["number"]:
            tabled.problem(row, "name", "duplicate_suspect", other=first.row)


def people_are_known(rows: list[RowRead], known: Known) -> Known:
    """The people of this file are who the seats refer to, refused rows included: they wait, they are not unknown."""
    found = {
        r["number"]: KnownPerson(r["number"], r["name"] or "", r["phone"] or "", r["left_on"])
        for r in rows
        if r["number"]
    }
    return known.plus(people=(*(p for p in known.people if p.number not in found), *found.values()))


def seats_are_known(rows: list[RowRead], known: Known) -> Known:
    """The seats of this file are what deputies stand in for."""
    found = [
        KnownSeat(
            r["code"] or "",
            r["office"] or r["office_code"] or "",
            r["seat"] or "",
            r["person"] or "",
            r["starts_on"],
            r["ends_on"],
        )
        for r in rows
    ]
    return known.plus(seats=(*known.seats, *found))


def place_office(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """Complete a body's code by its name and its name by its code."""
    if not ctx.known.offices:
        return
    named = row["office"] or row["office_code"]
    office = ctx.known.office(named) if named else None
    if office is not None:
        row.values["office_code"] = row["office_code"] or office.code
        row.values["office"] = office.name


OFFICES = Table(
    name="offices",
    title="机构",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "机构编码", readers.code(), ("机构代码", "单位编码"), required=True, needed=True),
        Column(
            "name",
            "机构名称",
            readers.name(),
            ("机构全称", "单位名称", "单位全称"),
            required=True,
            needed=True,
        ),
        Column("short", "简称", readers.name(), ("机构简称", "单位简称")),
        Column("aliases", "其他用名", readers.codes(), ("别名", "曾用名")),
        Column("level", "层级", readers.name(), ("机构层级", "级别")),
        Column("kind", "机构性质", readers.name(), ("单位性质", "机构类型"), required=True, needed=True),
        Column("parent", "上级机构编码", readers.code(), ("上级机构", "上级机构代码", "主管机构编码")),
        Column("town_code", "乡镇编码", readers.code(), ("所属乡镇编码",)),
        Column("village_code", "村(社区)编码", readers.code(), ("村编码",)),
        Column(
            "may_buy",
            "可作购买主体",
            readers.yes_no(),
            ("是否购买主体", "购买主体", "能否作购买主体"),
            required=True,
        ),
        Column("valid_from", "启用日期", dates.day(), ("成立日期", "启用时间")),
        Column("valid_until", "停用日期", dates.day(), ("撤销日期", "停用时间")),
    ),
    key=("code",),
    rules=(not_a_buyer, under_an_office, in_order("valid_from", "valid_until", at="valid_until")),
    provides=offices_are_known,
)

PEOPLE = Table(
    name="people",
    title="人员",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("number", "人员编号", readers.code(), ("工号", "编号"), required=True, needed=True),
        Column("name", "姓名", readers.name(60), ("人员姓名",), required=True, needed=True),
        Column("sex", "性别", readers.choice("男", "女")),
        Column("office_code", "所在机构编码", readers.code(), ("机构编码", "单位编码")),
        Column(
            "office",
            "所在机构",
            readers.name(),
            ("单位", "所在单位", "机构名称", "科室(单位)"),
            required=True,
        ),
        Column("phone", "手机号", readers.phone(), ("联系电话", "手机", "电话", "手机号码"), required=True),
        Column("standing", "身份类别", readers.name(), ("编制性质", "人员身份", "身份"), required=True),
        Column("state", "在岗状态", readers.name(), ("状态", "人员状态")),
        Column(
            "since", "到岗日期", dates.day(), ("参加工作(到岗)时间", "到岗时间", "入职日期"), required=True
        ),
        Column("left_on", "离岗日期", dates.day(), ("离岗时间", "离职日期")),
    ),
    key=("number",),
    one_of=(("office", "office_code"),),
    rules=(
        of_an_office("office", "office_code"),
        one_person_one_number,
        in_order("since", "left_on", at="left_on"),
    ),
    provides=people_are_known,
    finish=place_office,
)

SEATS = Table(
    name="seats",
    title="岗位",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "岗位编号", readers.code(), ("岗位编码",), same=False),
        Column(
            "seat", "岗位名称", readers.name(), ("岗位", "职务", "岗位(职务)"), required=True, needed=True
        ),
        Column("role", "角色", readers.name(), ("系统角色", "岗位角色"), required=True, needed=True),
        Column("office_code", "机构编码", readers.code(), ("所在机构编码",)),
        Column(
            "office", "机构名称", readers.name(), ("科室(单位)", "单位", "所在机构", "科室"), required=True
        ),
        Column("person", "人员编号", readers.code(), ("任职人员编号", "工号"), required=True, needed=True),
        Column("holder", "姓名", readers.name(60), ("任职人员", "人员姓名"), required=True),
        Column(
            "starts_on",
            "起始日期",
            dates.day(),
            ("任职时间", "任职日期", "起始时间", "任职起始"),
            required=True,
        ),
        Column("ends_on", "截止日期", dates.day(), ("免职时间", "免职日期", "截止时间", "任职截止")),
        Column("duties", "承担职责", readers.codes(), ("职责", "岗位职责"), required=True),
    ),
    key=("office", "seat", "person", "starts_on"),
    one_of=(("office", "office_code"),),
    rules=(
        in_order("starts_on", "ends_on", at="ends_on"),
        of_an_office("office", "office_code"),
        of_a_person,
        after_leaving,
        held_by_one,
        apart,
    ),
    provides=seats_are_known,
    finish=place_office,
)

DEPUTIES = Table(
    name="deputies",
    title="代理",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        Column("code", "岗位编号", readers.code(), ("岗位编码",)),
        Column("seat", "岗位名称", readers.name(), ("岗位", "职务"), required=True, needed=True),
        Column("office", "机构名称", readers.name(), ("科室(单位)", "单位", "所在机构"), required=True),
        Column("holder_number", "持有人编号", readers.code(), ("A角编号",)),
        Column("holder", "持有人", readers.name(60), ("A角", "被代理人"), required=True),
        Column("deputy_number", "代理人编号", readers.code(), ("B角编号",)),
        Column("deputy", "代理人", readers.name(60), ("B角",), required=True, needed=True),
        Column(
            "starts_on", "代理起始", dates.day(), ("起", "起始日期", "代理开始", "代理期限/起"), required=True
        ),
        Column(
            "ends_on", "代理截止", dates.day(), ("止", "截止日期", "代理结束", "代理期限/止"), required=True
        ),
        Column("scope", "代理范围", readers.name(), ("代理事项", "代理内容"), required=True),
        Column("reason", "事由", readers.name(), ("代理事由", "原因")),
    ),
    key=("office", "seat", "deputy", "starts_on"),
    rules=(in_order("starts_on", "ends_on", at="ends_on"), deputy_is_another, known_seat),
    finish=place_office,
)

ROLES = Table(
    name="roles",
    title="角色",
    columns=(
        Column("role", "角色", readers.name(), needed=True),
        Column("code", "角色代码", readers.name(), needed=True),
        Column("english", "英文名", readers.name()),
        Column("level", "层级", readers.name()),
    ),
    key=("code",),
    ignored=True,
)

_ON_OFFICE = ("offices", ("code",), ("office_code",))
HINGES = {
    "people": (_ON_OFFICE,),
    "seats": (_ON_OFFICE, ("people", ("number",), ("person",))),
    "deputies": (
        ("people", ("number",), ("holder_number",)),
        ("people", ("number",), ("deputy_number",)),
        ("seats", ("office", "seat"), ("office", "seat")),
    ),
}

KINDS = (
    Kind(
        "people",
        "机构人员岗位",
        (OFFICES, PEOPLE, SEATS, DEPUTIES, ROLES),
        across=(hang_on(HINGES),),
        pack=("offices", "people", "seats", "deputies"),
    ),
)
