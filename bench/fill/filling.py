"""The filling itself: everything in one transaction, or nothing."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench.fill import ground as grounds
from bench.fill import people, tables
from bench.fill.ground import PLACE, Ground
from bench.fill.people import EX_ANTE, Cast
from xianggou import __version__
from xianggou.base.places import queries as places
from xianggou.base.places.models import Place
from xianggou.base.trail.models import Entry
from xianggou.core.findings import plain
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.plans.models import PlanItem

SQL = Path(__file__).resolve().parent / "sql"
# The owner's own session, for this one transaction.
SETTINGS = (
    "statement_timeout = 0", "lock_timeout = 0", "work_mem = '256MB'", "maintenance_work_mem = '1GB'",
    "max_parallel_maintenance_workers = 2", "jit = off",
)  # fmt: skip


def say(text: str) -> None:
    """Progress, to standard error."""
    print(text, file=sys.stderr, flush=True)


def in_use() -> str:
    """What says that somebody works in this database already; empty when nothing does."""
    for told, model in (("地方", Place), ("计划", PlanItem), ("留痕", Entry)):
        if model.objects.exists():
            return told
    return ""


def _given(cast: Cast, ground: Ground, purchases: int, suppliers: int) -> None:
    """Lay down what the sets are made from: one row of facts, the townships, the kinds of service, the parts."""
    law = places.law_on(PLACE, ground.today)
    bands = [b for b in places.pack_of(PLACE).bands if b.starts <= ground.today][:2]
    parts = contracts.required_parts(law)
    facts = {
        "towns": len(ground.towns), "suppliers": suppliers, "year": ground.today.year, "catalogue": ground.catalogue_id,
        "first_supplier": ground.first_supplier, "first_person": cast.first_person, "first_seat": cast.first_seat,
        "finance": cast.finance, "treasury": cast.treasury, "second_band_fen": bands[0].to_fen,
        "pay_days": int(law["payments.due_within"].amount), "parts": len(parts),
    }  # fmt: skip
    texts = {
        "place_code": ("text", PLACE), "version": ("text", __version__), "today": ("date", ground.today.isoformat()),
        "bands": ("jsonb", json.dumps([plain(asdict(band)) for band in bands])), "ex_ante": ("jsonb", json.dumps(EX_ANTE)),
        "o": ("bigint", str(_first_free())), "purchases": ("bigint", str(purchases)),
    }  # fmt: skip
    shape = [f"{name} int" for name in facts] + [f"{name} {kind}" for name, (kind, _) in texts.items()]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE given ({', '.join(shape)}) ON COMMIT DROP")
        values = [*facts.values(), *(value for _, value in texts.values())]
        casts = ["%s"] * len(facts) + [f"%s::text::{kind}" for kind, _ in texts.values()]
        cursor.execute(f"INSERT INTO given VALUES ({', '.join(casts)})", values)
        for name, columns, rows in (
            ("town", "number int, code text, name text", [(n, *row) for n, row in enumerate(ground.towns, 1)]),
            ("kind", "ordinal int, code text, name text, standard_id int",
             [(n, *row) for n, row in enumerate(ground.kinds, 1)]),
            ("part", "k int, name text", list(enumerate(parts, 1))),
        ):  # fmt: skip
            cursor.execute(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")
            places_ = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({places_})", rows)


def _first_free() -> int:
    """A number above every id that the ground has used in the tables to be filled."""
    with connection.cursor() as cursor:
        top = 0
        for table in tables.TABLES:
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
            top = max(top, cursor.fetchone()[0])
    return top // 1000 * 1000 + 1000


def fill(purchases: int, towns: int, suppliers: int) -> dict[str, Any]:
    """Everything in one transaction.  Gives: counts, seconds, and what a driver needs."""
    took: dict[str, float] = {}
    began = lap = time.monotonic()

    def done(name: str) -> None:
        nonlocal lap
        took[name], lap = round(time.monotonic() - lap, 1), time.monotonic()
        say(f"  {name}: {took[name]} s")

    with transaction.atomic():
        for setting in SETTINGS:
            tables.run(f"SET LOCAL {setting}")
        ground = grounds.lay(towns, suppliers)
        cast = people.seat(ground)
        people.receive(ground)
        people.open_lines(cast, ground)
        done("ground")
        with tables.bare():
            _given(cast, ground, purchases, suppliers)
            for path in sorted(SQL.glob("*.sql")):
                tables.run(path.read_text(encoding="utf-8"))
                done(path.stem)
        done("keys, indexes, triggers")
    done("commit")
    tables.clean()
    done("vacuum")
    counts = tables.counts()
    took["all"] = round(time.monotonic() - began, 1)
    return {
        "purchases": purchases, "counts": counts, "seconds": took, "place_code": PLACE, "year": ground.today.year,
        "password": cast.password, "logins": cast.logins, "tokens": cast.tokens,
        "one_town": {"town_code": ground.towns[0][0], "tokens": cast.town_tokens},
        "catalogue_code": grounds.WHOLE_ITEM, "lines": cast.lines, "suppliers": grounds.shown_suppliers(),
    }  # fmt: skip
