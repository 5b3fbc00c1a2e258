"""County A's purchases for several townships: law counsel bought together; bookkeeping told to the market in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.core.actor import Actor
from xianggou.core.calendar import Calendar
from xianggou.core.law import library
from xianggou.demo import acts
from xianggou.demo.cast import FINANCE, LEADER, PURCHASE, Cast, Post
from xianggou.demo.lists import listed
from xianggou.demo.papers import Directory
from xianggou.demo.steps import Step
from xianggou.demo.story import Story
from xianggou.demo.year import SLUG, YEAR
from xianggou.stages.budget import actions as budget
from xianggou.stages.budget.models import Batch, BatchItem
from xianggou.stages.intentions import actions as intentions
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.procurement import actions as procurement
from xianggou.stages.unified import actions as unified
from xianggou.stages.unified.models import Delegation, UnifiedPurchase

JUSTICE = Post("industry_department", "行业指导", body="清岚县司法局")
BUYER = Post("county_finance", "采购文件准备")
COUNSEL = ("QL2023-102-022", "QL2023-107-058", "QL2023-114-103")
# Ten townships reach the limit together; the eleventh keeps its own.
BOOKS = tuple(
    f"QL2023-{n}"
    for n in (
        "102-021", "103-030", "104-037", "107-057", "108-065", "109-072", "110-078", "112-090", "113-097",
        "115-108",
    )
)  # fmt: skip
OWN_BOOKS = "QL2023-111-084"


# The acts: each finds its rows by their numbers -----------------------------------------------


def _place() -> str:
    return library().pack(SLUG).code


def _purchase(code: str) -> UnifiedPurchase:
    return UnifiedPurchase.objects.get(code=code)


def _ids(codes: Sequence[str]) -> list[int]:
    return list(PlanItem.objects.filter(code__in=codes).order_by("code").values_list("pk", flat=True))


def _part(item_code: str) -> int:
    return Delegation.objects.get(item__code=item_code, status=Delegation.Status.ASKED).pk


def _propose(by: Actor, code: str, *, items: Sequence[str], **terms: Any) -> None:
    made = unified.propose(where=Where(_place()), by=by, year=YEAR, item_ids=_ids(items), **terms)
    if made.code != code:
        raise ValueError(f"{made.code}: the demo told it as {code}")


def _delegate(by: Actor, item_code: str) -> None:
    unified.delegate(_part(item_code), by=by)


def _decline(by: Actor, item_code: str, *, why: str) -> None:
    unified.decline(_part(item_code), by=by, why=why)


def _confirm(by: Actor, code: str) -> None:
    unified.confirm(_purchase(code).pk, by=by)


def _start(by: Actor, code: str) -> None:
    procurement.start_unified(_purchase(code).pk, by=by)


def _tick(by: Actor, register: str, *, items: Sequence[str]) -> None:
    budget.approve_many(where=Where(register.partition("/")[0]), by=by, item_ids=_ids(items))


def _run(by: Actor, item_code: str) -> None:
    """Work the batch off that has this item."""
    batch = Batch.objects.get(items__item__code=item_code)
    while budget.run_batch(batch.pk, by=by):
        pass
    if left := batch.items.exclude(outcome=BatchItem.Outcome.DONE).values_list("item__code", "why"):
        raise ValueError(f"left out of the batch: {list(left)}")


def _announce(by: Actor, code: str, **told: Any) -> None:
    intentions.draft_unified(_purchase(code).pk, by=by, **told)


def _tell(by: Actor, code: str, **told: Any) -> None:
    row = acts.intention(code)
    intentions.edit(row.pk, by=by, version=row.version, **told)


def _publish(by: Actor, code: str) -> None:
    intentions.publish(acts.intention(code).pk, by=by)


# The way of a purchase for several townships --------------------------------------------------


class Together(Story):
    """A unified purchase: the department's seats act where a township's would."""

    def __init__(
        self, number: int, items: Sequence[str], cast: Cast, seed: int, begins: date, calendar: Calendar
    ) -> None:  # fmt: skip
        """`number`: its own of the year; `items`: the plan items that it takes together."""
        plans = {row["计划编号"]: row for row in listed(SLUG, f"plan-{YEAR}")}
        self.items = {code: plans[code] for code in items}
        sums = str(sum(int(row["预算金额(元)"]) for row in self.items.values()))
        one = next(iter(self.items.values()))
        plan = one | {"计划编号": f"TY-{_place()}-{YEAR}-{number:04d}", "乡镇编码": "", "预算金额(元)": sums}
        super().__init__(plan, cast, Directory(SLUG), calendar, seed, begins)

    def _post(self, seat: tuple[str, str] | Post) -> Post:
        return seat if isinstance(seat, Post) else Post("county_finance", seat[1])

    def proposed(self, lead: Post, lead_code: str, **terms: Any) -> Together:
        """The department asks the townships; one item alone is no unified purchase."""
        like = {
            "catalogue_code": self.plan["目录编码"],
            "unit": self.plan["单位"],
            "lead_code": lead_code,
            **terms,
        }
        codes = list(self.items)
        self.tries("unified.merge.too_few", lead, _propose, items=codes[:1], **like)
        return self.does("unified.propose", lead, _propose, items=codes, **like)

    def answered(self, lead: Post, declining: str = "") -> Together:
        """Each township answers for itself; before the last has, nothing can be settled."""
        for n, (code, row) in enumerate(self.items.items(), 1):
            mayor = Post(*LEADER, row["乡镇编码"])
            if n == len(self.items):
                self.tries("unified.confirm.unanswered", lead, _confirm_of, purchase=self.code)
            if code == declining:
                why = "已与村级集体经济组织约定由联村会计做到年底"
                self.does("unified.decline", mayor, _decline, (0, 1), on=code, why=why)
            else:
                self.does("unified.delegate", mayor, _delegate, (0, 1), on=code)
        return self

    def settled(self, lead: Post) -> Together:
        """The department settles who takes part."""
        return self.does("unified.confirm", lead, _confirm)

    def budgeted(self, items: Sequence[str]) -> Together:
        """Finance ticks what nothing was found about, and approves it in one go."""
        self.does("budget.approve_many", FINANCE, _tick, on=f"{_place()}/budget", items=items)
        last = max(items)
        return self.does("budget.approve", FINANCE, _run, (0, 0), on=last)

    def begun(self) -> Together:
        """The one procedure starts; no township may start its own part."""
        item = next(iter(self.items.values()))
        alone = Post(*PURCHASE, item["乡镇编码"])
        self.tries("procurement.start.in_unified_purchase", alone, _start_alone, item=item["计划编号"])
        return self.does("procurement.start_unified", BUYER, _start, (3, 6))


def _confirm_of(by: Actor, _code: str, *, purchase: str) -> None:
    _confirm(by, purchase)


def _start_alone(by: Actor, _code: str, *, item: str) -> None:
    acts.start(by, item)


def counsel(cast: Cast, seed: int) -> list[Step]:
    """Three townships' law counsel, led by the justice bureau: budgets in one go, bought in one procedure."""
    calendar, directory = library().calendar, Directory(SLUG)
    bought = Together(1, COUNSEL, cast, seed, date(2023, 4, 3), calendar)
    steps: list[Step] = []
    for row in bought.items.values():
        story = Story(row, cast, directory, calendar, seed, date(2023, 3, 6))
        steps += story.planned().steps
        bought.not_before(story.diary.now.date())
    bought.proposed(
        JUSTICE, "590121-09", share_rule="各乡镇承担自己计划的部分，按批复金额所占比例计算到分。",
        acceptance_rule="各乡镇验收自己的部分，县司法局参加。", answer_by=date(2023, 4, 28),
    )  # fmt: skip
    bought.answered(JUSTICE).settled(JUSTICE).budgeted(COUNSEL).begun().quoted(3).awarded()
    return steps + bought.steps


def books(cast: Cast, seed: int) -> list[Step]:
    """Bookkeeping of ten townships reaches the limit: an intention must be public in time before anybody buys."""
    calendar, directory = library().calendar, Directory(SLUG)
    bought = Together(2, (OWN_BOOKS, *BOOKS), cast, seed, date(2023, 9, 11), calendar)
    steps: list[Step] = []
    for row in bought.items.values():
        story = Story(row, cast, directory, calendar, seed, date(2023, 8, 21))
        steps += story.pledged().steps
        bought.not_before(story.diary.now.date())
    bought.proposed(
        FINANCE, "590121-02", share_rule="按各乡镇的村数和批复金额分摊，各付各的。",
        acceptance_rule="各乡镇按执行标准分别验收评分。", answer_by=date(2023, 9, 28),
    )  # fmt: skip
    bought.answered(FINANCE, OWN_BOOKS).settled(FINANCE).budgeted(BOOKS)
    bought.tries("procurement.start.intention_missing", BUYER, _start)
    summary = "十个乡镇的村级集体经济组织账务处理、报表、公开资料和档案，一次采购，各乡镇分别验收付款"
    bought.does("intentions.draft_unified", BUYER, _announce, summary=summary)
    bought.tries("intentions.publish.incomplete", BUYER, _publish)
    bought.does("intentions.edit", BUYER, _tell, expected_on=date(2024, 1, 1))
    bought.does("intentions.publish", BUYER, _publish)
    return steps + bought.steps


def county_a(cast: Cast, seed: int) -> list[Step]:
    """Both purchases."""
    return counsel(cast, seed) + books(cast, seed)
