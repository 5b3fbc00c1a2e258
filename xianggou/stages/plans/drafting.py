"""What an open plan item must be to be kept at all; whether it keeps or renews its catalogue and standard.

Used by `plans.actions` alone, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from xianggou.base.people.models import Seat
from xianggou.core.findings import BadInput, Problem
from xianggou.core.money import yuan
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans import queries
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.standards import queries as standards

MOST_YEARS = 10
MOST_FEN = 10**15


def must_be_open(item: PlanItem) -> None:
    """Only a draft or a returned item is changed.  Raises: BadInput."""
    if item.status in queries.OPEN:
        return
    raise BadInput(
        [
            Problem(
                code="plans.edit.settled",
                what=gettext("计划 %(code)s 已经是“%(status)s”，不能再改")
                % {"code": item.code, "status": item.get_status_display()},
                then=gettext("需要改动的，请财政部门先退回"),
            )
        ]
    )


def no_reason() -> Problem:
    """A change of something signed that asks for its reason and got none."""
    return Problem(
        code="plans.no_reason", column="why", what=gettext("还没有写理由"), then=gettext("写几句为什么要改")
    )


def nothing_chosen(year: int) -> Problem:
    """Copying without an item, or with one that is no item of the township's year before."""
    return Problem(
        code="plans.copy.nothing",
        column="items",
        what=gettext("还没有选项目，或选的不是 %(year)s 年的项目") % {"year": year},
        then=gettext("从上年的计划里选"),
    )


def check(town_code: str, budget_fen: int, facts: dict[str, Any], total_fen: int | None) -> None:
    """The years add up, and the seat that answers is the township's own.  Raises: BadInput.  Queries: 0–1."""
    found = list(_years(budget_fen, facts, total_fen))
    seat = facts.get("owner_seat_id")
    if seat is not None and not Seat.objects.filter(pk=seat, town_code=town_code).exists():
        found.append(
            Problem(
                code="plans.draft.owner",
                column="owner_seat_id",
                what=gettext("选的岗位不在本乡镇"),
                then=gettext("从本乡镇的岗位里选"),
            )
        )
    if found:
        raise BadInput(found)


def _years(budget_fen: int, facts: dict[str, Any], total_fen: int | None) -> list[Problem]:
    """Later years without an amount at the end are no years."""
    later = list(facts.get("later_years_fen") or [])
    while later and not later[-1]:
        later.pop()
    if "later_years_fen" in facts:
        facts["later_years_fen"] = later
    if len(later) > MOST_YEARS or any(not 0 <= fen <= MOST_FEN for fen in later):
        return [
            Problem(
                code="plans.draft.years",
                column="later_years_fen",
                what=gettext("以后年度的金额读不出：每年不小于零，最多 %(n)s 年") % {"n": MOST_YEARS},
                then=gettext("按年度重写金额"),
            )
        ]
    total = budget_fen + sum(later)
    if total_fen is None or total_fen == total:
        return []
    return [
        Problem(
            code="split_years",
            column="total_fen",
            what=gettext("各年合计 %(parts)s 元，与总额 %(total)s 元不一致")
            % {"parts": yuan(total), "total": yuan(total_fen)},
            then=gettext("调整各年金额，使合计等于总额"),
        )
    ]


def renewed(item: PlanItem, catalogue_code: str) -> Mapping[str, list[str]]:
    """Give an open item the catalogue and the standard in force.  Gives: what the trail is told.  Queries: 2."""
    told: dict[str, list[str]] = {}
    version = catalogue.in_force(item.place_code)
    if version is not None and version.pk != item.catalogue_version_id:
        told["catalogue"] = [str(item.catalogue_version_id), str(version.pk)]
        item.catalogue_version = version
    standard = standards.in_force(item.place_code, catalogue_code)
    number = standard.pk if standard is not None else None
    if number != item.standard_id:
        told["standard"] = [str(item.standard_id or ""), str(number or "")]
        item.standard = standard
    return told
