"""Runs tables of cases: on a date, with these facts, exactly these codes are found.

A clerk can read such a file and add to it. Only rules that the facts can decide are looked at.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .law import LawOn, Library, NoValue
from .packs import Pack, example_pack
from .parameters import BadLaw, Flaw, line_of
from .rules import figure_of, judge, rules_of

_CASE = frozenset({"id", "verb", "on", "given", "expect"})
_FIGURES = ("due_on", "interest_fen")
_CALENDAR = ("gives_on", "provisional")
_KEYS = _CASE | {"note", *_FIGURES, *_CALENDAR}
_LIMITS = frozenset({"limit_fen", "open_tender_limit_fen"})


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a table of cases."""

    id: str
    verb: str
    on: date
    given: Mapping[str, Any]
    expect: tuple[str, ...]
    figures: Mapping[str, Any]
    note: str = ""

    @property
    def room(self) -> str:
        """The room whose act it is about."""
        return self.verb.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case expected and what was found."""

    case: Case
    found: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether exactly the expected was found."""
        return not self.wrong

    def as_json(self) -> dict[str, object]:
        """The form of `--json`."""
        return {
            "id": self.case.id,
            "verb": self.case.verb,
            "on": self.case.on.isoformat(),
            "passed": self.passed,
            "expected": sorted(self.case.expect),
            "found": list(self.found),
            "wrong": list(self.wrong),
        }


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file.  Raises: BadLaw naming file, line and case."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        said = tomllib.loads(text)
    except OSError as error:
        raise BadLaw([Flaw(str(path), "文件", f"打不开：{error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise BadLaw([Flaw(str(path), "文件", "不是 UTF-8 编码")]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadLaw([Flaw(str(path), "文件", f"不是合格的 TOML：{error}")]) from error
    tables = said.get("case")
    if not isinstance(tables, list) or not tables:
        raise BadLaw([Flaw(str(path), "[[case]]", "文件里没有用例")])
    flaws: list[Flaw] = []
    cases = []
    for number, table in enumerate(tables):
        reason = "；".join(_flaws_of(table)) if isinstance(table, dict) else "应是一张表"
        if reason:
            name = table.get("id", f"第 {number + 1} 个用例") if isinstance(table, dict) else str(table)
            flaws.append(Flaw(str(path), str(name), reason, line_of(text, "[[case]]", number)))
            continue
        figures = {name: table[name] for name in (*_FIGURES, *_CALENDAR) if name in table}
        cases.append(
            Case(
                table["id"],
                table["verb"],
                table["on"],
                table["given"],
                tuple(table["expect"]),
                figures,
                table.get("note", ""),
            )
        )
    if flaws:
        raise BadLaw(flaws)
    return tuple(cases)


def _flaws_of(table: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the form of a case."""
    missing = _CASE - table.keys()
    if missing:
        yield f"缺少 {'、'.join(sorted(missing))}"
        return
    unknown = table.keys() - _KEYS
    if unknown:
        yield f"不认识的键 {'、'.join(sorted(unknown))}"
    if type(table["on"]) is not date:
        yield "on 应是日期"
    if not isinstance(table["verb"], str):
        yield "verb 应是文字"
    if not isinstance(table["given"], dict):
        yield "given 应是一张表"
    if not isinstance(table["expect"], list) or not all(isinstance(code, str) for code in table["expect"]):
        yield "expect 应是代码的列表"


def run_case(case: Case, library: Library) -> Outcome:
    """One case against the law in force on its date."""
    given = dict(case.given)
    wrong: list[str] = []
    try:
        law = library.on(case.on, _pack(given.pop("pack", None), library))
    except BadLaw as error:
        return Outcome(case, (), (str(error),))
    if case.room == "calendar":
        return _calendar(case, law)
    if not rules_of(case.verb):
        return Outcome(case, (), (f"没有这个行为的规则：{case.verb}",))
    try:
        found = judge(case.verb, given, law).codes
    except (TypeError, ValueError, AttributeError) as error:
        return Outcome(case, (), (f"事实的形式不对：{error}",))
    if set(found) != set(case.expect):
        wrong.append(f"应有 {_list(case.expect)}，得到 {_list(found)}")
    for name, wanted in case.figures.items():
        try:
            got = figure_of(case.verb, name, given, law)
        except KeyError:
            got = None
        except NoValue as none:
            got = none.reason
        if got != wanted:
            wrong.append(f"{name} 应为 {wanted}，得到 {got}")
    return Outcome(case, found, tuple(wrong))


def _pack(said: object, library: Library) -> Pack | None:
    """The pack that a case names: limits as an example, or a pack by its name."""
    if said is None:
        return None
    if isinstance(said, str):
        return library.pack(said)
    if not isinstance(said, dict) or said.keys() - _LIMITS:
        raise BadLaw([Flaw("pack", "given.pack", f"只认 {'、'.join(sorted(_LIMITS))}")])
    return example_pack(said)


def _calendar(case: Case, law: LawOn) -> Outcome:
    """A case that counts days."""
    start, days = case.given.get("start_on"), case.given.get("working_days")
    if case.verb != "calendar.add_working_days" or type(start) is not date or not isinstance(days, int):
        return Outcome(case, (), (f"不认识的日历用例：{case.verb}",))
    found = law.calendar.add_working_days(start, days)
    got = {"gives_on": found.on, "provisional": found.provisional}
    wrong = [
        f"{name} 应为 {wanted}，得到 {got.get(name)}"
        for name, wanted in case.figures.items()
        if got.get(name) != wanted
    ]
    if case.expect:
        wrong.append(f"应有 {_list(case.expect)}，得到 {_list(())}")
    return Outcome(case, (), tuple(wrong))


def _list(codes: tuple[str, ...]) -> str:
    """Codes in brackets, sorted."""
    return f"[{', '.join(sorted(codes))}]"
