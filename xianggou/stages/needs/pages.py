"""What the pages of needs show: lists, one voice, one need, what is late, the published list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import following, roles
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Deadline, Entry, Pair, Shape, Text
from xianggou.base.places import queries as places
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.rules import judge
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.needs import queries
from xianggou.stages.needs.models import Answer, Need, NeedsList, Press, Voice

V, N = Voice.Status, Need.Status
VOICE_SHAPES: dict[str, Shape] = {V.RAISED: "run", V.JOINED: "done", V.LEFT_OUT: "back"}
NEED_SHAPES: dict[str, Shape] = {N.OPEN: "run", N.ANSWERED: "done", N.MERGED: "back"}
PARTS = {"urgency": _("紧急程度"), "people": _("涉及人数"), "traits": _("服务对象"), "voices": _("重复反映")}
NEED_COLUMNS = (
    Column("text", _("需求"), main=True),
    Column("class_name", _("类别")),
    Column("where", _("在哪里")),
    Column("people", _("人数"), "number"),
    Column("urgency", _("急不急")),
    Column("voices", _("几次反映"), "number"),
    Column("score", _("排序分"), "number", sort="score"),
    Column("due", _("答复期限"), "deadline"),
    Column("status", _("状态"), "status"),
)
VOICE_COLUMNS = (
    Column("text", _("诉求"), main=True),
    Column("where", _("在哪里")),
    Column("channel", _("渠道")),
    Column("raiser", _("谁提的")),
    Column("people", _("人数"), "number"),
    Column("urgency", _("急不急")),
    Column("told_on", _("哪天提的"), "day"),
    Column("status", _("状态"), "status"),
)
LATE_COLUMNS = (
    Column("text", _("需求"), main=True),
    Column("where", _("在哪里")),
    Column("department", _("该谁答复")),
    Column("due_on", _("期限"), "day"),
    Column("days", _("逾期工作日"), "number"),
    Column("why", _("为什么")),
    Column("pressed", _("督办"), "status"),
    Column("verbs", _("办"), "verbs"),
)
LISTED_COLUMNS = (
    Column("order", _("序号"), "number"),
    Column("text", _("需求"), main=True),
    Column("class_name", _("类别")),
    Column("matter", _("事项")),
    Column("where", _("在哪里")),
    Column("people", _("人数"), "number"),
    Column("urgency", _("急不急")),
    Column("voices", _("几次反映"), "number"),
    Column("score", _("排序分"), "number"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What townships and villages of a place are called."""

    towns: dict[str, str]
    villages: dict[str, str]

    def where(self, town_code: str, village_code: str) -> str:
        """Township and village in words."""
        town = self.towns.get(town_code, "")
        return f"{town} {self.villages.get(village_code, '')}".strip()


def names_of(place_codes: Iterable[str]) -> Names:
    """The names of these places' townships and villages.  Queries: 2 a place."""
    towns: dict[str, str] = {}
    villages: dict[str, str] = {}
    for code in sorted(set(place_codes)):
        towns |= places.town_names(code)
        villages |= {v.code: v.name for v in places.villages(code)}
    return Names(towns, villages)


def names_for(actor: Actor) -> Names:
    """As `names_of` the places of the actor's seats."""
    return names_of(s.place_code for s in actor.seats)


# Lists ---------------------------------------------------------------------------------------


def found_needs(actor: Actor, *, status: str = "", class_name: str = "", text: str = "") -> QuerySet[Need]:
    """The needs of the list page, filtered."""
    rows = queries.needs_seen(actor).select_related("matter")
    if status in N.values:
        rows = rows.filter(status=status)
    if class_name:
        rows = rows.filter(class_name=class_name)
    if text:
        rows = rows.filter(Q(text__contains=text) | Q(code__contains=text) | Q(matter__name__contains=text))
    return rows


def found_voices(actor: Actor, *, status: str = "", text: str = "", crowded: bool = False) -> QuerySet[Voice]:
    """The voices of the list page, filtered; those of a flood stand apart."""
    rows = queries.voices_seen(actor).filter(is_crowded=crowded)
    if status in V.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(text__contains=text) | Q(code__contains=text))
    return rows


def need_rows(found: Sequence[Need], names: Names, today: date) -> list[dict[str, Any]]:
    """Rows of the list of needs.  Queries: 0."""
    url, status = numbered("needs:need"), statuses_shown(N, NEED_SHAPES)
    return [
        {
            "id": n.pk,
            "text": Cell(n.matter.name if n.matter is not None else n.text, url(n.pk), n.code),
            "class_name": n.class_name,
            "where": names.where(n.town_code, n.village_code),
            "people": n.people,
            "urgency": n.urgency,
            "voices": n.voices_count,
            "score": n.score,
            "due": Deadline(n.due_on, (n.due_on - today).days) if n.status == N.OPEN and n.due_on else None,
            "status": status[n.status],
        }
        for n in found
    ]


def voice_rows(found: Sequence[Voice], names: Names) -> list[dict[str, Any]]:
    """Rows of the list of voices.  Queries: 0."""
    url, status = numbered("needs:voice"), statuses_shown(V, VOICE_SHAPES)
    return [
        {
            "id": v.pk,
            "text": Cell(_short(v.text), url(v.pk), v.code),
            "where": names.where(v.town_code, v.village_code),
            "channel": v.channel,
            "raiser": v.raiser,
            "people": v.people,
            "urgency": v.urgency,
            "told_on": v.told_on,
            "status": status[v.status],
        }
        for v in found
    ]


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


# One voice -----------------------------------------------------------------------------------


def voice_of(voice_id: int, actor: Actor, action: str = "") -> Voice:
    """A voice that the actor may see, and may act on where an action is named.  Raises: Http404, NotGranted."""
    rows = queries.voices_seen(actor).select_related("need", "need__matter", "meeting")
    found = get_object_or_404(rows, pk=voice_id)
    queries.must(actor, action, found)
    return found


def crumbs(label: Text, url: str, last: Text = "") -> tuple[Crumb, ...]:
    """The path above a page."""
    first = Crumb(_("需求"), reverse("needs:list"))
    return (first, Crumb(label, url if last else ""), *([Crumb(last)] if last else []))


def voice_facts(voice: Voice, names: Names) -> tuple[Pair, ...]:
    """What is known of a voice; no contact."""
    need = voice.need
    joined = Cell(need.code, reverse("needs:need", args=[need.pk])) if need is not None else ""
    return (
        Pair(_("编号"), voice.code, "code"),
        Pair(_("查询码"), follow_shown(voice.follow_code), "code"),
        Pair(_("在哪里"), names.where(voice.town_code, voice.village_code)),
        Pair(_("渠道"), voice.channel),
        Pair(_("谁提的"), voice.raiser),
        Pair(_("怎样登记的"), voice.get_entered_display()),
        Pair(_("哪天提的"), voice.told_on, "day"),
        Pair(_("几次"), voice.times, "number"),
        Pair(_("主要是谁"), "、".join([*voice.traits, *([voice.age] if voice.age else [])]) or "—"),
        Pair(_("大概人数"), voice.people, "number"),
        Pair(_("急不急"), voice.urgency),
        Pair(_("什么时候要"), voice.season or "—"),
        Pair(_("需求"), joined or "—"),
    )


def follow_shown(code: str) -> str:
    """The follow code in three groups, to be read out."""
    return following.shown(code)


def voice_actions(voice: Voice, actor: Actor) -> list[Action]:
    """What the actor may do with a voice now.  Queries: 0."""
    found = []
    for code, label, name, statuses in (
        ("needs.establish", _("立项"), "establish", {V.RAISED}),
        ("needs.join", _("并入已有的需求"), "join", {V.RAISED}),
        ("needs.leave_out", _("不列入"), "leave_out", {V.RAISED}),
        ("needs.part", _("收回处理"), "part", {V.JOINED, V.LEFT_OUT}),
    ):
        if voice.status in statuses and queries.may(actor, code, voice):
            found.append(
                Action(label, reverse(f"needs:{name}", args=[voice.pk]), primary=name == "establish")
            )
    return found


def item_choices(place_code: str) -> list[tuple[str, Text]]:
    """Catalogue items to choose from; "" is outside the catalogue.  Queries: 2."""
    version = catalogue.in_force(place_code)
    items = catalogue.items_of(version) if version is not None else []
    return [("", _("目录外")), *((i.code, f"{i.code} {i.name}") for i in items)]


def department_choices(voice: Voice | Need, day: date, empty: Text = "") -> list[tuple[str, Text]]:
    """Bodies that may be asked to answer: the township itself, and the county's departments.  Queries: 1."""
    own = [(voice.town_code, _("本乡镇（街道）"))]
    return [*([("", empty)] if empty else []), *own, *places.departments(voice.place_code, day).items()]


def village_choices(actor: Actor, place_code: str, town_code: str, day: date) -> list[tuple[str, Text]]:
    """Villages of a township that stand today; a cadre has the own one only.  Queries: 2."""
    merged = places.merged_villages(place_code, day)
    own = {s.body_code for s in actor.seats if s.role == "village_cadre"}
    found: list[tuple[str, Text]] = [
        (v.code, v.name)
        for v in places.villages(place_code)
        if v.town_code == town_code and v.code not in merged and (not own or v.code in own)
    ]
    return found if own else [("", _("整个乡镇（街道）")), *found]


# One need ------------------------------------------------------------------------------------


def need_of(need_id: int, actor: Actor, action: str = "") -> Need:
    """A need that the actor may see, and may act on where an action is named.  Raises: Http404, NotGranted."""
    rows = queries.needs_seen(actor).select_related("matter", "merged_into")
    found = get_object_or_404(rows, pk=need_id)
    queries.must(actor, action, found)
    return found


@dataclass(frozen=True, slots=True)
class NeedPage:
    """One need: what it is, its priority part by part, its voices, answers and orders, what may be done."""

    row: Need
    status: tuple[Shape, Text]
    facts: tuple[Pair, ...]
    parts: tuple[Pair, ...]
    voices: list[dict[str, Any]]
    absorbed: list[Need]
    answers: tuple[Entry, ...]
    orders: list[Press]
    verdict: Verdict | None
    actions: list[Action]


def need_page(need_id: int, actor: Actor, today: date) -> NeedPage:
    """One need.  Raises: Http404.  Queries: 8–9."""
    row = need_of(need_id, actor)
    names = names_of([row.place_code])
    law = queries.law_on(row.place_code, row.assigned_on or row.told_on)
    policy = queries.policy_of(law)
    answers = list(Answer.objects.filter(need=row).order_by("-id"))
    called = queries.departments_named(
        row.place_code, [row.department_code, *(a.department_code for a in answers)], today
    )
    voices = list(Voice.objects.filter(Q(need=row) | Q(need__merged_into=row)).order_by("id")[:200])
    absorbed = list(Need.objects.filter(merged_into=row).order_by("code"))
    was_late = row.due_on is not None and row.due_on < today  # only then was there an order
    orders = list(Press.objects.filter(need=row).order_by("-id")) if was_late else []
    parts = queries.priority_of(row, policy)
    verdict = None
    if row.status == N.OPEN:
        who = called.get(row.department_code) or names.towns.get(row.department_code, "")
        verdict = judge("needs.answer", queries.overdue_facts(row, today, who, policy), law)
    return NeedPage(
        row,
        (NEED_SHAPES[row.status], row.get_status_display()),
        _need_facts(row, names, called, today),
        (
            *(Pair(PARTS[p.name], Cell(p.points, note=p.value), "number") for p in parts),
            Pair(_("合计"), sum(p.points for p in parts), "number", strong=True),
            Pair(_("办法"), policy.priority_source),
        ),
        voice_rows(voices, names),
        absorbed,
        tuple(_told(a, called) for a in answers),
        orders,
        verdict if verdict is not None and verdict.findings else None,
        need_actions(row, actor, today, answers[0] if answers else None, orders),
    )


def _need_facts(row: Need, names: Names, called: dict[str, str], today: date) -> tuple[Pair, ...]:
    due = (
        Deadline(row.due_on, (row.due_on - today).days) if row.due_on and row.status == N.OPEN else row.due_on
    )
    into = row.merged_into
    who = called.get(row.department_code) or names.towns.get(row.department_code, "")
    return (
        Pair(_("编号"), row.code, "code"),
        Pair(_("类别"), row.class_name),
        Pair(_("事项"), row.matter.name if row.matter is not None else ""),
        Pair(_("目录项"), row.catalogue_code or _("目录外"), "code"),
        Pair(_("在哪里"), names.where(row.town_code, row.village_code)),
        Pair(_("主要是谁"), "、".join([*row.traits, *([row.age] if row.age else [])])),
        Pair(_("大概人数"), row.people, "number"),
        Pair(_("急不急"), row.urgency),
        Pair(_("什么时候要"), row.season or "—"),
        Pair(_("该谁答复"), who, strong=True),
        Pair(_("交办"), row.assigned_on, "day"),
        Pair(_("答复期限"), due, "deadline" if isinstance(due, Deadline) else "day"),
        *([Pair(_("为什么还没有答复"), row.delay_reason)] if row.delay_reason else []),
        *(
            [Pair(_("并入"), Cell(into.code, reverse("needs:need", args=[into.pk])))]
            if into is not None
            else []
        ),
    )


def _told(answer: Answer, called: dict[str, str]) -> Entry:
    note = answer.text
    if answer.promised_on:
        note += gettext("（承诺 %(day)s 办成）") % {"day": answer.promised_on.isoformat()}
    what = gettext("%(kind)s · %(code)s") % {"kind": answer.get_kind_display(), "code": answer.code}
    shape: Shape = "late" if answer.is_late else "done"
    return Entry(answer.answered_on, what, shape, by=called.get(answer.department_code, ""), note=note)


def need_actions(
    need: Need, actor: Actor, today: date, last: Answer | None, orders: Sequence[Press]
) -> list[Action]:
    """What the actor may do with a need now.  Queries: 0."""
    found: list[Action] = []
    pressed = [o for o in orders if o.status == Press.Status.ISSUED]
    is_late = need.status == N.OPEN and need.due_on is not None and need.due_on < today
    answers = queries.answering_seat(actor, need) is not None
    may_again = need.status == N.OPEN or (last is not None and last.kind == Answer.Kind.NOT_OURS)
    for code, label, name, is_open in (
        ("needs.answer", _("答复"), "answer", answers and need.status != N.MERGED),
        ("needs.explain", _("说明为什么慢"), "explain", answers and need.status == N.OPEN),
        ("needs.press", _("督办"), "press", is_late and not pressed),
        ("needs.close_press", _("办结督办"), "close_press", bool(pressed) and need.status == N.ANSWERED),
        ("needs.merge", _("并案"), "merge", need.status == N.OPEN),
        ("needs.unmerge", _("撤销并案"), "unmerge", need.status == N.MERGED),
        ("needs.assign", _("改由别人答复"), "assign", may_again),
    ):
        if is_open and queries.may(actor, code, need):
            found.append(Action(label, reverse(f"needs:{name}", args=[need.pk]), primary=not found))
    return found


# What is late --------------------------------------------------------------------------------


def late_rows(found: Sequence[Need], actor: Actor, today: date) -> list[dict[str, Any]]:
    """What is overdue: where, by whom, how long, why, pressed or not.  Queries: 4–6."""
    names = names_of({n.place_code for n in found} or {s.place_code for s in actor.seats})
    called: dict[str, str] = {}
    for place in {n.place_code for n in found}:
        called |= queries.departments_named(place, (n.department_code for n in found), today)
    pressed = dict(
        Press.objects.filter(need__in=found, status=Press.Status.ISSUED).values_list("need_id", "code")
    )
    days = queries.late_days_of(found, today)
    return [
        {
            "id": n.pk,
            "text": Cell(
                n.matter.name if n.matter is not None else n.text, reverse("needs:need", args=[n.pk]), n.code
            ),
            "where": names.where(n.town_code, n.village_code),
            "department": called.get(n.department_code) or names.towns.get(n.department_code, ""),
            "due_on": n.due_on,
            "days": days[n.pk],
            "why": n.delay_reason or gettext("没有说明"),
            "pressed": ("soon", pressed[n.pk]) if n.pk in pressed else ("late", gettext("还没有督办")),
            "verbs": [Action(_("督办"), reverse("needs:press", args=[n.pk]))]
            if n.pk not in pressed and queries.may(actor, "needs.press", n)
            else [],
        }
        for n in found
    ]


def late_counts(column: str, counted: Counter[str], called: dict[str, str]) -> list[tuple[str, Cell]]:
    """How many are late where: each figure leads to its rows.  Queries: 0."""
    here = reverse("needs:late")
    return [
        (
            called.get(code) or code or gettext("没有指定"),
            Cell(n, f"{here}?{urlencode({column: code})}" if code else ""),
        )
        for code, n in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


# Published -----------------------------------------------------------------------------------


def versions(place_code: str) -> list[NeedsList]:
    """Versions of a place's list, newest first.  Queries: 1."""
    return list(NeedsList.objects.filter(place_code=place_code).order_by("-id"))


def listed_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of a published version.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "order": one.order,
            "text": Cell(one.facts["text"], note=one.facts["code"]),
            "class_name": one.facts["class"],
            "matter": one.facts["matter"],
            "where": f"{one.facts['town']} {one.facts['village']}".strip(),
            "people": one.facts["people"],
            "urgency": one.facts["urgency"],
            "voices": one.facts["voices"],
            "score": one.facts["score"],
        }
        for one in found
    ]


def may_publish(actor: Actor) -> bool:
    """Whether the actor publishes the list.  Queries: 0."""
    return roles.may_anywhere(actor, "needs.publish")
