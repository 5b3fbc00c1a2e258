"""What changes the register of suppliers."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from xianggou.base.access.actions import action
from xianggou.base.access.roles import Where
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Acting
from xianggou.core.findings import BadInput, Problem
from xianggou.core.rules import judge
from xianggou.stages.suppliers import queries, rules
from xianggou.stages.suppliers.models import Supplier


@action("suppliers.register")
def register(
    *,
    where: Where,
    by: Acting,
    uscc: str,
    name: str,
    kind: str,
    is_sme: bool = True,
    contact: str = "",
    account_no: str = "",
    account_bank: str = "",
    why: str = "",
) -> Supplier:
    """Enter a supplier into the place's register; one already there under this code is returned as it is.

    Law: suppliers.kinds, suppliers.excluded_kinds, general.uscc_*.  Raises: Refused (nothing is written).
    """
    uscc = uscc.strip().upper().replace(" ", "")
    known = queries.by_uscc(where.place_code, uscc)
    if known is not None:
        return _same(known, name)
    day = trails.today()
    law = places.law_on(where.place_code, day)
    facts = rules.Registration(name=name, kind=kind, code=uscc, registered_on=day)
    verdict = judge("suppliers.register", facts, law)
    verdict.refuse_if_blocked()
    register_ = trails.register_of(where.place_code, "suppliers", "承接主体名录")
    supplier = Supplier(
        place_code=where.place_code,
        register=register_,
        uscc=uscc,
        name=name.strip(),
        kind=kind,
        is_sme=is_sme,
        contact=contact,
        account_no=account_no,
        account_bank=account_bank,
        registered_on=day,
    )
    try:
        with transaction.atomic():
            trail.born(supplier, "suppliers.register", by=by, why=why, verdict=verdict, law=law)
    except IntegrityError:  # somebody entered the same code a moment ago
        known = queries.by_uscc(where.place_code, uscc)
        if known is None:
            raise
        return _same(known, name)
    return supplier


def _same(known: Supplier, name: str) -> Supplier:
    """The supplier of a code, when the name given is its own; two names for one code are asked about."""
    if known.name != name.strip():
        raise BadInput(
            [
                Problem(
                    code="suppliers.register.other_name",
                    column="name",
                    value=name,
                    what=gettext("信用代码 %(uscc)s 已登记为“%(name)s”，与填写的名称不同")
                    % {"uscc": known.uscc, "name": known.name},
                    then=gettext("核对代码和名称；确已更名的，先在名录中办理更名"),
                )
            ]
        )
    return known
