"""Versions of the duty list as pages show them: one with who decided it and why, and two held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.figures import day as day_shown
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Cell, Column, Crumb, Pair, Shape, Text
from xianggou.base.people.models import Person, Seat
from xianggou.base.trail.gates import label
from xianggou.base.trail.models import Entry, Reason
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Admission, Duty, DutyList

# What is held against each other, in the order of the list; money in 分
COMPARED: tuple[tuple[str, Text], ...] = (
    ("field", _("领域")),
    ("name", _("事项名称")),
    ("department", _("县级主管部门")),
    ("mode", _("承担方式")),
    ("county_part", _("县级部门责任")),
    ("town_part", _("乡镇责任")),
    ("is_purchasable", _("可否购买服务")),
    ("catalogue_codes", _("对应目录")),
    ("basis", _("准入依据")),
    ("admitted_on", _("准入日期")),
    ("state", _("状态")),
    ("money_fen", _("随事经费（元）")),
)
ADDED, DROPPED, CHANGED = "added", "dropped", "changed"
KINDS: dict[str, tuple[Shape, Text]] = {
    ADDED: ("done", _("新增")),
    DROPPED: ("stop", _("退出")),
    CHANGED: ("soon", _("改动")),
}
COLUMNS = (
    Column("code", _("编码"), "code", sort="code"),
    Column("name", _("事项"), main=True),
    Column("kind", _("怎么变的"), "status"),
    Column("what", _("哪一栏")),
    Column("old", _("原来")),
    Column("new", _("现在")),
)
DECIDED = (
    Column("name", _("事项"), main=True),
    Column("kind", _("准入还是退出")),
    Column("department", _("申请部门")),
    Column("by", _("由谁决定")),
    Column("document", _("决定文号")),
    Column("decided_on", _("决定日期"), "day"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of one duty that is not the same in both versions; a duty that came or went is told once."""

    id: int
    kind: str
    code: str
    name: str
    what: str = ""
    old: str = ""
    new: str = ""


def differences(before: Sequence[Duty], after: Sequence[Duty]) -> list[Difference]:
    """What changed from one version to another, duty by duty and column by column.  Queries: 0."""
    old, new = {d.code: d for d in before}, {d.code: d for d in after}
    found: list[Difference] = []
    for code in sorted(old.keys() | new.keys()):
        if code not in old:
            found.append(Difference(len(found), ADDED, code, new[code].name, new=new[code].department))
        elif code not in new:
            found.append(Difference(len(found), DROPPED, code, old[code].name, old=old[code].department))
        else:
            for name, word in COMPARED:
                then, now = getattr(old[code], name), getattr(new[code], name)
                if then != now:
                    found.append(
                        Difference(
                            len(found),
                            CHANGED,
                            code,
                            new[code].name,
                            str(word),
                            said(name, then),
                            said(name, now),
                        )
                    )
    return found


def said(name: str, value: Any) -> str:
    """A value as a cell says it."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if isinstance(value, date):
        return str(day_shown(value))
    if name.endswith("_fen") and isinstance(value, int):
        return yuan_text(value)
    return "" if value is None else str(value)


def counted(found: Sequence[Difference]) -> list[tuple[str, Text, int]]:
    """How many duties came, went, changed: the filters of the page."""
    return [
        (kind, word, len({d.code for d in found if d.kind == kind})) for kind, (_shape, word) in KINDS.items()
    ]


def rows_of(found: Sequence[Difference]) -> list[dict[str, Any]]:
    """Differences as the list shows them.  Queries: 0."""
    return [
        {
            "id": one.id,
            "code": one.code,
            "name": Cell(one.name, reverse("duties:detail", args=[one.code]) if one.kind != DROPPED else ""),
            "kind": KINDS[one.kind],
            "what": one.what,
            "old": one.old,
            "new": one.new,
        }
        for one in found
    ]


# One version ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version: since when, by whom and why, and the decisions that made it."""

    version: DutyList
    trail: list[Crumb]
    facts: list[Pair]
    why: str
    decided: list[dict[str, Any]]
    count: int
    compare_url: str


def seen_version(place_code: str, number: int) -> DutyList:
    """A version of the place.  Raises: Http404.  Queries: 1."""
    found = DutyList.objects.filter(place_code=place_code, number=number).first()
    if found is None:
        raise Http404(str(number))
    return found


def version_page(place_code: str, number: int) -> VersionPage:
    """One version with who made it, why, and by which decisions.  Raises: Http404.  Queries: 4."""
    version = seen_version(place_code, number)
    born = (
        Entry.objects.filter(
            object=label(DutyList), object_id=version.pk, frm="", subject=version.register_id
        )
        .annotate(
            person_name=Subquery(Person.objects.filter(pk=OuterRef("person_id")).values("name")[:1]),
            seat_title=Subquery(Seat.objects.filter(pk=OuterRef("seat_id")).values("title")[:1]),
            why=Subquery(Reason.objects.filter(entry=OuterRef("pk")).values("text")[:1]),
        )
        .first()
    )
    who = f"{born.person_name or ''} {born.seat_title or ''}".strip() if born is not None else ""
    before = number - 1
    compare = f"{reverse('duties:compare')}?old={before}&new={number}" if before else ""
    return VersionPage(
        version=version,
        trail=[
            Crumb(_("责任清单"), reverse("duties:list")),
            Crumb(gettext("第 %(n)s 版") % {"n": number}),
        ],
        facts=[
            Pair(_("自哪天起"), version.adopted_on, "day"),
            Pair(_("状态"), version.get_status_display()),
            Pair(_("文号"), version.document),
            Pair(_("经办人"), who),
        ],
        why=(born.why or "") if born is not None else "",
        decided=[_decided(one) for one in Admission.objects.filter(version=version).order_by("pk")],
        count=Duty.objects.filter(duty_list=version).count(),
        compare_url=compare,
    )


def _decided(one: Admission) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": Cell(one.name, reverse("duties:admission", args=[one.pk]), one.duty_code),
        "kind": one.get_kind_display(),
        "department": one.department,
        "by": one.decided_by_body,
        "document": one.decision_document,
        "decided_on": one.decided_on,
    }


def narrowed(found: Sequence[Difference], kind: str) -> list[Difference]:
    """Only what came, went or changed; everything for another word."""
    return [one for one in found if one.kind == kind] if kind in KINDS else list(found)


def versions_offered(place_code: str) -> list[tuple[int, str]]:
    """Versions to choose from, newest first.  Queries: 1."""
    return [
        (v.number, gettext("第 %(n)s 版，%(d)s 起") % {"n": v.number, "d": day_shown(v.adopted_on)})
        for v in queries.versions(place_code)
    ]
