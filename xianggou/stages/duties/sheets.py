"""Columns of the township duty list (责任清单) and of the village-finance staff who do the work today (人员名册)."""

from __future__ import annotations

from xianggou.base.sheets import dates, numbers, readers
from xianggou.base.sheets.kinds import SERIAL, Column, Context, Kind, Table
from xianggou.base.sheets.references import in_catalogue, of_an_office
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.towns import TOWN_CODE, place_town, town_column


def place_duty(row: RowRead, _tabled: Tabled, ctx: Context) -> None:
    """A list without codes finds the code of a registered duty by its name; a code to buy under means it may be bought."""
    if row["code"] is None and row["name"]:
        row.values["code"] = next((c for c, n in ctx.known.duty_names.items() if n == row["name"]), None)
    if row["may_buy"] is None:
        row.values["may_buy"] = bool(row["items"])


DUTIES = Table(
    name="duties",
    title="责任清单",
    columns=(
        Column(SERIAL, "序号", readers.serial(), ("编号",), same=False),
        Column("code", "事项编码", readers.code(), ("事项编号", "责任编码", "编码"), same=False),
        Column("field", "领域", readers.name(), ("类别", "事项类别", "所属领域"), required=True),
        Column(
            "name",
            "事项名称",
            readers.name(),
            ("属地事项", "事项", "责任事项", "事项内容"),
            required=True,
            needed=True,
        ),
        Column(
            "office",
            "县级主管部门",
            readers.name(),
            ("县级牵头部门", "主管部门", "牵头部门", "区级主管部门", "县级部门"),
            required=True,
        ),
        Column("manner", "承担方式", readers.name(40), ("乡镇承担方式", "责任方式"), required=True),
        Column("county_part", "县级部门责任", readers.name(1000), ("县级责任", "部门责任", "区级部门责任")),
        Column(
            "town_part",
            "乡镇责任",
            readers.name(1000),
            ("乡镇(街道)责任", "属地责任", "镇街责任"),
            required=True,
        ),
        Column("may_buy", "可否购买服务", readers.yes_no(), ("是否可购买", "能否购买服务", "可购买")),
        Column(
            "items",
            "对应目录编码",
            readers.codes(width=4),
            ("是否可购买(目录编码)", "目录编码", "可购买(目录编码)"),
        ),
        Column(
            "basis",
            "准入依据",
            readers.name(500),
            ("依据", "文件依据", "准入文件"),
            required=True,
            needed=True,
        ),
        Column("admitted_on", "准入日期", dates.day(), ("准入时间", "日期"), required=True),
        Column("status", "状态", readers.name(40), ("有效状态",)),
    ),
    key=("name",),
    rules=(in_catalogue("items"), of_an_office("office", "office_code")),
    finish=place_duty,
)

STAFF = Table(
    name="staff",
    title="人员名册",
    columns=(
        Column(SERIAL, "序号", readers.serial(), same=False),
        TOWN_CODE,
        town_column("乡镇", "单位", "乡镇(街道)", "镇街", "所在乡镇"),
        Column("name", "姓名", readers.name(60), ("人员姓名",), required=True, needed=True),
        Column("sex", "性别", readers.choice("男", "女"), required=True),
        Column("born_in", "出生年月", dates.month(), ("出生日期", "出生时间"), required=True),
        Column("post", "岗位", readers.name(), ("岗位名称", "现任岗位"), required=True),
        Column("standing", "身份类别", readers.name(), ("身份", "人员身份", "编制性质"), required=True),
        Column("education", "学历", readers.name(), ("文化程度",)),
        Column("grade", "会计职称", readers.name(), ("职称", "专业职称")),
        Column(
            "since",
            "任职起始",
            dates.day(),
            ("任职时间", "任职起始时间", "任职日期", "到岗时间"),
            required=True,
        ),
        Column(
            "cost_fen",
            "年人员经费(元)",
            numbers.money(),
            ("年人员经费(含五险一金)", "人员经费", "年经费", "年工资"),
            required=True,
            needed=True,
            summed=True,
            steady=True,
        ),
        Column(
            "outcome",
            "处置方式",
            readers.choice("减聘", "转岗", "留任"),
            ("拟处置方式", "处置", "安置方式"),
            required=True,
            needed=True,
        ),
        Column("effective_on", "生效日期", dates.day(), ("时间", "生效时间", "处置时间")),
        Column("went_to", "去向", readers.name(), ("人员去向", "安置去向")),
    ),
    key=("town", "name", "born_in"),
    one_of=(("town", "town_code"),),
    finish=place_town,
)

FEES = Table(
    name="fees",
    title="购买费用",
    columns=(
        TOWN_CODE,
        town_column("乡镇"),
        Column("villages", "村(社区)数", numbers.count(), needed=True),
        Column("fee_fen", "每村年费用(元)", numbers.money(), needed=True),
        Column("price_fen", "购买费用(元)", numbers.money(), needed=True, summed=True),
    ),
    key=("town",),
    ignored=True,
)

SAVING = Table(
    name="saving",
    title="节支测算",
    columns=(
        Column("line", "项目", readers.name(), needed=True),
        Column("amount_fen", "金额(元)", numbers.money(), needed=True),
        Column("remark", "说明", readers.text()),
    ),
    key=("line",),
    ignored=True,
)

KINDS = (
    Kind("duties", "责任清单", (DUTIES,), pack=("duties",)),
    Kind("posts", "人员名册", (STAFF, FEES, SAVING), money="cost_fen", pack=("posts",)),
)
