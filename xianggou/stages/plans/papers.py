"""From the rows of a plan to the facts of its official forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot, Paper, chinese_date
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.money import Fen, yuan
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.plans import changing, documents, pledging, queries
from xianggou.stages.plans.models import Funding, PlanItem
from xianggou.stages.standards import queries as standards

TITLES = {FEASIBILITY: "可行性评估表", EX_ANTE: "事前绩效评估表"}
# The first level of an indicator by its group in the standard (财预〔2015〕88号 as pattern).
FIRST = {"成本": "成本", "效益": "效益", "满意度": "满意度"}


def foot(dossier: Subject | None = None) -> Foot:
    """Where a paper came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=dossier.last_seq if dossier else 0, demo=is_demo, clock_on=clock)


def _term(item: PlanItem) -> str:
    if not (item.starts_on or item.ends_on):
        return ""
    return f"{chinese_date(item.starts_on)}至{chinese_date(item.ends_on)}"


def _head(item: PlanItem, number: str, made_on: date) -> documents.Head:
    """The head of a form.  Queries: 5."""
    buyer = places.names_on([item.town_code], made_on)
    entry = catalogue.item(item.catalogue_version, item.catalogue_code)
    duty = duties.duty(item.place_code, item.duty_code)
    return documents.Head(
        number=number,
        project=item.name,
        code=item.code,
        year=item.year,
        town=buyer.get(item.town_code, item.town_code),
        catalogue=f"{item.catalogue_code} {entry.name if entry else ''}".strip(),
        duty=f"{item.duty_code} {duty.name if duty else ''}".strip(),
        office=item.office,
        owner=item.owner_seat.title if item.owner_seat else "",
        term=_term(item),
        budget_fen=Fen(item.budget_fen),
        made_on=made_on,
        foot=foot(item.dossier),
    )


@in_chinese
def questionnaire(item: PlanItem, form: str) -> Paper | None:
    """The feasibility study or the ex-ante assessment of an item, None while it was not made.  Queries: 6."""
    made = queries.assessments_of(item).get(form)
    if made is None:
        return None
    asked = [one["amount"] for one in made.answers if one["kind"] == "yuan"]
    costs = [Fen(fen) for fen in asked] if len(asked) == 2 else [None, None]
    return documents.questionnaire_paper(
        documents.QuestionnaireFacts(
            head=_head(item, made.number, made.assessed_on),
            title=TITLES[form],
            kind=form,
            answers=tuple(_answer(one) for one in made.answers),
            score=made.score,
            most=made.most,
            conclusion=made.conclusion,
            source=made.source,
            assessor=made.assessor,
            self_fen=costs[0],
            purchase_fen=costs[1],
        )
    )


def _answer(one: dict[str, Any]) -> documents.Answer:
    figure = ""
    if one["kind"] == "score":
        figure = f"{one['amount']} / {one['most']}"
    elif one["kind"] == "yuan":
        figure = yuan(Fen(one["amount"]))
    basis = "；".join(part for part in (one["basis"], one["file_name"] or "") if part)
    return documents.Answer(one["topic"], one["ask"], one["text"], figure, basis)


@in_chinese
def targets(item: PlanItem, day: date) -> Paper:
    """The target sheet of an item: what its standard says, and beside it the goals that were written.  Queries: 7."""
    found = standards.indicators(item.standard_id)
    standard = f"执行标准第{item.standard.number}版" if item.standard else ""
    said = [f"{group}：{text}" for group, text in item.ex_ante.get("targets", {}).items() if text]
    return documents.targets_paper(
        documents.TargetFacts(
            head=_head(item, f"JXMB-{item.code}", item.submitted_on or day),
            goal="\n".join(part for part in (item.target, *said) if part),
            standard=standard,
            targets=tuple(
                documents.Target(
                    FIRST.get(i.group, "产出"), i.group, i.name, f"{i.target}{i.unit}", i.weight, i.measure
                )
                for i in found
            ),
            acceptance=item.acceptance,
        )
    )


@in_chinese
def change(item: PlanItem, day: date) -> Paper | None:
    """What changed since an item was first sent (F24), None where nothing did.  Queries: 7–8."""
    found = changing.changes_of(item) if item.submitted_on is not None else ()
    if not found:
        return None
    jointly = places.pack_of(item.place_code).joint_review_required
    return changing.change_paper(
        changing.ChangeFacts(
            head=_head(item, f"TZ-{item.code}", day),
            changes=found,
            reviewed_again="是，重新送联审" if jointly else "否，本地没有规定联审",
        )
    )


@in_chinese
def pledge(item: PlanItem) -> Paper | None:
    """The pledge of an item that stands.  Queries: 11."""
    found = queries.pledge_of(item)
    if found is None:
        return None
    standing = pledging.replaceable(item, places.pack_of(item.place_code))
    signer = Person.objects.filter(pk=found.signed_by or 0).values_list("name", flat=True).first()
    return documents.pledge_paper(
        documents.PledgeFacts(
            head=_head(item, found.number, found.made_on),
            version=found.version,
            standing=len(standing),
            posts=tuple(
                documents.PostLine(
                    one.holder.name, one.holder.post, one.holder.identity, str(one.get_way_display()),
                    Fen(one.cost_fen),
                )
                for one in sorted(found.posts.all(), key=lambda one: (one.way, one.pk))
            ),
            cut=found.posts_cut,
            moved=found.posts_moved,
            cost_fen=Fen(found.cost_fen),
            price_fen=Fen(found.price_fen),
            by_on=found.by_on,
            signer=signer or "",
            signed_on=found.signed_on,
        )
    )  # fmt: skip


@in_chinese
def plan(items: Sequence[PlanItem], *, whose: str, year: int, pocket_fen: int | None, day: date) -> Paper:
    """The plan of a year, of items read by `queries.shown`.  Queries: 1–2."""
    return documents.plan_paper(
        documents.PlanFacts(
            whose=whose,
            year=year,
            lines=tuple(_line(item) for item in items),
            pocket_fen=None if pocket_fen is None else Fen(pocket_fen),
            made_on=day,
            foot=foot(),
        )
    )


def _line(item: PlanItem) -> documents.PlanLine:
    own = queries.sources_of(item).get(Funding.OWN, 0)
    dates = "至".join(day.isoformat() if day else "—" for day in (item.starts_on, item.ends_on))
    owner = item.owner_seat.title if item.owner_seat else ""
    return documents.PlanLine(
        code=item.code,
        project=item.name,
        codes=f"{item.catalogue_code} / {item.duty_code}",
        quantity=f"{item.quantity.normalize():f}{item.unit}",
        budget_fen=Fen(item.budget_fen),
        funds_fen=Fen(item.budget_fen - own),
        own_fen=Fen(own),
        carried_out=item.carried_out,
        method=item.method,
        term=dates,
        owner=" ".join(part for part in (item.office, owner) if part),
        posts=f"{item.posts_cut}人" if item.posts_cut else "无",
    )
