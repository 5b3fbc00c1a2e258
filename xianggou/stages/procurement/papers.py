"""From the rows of a procedure to the facts of its papers."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.calendar import add_years
from xianggou.core.money import Fen
from xianggou.stages.procurement import queries
from xianggou.stages.procurement.documents import AwardLetterFacts, ComparisonFacts, PanelMember, QuoteLine
from xianggou.stages.procurement.models import Award, Procedure, Quote


def foot(dossier: Subject) -> Foot:
    """Where a paper of the dossier came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=dossier.last_seq, demo=is_demo, clock_on=clock)


def _names(*person_ids: int | None) -> dict[int, str]:
    """Person id -> name.  Queries: 1."""
    found: QuerySet[Person] = Person.objects.filter(pk__in=[i for i in person_ids if i])
    return dict(found.values_list("pk", "name"))


def _moments(procedure: Procedure) -> dict[str, datetime]:
    """When each act of the dossier was recorded first, in Beijing time.  Queries: 2."""
    found = trails.entries([procedure.dossier_id])
    return {e.verb: e.at.astimezone(trails.BEIJING) for e in found}


def _quote_lines(quotes: list[Quote], received_at: datetime) -> tuple[QuoteLine, ...]:
    ranks = {q.pk: n for n, q in enumerate((q for q in quotes if q.is_valid), 1)}
    return tuple(
        QuoteLine(
            supplier=q.supplier.name,
            credit_code=q.supplier.uscc,
            price_fen=Fen(q.price_fen),
            received_at=received_at,
            meets="符合" if q.is_valid else "不符合",
            refused_for="" if q.is_valid else q.note or "不符合要求",
            rank=ranks.get(q.pk, 0),
        )
        for q in quotes
    )


@in_chinese
def comparison_facts(procedure: Procedure) -> ComparisonFacts:
    """The comparison record as far as the procedure has come; without an award it is a draft.  Queries: 9."""
    quotes = queries.quotes(procedure)
    award = queries.standing_award(procedure)
    names = _names(procedure.started_by, award.awarded_by if award else None)
    day = award.awarded_on if award else trails.today()
    bodies = places.names_on([procedure.town_code], day)
    moments = _moments(procedure)
    now = trails.now()
    panel = [PanelMember(names.get(procedure.started_by, ""), "采购经办", without_interest=False)]
    if award is not None:
        panel.append(
            PanelMember(names.get(award.awarded_by, ""), "采购复核", without_interest=False, opinion="同意")
        )
    return ComparisonFacts(
        number=procedure.code if award else "",
        project=procedure.title,
        project_code=procedure.dossier.code,
        buyer=bodies.get(procedure.town_code, procedure.town_code),
        buyer_code=procedure.town_code,
        method=procedure.method,
        internal_rule=str(procedure.band.get("source", "")),
        budget_line=procedure.dossier.code,
        ceiling_fen=Fen(procedure.hold_fen),
        least_quotes=int(procedure.band.get("quotes_min", 0)),
        invited=tuple(q.supplier.name for q in quotes),
        invited_how="采购经办岗发出询价",
        criterion="在符合采购需求的有效报价中，由采购复核岗选定，选定理由见本记录。",
        opened_at=moments.get("procurement.award", now),
        place=bodies.get(procedure.town_code, ""),
        quotes=_quote_lines(quotes, moments.get("procurement.quote", now)),
        panel=tuple(panel),
        winner=award.supplier.name if award else "",
        price_fen=Fen(award.price_fen if award else 0),
        reason=award.reason if award else "",
        made_on=day,
        foot=foot(procedure.dossier),
    )


@in_chinese
def award_letter_facts(procedure: Procedure, award: Award) -> AwardLetterFacts:
    """The letter that tells the supplier and starts the time for signing.  Queries: 6."""
    law = queries.law_for(procedure)
    within = law["contracts.sign_within"]
    last = law.calendar.add_days(award.notified_on, within.amount, rolled=True).on
    item = queries.items(procedure)[0]
    bodies = places.names_on([procedure.town_code], award.notified_on)
    issuer = bodies.get(procedure.town_code, procedure.town_code)
    starts: date = item.starts_on or last
    return AwardLetterFacts(
        number=procedure.code,
        issuer=issuer,
        supplier=award.supplier.name,
        credit_code=award.supplier.uscc,
        project=procedure.title,
        project_code=procedure.dossier.code,
        method=procedure.method,
        price_fen=Fen(award.price_fen),
        content=f"{item.name}，{item.quantity.normalize():f}{item.unit}",
        starts_on=starts,
        ends_on=item.ends_on or add_years(starts, 1),
        sign_by=last,
        sign_basis=str(within.cites[0]) if within.cites else "",
        contact=issuer,
        made_on=award.notified_on,
        foot=foot(procedure.dossier),
    )
