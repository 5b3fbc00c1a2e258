"""What changes the budget: finance approves, cuts or returns a plan item, or approves many where nothing was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.ledger import actions as ledger
from xianggou.base.ledger.models import Line
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem, Verdict
from xianggou.core.law import LawOn, library
from xianggou.core.money import Fen, split, yuan
from xianggou.core.rules import judge
from xianggou.stages.budget import asking, queries, rules
from xianggou.stages.budget.models import Approval, Batch, BatchItem
from xianggou.stages.joint_review import queries as joint_review
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified import queries as unified

if TYPE_CHECKING:
    from xianggou.stages.plans.models import PlanItem


@action("budget.approve", on=plans.locked)
def approve(
    item: PlanItem,
    *,
    by: Acting,
    amount_fen: int | None = None,
    on: date | None = None,
    document: str = "",
    why: str = "",
) -> Approval:
    """Approve a submitted item into the procurement budget, whole or cut; its budget lines are made.

    Money: `amount_fen` 分 ≤ what was asked, spread over the item's sources by largest remainder, appropriated.
    Law: 预算法 第十三条; 102号令 第十六条.  Locks: the item, then its lines.  Raises: Refused, BadInput.
    """
    day = on or trails.today()
    given = item.budget_fen if amount_fen is None else amount_fen
    if not 0 < given <= item.budget_fen or (given < item.budget_fen and not why):
        raise BadInput([_wrong_amount(item, given)])
    law = plans.law_for(item, day)
    facts = rules.LineApproval(
        line=item.code,
        name=item.name,
        budget_approved_on=day,
        has_plan=item.status == plans.Status.SUBMITTED,
    )
    own = plans.own_request(item, by.who, by.actor.name)
    verdict = judge("budget.approve", facts, law).joined(
        judge("plans.approve", own, law), joint_review.verdict_on(item, law)
    )
    verdict.refuse_if_blocked()
    sources = plans.fundings(item)
    kept = {source.fund_code: source.amount_fen for source in sources}
    lines = ledger.open_lines(_lines(item, kept))
    given_as = _Given(given, kept, lines, day, why, document)
    return _into_budget(item, given_as, by, "budget.approve", verdict, law)


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given to an item: 分 in all, its sources (fund -> 分), its lines, the day, why, the paper's number."""

    fen: int
    sources: Mapping[str, int]
    lines: Mapping[tuple[int, str], Line]
    day: date
    why: str = ""
    document: str = ""


def _lines(item: PlanItem, sources: Mapping[str, int]) -> list[Line]:
    """The budget lines that an item needs, one for each source, not yet written."""
    return [
        Line(
            place_code=item.place_code,
            town_code=item.town_code,
            year=item.year,
            fund_code=fund_code,
            item_id=item.pk,
            item_code=item.code,
            purpose=item.name,
        )
        for fund_code in sources
    ]


def _into_budget(
    item: PlanItem, given: _Given, by: Acting, verb: str, verdict: Verdict, law: LawOn
) -> Approval:
    """Write one approval: the item's entry, the paper's number, the approval's entry, its set of ledger moves."""
    trail.move(item, verb, plans.Status.APPROVED, by=by, why=given.why, verdict=verdict, law=law)
    document = given.document or (
        series.take(
            item.place_code,
            f"{law.pack.name if law.pack else item.place_code}购服批",
            item.year,
            pattern=series.OFFICIAL,
            subject_id=item.dossier_id,
        ).text
    )
    approval = Approval(
        place_code=item.place_code,
        town_code=item.town_code,
        dossier_id=item.dossier_id,
        item=item,
        asked_fen=item.budget_fen,
        amount_fen=given.fen,
        reason=given.why,
        document=document,
        approved_on=given.day,
        approved_by=by.who,
    )
    entry = trail.born(approval, verb, by=by)
    parts = split(Fen(given.fen), list(given.sources.values()))
    ledger.post(
        "appropriate",
        entry,
        [(given.lines[item.pk, code].pk, part) for code, part in zip(given.sources, parts, strict=True)],
        document=document,
    )
    return approval


@action("budget.approve_many")
def approve_many(*, where: Where, by: Acting, item_ids: Sequence[int], why: str = "") -> Batch:
    """Keep what an officer ticked to approve together; `run_batch` works it off part by part.

    Only what waits in the officer's queue is kept; what left it meanwhile is counted (`gone`).
    Raises: BadInput when nothing is left to approve.
    """
    wanted = list(dict.fromkeys(item_ids))[: asking.MOST_TOGETHER]
    waiting = dict(
        queries.to_decide(by.actor)
        .filter(pk__in=wanted, place_code=where.place_code)
        .values_list("pk", "budget_fen")
    )
    if not waiting:
        raise BadInput([_nothing_ticked()])
    batch = Batch.objects.create(
        place_code=where.place_code,
        ticked=len(wanted),
        gone=len(wanted) - len(waiting),
        asked_fen=sum(waiting.values()),
        made_by=by.who,
        made_at=trails.now(),
    )
    BatchItem.objects.bulk_create(
        BatchItem(batch=batch, item_id=pk, asked_fen=waiting[pk]) for pk in wanted if pk in waiting
    )
    register = trails.register_of(where.place_code, "budget", gettext("预算批复"))
    told = {"ticked": batch.ticked, "gone": batch.gone, "asked_fen": batch.asked_fen}
    trail.note(batch, "budget.approve_many", by=by, why=why, changes=told, subject_id=register.pk)
    return batch


# So many items in one transaction: the number series and the items are locked for about a second, no longer.
PART = 25


@action("budget.run_batch", on=queries.locked_batch)
def run_batch(batch: Batch, *, by: Acting) -> int:
    """Approve the next part of a batch whole, each item on its own; an item where anything was found is left.

    The findings are those of this moment: the rules are asked again, whatever the page showed.
    Money: appropriates what each item asked.  Locks: the batch, its next items, the number series.
    Gives: how many items are still to come.
    """
    if batch.made_by != by.who:
        raise BadInput([_not_mine()])
    part = list(batch.items.filter(outcome=BatchItem.Outcome.WAITS).order_by("id")[:PART])
    day = trails.today()
    rows = asking.locked_rows(by.actor, [one.item_id for one in part], day)
    clear = [row.item for row in rows.values() if row.is_clear]
    lines = ledger.open_lines(line for item in clear for line in _lines(item, plans.sources_of(item)))
    pack = places.pack_of(batch.place_code)
    for one in part:
        row = rows.get(one.item_id)
        one.outcome, one.why = BatchItem.Outcome.LEFT, ""
        if row is None:
            one.why = gettext("已经不在队里，可能别人先办了")
        elif not row.is_clear:
            one.why = asking.why_not_together(row)
        else:
            law = library().on({"today": day, "plan_submitted_on": row.item.submitted_on or day}, pack)
            verdict = queries.decision(row.item, by.actor, law, day).joined(
                joint_review.verdict_on(row.item, law)
            )
            verdict.refuse_if_blocked()
            given = _Given(row.item.budget_fen, plans.sources_of(row.item), lines, day)
            _into_budget(row.item, given, by, "budget.approve", verdict, law)
            one.outcome = BatchItem.Outcome.DONE
    BatchItem.objects.bulk_update(part, ["outcome", "why"])
    return int(batch.items.filter(outcome=BatchItem.Outcome.WAITS).count())


def _nothing_ticked() -> Problem:
    return Problem(
        code="budget.approve_many.nothing",
        what=gettext("勾选的计划都已经不在待审核的队里"),
        then=gettext("回到待审核，看现在还有哪些"),
    )


def _not_mine() -> Problem:
    return Problem(
        code="budget.run_batch.not_mine",
        what=gettext("这一批是别人勾选的"),
        why=gettext("谁勾选确认，谁批复"),
        then=gettext("没有办完的仍在待审核的队里，自己勾选再批"),
    )


@action("budget.return_item", on=plans.locked)
def return_item(item: PlanItem, *, by: Acting, why: str) -> PlanItem:
    """Send an item back to the township with the reason; it may be mended and sent again."""
    merged = unified.of_item(item.pk)
    if merged is not None:
        raise BadInput([_merged(item, merged.purchase.code)])
    trail.move(item, "budget.return_item", plans.Status.RETURNED, by=by, why=why)
    return item


def _merged(item: PlanItem, code: str) -> Problem:
    return Problem(
        code="budget.return_item.merged",
        what=gettext("“%(name)s”在统一采购 %(code)s 里，不能退回") % {"name": item.name, "code": code},
        why=gettext("合并的计划要一直和各乡镇的一样"),
        then=gettext("先请牵头部门撤回统一采购；只是金额多了的，可以核减"),
    )


def _wrong_amount(item: PlanItem, given: int) -> Problem:
    if given >= item.budget_fen or given <= 0:
        return Problem(
            code="budget.approve.amount",
            column="amount",
            value=yuan(given),
            what=gettext("批复 %(given)s 元，应大于 0 且不超过申报的 %(budget)s 元")
            % {"given": yuan(given), "budget": yuan(item.budget_fen)},
            then=gettext("改为申报金额以内的数"),
        )
    return Problem(
        code="budget.approve.cut_without_reason",
        column="why",
        what=gettext("核减 %(given)s 元没有写理由") % {"given": yuan(item.budget_fen - given)},
        then=gettext("写明核减理由"),
    )
