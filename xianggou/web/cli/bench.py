"""`xianggou bench NAME`: fill an empty database with invented purchases, or run one of the benchmarks of a checkout.

The benchmarks lie beside the program (`bench/` of the checkout), not inside it: an installation from the wheel
has none, and says so. Each runs in a process of its own.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import xianggou
from xianggou.web.cli.words import DONE, MISUSE, REFUSED, Parser, both, give, tell

# name -> (module or script, one sentence in each language)
BENCHES = {
    "fill": (
        "",
        "向空库填充示例采购（建表登录，一次事务）",
        "fill an empty database with invented purchases",
    ),
    "purchase": ("bench.purchase", "一笔采购的耗时，对照手写 SQL 与裸站", "one purchase against its floors"),
    "lists": ("bench.lists", "清单页和接口清单，对照裸页", "list pages against a bare page"),
    "together": (
        "bench.together",
        "几千项计划一起批复，对照逐项批复",
        "thousands of plan items approved together, against one by one",
    ),
    "matching": (
        "bench.matching",
        "供需对接：文字建议的准头，一县、一省的分配",
        "matching: how well texts are placed, sharing out for a county and a province",
    ),
    "choosing": (
        "bench/choosing.py",
        "钱不够时排序和推演的耗时，一县二十五个乡镇",
        "choosing under a budget and what-if, a county of 25 townships",
    ),
    "sheets": ("bench/sheets_100k.py", "十万行表格的检查耗时", "checking a workbook of 100,000 rows"),
}
SECONDS = 3600  # nothing measured here is worth more


def checkout() -> Path | None:
    """The folder of the checkout that has the benchmarks."""
    above = Path(xianggou.__file__).resolve().parent.parent
    return above if (above / "bench" / "fill").is_dir() else None


def main(argv: list[str]) -> int:
    """Gives: 0 done, 1 refused, 2 misuse."""
    if not argv or argv[0] in ("-h", "--help") or argv[0] not in BENCHES:
        _explain()
        return DONE if argv and argv[0] in ("-h", "--help") else MISUSE
    root = checkout()
    if root is None:
        tell(
            both(
                "性能测试只在源码目录里，安装包中没有。",
                "benchmarks come with a checkout, not with the wheel.",
            )
        )
        return REFUSED
    name, rest = argv[0], argv[1:]
    if name == "fill":
        sys.path.insert(0, str(root))
        return _fill(rest)
    what = BENCHES[name][0]
    order = [str(root / what)] if what.endswith(".py") else ["-m", what]
    try:
        return subprocess.run(
            [sys.executable, *order, *rest], cwd=root, timeout=SECONDS, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        tell(both(f"超过 {SECONDS} 秒，已停止。", f"stopped after {SECONDS} s."))
        return REFUSED


def _explain() -> None:
    give(both("用法: xianggou bench 名称 [参数…]", "usage: xianggou bench NAME [ARGUMENTS…]"))
    for name, (_, zh, en) in BENCHES.items():
        give(f"  {name:<10}{both(zh, en)}")
    give(both("xianggou bench 名称 --help 看该项的参数。", "xianggou bench NAME --help explains one."))


def _fill(argv: list[str]) -> int:
    parser = Parser(
        "bench fill",
        "向空库填充六年的示例采购，连同账册和留痕；已在使用的库不填。输出各表行数、账号和接口令牌。",
        "Fill an empty database with six years of invented purchases, ledger and trail included.",
    )
    parser.add_data()
    parser.add_argument("--purchases", type=int, default=10_000, help=both("采购笔数", "how many purchases"))
    parser.add_argument("--towns", type=int, default=300, help=both("乡镇数", "how many townships"))
    parser.add_argument("--suppliers", type=int, default=2000, help=both("承接主体数", "how many suppliers"))
    asked = parser.parse_args(argv)
    rig = importlib.import_module("bench.rig")
    return int(rig.make(asked.data, asked.purchases, asked.towns, asked.suppliers))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
