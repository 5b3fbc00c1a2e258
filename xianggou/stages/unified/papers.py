"""From the rows of a unified purchase to the facts of its papers."""

from __future__ import annotations

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.core.money import Fen
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans
from xianggou.stages.unified.documents import AgreementFacts
from xianggou.stages.unified.models import Delegation


def _foot(entries: int) -> Foot:
    """Where a paper came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=entries, demo=is_demo, clock_on=clock)


@in_chinese
def agreement_facts(part: Delegation) -> AgreementFacts:
    """A township's agreement, once it has delegated.  Queries: 5."""
    purchase, item = part.purchase, part.item
    day = part.decided_on or purchase.proposed_on
    names = {fund.code: fund.name for fund in funds.funds_of(purchase.place_code, purchase.year)}
    bodies = places.names_on([part.town_code, purchase.lead_code], day)
    return AgreementFacts(
        number=part.number,
        town=bodies.get(part.town_code, part.town_code),
        lead=bodies.get(purchase.lead_code, purchase.lead_name),
        title=purchase.title,
        code=purchase.code,
        year=purchase.year,
        item=item.name,
        item_code=item.code,
        catalogue_code=item.catalogue_code,
        quantity=f"{part.quantity.normalize():f}{item.unit}",
        amount_fen=Fen(part.amount_fen),
        sources=tuple(
            (
                "镇本级" if f.fund_code == "OWN" else f"{f.fund_code} {names.get(f.fund_code, '')}".strip(),
                Fen(f.amount_fen),
            )
            for f in plans.fundings(item)
        ),
        share_rule=purchase.share_rule,
        acceptance_rule=purchase.acceptance_rule,
        agreed_on=day,
        foot=_foot(purchase.dossier.last_seq),
    )
