"""What changes the plan: draft, edit, send for review, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.base.trail.models import Subject
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Stale
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans import loading, queries
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards import queries as standards

EDITABLE = (
    "catalogue_code", "duty_code", "name", "quantity", "unit", "carried_out", "method", "starts_on", "ends_on",
    "office", "target", "acceptance", "feasibility", "ex_ante", "posts_cut", "posts_reason",
)  # fmt: skip


def _sources(budget_fen: int, sources: Mapping[str, int]) -> dict[str, int]:
    kept = {code: fen for code, fen in sources.items() if fen}
    if sum(kept.values()) != budget_fen or any(fen < 0 for fen in kept.values()):
        raise BadInput(
            [
                Problem(
                    code="split_parts",
                    column="sources",
                    what=gettext("资金来源合计 %(parts)s 元，与预算金额 %(total)s 元不一致")
                    % {"parts": f"{sum(kept.values()) / 100:.2f}", "total": f"{budget_fen / 100:.2f}"},
                    then=gettext("调整各来源金额，使合计等于预算金额"),
                )
            ]
        )
    return kept


@action("plans.draft")
def draft(
    *,
    where: Where,
    by: Acting,
    year: int,
    budget_fen: int,
    sources: Mapping[str, int],
    code: str = "",
    why: str = "",
    verb: str = "plans.draft",
    **facts: Any,
) -> PlanItem:
    """Write a new plan item; its dossier is born with it.

    Money: `budget_fen` 分, `sources` fund code -> 分, adding up to it.  Raises: BadInput.
    """
    kept = _sources(budget_fen, sources)
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such facts of a plan item: {sorted(unknown)}")
    version = catalogue.in_force(where.place_code)
    if version is None:
        raise BadInput(
            [
                Problem(
                    code="plans.draft.no_catalogue",
                    what=gettext("本地还没有印发指导性目录"),
                    then=gettext("先导入目录"),
                )
            ]
        )
    code = code or loading.next_code(where.town_code, year)
    dossier = trail.open_subject(
        Subject.Kind.DOSSIER,
        code,
        str(facts.get("name", "")),
        place_code=where.place_code,
        town_code=where.town_code,
    )
    standard = standards.in_force(where.place_code, str(facts.get("catalogue_code", "")))
    item = PlanItem(
        place_code=where.place_code,
        town_code=where.town_code,
        year=year,
        dossier=dossier,
        code=code,
        catalogue_version=version,
        standard=standard,
        budget_fen=budget_fen,
        **{"quantity": Decimal(1), **facts},
    )
    trail.born(item, verb, by=by, why=why)
    Funding.objects.bulk_create(Funding(item=item, fund_code=c, amount_fen=f) for c, f in kept.items())
    return item


@action("plans.edit", on=queries.locked)
def edit(
    item: PlanItem,
    *,
    by: Acting,
    version: int,
    budget_fen: int | None = None,
    sources: Mapping[str, int] | None = None,
    why: str = "",
    **facts: Any,
) -> PlanItem:
    """Change a draft or returned item; what changed goes to the trail.

    Raises: Stale when somebody changed it since `version`; BadInput when it is no draft any more.
    """
    if item.version != version:
        raise Stale()
    if item.status not in {PlanItem.Status.DRAFT, PlanItem.Status.RETURNED}:
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
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such facts of a plan item: {sorted(unknown)}")
    changes = {
        name: [str(getattr(item, name)), str(value)]
        for name, value in facts.items()
        if getattr(item, name) != value
    }
    if "catalogue_code" in changes:
        item.standard = standards.in_force(item.place_code, facts["catalogue_code"])
    if budget_fen is not None or sources is not None:
        total = item.budget_fen if budget_fen is None else budget_fen
        kept = _sources(total, sources or {f.fund_code: f.amount_fen for f in queries.fundings(item)})
        if total != item.budget_fen:
            changes["budget_fen"] = [str(item.budget_fen), str(total)]
        item.budget_fen = total
        Funding.objects.filter(item=item).delete()
        Funding.objects.bulk_create(Funding(item=item, fund_code=c, amount_fen=f) for c, f in kept.items())
    for name, value in facts.items():
        setattr(item, name, value)
    item.version += 1
    # free text (names of people may stand in it) is told by field name only
    told = {
        k: v if k in {"budget_fen", "quantity", "catalogue_code", "duty_code", "method"} else []
        for k, v in changes.items()
    }
    trail.note(item, "plans.edit", by=by, why=why, changes=told)
    item.save()
    return item


@action("plans.submit", on=queries.locked)
def submit(
    item: PlanItem,
    *,
    by: Acting,
    on: date | None = None,
    why: str = "",
    reasons: Mapping[str, str] | None = None,
) -> PlanItem:
    """Send an item to finance; refused when it may not be bought, is not assessed, or exceeds the pocket.

    Law: plans.*, duties.purchasable_kinds, catalogue.negative_list, suppliers.buyers.  Locks: the item.
    Raises: Refused (nothing is written).
    """
    day = on or trails.today()
    law = queries.law_for(item, day)
    verdict = judge("plans.submit", queries.submission(item, day), law, reasons)
    verdict.refuse_if_blocked()
    trail.move(
        item,
        "plans.submit",
        PlanItem.Status.SUBMITTED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        submitted_on=day,
        submitted_by=by.person_id,
        version=item.version + 1,
    )
    return item


@action("plans.withdraw", on=queries.locked)
def withdraw(item: PlanItem, *, by: Acting, why: str) -> PlanItem:
    """Take a draft or returned item out of the plan; it stays readable with its reason."""
    trail.move(item, "plans.withdraw", PlanItem.Status.WITHDRAWN, by=by, why=why)
    return item


@action("plans.load")
def load(*, where: Where, by: Acting, rows: Sequence[Row], source: str = "") -> Loaded:
    """Bring a year's plan up to date from a list: new items are born with their dossiers, open ones follow the list.

    Rows: code ("" lets the house number it), town_code, year, catalogue_code, duty_code, name, quantity, unit,
    budget_fen, sources (fund code -> 分, adding up to it), carried_out, method, starts_on, ends_on, office, target,
    posts_cut.  An item that was sent to finance is not changed; a township's clerk loads only its own rows.
    Locks: the townships' items of the year.  Raises: BadInput with every row that can't go in (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    tidy = [loading.tidied(row) for row in rows]
    loads.refuse(loading.checked(tidy, where.town_code))
    found = loading.sorted_out(place, tidy)
    loads.refuse(found.problems)
    loading.born(place, found.new, "plans.load", by=by)
    for item, row, told in found.changed:
        trail.note(item, "plans.load", by=by, changes=loading.changed(place, item, row, told))
    loaded = Loaded(saved=len(found.new), changed=len(found.changed), unchanged=found.unchanged)
    loads.noted(place, "plans.load", loaded, by=by, source=source)
    return loaded
