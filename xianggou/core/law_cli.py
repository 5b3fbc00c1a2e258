"""`xianggou law …` and `xianggou codes …`: the law read, checked and tried from a terminal, without a database."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from . import codes
from .findings import plain
from .law import Library, NoValue, library
from .law_cases import Outcome, read_cases, run_case
from .parameters import BadLaw, Flaw, Parameter
from .rooms import load_rules

_DONE, _REFUSED, _MISUSE = 0, 1, 2


def main(argv: list[str]) -> int:
    """Run `law …` or `codes …`.  Gives: 0 done, 1 input refused, 2 misuse."""
    try:
        chosen = _parser().parse_args(argv)
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else _MISUSE
    try:
        done: int = chosen.run(chosen)
    except BadLaw as bad:
        return _refuse(chosen, bad.flaws)
    return done


def _parser() -> argparse.ArgumentParser:
    """The words that the two commands take."""
    top = argparse.ArgumentParser(
        prog="xianggou", description="法规参数、用例和代码校验 / law, cases and codes"
    )
    areas = top.add_subparsers(dest="area", required=True)
    law = areas.add_parser("law", help="法规参数与用例 / parameters and cases of the law")
    verbs = law.add_subparsers(dest="verb", required=True)
    one = _verb(verbs, "list", _list, "某日有效的参数 / parameters in force on a date")
    one.add_argument("--room", default="", help="只看一间 / one room only")
    _dated(one)
    one = _verb(verbs, "show", _show, "一个参数的沿革和条款 / one parameter, its history and clauses")
    one.add_argument("key", metavar="KEY")
    _dated(one)
    _verb(verbs, "check", _check, "加载全部法规和实践包 / load everything and all packs")
    one = _verb(verbs, "cases", _cases, "运行用例 / run a table of cases")
    one.add_argument("file", metavar="FILE")
    one.add_argument("--room", default="", help="只跑一间 / one room only")
    area = areas.add_parser("codes", help="统一社会信用代码 / unified social credit codes")
    verbs = area.add_subparsers(dest="verb", required=True)
    one = _verb(verbs, "check", _codes, "逐行校验，- 为标准输入 / check line by line, - is standard input")
    one.add_argument("file", metavar="FILE")
    return top


def _verb(verbs: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    """One command with its `--json`."""
    made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    made.add_argument("--json", action="store_true", help="机器可读 / machine-readable")
    made.set_defaults(run=run)
    return made


def _dated(command: argparse.ArgumentParser) -> None:
    """A date and a place to read the law on."""
    command.add_argument("--on", type=_day, default=None, metavar="YYYY-MM-DD", help="哪一天 / which day")
    command.add_argument("--pack", default=None, metavar="PLACE", help="哪个地方的实践包 / a place's pack")


def _day(text: str) -> date:
    """A date as typed."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"不是日期 / not a date: {text}") from error


def _list(chosen: argparse.Namespace) -> int:
    """Parameters in force."""
    known = library()
    on = chosen.on or date.today()
    law = known.on(on, chosen.pack)
    rows: list[dict[str, Any]] = []
    for key in known.parameters:
        if chosen.room and key.partition(".")[0] != chosen.room:
            continue
        try:
            found = law[key]
        except NoValue:
            continue
        shown = list(found.items) if found.raw is None else found.raw
        title, unit = known.parameters[key].title, known.parameters[key].unit
        cites = [cite.as_json() for cite in found.cites]
        rows.append({"key": key, "title": title, "unit": unit, "value": shown, "cites": cites})
    if chosen.room and not rows:
        return _refuse(
            chosen, [Flaw("law", chosen.room, f"{on} 这一间没有参数 / no parameters in this room")]
        )
    if chosen.json:
        _give({"on": on.isoformat(), "pack": chosen.pack or "", "parameters": rows})
        return _DONE
    for row in rows:
        shown = "；".join(row["value"]) if isinstance(row["value"], list) else str(row["value"])
        rests_on = "、".join(f"{cite['title']}{cite['clause']}" for cite in row["cites"])
        print(f"{row['key']}\t{shown}\t{row['unit']}\t{rests_on}")
    return _DONE


def _show(chosen: argparse.Namespace) -> int:
    """One parameter with its history."""
    known = library()
    parameter = known.parameters.get(chosen.key)
    if parameter is None:
        near = [key for key in known.parameters if chosen.key.rpartition(".")[2] in key][:5]
        hint = f"；相近的有 {'、'.join(near)}" if near else ""
        return _refuse(chosen, [Flaw("law", chosen.key, f"没有这个参数 / no such parameter{hint}")])
    said = _history(parameter)
    try:
        found = known.on(chosen.on or date.today(), chosen.pack)[chosen.key]
        said["in_force"] = list(found.items) if found.raw is None else found.raw
        said["cites"] = [cite.as_json() for cite in found.cites]
    except NoValue as none:
        said["in_force"], said["reason"] = None, none.reason
    if chosen.json:
        _give(said)
        return _DONE
    print(f"{said['key']}  {said['title']}")
    print(f"单位 {said['unit']}，由 {'、'.join(parameter.governed_by)} 决定，收紧方向 {parameter.tighten}")
    for value in said["values"]:
        shown = "；".join(value["value"]) if isinstance(value["value"], list) else value["value"]
        cites = "、".join(f"《{cite['title']}》{cite['clause']}（{cite['gist']}）" for cite in value["cites"])
        print(f"  {value['from']} 至 {value['to'] or '今'}：{shown}  {cites}")
    on = chosen.on or date.today()
    held = said["in_force"]
    shown = said["reason"] if held is None else "；".join(held) if isinstance(held, list) else held
    local = "、".join(cite["title"] + cite["clause"] for cite in said.get("cites", ()))
    print(f"{on} {chosen.pack or ''}：{shown}  {local}".rstrip())
    return _DONE


def _history(parameter: Parameter) -> dict[str, Any]:
    """A parameter and all its values as JSON."""
    values = [
        {
            "from": value.starts.isoformat(),
            "to": value.ends.isoformat() if value.ends else "",
            "value": value.shown(),
            "mark": value.mark,
            "checked_on": plain(value.checked_on),
            "cites": [cite.as_json() for cite in value.cites],
        }
        for value in parameter.values
    ]
    return {
        "key": parameter.key,
        "title": parameter.title,
        "unit": parameter.unit,
        "governed_by": list(parameter.governed_by),
        "tighten": parameter.tighten,
        "values": values,
    }


def _check(chosen: argparse.Namespace) -> int:
    """Load everything and every pack; name all flaws at once."""
    known = library()
    flaws: list[Flaw] = []
    packs = []
    for name in known.pack_files:
        try:
            packs.append(known.pack(name))
        except BadLaw as bad:
            flaws += bad.flaws
    if flaws:
        return _refuse(chosen, flaws)
    said = _counts(known)
    said["packs"] = [{"id": pack.id, "name": pack.name, "digest": pack.digest} for pack in packs]
    if chosen.json:
        _give(said)
    else:
        print(
            f"法规 {said['statutes']} 部，条款 {said['clauses']} 条，参数 {said['parameters']} 个，值 {said['values']} 个"
        )
        print(f"日历 {'、'.join(map(str, said['years']))}；其后各年的期限作暂定")
        print(f"尚未对过原文的值 {said['unchecked']} 个")
        for pack in packs:
            print(f"实践包 {pack.id} {pack.name} {pack.digest[:12]}")
        print(f"law {known.digest[:12]} ok")
    return _DONE


def _counts(known: Library) -> dict[str, Any]:
    """How much law was read."""
    values = [value for parameter in known.parameters.values() for value in parameter.values]
    return {
        "ok": True,
        "digest": known.digest,
        "statutes": len(known.statutes),
        "clauses": sum(len(statute.clauses) for statute in known.statutes.values()),
        "parameters": len(known.parameters),
        "values": len(values),
        "unchecked": sum(value.checked_on is None for value in values),
        "years": sorted(year.year for year in known.years),
    }


def _cases(chosen: argparse.Namespace) -> int:
    """Run a table of cases and print each failure."""
    load_rules()
    cases = [case for case in read_cases(Path(chosen.file)) if chosen.room in ("", case.room)]
    known = library()
    outcomes: list[Outcome] = [run_case(case, known) for case in cases]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    closing = f"{len(outcomes) - len(failed)} passed, {len(failed)} failed"
    if chosen.json:
        counts = {"passed": len(outcomes) - len(failed), "failed": len(failed)}
        _give({**counts, "cases": [outcome.as_json() for outcome in outcomes]})
    else:
        for outcome in failed:
            for reason in outcome.wrong:
                print(f"{outcome.case.id}（{outcome.case.verb} {outcome.case.on}）：{reason}")
        print(closing)
    return _REFUSED if failed else _DONE


def _codes(chosen: argparse.Namespace) -> int:
    """Check codes line by line."""
    seen = [(number, codes.check(code)) for number, code in _lines(chosen.file)]
    wrong = [check for _, check in seen if not check.is_right]
    if chosen.json:
        rows = [{"line": number, **check.as_json()} for number, check in seen]
        _give({"ok": len(seen) - len(wrong), "wrong": len(wrong), "codes": rows})
    else:
        for _, check in seen:
            print(f"{check.code}\t{'ok' if check.is_right else check.reason}")
    return _REFUSED if wrong else _DONE


def _lines(name: str) -> Iterator[tuple[int, str]]:
    """The non-empty lines of a file or of standard input, with their numbers."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadLaw([Flaw(name, "文件", f"打不开：{error.strerror}")]) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def _refuse(chosen: argparse.Namespace, flaws: Iterable[Flaw]) -> int:
    """Name what can't be taken, on standard error; as JSON where asked."""
    named = list(flaws)
    if chosen.json:
        problems = [
            {"file": flaw.file, "line": flaw.line, "place": flaw.place, "reason": flaw.reason}
            for flaw in named
        ]
        _give({"ok": False, "problems": problems})
    for flaw in named:
        print(flaw, file=sys.stderr)
    return _REFUSED


def _give(content: object) -> None:
    """A machine-readable result."""
    print(json.dumps(content, ensure_ascii=False, indent=1, default=str))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
