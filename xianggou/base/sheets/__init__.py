"""Workbooks in and out: offices' own Excel, Word and CSV files read as they are, with every problem named at its cell.

What comes in: bytes of a file and the kind it is said to be. What goes out: typed records, problems with sheet, row,
column, value, why and what to do, and sums; nothing here touches the database or imports Django.

    from xianggou.base.sheets.child import read            # bytes, name → Workbook | Unreadable (never raises it)
    from xianggou.base.sheets.check import check, Choices  # kind, workbook, known, date → Reading
    from xianggou.base.sheets.kinds import find_kinds      # every room's kinds: {"budget": Kind, …}

    kind = find_kinds()["budget"]
    reading = check(kind, read(data, "预算.xlsx"), known, place_date)   # known: base.sheets.known.Known, from queries

    reading.problems          every Problem, in reading order: .sheet .row .column .value .code .severity .suggestion,
                              .what .why .then (Chinese), .say(gettext), .as_dict(gettext)
    reading.refusals, .notices, .may_be_taken, .whole_file_refused
    reading.data_rows, .rows_ok, .rows_notice, .rows_refused, .rows_dropped, .rows_set_aside
    reading.sums_fen          {heading: 分} of rows ok or with notice
    reading.saved_rows(table) RowRead: .values (by column name; money in 分), .sheet, .row, .key(names), .digest,
                              .status, .waits_for; `kind.table(name).key` is the natural key to save by
    reading.workbook.digest   SHA-256 of the file

Mending and the way back (`mend.py`, `annotate.py`):

    mend(reading, {("预算", 11, "E"): "2667.33"})          checked anew with typed corrections
    set_aside(reading, {("预算", 12): "待核实"})           rows left out by name and reason, dependants with them
    compare(reading, existing)                             added, changed (old → new), unchanged, not in file
    annotated(reading) → bytes                             the workbook as a table, comments in the cells, list of problems
    set_aside_workbook(reading) → bytes                    the rows left out, to be mended and sent again
    carried(choices, before, now) → Choices                mends that still fit a changed file, so that a second upload keeps them
    named_in(workbook) → {(sheet, row): reason}            the rows that a set-aside workbook names

Lists out (`export.py`): one streamed exporter for xlsx, csv and json.

A room declares kinds in its `sheets.py` as `KINDS = (Kind(...), …)`; see `kinds.py`. Words stand in `wording.py`.
"""
