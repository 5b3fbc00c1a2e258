"""What every room knows of one dossier, read through its queries: the one place that looks along a whole life."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404

from xianggou.base.access.roles import towns_seen
from xianggou.base.ledger import queries as books
from xianggou.base.ledger.queries import Standing
from xianggou.base.people.models import Person
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Entry, Subject
from xianggou.base.trail.queries import Written
from xianggou.core.actor import Actor
from xianggou.stages.budget import queries as budget
from xianggou.stages.budget.models import Approval
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.contracts.models import Contract, ContractIndicator, Instalment
from xianggou.stages.delivery import queries as delivery
from xianggou.stages.delivery.models import Acceptance, Result
from xianggou.stages.duties import queries as duties
from xianggou.stages.payments import queries as payments
from xianggou.stages.payments.models import Payment
from xianggou.stages.plans import queries as plans
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.procurement import queries as procurement
from xianggou.stages.procurement.models import Award, Procedure, Quote

# A dossier of one purchase has a few dozen entries; more than this are read on the audit's own pages.
MOST_ENTRIES = 500


@dataclass(slots=True)
class Gathered:
    """One dossier as the rooms know it, each list oldest first."""

    subject: Subject
    item: PlanItem
    duty: Any = None
    entry: Any = None
    approval: Approval | None = None
    procedures: list[Procedure] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    award: Award | None = None
    contracts: list[Contract] = field(default_factory=list)
    plan: list[Instalment] = field(default_factory=list)
    indicators: list[ContractIndicator] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    standing: Standing = field(default_factory=Standing)
    trail: list[Written] = field(default_factory=list)
    entries: int = 0
    people: dict[int, str] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure | None:
        """The newest procedure."""
        return self.procedures[-1] if self.procedures else None

    @property
    def contract(self) -> Contract | None:
        """The newest contract that was not given up."""
        kept = [c for c in self.contracts if c.status != c.Status.DROPPED]
        return kept[-1] if kept else None

    @property
    def is_gapless(self) -> bool:
        """Whether every number from 1 to the last stands in the trail."""
        return self.entries == self.subject.last_seq


def gather(code: str, actor: Actor) -> Gathered:
    """Everything about a dossier that the actor may see.  Raises: Http404.  Queries: 14–20."""
    seen, towns = towns_seen(actor, "dossier.see")
    subject = get_object_or_404(
        Subject.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns), kind=Subject.Kind.DOSSIER),
        code=code,
    )
    item = get_object_or_404(plans.seen_by(actor).select_related("catalogue_version"), dossier_id=subject.pk)
    found = Gathered(subject, item)
    found.duty = duties.duty(item.place_code, item.duty_code)
    found.entry = catalogue.item(item.catalogue_version, item.catalogue_code)
    found.approval = budget.of_item(item.pk)
    lines = books.standings_by_line([line.pk for line in books.lines_of_item(item.pk)])
    found.standing = _sum(list(lines.values()))
    _purchase(found, actor)
    found.trail = trails.entries([subject.pk], limit=MOST_ENTRIES)
    found.entries = Entry.objects.filter(subject_id=subject.pk).count()
    ids = {e.person_id for e in found.trail if e.person_id is not None}
    found.people = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return found


def _sum(parts: list[Standing]) -> Standing:
    """The standing of several lines together."""
    names = ("available", "held", "committed", "payable", "paid", "returned")
    return Standing(**{name: sum(getattr(one, name) for one in parts) for name in names})


def _purchase(found: Gathered, actor: Actor) -> None:
    """What the rooms of the purchase know.  Queries: 1–9."""
    here = {"dossier_id": found.subject.pk}
    found.procedures = list(procurement.seen_by(actor).filter(**here).order_by("id"))
    if found.procedure is None:
        return
    found.quotes = procurement.quotes(found.procedure)
    found.award = procurement.standing_award(found.procedure)
    linked: tuple[str, ...] = ("award", "award__procedure", "supplier")
    found.contracts = list(contracts.seen_by(actor).filter(**here).select_related(*linked).order_by("id"))
    if found.contract is None:
        return
    found.plan = contracts.instalments(found.contract)
    found.indicators = contracts.indicators(found.contract)
    linked = ("instalment", "contract", "contract__award", "contract__award__procedure", "contract__supplier")
    found.acceptances = list(delivery.seen_by(actor).filter(**here).select_related(*linked).order_by("id"))
    if found.acceptances:
        found.results = [
            r for a in found.acceptances if a.status == a.Status.PASSED for r in delivery.results(a)
        ]
    linked = (*linked, "acceptance")
    found.payments = list(payments.seen_by(actor).filter(**here).select_related(*linked).order_by("id"))
