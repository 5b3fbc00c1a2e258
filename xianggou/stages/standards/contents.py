"""What a standard says, checked once: typed on a page, read from a workbook or given by a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext

from xianggou.core.findings import BadInput, Problem
from xianggou.stages.standards import queries
from xianggou.stages.standards.models import POINT_BP, Indicator
from xianggou.stages.standards.rules import group_of

COLUMNS = ("group", "name", "target", "unit", "measure", "weight_bp", "deduction")
# no standard has more: the form shows that many rows, and a list longer than this is several standards in one
MOST = 60
LONGEST = 2000
LENGTHS = {"of": 20, "requirement": 200, "proof": 100, "name": 200, "issuer": 60}
OBJECTS = ("承接主体", "从业人员")
MOMENTS = ("登记", "响应", "合同履行")


@dataclass(frozen=True, slots=True)
class Told:
    """Parts of a standard that were given, each None where it was not."""

    indicators: tuple[dict[str, Any], ...] | None = None
    qualifications: tuple[queries.Qualification, ...] | None = None
    rules: tuple[queries.Followed, ...] | None = None


def of_indicator(row: Indicator) -> dict[str, Any]:
    """An indicator as parts of a standard are given."""
    return {name: getattr(row, name) for name in COLUMNS}


def columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an indicator, without where it stood."""
    return {name: row[name] for name in COLUMNS}


def checked(
    groups: tuple[str, ...],
    indicators: Sequence[Mapping[str, Any]] | None = None,
    qualifications: Sequence[Mapping[str, Any]] | None = None,
    rules: Sequence[Mapping[str, Any]] | None = None,
) -> Told:
    """The parts in the form in which a standard keeps them; the groups by the words of the law.

    Raises: BadInput with every problem.
    """
    problems: list[Problem] = []
    told = Told(
        None if indicators is None else tuple(_indicators(indicators, groups, problems)),
        None if qualifications is None else tuple(_qualifications(qualifications, problems)),
        None if rules is None else tuple(_rules(rules, problems)),
    )
    if problems:
        raise BadInput(problems)
    return told


def _problem(row: Mapping[str, Any], column: str, code: str, what: str, then: str) -> Problem:
    sheet, number = row.get("at") or (
        "",
        0,
    )  # a row of a file is named by its place there, a typed one by its box
    return Problem(code=code, what=what, then=then, sheet=sheet, row=number, column="" if sheet else column)


def _fits(row: Mapping[str, Any], n: int, name: str, most: int, problems: list[Problem]) -> str:
    """A text of a row, trimmed; a problem where it is too long or holds what no paper could print."""
    said = str(row.get(name) or "").strip()
    column = f"{name}_{n}"
    if "\x00" in said:
        problems.append(_problem(row, column, "nul", gettext("文字中有空字符"), gettext("删去后重填")))
        return ""
    if len(said) > most:
        what = gettext("“%(start)s…”有 %(length)s 个字，最多 %(most)s 个字") % {
            "start": said[:20],
            "length": len(said),
            "most": most,
        }
        problems.append(_problem(row, column, "too_long", what, gettext("改短些")))
    return said


def _indicators(
    rows: Sequence[Mapping[str, Any]], groups: tuple[str, ...], problems: list[Problem]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    if len(rows) > MOST:
        what = gettext("一份标准最多 %(most)s 项指标，这里有 %(n)s 项") % {"most": MOST, "n": len(rows)}
        problems.append(_problem(rows[MOST], "", "too_many", what, gettext("核对是不是几份标准合在了一起")))
    for n, row in enumerate(rows[:MOST]):
        one: dict[str, Any] = {}
        for name in COLUMNS:
            column = Indicator._meta.get_field(name)
            if isinstance(column, models.CharField):
                one[name] = _fits(row, n, name, column.max_length or 0, problems)
        one["group"] = group_of(one["group"], groups)
        one["weight_bp"] = _weight(row, n, problems)
        if groups and one["group"] not in groups:
            what = gettext("没有“%(group)s”这一类指标") % {"group": one["group"]}
            then = gettext("从这些类别中选：%(groups)s") % {"groups": gettext("、").join(groups)}
            problems.append(_problem(row, f"group_{n}", "unknown_group", what, then))
        key = (one["group"], one["name"])
        if not one["name"]:
            problems.append(
                _problem(row, f"name_{n}", "no_name", gettext("这项指标没有名称"), gettext("填写名称"))
            )
        elif key in seen:
            what = gettext("“%(name)s”写了两遍") % {"name": one["name"]}
            problems.append(_problem(row, f"name_{n}", "doubled", what, gettext("只留一项")))
        seen.add(key)
        found.append(one)
    return found


def _weight(row: Mapping[str, Any], n: int, problems: list[Problem]) -> int:
    """A weight in basis points; points may have two decimals."""
    given = row.get("weight_bp", None)
    try:
        exact = Decimal(str(row.get("weight") or 0)) * POINT_BP if given is None else Decimal(given)
        whole = int(exact) if exact.is_finite() else -1
    except InvalidOperation:
        whole, exact = -1, Decimal(0)
    if whole != exact or not 0 <= whole <= POINT_BP * POINT_BP:
        then = gettext("填 0 到 100 之间的分数，小数最多两位")
        problems.append(_problem(row, f"weight_{n}", "weight", gettext("权重读不出来或超出范围"), then))
        return 0
    return whole


def _qualifications(
    rows: Sequence[Mapping[str, Any]], problems: list[Problem]
) -> list[queries.Qualification]:
    found = []
    for n, row in enumerate(rows[:MOST]):
        said = {name: _fits(row, n, name, LENGTHS[name], problems) for name in ("of", "requirement", "proof")}
        if said["of"] not in OBJECTS:
            then = gettext("从这两种中选：%(kinds)s") % {"kinds": gettext("、").join(OBJECTS)}
            problems.append(_problem(row, f"of_{n}", "unknown_object", gettext("要求对象没有写对"), then))
        if not said["requirement"]:
            what, then = gettext("这一条没有写资格要求"), gettext("写明要具备什么")
            problems.append(_problem(row, f"requirement_{n}", "no_requirement", what, then))
        at = row.get("checked_at") or ()
        moments = tuple(at.split("、")) if isinstance(at, str) else tuple(at)
        if set(moments) - set(MOMENTS):
            then = gettext("从这些环节中选：%(moments)s") % {"moments": gettext("、").join(MOMENTS)}
            problems.append(
                _problem(row, f"checked_at_{n}", "unknown_moment", gettext("没有这个核验环节"), then)
            )
        found.append(
            queries.Qualification(**said, is_dated=row.get("is_dated") in (True, "是"), checked_at=moments)
        )
    return found


def _rules(rows: Sequence[Mapping[str, Any]], problems: list[Problem]) -> list[queries.Followed]:
    found = []
    for n, row in enumerate(rows[:MOST]):
        name, issuer = (_fits(row, n, one, LENGTHS[one], problems) for one in ("name", "issuer"))
        since = row.get("since") or ""
        if not name:
            problems.append(
                _problem(row, f"name_{n}", "no_name", gettext("这一条没有写制度名称"), gettext("填写名称"))
            )
        found.append(
            queries.Followed(name, issuer, since.isoformat() if isinstance(since, date) else str(since))
        )
    return found


def text(column: str, said: str) -> str:
    """A text of the standard.  Raises: BadInput."""
    problems: list[Problem] = []
    kept = _fits({column: said}, 0, column, LONGEST, problems)
    if problems:
        first = problems[0]
        raise BadInput([Problem(code=first.code, what=first.what, then=first.then, column=column)])
    return kept
