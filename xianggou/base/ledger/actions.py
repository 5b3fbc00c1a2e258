"""Moving money: the only call by which a room touches the books."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from xianggou.base.ledger.models import Line
from xianggou.base.ready import INTS, among, ready
from xianggou.base.trail.models import Entry


def open_lines(wanted: Iterable[Line]) -> dict[tuple[int, str], Line]:
    """The lines of many plan items, opened where they are not there yet: (item, fund) -> line.  Queries: 2."""
    rows = list(wanted)
    Line.objects.bulk_create(rows, ignore_conflicts=True)
    found = _lines_of(sorted({line.item_id for line in rows}))
    return {(line.item_id, line.fund_code): line for line in found}


@ready(INTS)
def _lines_of(item_ids: list[int]) -> QuerySet[Line]:
    return Line.objects.filter(item_id__in=among(item_ids))


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
