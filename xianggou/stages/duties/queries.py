"""Reading duties: the list in force, on any day; applications and objections; the posts that do the work today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.roles import towns_seen
from xianggou.base.access.whereabouts import address_if_built
from xianggou.base.pages.paging import coded
from xianggou.base.pages.shapes import Cell, Crumb, Pair
from xianggou.base.places import queries as places
from xianggou.base.places.models import BodyName
from xianggou.base.ready import ready
from xianggou.core.actor import Actor
from xianggou.core.law import LawOn
from xianggou.stages.duties import rules
from xianggou.stages.duties.models import Admission, Duty, DutyList, Objection, Opinion, PostHolder, PostPrice
from xianggou.stages.duties.told import fate_of as fate_of
from xianggou.stages.duties.waiting import ASKED as ASKED
from xianggou.stages.duties.waiting import OPEN as OPEN
from xianggou.stages.duties.waiting import Gap as Gap
from xianggou.stages.duties.waiting import gaps as gaps
from xianggou.stages.duties.waiting import waiting_for as waiting_for


def list_in_force(place_code: str, day: date | None = None) -> DutyList | None:
    """The version in force (on a day).  Queries: 1."""
    versions = DutyList.objects.filter(place_code=place_code)
    if day is not None:
        versions = versions.filter(adopted_on__lte=day)
    return versions.order_by("-number").first()


def duty(place_code: str, code: str, day: date | None = None) -> Duty | None:
    """One duty of the version in force.  Queries: 1."""
    return _duty.first(place_code, code) if day is None else _duty_on.first(place_code, code, day)


@ready(str, str)
def _duty(place_code: str, code: str) -> QuerySet[Duty]:
    rows = Duty.objects.filter(duty_list__place_code=place_code, code=code)
    return rows.order_by("-duty_list__number")[:1]


@ready(str, str, date)
def _duty_on(place_code: str, code: str, day: date) -> QuerySet[Duty]:
    rows = Duty.objects.filter(duty_list__place_code=place_code, code=code, duty_list__adopted_on__lte=day)
    return rows.order_by("-duty_list__number")[:1]


def duties_of(duty_list: DutyList) -> list[Duty]:
    """All duties of a version.  Queries: 1."""
    return list(Duty.objects.filter(duty_list=duty_list).order_by("code"))


def standing(place_code: str) -> QuerySet[Duty]:
    """The duties of the version in force, for later rooms to hold their own rows against."""
    return Duty.objects.filter(duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED)


def last_number(place_code: str, more: Sequence[str]) -> int:
    """The highest number that a duty of the place ever had, so that none is given twice.  Queries: 1."""
    ever = Duty.objects.filter(duty_list__place_code=place_code, code__regex=r"^D[0-9]+$")
    codes = [*ever.order_by().values_list("code", flat=True).distinct(), *more]
    numbers = (
        int(code[1:]) for code in codes if code[:1] == "D" and code[1:].isascii() and code[1:].isdigit()
    )
    return max(numbers, default=0)


# Admission and exit --------------------------------------------------------------------------

LIST_KINDS = {"主责": "基本履职事项", "配合": "配合履职事项"}  # how places write it -> the word of the law
TAKEN_BACK = "上级部门收回事项"
NOTHING = frozenset({"无", "没有", "暂无", "none", "/", "-", "—", "无依据"})


NEEDED_TO_LEAVE = {"reason": _("理由")}
# what no other rule asks for by itself
NEEDED = {
    **NEEDED_TO_LEAVE,
    "field": _("领域"),
    "mode": _("承担方式"),
    "town_part": _("乡镇责任"),
    "bearer": _("原承担单位"),
    "present_staff": _("现有人员"),
}


def locked_admission(admission_id: int) -> Admission:
    """An application, locked.  Queries: 1."""
    return Admission.objects.select_for_update(of=("self",)).get(pk=admission_id)


def law_for(admission: Admission, day: date) -> LawOn:
    """The law that governs an application.  Queries: 1."""
    return places.law_on(
        admission.place_code, {"today": day, "applied_on": admission.submitted_on or day, "listed_on": day}
    )


def called(body_code: str, day: date) -> str:
    """What the list calls a body on a day: its short name.  Queries: 1."""
    names = BodyName.objects.filter(body__code=body_code, during__contains=day)
    found = names.values_list("short", "name").first()
    return (found[0] or found[1]) if found else ""


def leaving(place_code: str, code: str) -> dict[str, Any]:
    """What an application to take a duty off the list begins with.  Raises: NotGranted (404).  Queries: 1."""
    found = duty_in_force(place_code, code)
    if found is None:
        raise NotGranted("duties.apply", is_hidden=True)
    return {
        name: getattr(found, name) for name in ("name", "field", "mode", "county_part", "town_part", "basis")
    }


def duty_in_force(place_code: str, code: str) -> Duty | None:
    """One duty, if the version in force holds it.  Queries: 1."""
    return Duty.objects.filter(
        duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED, code=code
    ).first()


def opinions(admission: Admission) -> list[Opinion]:
    """What the townships say to the application as it was sent last.  Queries: 1."""
    return list(Opinion.objects.filter(admission=admission, round=admission.round).order_by("id"))


def has_spoken(admission: Admission, town_code: str) -> bool:
    """Whether a township has said its opinion this time.  Queries: 1."""
    return Opinion.objects.filter(admission=admission, round=admission.round, town_code=town_code).exists()


def application(admission: Admission, day: date) -> rules.Admission:
    """The facts of sending an application.  Queries: 1, none for an exit."""
    basis = "" if admission.basis.strip().lower() in NOTHING else admission.basis
    facts = rules.Admission(
        item=admission.name,
        applied_on=admission.submitted_on or day,
        basis_text=basis,
        department=admission.department,
    )
    asked = NEEDED_TO_LEAVE if admission.kind == Admission.Kind.EXIT else NEEDED
    empty = tuple(str(label) for name, label in asked.items() if getattr(admission, name) in ("", None))
    facts = replace(facts, unfilled=empty)
    if admission.kind == Admission.Kind.EXIT:
        return facts
    same = Duty.objects.filter(
        duty_list__place_code=admission.place_code,
        duty_list__status=DutyList.Status.ISSUED,
        name=admission.name.strip(),
    ).first()
    is_back = same is not None and "收回" in same.state
    return replace(
        facts,
        list_kind=TAKEN_BACK if is_back else LIST_KINDS.get(admission.mode, admission.mode),
        lead_department_part=admission.county_part,
        fund_source=admission.fund_source,
        recurring_cost_fen=admission.cost_fen,
        same_as=same.code if same is not None and not is_back else "",
        responsible_body=admission.department if admission.town_part.strip() else "",
        staff_coming=admission.staff_coming,
        years_told=len(admission.yearly_costs),
    )


def deciding(
    admission: Admission, decider_id: int, decider: str, decided_on: date, *, admit: bool
) -> dict[str, Any]:
    """The facts of the county's decision about a reviewed application, for yes or for no.  Queries: 1–2."""
    said = opinions(admission)
    days = [one.given_on for one in said] + [d for d in (admission.reviewed_on,) if d]
    facts: dict[str, Any] = {
        "item": admission.name,
        "decided_on": decided_on,
        "last_opinion_on": max(days, default=decided_on),
        "sender_id": admission.submitted_by,
        "judge_ids": tuple(p for p in (admission.reviewed_by, decider_id) if p is not None),
        "person_name": decider,
    }
    if not admit:
        return facts
    stated = {
        f.name: getattr(sent, f.name) for sent in [application(admission, decided_on)] for f in fields(sent)
    }
    facts = {**stated, **facts, "opinions": len({one.town_code for one in said}), "legality_passed": True}
    if admission.kind == Admission.Kind.ADMIT:
        facts["money_fen"] = admission.money_fen
    return facts


def deciders(law: LawOn) -> list[str]:
    """Who may decide, as the law names them; before it did, as it names them now.  Queries: 0."""
    key = "duties.admission_decided_by"
    found = law.get(key)
    text = str(found.amount if found is not None else law.library.parameters[key].values[-1].raw)
    return [name if name.startswith("县级") else f"县级{name}" for name in text.split("、")]


def waits_with_money(admission: Admission) -> bool:
    """Whether an application waits for the county's decision and brings money.  Queries: 0."""
    is_new = admission.kind == Admission.Kind.ADMIT and admission.status == Admission.Status.REVIEWED
    return is_new and admission.money_fen > 0


def admission(admission_id: int) -> Admission | None:
    """An application to read.  Queries: 1."""
    return Admission.objects.filter(pk=admission_id).first()


# Objections ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Whether a matter is on the list of a day: the duty's code, or "", and the version that was asked."""

    version: DutyList | None
    code: str


def looked_up(place_code: str, matter: str, day: date) -> LookedUp:
    """Look a matter up on the list of a day, by its code or by a duty's name standing in it.  Queries: 2."""
    version = list_in_force(place_code, day)
    found = duties_of(version) if version is not None else []
    named = [
        d for d in found if d.code in matter.upper() or d.name in matter or (matter and matter in d.name)
    ]
    return LookedUp(version, max(named, key=lambda d: len(d.name)).code if named else "")


def law_on_objection(place_code: str, raised_on: date) -> LawOn:
    """The law that governs an objection.  Queries: 1."""
    return places.law_on(place_code, {"today": raised_on, "raised_on": raised_on})


# What the public page writes as who says it; a village's name may follow
VILLAGER = "群众"


def told_before(town_code: str, matter: str, day: date) -> Objection | None:
    """The same words about the same township, told on the public page today and not answered.  Queries: 1."""
    rows = Objection.objects.filter(town_code=town_code, matter=matter, raised_on=day, status="raised")
    return rows.filter(said_by__startswith=VILLAGER).order_by("id").first()


def locked_objection(objection_id: int) -> Objection:
    """An objection, locked.  Queries: 1."""
    return Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)


def posts_of(place_code: str, town_code: str = "") -> list[PostHolder]:
    """The posts that do what may be bought.  Queries: 1."""
    rows = PostHolder.objects.filter(place_code=place_code)
    if town_code:
        rows = rows.filter(town_code=town_code)
    return list(rows.order_by("town_code", "key"))


def posts_doing(place_code: str, town_code: str, posts: str) -> int:
    """How many people of a township hold the posts that a catalogue item names as replaceable.  Queries: 1."""
    names = [name for name in posts.replace(";", "、").replace("；", "、").split("、") if name]
    return PostHolder.objects.filter(place_code=place_code, town_code=town_code, post__in=names).count()


def bought_of(place_code: str, codes: Sequence[str], day: date) -> dict[str, bool]:
    """Code → whether the duty may be bought, of those that the list in force on a day holds.  Queries: 1."""
    newest = DutyList.objects.filter(place_code=place_code, adopted_on__lte=day).order_by("-number")
    rows = Duty.objects.filter(duty_list=newest.values("pk")[:1], code__in=list(codes))
    return dict(rows.values_list("code", "is_purchasable"))


def cost_of_posts(place_code: str, town_code: str) -> tuple[int, int | None]:
    """What a township's posts of village finance cost in a year, and the price that took their place, in 分.

    The cost counts the posts that end with the purchase.  Queries: 2.
    """
    posts = PostHolder.objects.filter(place_code=place_code, town_code=town_code, disposal=CUT)
    cost = posts.aggregate(fen=Sum("yearly_cost_fen"))["fen"]
    price = PostPrice.objects.filter(place_code=place_code, town_code=town_code).aggregate(
        fen=Sum("price_fen")
    )
    return int(cost or 0), None if price["fen"] is None else int(price["fen"])


# Pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facets:
    """What a version can be filtered by, and how many duties it holds."""

    fields: list[str]
    departments: list[str]
    count: int
    purchasable: int


def versions(place_code: str) -> list[DutyList]:
    """All versions of a place's list, newest first.  Queries: 1."""
    return list(DutyList.objects.filter(place_code=place_code).order_by("-number"))


def standing_on(versions: Sequence[DutyList], day: date | None) -> DutyList | None:
    """Of all versions, newest first, the one in force (on a day).  Queries: 0."""
    return next((v for v in versions if day is None or v.adopted_on <= day), None)


def facets(duty_list: DutyList | None) -> Facets:
    """Fields, departments and counts of a version.  Queries: 1."""
    groups = (
        Duty.objects.filter(duty_list=duty_list)
        .values_list("field", "department", "is_purchasable")
        .annotate(n=Count("id"))
        .order_by("field", "department")
    )
    found = list(groups) if duty_list else []
    return Facets(
        fields=list(dict.fromkeys(field for field, _, _, _ in found)),
        departments=sorted({department for _, department, _, _ in found}),
        count=sum(n for *_, n in found),
        purchasable=sum(n for _, _, is_purchasable, n in found if is_purchasable),
    )


def listed(
    duty_list: DutyList | None, *, text: str = "", field: str = "", department: str = "", buy: str = ""
) -> QuerySet[Duty]:
    """The duties of a version that match; `buy` is yes, no or anything else for both."""
    rows = Duty.objects.filter(duty_list=duty_list)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(code__contains=text.upper()))
    if field:
        rows = rows.filter(field=field)
    if department:
        rows = rows.filter(department=department)
    if buy in {"yes", "no"}:
        rows = rows.filter(is_purchasable=buy == "yes")
    return rows


def duty_rows(duties: Sequence[Duty], day: str = "") -> list[dict[str, Any]]:
    """Duties as the list shows them; `day` keeps a look into the past in the links."""
    url, past = coded("duties:detail"), f"?on={day}" if day else ""
    return [
        {
            "id": duty.pk,
            "code": duty.code,
            "name": Cell(duty.name, f"{url(duty.code)}{past}"),
            "field": duty.field,
            "department": duty.department,
            "mode": duty.mode,
            "buy": ("done", _("可以购买")) if duty.is_purchasable else ("none", _("不购买")),
            "catalogue": "、".join(duty.catalogue_codes),
        }
        for duty in duties
    ]


@dataclass(frozen=True, slots=True)
class DutyPage:
    """One duty of the version in force on a day, with the versions it stands in."""

    duty: Duty
    trail: list[Crumb]
    facts: list[Pair]
    standing: list[DutyList]
    onward_url: str
    is_in_force: bool


def duty_page(place_code: str, code: str, day: date | None = None) -> DutyPage | None:
    """One duty and the versions that hold it; None where no version of that day does.  Queries: 1."""
    rows = Duty.objects.select_related("duty_list", "admission")
    rows = rows.filter(duty_list__place_code=place_code, code=code)
    if day is not None:
        rows = rows.filter(duty_list__adopted_on__lte=day)
    found = list(rows.order_by("-duty_list__number"))
    if not found:
        return None
    duty = found[0]
    buy = Cell(_("可以购买"), shape="done") if duty.is_purchasable else Cell(_("不购买"), shape="none")
    facts = [
        Pair(_("事项编码"), duty.code, "code"),
        Pair(_("领域"), duty.field),
        Pair(_("县级主管部门"), duty.department),
        Pair(_("承担方式"), duty.mode),
        Pair(_("可否购买服务"), buy, "status"),
        Pair(_("对应目录"), "、".join(duty.catalogue_codes)),
        Pair(_("准入依据"), duty.basis),
        Pair(_("准入日期"), duty.admitted_on, "day"),
        Pair(_("随事经费（元，每年）"), duty.money_fen, "fen_yuan"),
        Pair(_("准入申请"), _came_by(duty)),
        Pair(_("状态"), duty.state),
    ]
    trail = [Crumb(_("责任清单"), reverse("duties:list")), Crumb(duty.code)]
    onward = address_if_built("overview:duty", duty.code)
    is_in_force = duty.duty_list.status == DutyList.Status.ISSUED
    return DutyPage(duty, trail, facts, [row.duty_list for row in found], onward, is_in_force)


def _came_by(duty: Duty) -> Cell | None:
    """The application by which a duty came, read with it.  Queries: 0."""
    if duty.admission is None:
        return None
    return Cell(duty.admission.code, reverse("duties:admission", args=[duty.admission.pk]))


def purchasable(place_code: str) -> list[Duty]:
    """The duties of the version in force that may be bought, to choose from.  Queries: 1."""
    rows = Duty.objects.filter(
        duty_list__place_code=place_code, duty_list__status=DutyList.Status.ISSUED, is_purchasable=True
    )
    return list(rows.order_by("code"))


# Posts ---------------------------------------------------------------------------------------

CUT = "减聘"  # the disposal of a post whose cost is saved, as the place's roster writes it


@dataclass(frozen=True, slots=True)
class Saving:
    """What the service saves in a year, in 分: the cost of the posts that end, less its price."""

    cost_fen: int
    price_fen: int
    people: int

    @property
    def net_fen(self) -> int:
        return self.cost_fen - self.price_fen


def posts_seen_by(actor: Actor) -> QuerySet[PostHolder]:
    """The posts that the actor may see: of the place, or of the own township."""
    places, towns = towns_seen(actor, "duties.see_posts")
    return PostHolder.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))


def disposals(rows: QuerySet[PostHolder]) -> list[tuple[str, int]]:
    """Each disposal with its number of people.  Queries: 1."""
    return list(rows.order_by("disposal").values_list("disposal").annotate(n=Count("id")))


def saving(actor: Actor) -> Saving:
    """What the service saves, within the townships that the actor sees.  Queries: 2."""
    places, towns = towns_seen(actor, "duties.see_posts")
    cut = posts_seen_by(actor).filter(disposal=CUT).aggregate(fen=Sum("yearly_cost_fen"), n=Count("id"))
    prices = PostPrice.objects.filter(Q(place_code__in=places) | Q(town_code__in=towns))
    price = prices.aggregate(fen=Sum("price_fen"))["fen"]
    return Saving(int(cut["fen"] or 0), int(price or 0), int(cut["n"]))


def post_rows(found: Sequence[PostHolder], towns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Posts as the list shows them.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "name": one.name,
            "town": towns.get(one.town_code, one.town_code),
            "post": one.post,
            "identity": one.identity,
            "yearly_cost_fen": one.yearly_cost_fen,
            "disposal": ("done" if one.disposal == CUT else "none", one.disposal),
            "effective_on": one.effective_on,
        }
        for one in found
    ]
