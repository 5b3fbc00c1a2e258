"""What the checks take from the law: duties that must be apart, and the clauses that refusals cite.

No clause stands in a rule or a sentence here; both come from `law/` on the date of the place.
"""

from __future__ import annotations

import datetime as dt

from xianggou.base.sheets.known import Known
from xianggou.core.law import LawOn, library

# Which parameter's clauses a code cites.
_GROUNDS = {
    "negative_list": "catalogue.negative_list",
    "needs_new_money": "resources.no_new_burden",
    "buyer_not_allowed": "suppliers.excluded_kinds",
    "not_a_state_organ": "suppliers.buyers",
    "incompatible_seats": "procurement.separated_duties",
}
_BOTH = "与"  # a pair of duties as the parameter writes it: 合同签订与验收


def with_law(known: Known, law: LawOn) -> Known:
    """The same with separated duties and citations of the law in force.

    Law: procurement.separated_duties, catalogue.negative_list, resources.no_new_burden, suppliers.excluded_kinds, suppliers.buyers,
    plans.standard_groups.
    """
    cites = {}
    for code, key in _GROUNDS.items():
        value = law.get(key)
        if value is not None:
            cites[code] = "、".join(str(c) for c in value.cites)
    duties = law.get("procurement.separated_duties")
    pairs = (tuple(item.split(_BOTH, 1)) for item in (duties.items if duties else ()))
    groups = law.get("plans.standard_groups")
    return known.plus(
        cites=cites,
        separated=tuple((p[0], p[1]) for p in pairs if len(p) > 1),
        standard_groups=groups.items if groups else (),
    )


def lawful(known: Known, place_date: dt.date) -> Known:
    """What is known with the national law of that date, unless the caller brought a place's own."""
    return known if known.cites else with_law(known, library().on(place_date))
