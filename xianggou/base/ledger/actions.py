"""Moving money: the only call by which a room touches the books."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from xianggou.base.ledger.models import Line
from xianggou.base.trail.models import Entry


def open_line(
    *, place_code: str, town_code: str, year: int, fund_code: str, item_id: int, item_code: str, purpose: str
) -> Line:
    """The line of a plan item and a fund in a year, opened if it is not there yet."""
    line, _ = Line.objects.get_or_create(
        town_code=town_code,
        year=year,
        fund_code=fund_code,
        item_id=item_id,
        defaults={"place_code": place_code, "item_code": item_code, "purpose": purpose},
    )
    return line


def post(
    kind: str,
    entry: Entry,
    parts: Iterable[tuple[int, int]],
    *,
    dossier_id: int = 0,
    to_lines: Iterable[int] | None = None,
    document: str = "",
    opening: bool = False,
) -> int | None:
    """Move money along the chart and return the voucher's id; parts of zero are left out, none at all is None.

    Money: `parts` are (line id, 分 > 0). The voucher belongs to the row of `entry` (its object), and the sum of
    its kind must equal the column that the room's gate names (refused XG004 at the end of the transaction).
    Locks: the accounts, dossier's own first, the shared line last.  Queries: 1.
    """
    pairs = [(line, fen) for line, fen in parts if fen]
    if not pairs:
        return None
    lines = [line for line, _ in pairs]
    targets = list(to_lines) if to_lines is not None else lines
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xg_post(%s, %s, %s, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s)",
            [kind, entry.pk, dossier_id, lines, targets, [fen for _, fen in pairs], document, opening],
        )
        return int(cursor.fetchone()[0])
