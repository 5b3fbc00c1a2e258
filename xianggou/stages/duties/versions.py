"""Making the next version of the duty list: from a loaded list, or by one decision of the county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Row
from xianggou.core.actor import Acting
from xianggou.core.findings import Stale
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Admission, Duty, DutyList

FACTS = (
    "code", "field", "name", "department", "mode", "county_part", "town_part", "is_purchasable", "catalogue_codes",
    "basis", "admitted_on", "state", "admission_id", "money_fen",
)  # fmt: skip
IN_FORCE = "有效"  # what the places' lists write in the column 状态


def facts_of(before: Mapping[str, Duty]) -> dict[str, dict[str, Any]]:
    """What a version says, duty by duty: what the next one begins with."""
    return {code: {name: getattr(row, name) for name in FACTS} for code, row in before.items()}


def issue(
    place_code: str,
    last: DutyList | None,
    facts: Mapping[str, Mapping[str, Any]],
    verb: str,
    *,
    by: Acting,
    why: str,
    on: date | None = None,
    document: str = "",
) -> DutyList:
    """The next version with these duties; the one before it is replaced."""
    if last is not None:
        trail.move(last, "duties.replace", DutyList.Status.REPLACED, by=by)
    version = DutyList(
        place_code=place_code,
        register=trails.register_of(place_code, "duties", "责任清单"),
        number=last.number + 1 if last else 1,
        adopted_on=on or trails.today(),
        document=document,
    )
    trail.born(version, verb, by=by, why=why, changes={"duties": len(facts)})
    Duty.objects.bulk_create(
        (Duty(duty_list=version, **row) for _, row in sorted(facts.items())), batch_size=loads.BATCH
    )
    return version


def numbered(rows: Sequence[Row], before: Mapping[str, Duty], place_code: str) -> Iterable[Row]:
    """Rows with their codes; one without finds the duty of its name, else takes the next number (D110)."""
    by_name = {duty.name: code for code, duty in before.items()}
    last = queries.last_number(place_code, [row["code"] for row in rows if row.get("code")])
    for row in rows:
        code = row.get("code") or by_name.get(row["name"], "")
        if not code:
            last += 1
            code = f"D{last:03d}"
        yield {**row, "code": code}


def put_on_the_list(
    admission: Admission, by: Acting, why: str, document: str, decided_on: date
) -> tuple[DutyList, str]:
    """The next version with the duty of an application, or without the one that leaves; and the duty's code."""
    loads.one_at_a_time(admission.place_code)
    last = queries.list_in_force(admission.place_code)
    before = {d.code: d for d in queries.duties_of(last)} if last is not None else {}
    facts, code = facts_of(before), admission.duty_code
    if admission.kind == Admission.Kind.EXIT:
        if facts.pop(code, None) is None:
            raise Stale()
    else:
        code = f"D{queries.last_number(admission.place_code, []) + 1:03d}"
        taken = ("field", "name", "department", "mode", "basis", "county_part", "town_part", "money_fen")
        facts[code] = {
            **{name: getattr(admission, name) for name in taken},
            "code": code,
            "is_purchasable": False,
            "admitted_on": decided_on,
            "state": IN_FORCE,
            "admission_id": admission.pk,
        }
    return issue(admission.place_code, last, facts, "duties.decide", by=by, why=why, document=document), code
