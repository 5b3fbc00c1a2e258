"""What was read of a workbook under one kind: records, findings, sums; and what a person decided about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xianggou.base.sheets.headings import plain
from xianggou.base.sheets.kinds import Kind
from xianggou.base.sheets.known import Known
from xianggou.base.sheets.problems import Problem, Translate
from xianggou.base.sheets.rows import RowRead, Tabled
from xianggou.base.sheets.workbook import Workbook

Place = tuple[str, int, str]  # sheet, row, column letter
RowPlace = tuple[str, int]  # sheet, row


@dataclass(frozen=True)
class Choices:
    """What a person decided about a file; kept with it, so that a second upload keeps the mends."""

    corrections: Mapping[Place, str] = field(default_factory=dict)
    set_aside: Mapping[RowPlace, str] = field(default_factory=dict)  # reason
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # sheet → letter → column name
    year: int | None = None


@dataclass
class Reading:
    """A workbook as read under one kind: records, findings, sums."""

    kind: Kind
    workbook: Workbook
    known: Known
    place_date: dt.date
    choices: Choices = field(default_factory=Choices)
    year: int | None = None
    rows: list[RowRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tables: list[Tabled] = field(default_factory=list)
    whole_file_refused: bool = False

    @property
    def sheet_rows(self) -> list[RowRead]:
        """One entry for each data row of the sheets (a matrix row counts once)."""
        return [r for t in self.tables if not t.table.ignored for r in t.rows]

    def _count(self, *statuses: str) -> int:
        return sum(1 for r in self.sheet_rows if r.status in statuses)

    @property
    def data_rows(self) -> int:
        """Rows of data in the file, whatever became of them."""
        return len(self.sheet_rows) or sum(
            int(p.details.get("rows", 0)) for p in self.problems if p.scope == "file"
        )

    @property
    def rows_ok(self) -> int:
        """Rows without anything to confirm."""
        return 0 if self.whole_file_refused else self._count("ok")

    @property
    def rows_notice(self) -> int:
        """Rows read so, to be confirmed."""
        return 0 if self.whole_file_refused else self._count("notice")

    @property
    def rows_refused(self) -> int:
        """Rows that are not saved until mended."""
        return self.data_rows if self.whole_file_refused else self._count("refuse")

    @property
    def rows_dropped(self) -> int:
        """Second copies left out."""
        return 0 if self.whole_file_refused else self._count("dropped")

    @property
    def rows_set_aside(self) -> int:
        """Rows a person left out for now, with those that hang on them."""
        return self._count("set_aside")

    @property
    def sums_fen(self) -> dict[str, int]:
        """What was read of each money column, rows ok or with notice, in 分, by heading without unit."""
        sums: dict[str, int] = {}
        for tabled in self.tables:
            if tabled.table.ignored:
                continue
            for where in tabled.layout.where.values():
                if not where.column.is_money:
                    continue
                title = plain(where.column.title) if not tabled.table.spread else tabled.table.sum_title
                name = where.column.name
                good = 0
                if not self.whole_file_refused:
                    good = sum(r.values.get(name) or 0 for r in tabled.rows if r.status in ("ok", "notice"))
                sums[title] = sums.get(title, 0) + good
        return sums

    @property
    def refusals(self) -> list[Problem]:
        """Findings that keep the file from being taken."""
        return [p for p in self.problems if p.severity == "refuse"]

    @property
    def notices(self) -> list[Problem]:
        """Findings to be confirmed."""
        return [p for p in self.problems if p.severity == "notice"]

    @property
    def may_be_taken(self) -> bool:
        """Whether the file can go in once its notices are confirmed."""
        return not self.whole_file_refused and not self.refusals

    def saved_rows(self, table: str = "") -> list[RowRead]:
        """Records to be saved, of one table or of all."""
        return [r for r in self.rows if r.is_saved and (not table or r.table == table)]

    def as_dict(self, translate: Translate | None = None) -> dict[str, Any]:
        """What the command line and the API tell of a file before anything is saved."""
        return {
            "rows": self.data_rows,
            "ok": self.rows_ok,
            "notice": self.rows_notice,
            "refused": self.rows_refused,
            "dropped": self.rows_dropped,
            "set_aside": self.rows_set_aside,
            "waiting": sum(1 for r in self.sheet_rows if r.waits_for and r.status in ("ok", "notice")),
            "whole_file_refused": self.whole_file_refused,
            "sums_fen": self.sums_fen,
            "problems": [p.as_dict(translate) if translate else p.as_dict() for p in self.problems],
        }

    def title_of(self, row: RowRead) -> dict[str, Any]:
        """Values of a row by heading, for a person."""
        tabled = next(t for t in self.tables if t.sheet.name == row.sheet)
        return {w.column.title: row.values.get(n) for n, w in tabled.layout.where.items()}
