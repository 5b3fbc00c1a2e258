"""How long checking a workbook of 100,000 rows takes, against only reading its cells, in one and the same process.

Run: `python bench/sheets_100k.py [ROWS]`. Reading is what the child process does to an uploaded file: container, safety
pass, values. Checking adds everything else: layout, typed values, duplicates, references, sums. Processor time is
counted, not the clock on the wall, so that a busy machine does not change the ratio.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import resource
import sys
import time
from pathlib import Path

import python_calamine
import xlsxwriter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from xianggou.base.sheets.check import Reading, check  # noqa: E402
from xianggou.base.sheets.child import open_file, read  # noqa: E402
from xianggou.base.sheets.csvs import from_pack  # noqa: E402
from xianggou.base.sheets.kinds import find_kinds  # noqa: E402
from xianggou.base.sheets.known import Known  # noqa: E402
from xianggou.base.sheets.limits import Limits  # noqa: E402

PACK = ROOT / "packs" / "county-a"
DATE = dt.date(2023, 12, 31)
GOAL = 3.0


def known_from_pack() -> Known:
    """Towns, duties, catalogue, funds and shares of the pack."""
    kinds, known = find_kinds(), Known(place="清岚县")
    for name in ("places", "people", "duties", "catalogue", "funds"):
        workbook = from_pack(kinds[name], PACK)
        assert workbook is not None
        reading = check(kinds[name], workbook, known, DATE)
        for table in reading.kind.tables:
            if table.provides:
                known = table.provides(reading.saved_rows(table.name), known)
        if name == "duties":
            known = known.plus(duties=frozenset(r["code"] for r in reading.rows))
    return known


def plan_workbook(rows: int) -> bytes:
    """A purchase plan of so many rows: the pack's items over and over, each under a name and code of its own."""
    workbook = from_pack(find_kinds()["plan"], PACK)
    assert workbook is not None
    head, *items = [r.values for r in workbook.sheets[0].rows]
    columns = {str(h): i for i, h in enumerate(head)}
    money = [columns[h] for h in ("数量", "预算金额(元)", "拟减聘人数")]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("购买计划2023")
    sheet.write_row(0, 0, ["序号", *head])
    for number in range(rows):
        item = [*items[number % len(items)]] + [None] * len(head)
        item[columns["计划编号"]] = f"QL2023-{number:06d}"
        item[columns["项目名称"]] = f"{item[columns['项目名称']]}第{number}项"
        item[columns["资金编码"]] = None
        sheet.write_number(number + 1, 0, number + 1)
        for column in range(len(head)):
            value = item[column]
            if column in money and value:
                sheet.write_number(number + 1, column + 1, float(str(value)))
            elif head[column] in ("开始日期", "结束日期"):
                sheet.write_datetime(number + 1, column + 1, dt.date.fromisoformat(str(value)), date)
            elif head[column] == "下沉专项资金(元)":
                sheet.write_number(number + 1, column + 1, 0)
            elif head[column] == "镇本级资金(元)":
                sheet.write_number(number + 1, column + 1, float(str(item[columns["预算金额(元)"]])))
            elif value:
                sheet.write_string(number + 1, column + 1, str(value))
    book.close()
    return out.getvalue()


def timed(rows: int) -> dict[str, float | int]:
    """Seconds of the processor for each part, and the ratios."""
    gc.disable()  # as in the child process
    data, known, kind = plan_workbook(rows), known_from_pack(), find_kinds()["plan"]
    start = time.process_time()
    python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    values_only = time.process_time() - start
    start = time.process_time()
    workbook = open_file(data, "购买计划2023.xlsx", Limits.for_size(len(data)))
    reading = time.process_time() - start
    start = time.process_time()
    found: Reading = check(kind, workbook, known, DATE)
    checking = time.process_time() - start
    start = time.perf_counter()
    read(data, "购买计划2023.xlsx")
    through_child = time.perf_counter() - start
    assert (found.data_rows, found.rows_ok) == (rows, rows), [p.as_dict() for p in found.problems[:5]]
    return {
        "rows": rows,
        "megabytes": round(len(data) / 1e6, 1),
        "values_only_seconds": round(values_only, 2),
        "read_seconds": round(reading, 2),
        "check_seconds": round(checking, 2),
        "ratio_read_and_check_to_read": round((reading + checking) / reading, 2),
        "ratio_check_to_values_only": round(checking / values_only, 2),
        "ratio_all_to_values_only": round((reading + checking) / values_only, 2),
        "child_wall_seconds": round(through_child, 2),
        "memory_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> int:
    """Print the figures; 1 when checking takes more than three times the reading."""
    figures = timed(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    return 0 if figures["ratio_read_and_check_to_read"] <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
