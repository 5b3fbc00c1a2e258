"""What no column could hold, said at its field: empty, too long, a NUL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext

from xianggou.base.trail import loads
from xianggou.core.findings import BadInput, Problem

LONGEST = 2000


def refuse_unreadable(
    model: type[models.Model], facts: Mapping[str, Any], needed: tuple[str, ...] = ()
) -> None:
    """Refuse facts that could not be written, all at once, each at its field.  Raises: BadInput."""
    found = [
        problem(name, gettext("“%(label)s”还没有填") % {"label": name}, gettext("填上再办"))
        for name in needed
        if not str(facts.get(name) or "").strip()
    ]
    for name, value in facts.items():
        for one in loads.unfit(model, {name: value}):
            found.append(problem(name, one.what, gettext("改短后再办")))
        if isinstance(value, str) and isinstance(model._meta.get_field(name), models.TextField):
            if len(value) > LONGEST:
                said = gettext("有 %(length)s 个字，最多 %(most)s 个字") % {
                    "length": len(value),
                    "most": LONGEST,
                }
                found.append(problem(name, said, gettext("改短后再办")))
            if "\x00" in value:
                found.append(problem(name, gettext("文字中有空字符"), gettext("删去后再办")))
        elif isinstance(value, str) and "\x00" in value:
            found.append(problem(name, gettext("文字中有空字符"), gettext("删去后再办")))
    loads.refuse({(p.column, p.what): p for p in found}.values())


def problem(column: str, what: str, then: str) -> Problem:
    """A problem of one field."""
    return Problem(code="catalogue.input", column=column, what=what, then=then)


def reason_of(why: str, model: type[models.Model], name: str) -> str:
    """A reason that must be there.  Raises: BadInput."""
    reason = why.strip()
    if not reason:
        raise BadInput([problem("why", gettext("没有写理由"), gettext("写明理由"))])
    refuse_unreadable(model, {name: reason})
    return reason
