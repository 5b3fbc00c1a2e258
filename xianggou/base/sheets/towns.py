"""The township columns that most tables share, and how code and name are brought together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xianggou.base.sheets import readers
from xianggou.base.sheets.kinds import Column
from xianggou.base.sheets.rows import RowRead, Tabled

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context

TOWN_CODE = Column("town_code", "乡镇编码", readers.code(), ("镇街编码", "乡镇代码", "行政区划代码"))


def town_column(title: str, *synonyms: str) -> Column:
    """The column naming the township, under the title this table uses."""
    return Column("town", title, readers.town(), synonyms, required=True)


def place_town(row: RowRead, tabled: Tabled, ctx: Context) -> None:
    """Complete name by code and code by name; refuse a pair that names two townships. Also fills the year."""
    values = row.values
    known = ctx.known
    code, name = values.get("town_code"), values.get("town")
    if tabled.table.year_from_title and values.get("year") is None:
        values["year"] = ctx.year
    if not known.towns:
        return
    if code and "town_code" in tabled.layout.where:
        by_code = known.town_by_code.get(code)
        if by_code is None:
            if name is not None or "town" not in tabled.layout.where:
                tabled.problem(row, "town_code", "unknown_town")
        elif name is None and "town" not in tabled.layout.where:
            values["town"] = by_code.name
        elif name is not None and name != by_code.name:
            tabled.problem(row, "town_code", "town_mismatch", town_code=code, town=by_code.name)
    elif name:
        fit = known.town_by_name.get(name)
        values["town_code"] = fit.code if fit else None
