"""The people's workbook as rows of `people.load`: roles by their code, seats and persons found by office and name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from xianggou.base.places.models import Body
from xianggou.base.sheets.check import Reading
from xianggou.base.sheets.rows import RowRead
from xianggou.base.trail.loads import AT
from xianggou.core.findings import BadInput, Problem
from xianggou.web.imports.shapes import Table, table

ROLES = {
    "村(社区)干部": "village_cadre",
    "乡镇经办人": "township_clerk",
    "乡镇会计": "township_accountant",
    "乡镇领导": "leader_in_charge",
    "联审岗": "joint_review",
    "县(区)财政部门": "county_finance",
    "行业主管部门": "industry_department",
    "纪检监察": "discipline",
    "审计": "audit",
    "县(区)领导": "county_leader",
}
LEVELS = {
    "县级": Body.Level.COUNTY,
    "区级": Body.Level.COUNTY,
    "县(区)级": Body.Level.COUNTY,
    "乡镇": Body.Level.TOWN,
    "乡镇级": Body.Level.TOWN,
    "村(社区)": Body.Level.VILLAGE,
    "村级": Body.Level.VILLAGE,
}
BODIES = {
    "code": "code",
    "name": "name",
    "short": "short",
    "aliases": "others",
    "kind": "kind",
    "parent": "parent_code",
    "town_code": "town_code",
    "village_code": "village_code",
    "may_buy": "may_buy",
    "valid_from": "opened_on",
    "valid_until": "closed_on",
}
PERSONS = {
    "number": "code",
    "name": "name",
    "sex": "gender",
    "office_code": "body_code",
    "phone": "phone",
    "standing": "identity",
    "state": "state",
    "since": "came_on",
    "left_on": "left_on",
}
TOWN_FIGURES, VILLAGE_FIGURES = 9, 12  # division codes of townships and of villages


def people(reading: Reading) -> dict[str, Any]:
    """Rows of `people.load`.  Raises: BadInput for a role nobody knows, a seat with several functions."""
    problems: list[Problem] = []
    seats = table(reading, "seats")
    resolver = _Resolver(reading, seats.rows)
    rows = {
        "bodies": _bodies(reading),
        "persons": [facts for _, facts in table(reading, "people").given(PERSONS)],
        "seats": [_seat(row, resolver, problems) for row in seats.rows],
        "deputies": [_deputy(row, resolver, problems) for row in table(reading, "deputies").rows],
    }
    if problems:
        raise BadInput(problems)
    return rows


def _bodies(reading: Reading) -> list[dict[str, Any]]:
    offices = table(reading, "offices")
    known = {office.code for office in reading.known.offices}
    found = []
    for row, facts in offices.given(BODIES):
        if row["level"] or row["code"] not in known:
            facts |= _lies(row, offices)
        found.append(facts)
    return found


def _lies(row: RowRead, offices: Table) -> dict[str, Any]:
    """Level and division of a body: as written, else as its code begins (590121100-2 is an office of 590121100)."""
    code = row["code"]
    division = code.split("-", 1)[0]
    level = LEVELS.get(row["level"] or "")
    if level is None:
        length = len(division)
        level = {TOWN_FIGURES: Body.Level.TOWN, VILLAGE_FIGURES: Body.Level.VILLAGE}.get(length)
    facts: dict[str, Any] = {"level": level or Body.Level.COUNTY}
    if "town_code" not in offices.columns and level in (Body.Level.TOWN, Body.Level.VILLAGE):
        facts["town_code"] = division[:TOWN_FIGURES]
    if "village_code" not in offices.columns and level == Body.Level.VILLAGE:
        facts["village_code"] = division
    return facts


class _Resolver:
    """Finds the code of a seat and the number of a person where the file gives only names."""

    def __init__(self, reading: Reading, rows: list[RowRead]) -> None:
        self.seats: dict[tuple[str, str], str] = {}
        self.holders: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()
        names = {p.number: p.name for p in reading.known.people}
        for row in table(reading, "people").rows:
            names[row["number"]] = row["name"]
        self.names = names
        for seat in reading.known.seats:
            if seat.code:
                self.seats[seat.office, seat.name] = seat.code
                self.taken.add(seat.code)
                self.holders[seat.code, names.get(seat.person, "")] = seat.person
        self.taken |= {row["code"] for row in rows if row["code"]}
        for row in rows:
            code = self.code_of(row)
            self.holders[code, row["holder"] or ""] = row["person"]

    def code_of(self, row: RowRead) -> str:
        """The seat's code: as written, as registered under office and title, else the office's next free one."""
        key = (row["office"] or "", row["seat"] or "")
        if row["code"]:
            self.seats.setdefault(key, row["code"])
            return str(row["code"])
        if key not in self.seats:
            number = 1
            while f"{row['office_code']}-G{number}" in self.taken:
                number += 1
            self.seats[key] = f"{row['office_code']}-G{number}"
            self.taken.add(self.seats[key])
        return self.seats[key]

    def person(self, number: str | None, name: str, seat: str = "") -> str:
        """A person's number: as written, as the seat's holder of that name, else the only one of that name."""
        if number:
            return number
        if (seat, name) in self.holders:
            return self.holders[seat, name]
        fits = [n for n, called in self.names.items() if called == name]
        return fits[0] if len(fits) == 1 else ""


def _seat(row: RowRead, resolver: _Resolver, problems: list[Problem]) -> dict[str, Any]:
    role = ROLES.get(row["role"] or "", row["role"] if row["role"] in ROLES.values() else "")
    if not role:
        known = "、".join(ROLES)
        problems.append(
            _at(
                row,
                "unknown_role",
                gettext("没有“%(role)s”这个角色") % {"role": row["role"]},
                gettext("从这些角色中选一个：%(known)s") % {"known": known},
            )
        )
    functions = tuple(row["duties"] or ())
    if len(functions) > 1:
        what = gettext("一个岗位写了 %(length)s 项职责：%(names)s") % {
            "length": len(functions),
            "names": "、".join(functions),
        }
        problems.append(_at(row, "several_functions", what, gettext("每项职责单独列一行岗位")))
    return {
        AT: (row.sheet, row.row),
        "code": resolver.code_of(row),
        "title": row["seat"],
        "role": role,
        "function": functions[0] if functions else "",
        "body_code": row["office_code"] or "",
        "person_code": row["person"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
    }


def _deputy(row: RowRead, resolver: _Resolver, problems: list[Problem]) -> dict[str, Any]:
    seat = resolver.code_of(row)
    holder = resolver.person(row["holder_number"], row["holder"] or "", seat)
    deputy = resolver.person(row["deputy_number"], row["deputy"] or "")
    for name, number in ((row["holder"], holder), (row["deputy"], deputy)):
        if not number:
            problems.append(
                _at(
                    row,
                    "unknown_person",
                    gettext("找不到唯一的“%(name)s”") % {"name": name},
                    gettext("补上人员编号"),
                )
            )
    return {
        AT: (row.sheet, row.row),
        "seat_code": seat,
        "holder_code": holder,
        "deputy_code": deputy,
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "scope": row["scope"] or "",
        "reason": row["reason"] or "",
    }


def _at(row: RowRead, code: str, what: str, then: str) -> Problem:
    return Problem(code=code, what=what, then=then, sheet=row.sheet, row=row.row)
