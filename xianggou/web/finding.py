"""Search over what an actor may see: each room finds its own, here they are put together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xianggou.core.actor import Actor
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.plans import queries as plans
from xianggou.stages.suppliers import queries as suppliers

EACH = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    kind: str | Promise
    code: str
    name: str
    url: str


def found(actor: Actor, text: str) -> list[Hit]:
    """Dossiers, contracts and suppliers whose name or code holds the text; two characters are enough.  Queries: 3."""
    hits = [
        Hit(_("卷宗"), i.code, i.name, reverse("dossier:show", args=[i.code]))
        for i in plans.seen_by(actor)
        .filter(Q(name__contains=text) | Q(code__contains=text))
        .order_by("-id")[:EACH]
    ]
    hits += [
        Hit(_("合同"), c.number, c.title, reverse("contracts:detail", args=[c.pk]))
        for c in contracts.seen_by(actor)
        .filter(Q(title__contains=text) | Q(number__contains=text))
        .order_by("-id")[:EACH]
    ]
    hits += [
        Hit(_("承接主体"), s.uscc, s.name, reverse("suppliers:list") + f"?q={s.uscc}")
        for s in suppliers.found(suppliers.seen_by(actor), text).order_by("-id")[:EACH]
    ]
    return hits
