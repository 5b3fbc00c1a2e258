"""What this installation's papers stand on: series without gaps, and a Chinese font to print with."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from xianggou.base.documents.fonts import NoChineseFont, faces, folders
from xianggou.base.files.checks import Check


def checks() -> Iterator[Check]:
    """Run every proof.  Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.place_code || ' ' || s.kind || ' ' || s.year FROM documents_series s
               LEFT JOIN documents_issuednumber n ON n.series_id = s.id
               GROUP BY s.id HAVING count(n.id) <> s.last OR coalesce(max(n.serial), 0) <> s.last ORDER BY 1"""
        )
        broken = [row[0] for row in cursor.fetchall()]
    yield Check("documents: number series have no gap", not broken, "、".join(broken))
    try:
        found = faces(folders())
    except NoChineseFont as lacking:
        yield Check("documents: a Chinese font is there", ok=False, detail=str(lacking))
    else:
        yield Check("documents: a Chinese font is there", ok=True, detail="、".join(found.roles["body"]))
