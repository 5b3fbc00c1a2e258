"""Parts that must make a whole, to the 分: a part rounded in print is completed, a sum in the other unit is told apart."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xianggou.base.sheets.numbers import FEN, narrow, yuan
from xianggou.base.sheets.references import was_refused
from xianggou.base.sheets.rows import RowRead, Tabled

if TYPE_CHECKING:
    from xianggou.base.sheets.kinds import Context, Rule

_PLACES = re.compile(r"\.([0-9]+)")
_APART = 10_000  # 元 in a 万元


def add_up(total: str, parts: tuple[str, ...], at: str) -> Rule:
    """Refuse a row whose parts do not make its total; the finding stands at the column `at`."""

    def rule(tabled: Tabled, _ctx: Context) -> None:
        here = [n for n in parts if n in tabled.layout.where]
        if total not in tabled.layout.where or len(here) < 2:
            return
        for row in tabled.live():
            whole = row[total]
            if whole is None or any(row[n] is None and was_refused(row, tabled, n) for n in here):
                continue
            amounts = {n: row[n] or 0 for n in here}
            if sum(amounts.values()) != whole:
                _say(row, tabled, total, amounts, at)

    return rule


def _say(row: RowRead, tabled: Tabled, total: str, amounts: dict[str, int], at: str) -> None:
    whole, found = row[total], sum(amounts.values())
    if found * _APART == whole or whole * _APART == found:
        row.values[total] = None
        tabled.problem(
            row, total, "unit_slip", unit=tabled.layout.where[total].unit or tabled.layout.unit or "元"
        )
        return
    if _completed(row, tabled, {total: whole}, found - whole) or _completed(
        row, tabled, amounts, whole - found
    ):
        return
    said = "、".join(yuan(v) for v in amounts.values())
    tabled.problem(row, at, "split_parts", parts=said, sum=yuan(found), total=yuan(whole))


def _completed(row: RowRead, tabled: Tabled, amounts: dict[str, int], rest: int) -> bool:
    """Take a sum printed with fewer places (1,073.50) as what makes the row right, if that lies within its rounding."""
    for name, amount in amounts.items():
        rounding = _rounding(row, tabled, name)
        if rounding is not None and abs(rest) * 2 <= rounding:
            row.values[name] = amount + rest
            tabled.restate(row, name, read_as=yuan(amount + rest))
            return True
    return False


def _rounding(row: RowRead, tabled: Tabled, name: str) -> Decimal | None:
    """What the last place of a sum written as text is worth, in 分; None for a stored or whole number."""
    where = tabled.layout.where[name]
    written = row.raw[where.index] if where.index < len(row.raw) else None
    if not isinstance(written, str):
        return None
    half = narrow(written)
    unit = (
        "万元"
        if "万" in half
        else "元"
        if "元" in half or "¥" in half
        else where.unit or tabled.layout.unit or "元"
    )
    places = _PLACES.search(half)
    return FEN[unit] / Decimal(10) ** len(places.group(1)) if places else None
