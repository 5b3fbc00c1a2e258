"""From checked rows of a workbook to the rows of a load action: sheets' words become columns, codes are found.

A column that the file does not have gives nothing, so that what stands there stays; an empty cell of one it has
gives nothing written in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from xianggou.base.sheets.check import Reading
from xianggou.base.sheets.rows import RowRead
from xianggou.base.trail.loads import AT
from xianggou.core.findings import BadInput, Problem
from xianggou.stages.standards.sheets import prose_of

OWN = "OWN"
# names of the sheet's column -> name of the action's column
TOWNS = {"code": "code", "name": "name", "type": "kind", "villages": "villages", "population": "population"}
VILLAGES = {
    "code": "code",
    "town_code": "town_code",
    "village": "name",
    "population": "population",
    "households": "households",
}
FIGURES = (
    "groups", "age_0_6", "age_7_17", "age_18_59", "age_60_79", "age_80_up", "left_behind", "disabled", "allowance",
    "old_alone",
)  # fmt: skip
DUTIES = {
    "code": "code",
    "field": "field",
    "name": "name",
    "office": "department",
    "manner": "mode",
    "county_part": "county_part",
    "town_part": "town_part",
    "may_buy": "is_purchasable",
    "items": "catalogue_codes",
    "basis": "basis",
    "admitted_on": "admitted_on",
    "status": "state",
}
ITEMS = {
    "class_code": "class_code",
    "class_name": "class_name",
    "code": "code",
    "name": "name",
    "office": "department",
    "content": "content",
    "suppliers": "suppliers",
    "unit": "unit",
    "price_fen_min": "price_fen_min",
    "price_fen_max": "price_fen_max",
    "duties": "duty_codes",
    "posts": "posts",
}
REVIEWS = {
    "item": "code",
    "round": "step",
    "office": "body",
    "reviewed_on": "reviewed_on",
    "verdict": "conclusion",
    "opinion": "opinion",
}
FUNDS = {
    "fund": "code",
    "name": "name",
    "manager": "department",
    "level": "level",
    "document": "document",
    "amount_fen": "amount_fen",
    "factor": "factor",
    "items": "catalogue_codes",
    "duties": "duty_codes",
    "given_on": "issued_on",
}
SHARES = {"fund": "fund_code", "town_code": "town_code", "factor": "factor_value", "amount_fen": "amount_fen"}
BUDGETS = {
    "transfer_fen": "transfers_fen",
    "earmarked_fen": "special_fen",
    "own_fen": "own_fen",
    "total_fen": "total_fen",
    "purchase_fen": "purchases_fen",
    "paid_fen": "paid_before_fen",
}
STAFF = {
    "town_code": "town_code",
    "name": "name",
    "post": "post",
    "standing": "identity",
    "cost_fen": "yearly_cost_fen",
    "outcome": "disposal",
    "effective_on": "effective_on",
}
DETAILS = ("sex", "born_in", "education", "grade", "since", "went_to")
PLAN = {
    "code": "code",
    "town_code": "town_code",
    "item": "catalogue_code",
    "name": "name",
    "quantity": "quantity",
    "unit": "unit",
    "amount_fen": "budget_fen",
    "carried_out": "carried_out",
    "method": "method",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "duty": "duty_code",
    "posts_out": "posts_cut",
    "goal": "target",
    "office": "office",
}
APPLIED = {
    "number": "number",
    "town_code": "town_code",
    "item": "catalogue_code",
    "name": "name",
    "amount_fen": "amount_fen",
    "sources": "sources",
    "method": "method",
    "applied_on": "applied_on",
    "verdict": "verdict",
}
OPINIONS = {
    "number": "number",
    "desk": "desk",
    "part": "part",
    "money": "money",
    "scheme": "scheme",
    "method": "method",
    "choice": "choice",
    "reason": "reason",
    "signed_on": "signed_on",
}
# An empty cell means nothing was written; dates, prices and figures stay unknown then.
MAY_BE_UNKNOWN = {
    "price_fen_min", "price_fen_max", "issued_on", "factor_value", "effective_on", "starts_on", "ends_on", "admitted_on",
    "came_on", "left_on", "opened_on", "closed_on", "reviewed_on",
}  # fmt: skip
LISTS = {"catalogue_codes", "duty_codes", "others"}
FIGURED = {"villages", "population", "households", "posts_cut", "amount_fen"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a reading: which columns its sheets have, and its rows to be saved."""

    columns: frozenset[str]
    rows: list[RowRead]

    def given(self, names: Mapping[str, str]) -> Iterator[tuple[RowRead, dict[str, Any]]]:
        """Each row with its facts by the action's names."""
        for row in self.rows:
            facts: dict[str, Any] = {AT: (row.sheet, row.row)}
            for name, column in names.items():
                value = row.values.get(name)
                if value is not None or name in self.columns:
                    facts[column] = _kept(column, value)
            yield row, facts


def _kept(column: str, value: Any) -> Any:
    if column in LISTS:
        return list(value or ())
    if value is None and column not in MAY_BE_UNKNOWN:
        return 0 if column in FIGURED or column.endswith("_fen") else ""
    return value


def table(reading: Reading, name: str) -> Table:
    """The rows of a table that are to be saved."""
    columns: set[str] = set()
    for tabled in reading.tables:
        if (tabled.table.spread_into or tabled.table.name) == name:
            columns |= set(tabled.layout.where)
    return Table(frozenset(columns), reading.saved_rows(name))


def places(reading: Reading) -> dict[str, Any]:
    """Rows of `places.load`."""
    villages = table(reading, "villages")
    return {
        "towns": [facts for _, facts in table(reading, "towns").given(TOWNS)],
        "villages": [
            {**facts, "figures": {n: row[n] or 0 for n in FIGURES if n in villages.columns}}
            for row, facts in villages.given(VILLAGES)
        ],
    }


def duties(reading: Reading) -> dict[str, Any]:
    """Rows of `duties.adopt`."""
    return {"duties": [facts for _, facts in table(reading, "duties").given(DUTIES)]}


def catalogue(reading: Reading) -> dict[str, Any]:
    """Rows of `catalogue.adopt`; the issue's label and day are those that its rows name."""
    items = table(reading, "items")
    return {
        "items": [facts for _, facts in items.given(ITEMS)],
        "reviews": [facts for _, facts in table(reading, "reviews").given(REVIEWS)],
        "label": next((row["version"] for row in items.rows if row["version"]), ""),
        "effective_on": max((row["valid_from"] for row in items.rows if row["valid_from"]), default=None),
    }


def funds(reading: Reading) -> dict[str, Any]:
    """Rows of `funds.load`; the year is the file's, else that of the documents."""
    given = table(reading, "funds")
    days = [row["given_on"] for row in given.rows if row["given_on"]]
    year = max(days).year if days else reading.year
    if year is None:
        raise BadInput(
            [
                Problem(
                    "year_missing",
                    gettext("看不出是哪一年的专项资金"),
                    then=gettext("在标题或文件名中写明年度"),
                )
            ]
        )
    return {
        "year": year,
        "funds": [facts for _, facts in given.given(FUNDS)],
        "shares": [facts for _, facts in table(reading, "shares").given(SHARES)],
    }


def budgets(reading: Reading) -> dict[str, Any]:
    """Rows of `funds.load_budgets`."""
    return {
        "budgets": [
            {**facts, "town_code": row["town_code"], "year": row["year"] or reading.year}
            for row, facts in table(reading, "budgets").given(BUDGETS)
        ]
    }


def posts(reading: Reading) -> dict[str, Any]:
    """Rows of `duties.load_posts`: who does the work today, and what the service in their place costs."""
    staff = table(reading, "staff")
    fees = [row for t in reading.tables if t.table.name == "fees" for row in t.rows if row.status != "refuse"]
    return {
        "posts": [
            {
                **facts,
                "key": "|".join(str(row[n] or "") for n in ("town_code", "name", "born_in")),
                "details": {n: str(row[n] or "") for n in DETAILS if n in staff.columns},
            }
            for row, facts in staff.given(STAFF)
        ],
        "prices": [
            {
                AT: (row.sheet, row.row),
                "town_code": row["town_code"],
                "villages": row["villages"] or 0,
                "village_fen": row["fee_fen"],
                "price_fen": row["price_fen"] or 0,
            }
            for row in fees
            if row["town_code"]
        ],
    }


INDICATORS = {n: n for n in ("group", "name", "target", "unit", "measure", "deduction")} | {
    "weight": "weight_bp"
}
QUALIFICATIONS = {n: n for n in ("of", "requirement", "proof", "is_dated", "checked_at")}
FOLLOWED = {n: n for n in ("name", "issuer", "since")}


def standards(reading: Reading) -> dict[str, Any]:
    """Rows of `standards.load`: one for each item, with those of its parts that the file has.

    A Word file says qualifications and rules in its paragraphs. What is read there, and a standard of which rows are
    set aside, stays a draft (`is_open`).
    """
    found: dict[str, dict[str, Any]] = {}
    for row, facts in table(reading, "indicators").given(INDICATORS):
        one = found.setdefault(row["item"], {AT: (row.sheet, row.row), "code": row["item"]})
        one.setdefault("indicators", []).append(facts)
    for name, part, names in (
        ("qualifications", "qualifications", QUALIFICATIONS),
        ("followed", "rules", FOLLOWED),
    ):
        for row, facts in table(reading, name).given(names):
            one = found.setdefault(row["item"], {AT: (row.sheet, row.row), "code": row["item"]})
            one.setdefault(part, []).append(facts)
    said = prose_of(reading.workbook.text_before)
    if len(found) == 1 and (said.qualifications or said.rules):
        (one,) = found.values()
        one.setdefault("qualifications", list(said.qualifications))
        one.setdefault("rules", [{"name": name} for name in said.rules])
        one |= {"scope": said.scope, "is_open": True}
    left_out = {r["item"] for t in reading.tables for r in t.rows if r.status == "set_aside"}
    for code in left_out & found.keys():
        found[code]["is_open"] = True
    return {"standards": list(found.values())}


def joint_reviews(reading: Reading) -> dict[str, Any]:
    """Rows of `joint_review.load`: what was applied for, and what each office said."""
    return {
        "reviews": [facts for _, facts in table(reading, "applied").given(APPLIED)],
        "opinions": [facts for _, facts in table(reading, "opinions").given(OPINIONS)],
    }


def plan(reading: Reading) -> dict[str, Any]:
    """Rows of `plans.load`: each with its sources of money."""
    given = table(reading, "plan")
    problems: list[Problem] = []
    rows = []
    for row, facts in given.given(PLAN):
        facts["year"] = row["year"] or reading.year or (row["starts_on"].year if row["starts_on"] else None)
        if facts["year"] is None:
            problems.append(
                _at(row, "year_missing", gettext("看不出是哪一年的计划"), gettext("在标题或文件名中写明年度"))
            )
        facts["sources"] = _sources(row, given.columns, reading, problems)
        rows.append(facts)
    if problems:
        raise BadInput(problems)
    return {"rows": rows}


def _sources(
    row: RowRead, columns: frozenset[str], reading: Reading, problems: list[Problem]
) -> dict[str, int]:
    """Fund code -> 分. A fund that the row does not name is the one that pays for its catalogue item."""
    total = row["amount_fen"] or 0
    earmarked = row["earmarked_fen"] or 0
    own = row["own_fen"] if row["own_fen"] is not None or "own_fen" in columns else total - earmarked
    if not earmarked:
        return {OWN: own or 0}
    fund = row["fund"]
    if not fund:
        fund = _only_fund(row, reading)
    if not fund:
        problems.append(
            _at(row, "fund_missing", gettext("用了下沉专项资金，没有写是哪一项资金"), gettext("填写资金编码"))
        )
        return {}
    return {fund: earmarked, OWN: own or 0}


def _only_fund(row: RowRead, reading: Reading) -> str:
    """The one fund of which this township has a share, where it has a share of one only."""
    shares = [code for (town, code), fen in reading.known.shares.items() if town == row["town_code"] and fen]
    return shares[0] if len(shares) == 1 else ""


def _at(row: RowRead, code: str, what: str, then: str) -> Problem:
    return Problem(code=code, what=what, then=then, sheet=row.sheet, row=row.row)
