"""What the wizard's pages show, shaped for the templates: faults, the row as it stands in Excel, changes old → new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xianggou.base.pages.shapes import Action, Cell, Chip, Column, Empty, Table
from xianggou.base.sheets.check import Reading
from xianggou.base.sheets.workbook import as_shown, column_number, letter
from xianggou.core.findings import Problem
from xianggou.core.money import yuan
from xianggou.web.imports import rights, wizard
from xianggou.web.imports.door import Outcome
from xianggou.web.imports.models import Upload

SHAPES = {Upload.Status.OPEN: "run", Upload.Status.TAKEN: "done", Upload.Status.DROPPED: "none"}
LEVEL_SHAPES = {"refuse": "stop", "notice": "soon", "info": "none"}
SHOWN_PLACES = 5
SHOWN_ROWS = 200
AROUND = 1  # rows above and below the one looked at
BESIDE = 2  # columns left and right of the cell looked at
WIDEST = 8  # columns shown where no cell is looked at


def uploads_table(uploads: list[Upload]) -> Table:
    """One's uploads as a list."""
    titles = {name: _(kind.title) for name, kind in rights.kinds().items()}
    rows = [
        {
            "id": u.pk,
            "name": Cell(u.name, reverse("imports:problems", args=[u.pk])),
            "kind": titles.get(u.kind, u.kind),
            "status": (SHAPES[Upload.Status(u.status)], u.get_status_display()),
            "at": u.changed_at,
        }
        for u in uploads
    ]
    columns = (
        Column("name", _("文件"), main=True),
        Column("kind", _("是什么表")),
        Column("status", _("状态"), "status"),
        Column("at", _("最近改动"), "day"),
    )
    empty = Empty(_("还没有导入过"), _("选好是什么表和文件，先检查，看过变化再写入"))
    return Table(caption=_("我的导入"), columns=columns, rows=rows, empty=empty)


@dataclass(frozen=True, slots=True)
class FaultShown:
    """A fault as the page shows it."""

    order: int
    key: str
    level: str
    shape: str
    level_word: str
    where: str
    url: str
    more: str
    value: str
    what: str
    why: str
    then: str
    code: str
    suggestion: str
    is_cell: bool
    has_row: bool
    count: int
    is_info: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of the file with its neighbours, as a spreadsheet program shows them."""

    sheet: str
    number: int
    heads: list[tuple[str, str]]  # letter, heading
    lines: list[
        tuple[int, bool, list[tuple[str, bool]]]
    ]  # number, whether it is the one, (text, whether marked)


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    """Everything of the second step."""

    upload: Upload
    kind: str
    is_unreadable: bool
    faults: list[FaultShown]
    chips: list[Chip]
    figures: list[tuple[str, int, str, str]]  # word, number, unit, shape
    bar: list[tuple[str, int, int]]  # colour, from, width of 1000
    sums: list[tuple[str, str]]
    row: RowShown | None
    mends: list[tuple[str, str, str]]  # where, text, button's value
    aside: list[tuple[str, str, str]]
    waiting: int
    refusals: int
    notices: int
    is_confirmed: bool
    may_go_on: bool
    next_step: Action


def problems_page(upload: Upload, reading: Reading, asked: Mapping[str, str]) -> ProblemsPage:
    """The second step of an upload; `asked`: level to show, row to look at."""
    groups = {level: wizard.faults(reading, level) for level in ("refuse", "notice", "info")}
    wanted = asked.get("level", "")
    levels = [wanted] if wanted in groups else ["refuse", "notice"]
    faults = [f for level in levels for f in groups[level]]
    choices = wizard.choices_of(upload)
    confirmed = wizard.is_confirmed(upload, reading)
    counts = {level: sum(len(f.places) for f in found) for level, found in groups.items()}
    here = reverse("imports:problems", args=[upload.pk])
    waiting = sum(1 for row in reading.sheet_rows if row.waits_for and row.status != "set_aside")
    return ProblemsPage(
        upload=upload,
        kind=_(reading.kind.title),
        is_unreadable=reading.whole_file_refused,
        faults=[_fault(n, f, here, wanted, lasts=reading.whole_file_refused) for n, f in enumerate(faults)],
        chips=[
            Chip(_("要办的"), here, on=wanted not in groups, count=counts["refuse"] + counts["notice"]),
            *(
                Chip(word, f"{here}?level={level}", on=wanted == level, count=counts[level])
                for level, word in (("refuse", _("必改")), ("notice", _("请确认")), ("info", _("知道就行")))
            ),
        ],
        figures=[
            (_("能直接导入"), reading.rows_ok, _("行"), "done"),
            (_("必改"), counts["refuse"], _("处"), "stop"),
            (_("请确认"), counts["notice"], _("处"), "soon"),
            (_("已改"), len(choices.corrections), _("处"), "done"),
            (_("挑出"), reading.rows_set_aside + waiting, _("行"), "back"),
        ],
        bar=_bar(reading),
        sums=[(title, yuan(fen)) for title, fen in reading.sums_fen.items()],
        row=_row(reading, asked.get("at", "")),
        mends=[
            (f"{sheet}!{column}{row}", text, f"{row}!{column}!{sheet}")
            for (sheet, row, column), text in choices.corrections.items()
        ],
        aside=[
            (_("%(sheet)s 第 %(row)s 行") % {"sheet": sheet, "row": row}, reason, f"{row}!!{sheet}")
            for (sheet, row), reason in choices.set_aside.items()
        ],
        waiting=waiting,
        refusals=counts["refuse"],
        notices=counts["notice"],
        is_confirmed=confirmed,
        may_go_on=reading.may_be_taken and confirmed,
        next_step=_next_step(upload, reading, counts, confirmed=confirmed),
    )


def _next_step(upload: Upload, reading: Reading, counts: Mapping[str, int], *, confirmed: bool) -> Action:
    """The way to the preview; where it is shut, what keeps it shut."""
    label = _("下一步：预览变化")
    if reading.whole_file_refused:
        return Action(label, open=False, reason=_("这份文件读不出可导入的表，换一个文件"))
    if counts["refuse"]:
        return Action(label, open=False, reason=_("还有 %(n)s 处必改") % {"n": counts["refuse"]})
    if not confirmed:
        return Action(label, open=False, reason=_("还有 %(n)s 处请确认") % {"n": counts["notice"]})
    return Action(label, reverse("imports:preview", args=[upload.pk]), primary=True)


def _fault(order: int, fault: wizard.Fault, here: str, level: str, *, lasts: bool) -> FaultShown:
    """A fault in words; of a file refused as a whole nothing can be mended here (`lasts`)."""
    problem = fault.problem
    words = {"refuse": _("必改"), "notice": _("请确认"), "info": _("知道就行")}
    sheet, row, column = fault.places[0]
    query = urlencode({"at": f"{row}!{column}!{sheet}"} | ({"level": level} if level else {}))
    others = [f"{s}!{c}{r}" for s, r, c in fault.places[1:SHOWN_PLACES]]
    if len(fault.places) > SHOWN_PLACES:
        others.append(_("等 %(n)s 处") % {"n": len(fault.places)})
    return FaultShown(
        order=order,
        key=fault.key,
        level=problem.severity,
        shape=LEVEL_SHAPES[problem.severity],
        level_word=words[problem.severity],
        where=fault.where,
        url=f"{here}?{query}#row" if row else "",
        more="、".join(others),
        value=problem.value,
        what=fault.words["what"],
        why=fault.words["why"],
        then=fault.words["then"],
        code=problem.code,
        suggestion=problem.suggestion,
        is_cell=fault.is_cell and problem.severity != "info" and not lasts,
        has_row=bool(fault.rows) and problem.severity == "refuse" and not lasts,
        count=len(fault.places),
        is_info=problem.severity == "info",
    )


def _bar(reading: Reading) -> list[tuple[str, int, int]]:
    """Shares of rows for the bar, in thousandths: ok, to be confirmed, refused, left out."""
    parts = (
        ("ok", reading.rows_ok), ("notice", reading.rows_notice), ("refuse", reading.rows_refused),
        ("aside", reading.rows_set_aside + reading.rows_dropped),
    )  # fmt: skip
    total = sum(n for _, n in parts) or 1
    found, at = [], 0
    for name, number in parts:
        width = number * 1000 // total
        if number:
            found.append((name, at, max(width, 4)))
            at += max(width, 4)
    return found


def _row(reading: Reading, asked: str) -> RowShown | None:
    """The row that is looked at, with its neighbours and the columns' letters."""
    number_text, _sep, rest = asked.partition("!")
    column, _sep, name = rest.partition("!")
    sheet = next((s for s in reading.workbook.sheets if s.name == name), None)
    if sheet is None or not number_text.isdigit() or len(number_text) > 7:
        return None
    number = int(number_text)
    near = [r for r in sheet.rows if abs(r.number - number) <= AROUND]
    if not any(r.number == number for r in near):
        return None
    width = max((len(r.values) for r in near), default=0)
    middle = column_number(column) if column.isalpha() else -1
    first = max(middle - BESIDE, 0) if 0 <= middle < width else 0
    shown = range(first, min(width, middle + BESIDE + 1) if 0 <= middle < width else min(width, WIDEST))
    layout = next((t.layout for t in reading.tables if t.sheet.name == name), None)
    named = {w.index: w.heading for w in layout.where.values()} if layout is not None else {}
    lines = []
    for row in near:
        cells = []
        for index in shown:
            value = row.values[index] if index < len(row.values) else None
            text = sheet.shown(row.number, index, value) if value is not None else as_shown(value)
            cells.append((text[:80], row.number == number and index == middle))
        lines.append((row.number, row.number == number, cells))
    heads = [(letter(n), named.get(n, "")[:20]) for n in shown]
    return RowShown(name, number, heads, lines)


@dataclass(frozen=True, slots=True)
class TableShown:
    """What one table would change, in figures and rows."""

    title: str
    figures: list[tuple[str, int]]
    changed: list[tuple[str, list[tuple[str, str, str]]]]  # row's key, (column, old, new)
    added: list[str]
    absent: list[str]
    more_changed: int
    more_added: int
    more_absent: int


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Everything of the third step."""

    upload: Upload
    kind: str
    tables: list[TableShown]
    refused: list[Problem]
    saved: int
    changed: int
    unchanged: int
    set_aside: int
    may_go_in: bool
    changes_nothing: bool


def preview_page(upload: Upload, outcome: Outcome, tables: list[wizard.TableChanges]) -> PreviewPage:
    """The third step: what would be written."""
    loaded = outcome.loaded
    return PreviewPage(
        upload=upload,
        kind=_(outcome.reading.kind.title),
        tables=[_changes(t, outcome.reading) for t in tables],
        refused=list(outcome.refused),
        saved=loaded.saved,
        changed=loaded.changed,
        unchanged=loaded.unchanged,
        set_aside=outcome.set_aside,
        may_go_in=outcome.may_go_in,
        changes_nothing=outcome.may_go_in and not loaded.wrote,
    )


def _changes(table: wizard.TableChanges, reading: Reading) -> TableShown:
    c = table.changes
    key = reading.kind.table(next(r.table for r in [*c.added, *[x.row for x in c.changed], *c.unchanged])).key

    def named(row: Any) -> str:
        return " · ".join(_said("", v) for v in row.key(key) if v not in (None, ""))

    changed = [
        (
            named(change.row),
            [
                (table.titles[name], _said(name, old), _said(name, new))
                for name, (old, new) in change.fields.items()
                if name in table.titles
            ],
        )
        for change in c.changed[:SHOWN_ROWS]
    ]
    absent = [" · ".join(_said("", v) for v in k if v not in (None, "")) for k in c.not_in_file[:20]]
    return TableShown(
        title=table.title,
        figures=[
            (_("新增"), len(c.added)),
            (_("更改"), len(c.changed)),
            (_("未变"), len(c.unchanged)),
            (_("库里有、表里没有（保留）"), len(c.not_in_file)),
        ],
        changed=changed,
        added=[named(row) for row in c.added[:20]],
        absent=absent,
        more_changed=max(len(c.changed) - SHOWN_ROWS, 0),
        more_added=max(len(c.added) - 20, 0),
        more_absent=max(len(c.not_in_file) - 20, 0),
    )


def _said(name: str, value: Any) -> str:
    """A value for a person."""
    if value is None or value == "":
        return "—"
    if name.endswith("_fen") and isinstance(value, int):
        return f"{yuan(value)} {_('元')}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value)) or "—"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class DonePage:
    """What became of an upload."""

    upload: Upload
    kind: str
    is_taken: bool
    changed_nothing: bool
    figures: list[tuple[str, int]]
    sums: list[tuple[str, str]]
    set_aside: int


def done_page(upload: Upload) -> DonePage:
    """The last step."""
    told = upload.outcome
    kind = rights.kinds().get(upload.kind)
    names = (("saved", _("新增")), ("changed", _("更改")), ("unchanged", _("未变")), ("set_aside", _("挑出")))
    return DonePage(
        upload=upload,
        kind=_(kind.title) if kind else upload.kind,
        is_taken=upload.status == Upload.Status.TAKEN,
        changed_nothing=not told.get("saved") and not told.get("changed"),
        figures=[(word, int(told.get(name, 0))) for name, word in names],
        sums=[(title, yuan(fen)) for title, fen in told.get("sums_fen", {}).items()],
        set_aside=int(told.get("set_aside", 0)),
    )
