"""Lists that departments or the leading office bring as workbooks: drafts of their departments, in the quarter of their days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.documents import series
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import loads
from xianggou.base.trail import queries as trails
from xianggou.base.trail.loads import Loaded, Row
from xianggou.core.actor import SYSTEM, Acting
from xianggou.core.findings import Problem
from xianggou.core.offering import quarter_of
from xianggou.core.rules import judge
from xianggou.stages.resources import checking, queries
from xianggou.stages.resources.actions.calling import open_quarter, part_of
from xianggou.stages.resources.actions.writing import NUMBERS, facts_of, series_called
from xianggou.stages.resources.checking import Written
from xianggou.stages.resources.models import Offer, Quarter, Sending
from xianggou.stages.resources.sheets import WHOLE


@action("resources.load")
def load(*, where: Where, by: Acting, rows: Sequence[Row], source: str = "") -> Loaded:
    """Bring in lists of resources: each line a draft of its department in the quarter in which it begins.

    Rows: code, department_code, title, content, class_name, catalogue_code, groups_text, areas (`*`: the whole place),
    from_on, to_on, capacity, unit, batch_min, standard, money, budget_ref, fund_code, unit_cost_fen, office.  A department brings its own lines only. A line is known again by department and title.
    Law: resources.no_new_burden.  Raises: BadInput (nothing is written).
    """
    loads.one_at_a_time(where.place_code)
    place = places.place(where.place_code)
    loads.refuse(_foreign(rows, by, where))
    by_quarter: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        by_quarter[quarter_of(row["from_on"])].append(row)
    loaded = Loaded()
    for (year, number), lines in sorted(by_quarter.items()):
        quarter = queries.quarter(place.code, year, number) or open_quarter(
            where=Where(place.code), by=SYSTEM, year=year, quarter=number
        )
        loaded += _into(queries.locked_quarter(quarter.pk), lines, by, source)
    loads.noted(place, "resources.load", loaded, by=by, source=source)
    return loaded


def _foreign(rows: Sequence[Row], by: Acting, where: Where) -> list[Problem]:
    """Lines of other departments, unless the leading office brings them."""
    if by.actor.kind == "system" or queries.gathers(by.actor, where.place_code):
        return []
    mine = queries.bodies_of(by.actor)
    return [
        loads.problem(
            row, "foreign_department", gettext("不是本部门的资源"), gettext("请该部门自己报，或移出这一行")
        )
        for row in rows
        if row["department_code"] not in mine
    ]


def _into(quarter: Quarter, rows: Sequence[Row], by: Acting, source: str) -> Loaded:
    """Bring lines into one quarter."""
    day = trails.today()
    here = checking.known(quarter, queries.policy_of(quarter.place_code))
    law = queries.law_on(quarter.place_code, day, quarter.opened_on)
    by_item = queries.classes_by_item(quarter.place_code)
    known = {
        (o.department_code, o.title): o
        for o in queries.live_offers(quarter.pk).select_related("fund").order_by("id")
    }
    parts = {code: part_of(quarter, code, by) for code in sorted({str(r["department_code"]) for r in rows})}
    problems: list[Problem] = []
    born: list[tuple[Row, dict[str, Any]]] = []
    changed = unchanged = 0
    for row in rows:
        old = known.get((row["department_code"], row["title"]))
        it = _written(row, old, quarter.place_code)
        wrong = checking.of_offer(it, quarter, here)
        verdict = judge("resources.write", it.rule_facts(day), law)
        problems += [loads.problem(row, p.code, p.what, p.then, p.column) for p in wrong]
        problems += [
            loads.problem(row, f.code, gettext("需新增财政支出，不能列入"), "")
            for f in verdict.findings
            if f.blocks
        ]
        if wrong or verdict.blocked:
            continue
        facts = facts_of(it, here)
        told = {n: v for n, v in facts.items() if old is not None and getattr(old, n) != v}
        if old is not None and not told:
            unchanged += 1
        elif parts[row["department_code"]].status == Sending.Status.SENT or (
            old is not None and old.status != Offer.Status.DRAFT
        ):
            problems.append(
                loads.problem(
                    row,
                    "sent",
                    gettext("这个部门本季度的清单已经报送，不能随表改动"),
                    gettext("先退回或收回它的清单，再导入"),
                )
            )
        elif old is not None:
            _follow(old, told, by)
            changed += 1
        else:
            born.append((row, facts))
    loads.refuse(problems)
    _bear(quarter, born, by_item, source, by)
    return Loaded(saved=len(born), changed=changed, unchanged=unchanged)


def _written(row: Row, old: Offer | None, place_code: str) -> Written:
    """A line as it would be written; what the workbook leaves open stays as it was."""
    kept: dict[str, Any] = {"class_name": "", "content": "", "standard": "", "fund_code": ""}
    if old is not None:
        kept = {n: getattr(old, n) for n in ("content", "class_name", "standard")}
        kept["fund_code"] = old.fund.code if old.fund is not None else ""
        kept |= {"matter_id": old.matter_id, "aliases": old.aliases, "only_by": old.only_by}
    told = {n: row[n] for n in ("content", "class_name", "standard", "fund_code") if row[n]}
    same = (
        "title",
        "groups_text",
        "money",
        "capacity",
        "unit",
        "catalogue_code",
        "budget_ref",
        "office",
        "batch_min",
    )
    return Written(
        **{n: row[n] for n in (*same, "unit_cost_fen")},
        **(kept | told),
        areas=[place_code if code == WHOLE else code for code in row["areas"]],
        windows=((row["from_on"], row["to_on"]),),
    )


def _follow(offer: Offer, told: Mapping[str, Any], by: Acting) -> None:
    for name, value in told.items():
        setattr(offer, name, value)
    offer.version += 1
    offer.confirmed_on = trails.today()
    trail.note(offer, "resources.load", by=by, changes={name: [] for name in told})
    offer.save(update_fields=[*told, "version", "confirmed_on"])


def _bear(
    quarter: Quarter,
    born: Sequence[tuple[Row, dict[str, Any]]],
    by_item: Mapping[str, str],
    source: str,
    by: Acting,
) -> None:
    """New drafts, each with its number: its own, or the next."""
    own = {row["code"] for row, _ in born if row["code"]}
    taken = set(
        Offer.objects.filter(place_code=quarter.place_code, code__in=own).values_list("code", flat=True)
    )
    loads.refuse(
        [
            loads.problem(
                row, "code_taken", gettext("这个资源编号已经用过"), gettext("改编号，或留空由系统编")
            )
            for row, _ in born
            if row["code"] in taken
        ]
    )
    bare = sum(1 for row, _ in born if not row["code"])
    numbers = iter(series.take_many(quarter.place_code, NUMBERS, quarter.year, bare) if bare else [])
    offers = []
    for row, facts in born:
        class_name = facts["class_name"] or queries.likely_class(
            quarter.place_code, facts["title"], facts["content"], by_item, facts["catalogue_code"]
        )
        offers.append(
            Offer(
                quarter=quarter,
                place_code=quarter.place_code,
                register_id=quarter.register_id,
                code=row["code"] or next(numbers),
                department_code=row["department_code"],
                series=series_called(row["department_code"], quarter.place_code, facts["title"]),
                confirmed_on=trails.today(),
                source=source,
                is_class_proposed=bool(class_name) and not facts["class_name"],
                **(facts | {"class_name": class_name}),
            )
        )
    loads.born_many(offers, "resources.load", by=by, changes=[{"title": o.title} for o in offers])
