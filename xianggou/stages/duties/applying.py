"""Applications as pages show them: the list, one with its history and what may be done, what its form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.roles import Where, towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.paging import numbered, statuses_shown
from xianggou.base.pages.shapes import Action, Cell, Column, Crumb, Entry, Pair, Shape, Text
from xianggou.base.pages.verbs import led_by_first_open, verb
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.core.actor import Actor
from xianggou.core.findings import Verdict
from xianggou.core.law import LawOn
from xianggou.core.rules import judge
from xianggou.stages.duties import queries
from xianggou.stages.duties.models import Admission, Opinion

S = Admission.Status
SHAPES: dict[str, Shape] = {
    S.DRAFT: "none",
    S.SUBMITTED: "run",
    S.RETURNED: "back",
    S.REVIEWED: "run",
    S.ADMITTED: "done",
    S.REFUSED: "stop",
    S.WITHDRAWN: "none",
}
COLUMNS = (
    Column("name", _("事项"), main=True),
    Column("kind", _("准入还是退出")),
    Column("department", _("申请部门")),
    Column("money_fen", _("随事经费（每年）"), "fen", sort="money_fen"),
    Column("heard", _("乡镇意见")),
    Column("submitted_on", _("送审日期"), "day", sort="submitted_on"),
    Column("status", _("状态"), "status"),
)
OPINIONS = (
    Column("town", _("乡镇"), main=True),
    Column("agrees", _("接不接"), "status"),
    Column("text", _("意见")),
    Column("given_on", _("日期"), "day"),
)
VERBS: dict[str, tuple[Text, Shape]] = {
    "duties.apply": (_("起草申请"), "done"),
    "duties.edit": (_("修改"), "done"),
    "duties.submit": (_("送乡镇征求意见、送审查"), "done"),
    "duties.opine": (_("乡镇提意见"), "done"),
    "duties.review": (_("合法性审查"), "done"),
    "duties.decide": (_("县级决定"), "done"),
    "duties.withdraw": (_("撤回"), "back"),
}


def seen_by(actor: Actor) -> QuerySet[Admission]:
    """The applications that the actor may see: what was sent, and the drafts of the own department."""
    held = actor.seats
    sent = Q(place_code__in={s.place_code for s in held}) & ~Q(status__in=[S.DRAFT, S.WITHDRAWN])
    return Admission.objects.filter(sent | Q(body_code__in={s.body_code for s in held if s.body_code}))


def shown(rows: QuerySet[Admission]) -> QuerySet[Admission]:
    """Applications with how many townships spoke this time, in the same statement."""
    this_time = Q(opinions__round=F("round"))
    return rows.annotate(heard=Count("opinions", filter=this_time))


def listed(actor: Actor, *, text: str = "") -> QuerySet[Admission]:
    """The applications that the actor sees, narrowed by words."""
    rows = seen_by(actor)
    if text:
        rows = rows.filter(
            Q(name__contains=text) | Q(code__contains=text.upper()) | Q(department__contains=text)
        )
    return rows


def rows_of(found: Sequence[Admission]) -> list[dict[str, Any]]:
    """Applications as the list shows them.  Queries: 0."""
    url, status = numbered("duties:admission"), statuses_shown(S, SHAPES)
    return [
        {
            "id": one.pk,
            "name": Cell(one.name, url(one.pk), one.code),
            "kind": one.get_kind_display(),
            "department": one.department,
            "money_fen": one.money_fen if one.kind == Admission.Kind.ADMIT else None,
            "heard": heard(one),
            "submitted_on": one.submitted_on,
            "status": status[one.status],
        }
        for one in found
    ]


def heard(admission: Admission) -> str:
    """How many townships spoke, of how many that must.  Queries: 0."""
    if not admission.round:
        return ""
    said = {"n": admission.heard, "least": admission.opinions_needed}  # type: ignore[attr-defined]
    if not admission.opinions_needed:
        return gettext("%(n)s 个") % said
    return gettext("%(n)s 个，至少 %(least)s 个") % said


# One application -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AdmissionPage:
    """One application: what it states, what was said to it, what stops it, what may be done."""

    admission: Admission
    trail: list[Crumb]
    status: tuple[Shape, str]
    facts: list[Pair]
    money: list[Pair]
    opinions: list[dict[str, Any]]
    history: list[Entry]
    verdict: Verdict | None
    actions: list[Action]
    papers: list[tuple[str, str]]


def seen_admission(actor: Actor, admission_id: int) -> Admission:
    """An application that the actor may see.  Raises: Http404.  Queries: 1."""
    found = shown(seen_by(actor)).select_related("version").filter(pk=admission_id).first()
    if found is None:
        raise Http404(str(admission_id))
    return found


def own_admission(actor: Actor, admission_id: int) -> Admission:
    """An application of the actor's own department.  Raises: Http404.  Queries: 1."""
    found = seen_admission(actor, admission_id)
    if not is_own(actor, found):
        raise Http404(str(admission_id))
    return found


def is_own(actor: Actor, admission: Admission) -> bool:
    """Whether the actor applies for the department that made it.  Queries: 0."""
    return any(
        seat.body_code == admission.body_code
        and any("duties.apply" in post.actions for post in roles.posts_for(seat.role, seat.function))
        for seat in actor.seats
    )


def admission_page(actor: Actor, admission_id: int, day: date) -> AdmissionPage:
    """One application; the rules are run dry for whoever may act next.  Raises: Http404.  Queries: 6–8."""
    admission = seen_admission(actor, admission_id)
    said = queries.opinions(admission)
    towns = places.town_names(admission.place_code)
    verdict = dry_run(actor, admission, day)
    return AdmissionPage(
        admission=admission,
        trail=trail_of(admission),
        status=(SHAPES[admission.status], str(admission.get_status_display())),
        facts=facts_of(admission),
        money=money_of(admission),
        opinions=[_opinion(one, towns) for one in said],
        history=history_of(admission),
        verdict=verdict,
        actions=open_actions(actor, admission, said, verdict),
        papers=[
            (reverse("duties:admission_paper", args=[admission.pk, kind]), word)
            for kind, word in (("docx", "Word"), ("pdf", "PDF"))
        ],
    )


def _opinion(one: Opinion, towns: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "town": towns.get(one.town_code, one.town_code),
        "agrees": ("done", gettext("同意接")) if one.agrees else ("stop", gettext("不同意接")),
        "text": one.text,
        "given_on": one.given_on,
    }


def dry_run(actor: Actor, admission: Admission, day: date) -> Verdict | None:
    """What the rules would say to the next act of this actor; None where it is not theirs.  Queries: 0–4."""
    if admission.status in queries.OPEN and is_own(actor, admission):
        return judge("duties.admit", queries.application(admission, day), queries.law_for(admission, day))
    if admission.status == S.REVIEWED and may(actor, "duties.decide", admission):
        law = queries.law_for(admission, day)
        facts = queries.deciding(admission, actor.person_id or 0, actor.name, day, admit=True)
        return judge("duties.admit", facts, law)
    return None


def may(actor: Actor, action: str, admission: Admission) -> bool:
    """Whether one of the actor's seats may do this in the place of the application.  Queries: 0."""
    return roles.seat_for(actor, action, Where(admission.place_code)) is not None


def open_actions(
    actor: Actor, admission: Admission, said: Sequence[Opinion], verdict: Verdict | None
) -> list[Action]:
    """What the actor may do now: access ∩ state ∩ the rules run dry.  Queries: 0."""
    found: list[Action] = []

    def url(name: str) -> str:
        return reverse(f"duties:{name}", args=[admission.pk])

    if is_own(actor, admission):
        if admission.status in queries.OPEN:
            found.append(verb(_("送乡镇和审查"), url("submit"), verdict))
            found.append(Action(_("修改"), url("edit")))
        if admission.status in (*queries.OPEN, S.SUBMITTED):
            found.append(Action(_("撤回"), url("withdraw")))
    if admission.status in queries.ASKED:
        spoken = {one.town_code for one in said}
        towns = towns_seen(actor, "duties.opine")[1]
        if towns - spoken:
            found.append(Action(_("提意见"), url("opine")))
        elif towns:
            found.append(
                Action(_("提意见"), open=False, reason=_("本乡镇这一次已经提过"), code="duties.opine.spoken")
            )
    if may(actor, "duties.review", admission) and admission.status == S.SUBMITTED:
        is_mine = admission.submitted_by == actor.person_id
        own = Action(
            _("合法性审查"), open=False, reason=_("自己送的不能自己审"), code="duties.admit.own_review"
        )
        found.append(own if is_mine else Action(_("合法性审查"), url("review")))
    if may(actor, "duties.decide", admission):
        found += _to_decide(admission, url("decide"), verdict)
    return led_by_first_open(found)


def _to_decide(admission: Admission, here: str, verdict: Verdict | None) -> list[Action]:
    if admission.status == S.SUBMITTED:
        waits = _("等合法性审查")
        return [Action(_("县级决定"), open=False, reason=waits, code="duties.admit.no_legality_review")]
    if admission.status != S.REVIEWED:
        return []
    with_money, leaves = decided_elsewhere(admission)
    if with_money:
        return [verb(_("同意并下达经费"), with_money, verdict), Action(_("不准入"), here)]
    return [verb(_("县级决定"), leaves or here, verdict)]


def decided_elsewhere(admission: Admission) -> tuple[str, str]:
    """(page that passes the money on with the decision, page that counts what runs on a duty that leaves), or ""."""
    if admission.kind == Admission.Kind.EXIT:
        return "", address_if_built("overview:exit", admission.pk)
    return (address_if_built("funds:move_down", admission.pk) if admission.money_fen else ""), ""


def trail_of(admission: Admission | None, *more: Crumb) -> list[Crumb]:
    """The path to an application."""
    found = [
        Crumb(_("责任清单"), reverse("duties:list")),
        Crumb(_("准入和退出"), reverse("duties:admissions")),
    ]
    if admission is not None:
        here = reverse("duties:admission", args=[admission.pk]) if more else ""
        found.append(Crumb(admission.code, here))
    return [*found, *more]


def facts_of(admission: Admission) -> list[Pair]:
    """The facts of an application.  Queries: 0."""
    duty: Any = admission.duty_code
    if duty and admission.status != S.WITHDRAWN:
        duty = Cell(duty, reverse("duties:detail", args=[duty]))
    version = admission.version
    shown_version: Any = (
        Cell(gettext("第 %(n)s 版") % {"n": version.number}, reverse("duties:version", args=[version.number]))
        if version is not None
        else None
    )
    return [
        Pair(_("申请部门"), admission.department),
        Pair(_("准入还是退出"), admission.get_kind_display()),
        Pair(_("领域"), admission.field),
        Pair(_("乡镇承担方式"), term(admission.mode)),
        Pair(_("依据"), admission.basis),
        Pair(_("第几次送"), admission.round or None),
        Pair(_("送审日期"), admission.submitted_on, "day"),
        Pair(_("审查日期"), admission.reviewed_on, "day"),
        Pair(_("决定日期"), admission.decided_on, "day"),
        Pair(_("由谁决定"), term(admission.decided_by_body)),
        Pair(_("决定文号"), admission.decision_document),
        Pair(_("清单编码"), duty, "code"),
        Pair(_("进了哪一版"), shown_version),
    ]


def money_of(admission: Admission) -> list[Pair]:
    """What the duty cost before and what comes with it, in 分.  Queries: 0."""
    costs = [
        Pair(gettext("%(year)s 年实际支出") % {"year": year}, fen, "fen_yuan")
        for year, fen in sorted(admission.yearly_costs.items())
    ]
    return [
        Pair(_("原承担单位"), admission.bearer),
        Pair(
            _("现有人员"),
            None if admission.present_staff is None else gettext("%(n)s 人") % {"n": admission.present_staff},
        ),
        *costs,
        Pair(_("平均每年"), admission.cost_fen, "fen_yuan"),
        Pair(_("随事划转（每年）"), admission.money_fen, "fen_yuan", strong=True),
        Pair(_("经费来源"), admission.fund_source),
    ]


def history_of(admission: Admission) -> list[Entry]:
    """What was done, by whom, why, newest first.  Queries: 3."""
    written = trails.entries([admission.register_id])
    people = names_of({e.person_id for e in written if e.person_id})
    return [
        Entry(
            e.at.astimezone(trails.BEIJING).date(),
            word,
            _shape(shape, e.too),
            people.get(e.person_id or 0, ""),
            e.why,
        )
        for e in written
        for word, shape in [VERBS.get(e.verb, (e.verb, "done"))]
    ]


def _shape(shape: Shape, too: str) -> Shape:
    return SHAPES[too] if too in (S.RETURNED, S.REFUSED) else shape


def names_of(people: set[int]) -> dict[int, str]:
    """Person's id -> name.  Queries: 1."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


# The forms -----------------------------------------------------------------------------------


def years_asked(admission: Admission | None, law: LawOn, day: date) -> list[int]:
    """The years whose cost is asked, the last ones before today, and those already told.  Queries: 0."""
    last = [day.year - n for n in range(int(law["duties.cost_years"].amount), 0, -1)]
    told = [int(year) for year in admission.yearly_costs] if admission is not None else []
    return sorted({*last, *told})


def initial_of(admission: Admission | None, department: str = "") -> dict[str, Any]:
    """What the form starts with.  Queries: 0."""
    if admission is None:
        return {"bearer": department}
    names = (
        "name", "field", "mode", "county_part", "town_part", "reason", "basis", "bearer", "present_staff", "money_fen",
        "fund_source", "staff_coming",
    )  # fmt: skip
    costs = {f"cost_{year}": fen for year, fen in admission.yearly_costs.items()}
    return {**{name: getattr(admission, name) for name in names}, **costs}


def with_money_note(admission: Admission) -> str:
    """Why yes is not said here, for an application that brings money; "" where it is.  Queries: 0."""
    if admission.kind == Admission.Kind.EXIT or not admission.money_fen:
        return ""
    return gettext("随事划转 %(yuan)s 元：同意的，用“同意并下达经费”一次办完") % {
        "yuan": yuan_text(admission.money_fen)
    }
