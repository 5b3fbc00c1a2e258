"""Rules that several rooms' tables share: references to catalogue, duties and bodies; dates in order; what may not be bought."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from xianggou.base.sheets.kinds import Rule
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.wording import _

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

# Signs of what the negative list keeps out, as offices word it: pattern, kind, the way to take instead.
# Law: catalogue.negative_list.
NEGATIVE = (
    (
        re.compile(
            r"劳务派遣|派遣用工|派遣人员|公益性岗位|(招聘|聘用|招用|招录)[^,，;；]{0,12}(人员|员|名|人)(?!.{0,4}(服务|培训|活动))"
        ),
        _("招聘用人、劳务派遣或公益性岗位"),
        _("编制和用工规定"),
    ),
    (
        re.compile(
            r"((硬化|建设|新建|改建|扩建|拆除|修缮|装修|加固|改造|铺设|安装|绿化|管网|道路|房屋|水利|土建|施工)(等)?工程|工程(建设|施工)|EPC|总承包)"
            r"(?!.{0,6}(监理|造价|设计|勘察|咨询|审计|检测|评估|招标代理|管护|养护|维护))"
        ),
        _("工程"),
        _("工程项目的程序"),
    ),
    (
        re.compile(
            r"(购置|采购|购买|添置)[^,，;；]{0,12}(设备|车辆|电脑|家具|物资|器材|办公用品|货物)(?!.{0,4}(服务|维护|运维))"
        ),
        _("货物"),
        _("采购货物的程序"),
    ),
    (
        re.compile(r"融资|垫资|贷款|回购|保本|固定回报|借款|BT项目"),
        _("融资行为"),
        _("预算法关于举债的规定"),
    ),
    (
        re.compile(
            r"(?<!不含)(行政许可|行政处罚|行政强制|行政裁决|行政决策|行政征收)(?!.{0,8}(辅助|宣传|咨询|培训|案卷|协助|协管))"
        ),
        _("应当由政府直接履行的职责"),
        _("法定职责由本单位自己"),
    ),
)


_ANY_SIGN = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _kind, _way in NEGATIVE))


def not_to_be_bought(column: str) -> Rule:
    """Refuse what the negative list names, by the words of this column."""

    def rule(tabled: Tabled, ctx: Context) -> None:
        if column not in tabled.layout.where:
            return
        for row in tabled.live():
            text = row.values[column]
            if not text or not _ANY_SIGN.search(text):
                continue
            kind, way = next((k, w) for pattern, k, w in NEGATIVE if pattern.search(text))
            tabled.problem(
                row,
                column,
                "negative_list",
                kind=kind,
                way=way,
                cites=ctx.known.cites.get("negative_list", ""),
            )

    return rule


def in_catalogue(column: str) -> Rule:
    """Refuse codes that the guidance catalogue does not have."""

    def rule(tabled: Tabled, ctx: Context) -> None:
        known = ctx.known.item_by_code
        if known and column in tabled.layout.where:
            _unknown(tabled, column, known, "out_of_catalogue")

    return rule


def on_duty_list(column: str) -> Rule:
    """Refuse duties that are not on the township duty list."""

    def rule(tabled: Tabled, ctx: Context) -> None:
        if ctx.known.duties and column in tabled.layout.where:
            _unknown(tabled, column, ctx.known.duties, "unknown_duty")

    return rule


def _unknown(tabled: Tabled, column: str, known: Iterable[str], code: str) -> None:
    held = frozenset(known)
    for row in tabled.live():
        value = row[column]
        for single in value if isinstance(value, tuple) else (value,):
            if single and single not in held:
                tabled.problem(row, column, code)
                break


def of_an_office(column: str, code_into: str = "") -> Rule:
    """Refuse bodies that are not known; a known one's code is filled in."""

    def rule(tabled: Tabled, ctx: Context) -> None:
        known = ctx.known
        if not known.offices or column not in tabled.layout.where:
            return
        for row in tabled.live():
            name = row[column]
            if not name:
                continue
            office = known.office(name)
            if office is None:
                tabled.problem(row, column, "unknown_office")
            elif code_into:
                row.values[code_into] = office.code

    return rule


def in_order(start: str, end: str, at: str, *, within_year: bool = False) -> Rule:
    """Refuse a term that ends before it starts; the finding stands at the column `at`.

    `within_year`: of the two, the date that does not lie in the year of the table is the one to look at.
    """

    def rule(tabled: Tabled, ctx: Context) -> None:
        for row in tabled.live():
            first, last = row[start], row[end]
            if first is None or last is None or first <= last:
                continue
            column = at
            if within_year and (first.year == ctx.year) != (last.year == ctx.year):
                column = end if first.year == ctx.year else start
            tabled.problem(row, column, "date_reversed", start=first.isoformat(), end=last.isoformat())

    return rule


def was_refused(row: RowRead, tabled: Tabled, column: str) -> bool:
    """Whether the cell of a column could not be read."""
    if not row.problems:
        return False
    letter = tabled.letter(column)
    return any(p.column == letter and p.severity == "refuse" for p in row.problems)


Hinge = tuple[str, tuple[str, ...], tuple[str, ...]]  # table, its columns, ours


def hang_on(hinges: Mapping[str, tuple[Hinge, ...]]) -> Rule:
    """Rows that refer to a row which is refused or set aside wait for it: they go in with it, not before."""

    def rule(tabled: Tabled, ctx: Context) -> None:
        for table, theirs, ours in hinges.get(tabled.table.name, ()):
            rows = ctx.rows(table)
            taken = {r.key(theirs) for r in rows if r.is_saved}
            stuck = {r.key(theirs): r for r in rows if not r.is_saved and r.key(theirs) not in taken}
            if not stuck:
                continue
            for row in tabled.live():
                held_up = stuck.get(row.key(ours)) if all(row.key(ours)) else None
                if held_up is not None and not row.waits_for:
                    row.waits_for = f"{held_up.sheet}!{held_up.row}"

    return rule
