"""What changes the plan: draft, edit, send for review, withdraw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from xianggou.core.findings import BadInput, Problem, Stale, Verdict
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.plans import assessing, copying, drafting, loading, pledging, queries, rules
from xianggou.stages.plans.actions.ranking import consequence, depart, loose, rank, settle, tie
from xianggou.stages.plans.models import Assessment, Funding, PlanItem, Pledge
from xianggou.stages.standards import queries as standards

__all__ = [
    "amend_pledge", "assess", "consequence", "copy", "depart", "draft", "edit", "load", "loose", "pledge", "rank", "settle", "sign_pledge",
    "study", "submit", "tie", "withdraw",
]  # fmt: skip

EDITABLE = (
    "catalogue_code", "duty_code", "name", "quantity", "unit", "carried_out", "method", "starts_on", "ends_on",
    "office", "owner_seat_id", "target", "acceptance", "feasibility", "ex_ante", "posts_cut", "posts_reason",
    "later_years_fen", "long_term",
)  # fmt: skip
# Free text (names of people may stand in it) is told in the trail by the field's name only.
TOLD = {
    "budget_fen", "later_years_fen", "quantity", "catalogue_code", "duty_code", "method", "standard", "catalogue",
    "starts_on", "ends_on", "carried_out", "posts_cut",
}  # fmt: skip


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
    total_fen: int | None = None,
    **facts: Any,
) -> PlanItem:
    """Write a new plan item; its dossier is born with it.

    Money: `budget_fen` 分 of the plan's year, `sources` fund code -> 分, adding up to it; `later_years_fen` the years
    after it, with it adding up to `total_fen` where that is told.  Raises: BadInput.
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
    drafting.check(where.town_code, budget_fen, facts, total_fen)
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
    total_fen: int | None = None,
    **facts: Any,
) -> PlanItem:
    """Change a draft or returned item; what changed goes to the trail.

    Raises: Stale when somebody changed it since `version`; BadInput when it is no draft any more.
    """
    if item.version != version:
        raise Stale()
    drafting.must_be_open(item)
    unknown = set(facts) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such facts of a plan item: {sorted(unknown)}")
    changes = {
        name: [str(getattr(item, name)), str(value)]
        for name, value in facts.items()
        if getattr(item, name) != value
    }
    total = item.budget_fen if budget_fen is None else budget_fen
    later = facts.get("later_years_fen", item.later_years_fen)
    drafting.check(item.town_code, total, {**facts, "later_years_fen": later}, total_fen)
    # an open item follows the catalogue and the standard in force; from the sending on it keeps them
    changes |= drafting.renewed(item, facts.get("catalogue_code", item.catalogue_code))
    if budget_fen is not None or sources is not None:
        kept = _sources(total, sources or {f.fund_code: f.amount_fen for f in queries.fundings(item)})
        if total != item.budget_fen:
            changes["budget_fen"] = [str(item.budget_fen), str(total)]
        item.budget_fen = total
        Funding.objects.filter(item=item).delete()
        Funding.objects.bulk_create(Funding(item=item, fund_code=c, amount_fen=f) for c, f in kept.items())
    for name, value in facts.items():
        setattr(item, name, value)
    item.version += 1
    told = {k: v if k in TOLD else [] for k, v in changes.items()}
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
    verdict = judge("plans.submit", queries.submission(item, day, law, sender=by), law, reasons)
    verdict.refuse_if_blocked()
    standing = catalogue.in_force(item.place_code, day)
    assert standing is not None  # an item that is in no catalogue was refused
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
        catalogue_version=standing,
        version=item.version + 1,
    )
    return item


@action("plans.study", on=queries.locked)
def study(
    item: PlanItem,
    *,
    by: Acting,
    answers: Mapping[str, Mapping[str, Any]],
    conclusion: str,
    uploads: Mapping[str, assessing.Upload] | None = None,
    why: str = "",
) -> Assessment:
    """Answer the place's feasibility questionnaire (F19): question -> text, amount (分), basis; made anew, replaced.

    Raises: BadInput with every gap at once (nothing is written).
    """
    return _answered(item, FEASIBILITY, "plans.study", by, answers, conclusion, uploads or {}, why)


@action("plans.assess", on=queries.locked)
def assess(
    item: PlanItem,
    *,
    by: Acting,
    answers: Mapping[str, Mapping[str, Any]],
    conclusion: str,
    uploads: Mapping[str, assessing.Upload] | None = None,
    why: str = "",
) -> Assessment:
    """Answer the place's ex-ante questionnaire (F20): question -> text, amount (score), basis; never on one's own item.

    Law: plans.ex_ante_required, procurement.separated_duties.  Raises: Refused, BadInput (nothing is written).
    """
    return _answered(item, EX_ANTE, "plans.assess", by, answers, conclusion, uploads or {}, why)


def _answered(
    item: PlanItem,
    kind: str,
    verb: str,
    by: Acting,
    answers: Mapping[str, Mapping[str, Any]],
    conclusion: str,
    uploads: Mapping[str, assessing.Upload],
    why: str,
) -> Assessment:
    drafting.must_be_open(item)
    day = trails.today()
    law = queries.law_for(item, day)
    form = assessing.asked(item, kind, law)
    verdict = None
    if kind == EX_ANTE:
        facts = {"assessor_id": by.who, "requester_ids": queries.writers(item), "person_name": by.actor.name}
        verdict = judge("plans.assess", facts, law)
        verdict.refuse_if_blocked()
    before = assessing.standing(item, kind)
    row = assessing.prepared(item, form, answers, uploads, conclusion, on=day, by=by, before=before)
    if before is not None:
        trail.move(before, "plans.reassess", Assessment.Status.REPLACED, by=by)
    told = {"score": row.score, "most": row.most}
    trail.born(
        row, verb, by=by, why=why, verdict=verdict, law=law, changes=told, files=assessing.digests(row)
    )
    return row


@action("plans.pledge", on=queries.locked)
def pledge(item: PlanItem, *, by: Acting, posts: Mapping[int, str], by_on: date, why: str = "") -> Pledge:
    """Pledge what becomes of the posts that the purchase replaces (F22): post of the roster -> cut or moved.

    Money: what those cost a year who are cut, less what the item asks for.  Law: plans.staff_exit_kinds.
    Raises: Refused, BadInput (nothing is written).
    """
    drafting.must_be_open(item)
    if pledging.standing(item) is not None:
        raise Stale()
    day = trails.today()
    law = queries.law_for(item, day)
    named = pledging.named(item, posts, places.pack_of(item.place_code))
    verdict = judge("plans.pledge", pledging.facts(item, named, by_on), law)
    verdict.refuse_if_blocked()
    row = pledging.prepared(item, named, by_on=by_on, on=day, by=by)
    told = {"cut": row.posts_cut, "moved": row.posts_moved, "saving_fen": row.saving_fen}
    trail.born(row, "plans.pledge", by=by, why=why, verdict=verdict, law=law, changes=told)
    pledging.keep_posts(row, named)
    return row


@action("plans.amend_pledge", on=queries.locked)
def amend_pledge(
    item: PlanItem, *, by: Acting, version: int, posts: Mapping[int, str], by_on: date, why: str
) -> Pledge:
    """Change a pledge, with the reason; the one before stays readable, the leader signs anew.

    Raises: Stale when somebody changed it since `version`; Refused, BadInput (nothing is written).
    """
    before = pledging.standing(item)
    if before is None or before.version != version or item.status == PlanItem.Status.WITHDRAWN:
        raise Stale()
    if not why.strip():
        raise BadInput([drafting.no_reason()])
    day = trails.today()
    law = queries.law_for(item, day)
    named = pledging.named(item, posts, places.pack_of(item.place_code))
    verdict = judge("plans.pledge", pledging.facts(item, named, by_on), law)
    verdict.refuse_if_blocked()
    trail.move(before, "plans.replace_pledge", Pledge.Status.REPLACED, by=by, why=why)
    row = pledging.prepared(item, named, by_on=by_on, on=day, by=by, before=before)
    told = {"cut": row.posts_cut, "moved": row.posts_moved, "saving_fen": row.saving_fen}
    trail.born(row, "plans.amend_pledge", by=by, why=why, verdict=verdict, law=law, changes=told)
    pledging.keep_posts(row, named)
    return row


@action("plans.sign_pledge", on=queries.locked)
def sign_pledge(item: PlanItem, *, by: Acting, version: int, why: str = "") -> Pledge:
    """The leader of the township signs the pledge; nobody signs what they wrote.  Raises: Stale, Refused."""
    found = pledging.standing(item)
    if found is None or found.version != version:
        raise Stale()
    law = queries.law_for(item, trails.today())
    own = rules.Approval(requester_id=found.made_by, reviewer_ids=(by.who,), person_name=by.actor.name)
    verdict = judge("plans.approve", own, law)
    verdict.refuse_if_blocked()
    trail.move(
        found,
        "plans.sign_pledge",
        Pledge.Status.SIGNED,
        by=by,
        why=why,
        verdict=verdict,
        law=law,
        signed_on=trails.today(),
        signed_by=by.who,
    )
    return found


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


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of the chosen items: drafts that are new, and how many stood there already."""

    new: list[PlanItem]
    before: int


@action("plans.copy")
def copy(*, where: Where, by: Acting, year: int, items: Sequence[int]) -> Copied:
    """Take items of the year before into a year's plan as drafts, under the catalogue and standard in force.

    What is there already is left as it is: copying twice makes nothing twice.  Law: plans.copy.*.
    Locks: the place's loads, the past items.  Raises: Refused with every item that no longer holds, BadInput.
    """
    loads.one_at_a_time(where.place_code)
    law = places.law_on(where.place_code, trails.today())
    wanted = frozenset(items)
    chosen = copying.candidates(where, year, trails.today(), law, wanted)
    if not chosen or len(chosen) < len(wanted):
        raise BadInput([drafting.nothing_chosen(year - 1)])
    new = [one for one in chosen if not one.is_there]
    verdict = Verdict("plans.copy")
    for one in new:
        verdict = verdict.joined(one.verdict)
    verdict.refuse_if_blocked()
    return Copied(copying.born(new, where, year, "plans.copy", by=by) if new else [], len(chosen) - len(new))
