"""What the pages of assessments and pledges show: questions with answers, posts with ways, savings by township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.roles import towns_seen
from xianggou.base.access.wording import term
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Cell, Column, FileShown, Pair, Shape
from xianggou.core.actor import Actor
from xianggou.core.packs import Pack
from xianggou.stages.plans import facts, pledging
from xianggou.stages.plans.forms import Holder
from xianggou.stages.plans.models import Assessment, PlanItem, Pledge, PledgedPost

FORMS = {
    Assessment.Form.FEASIBILITY: _("可行性评估"),
    Assessment.Form.EX_ANTE: _("事前绩效评估"),
}
PLEDGE_SHAPES: dict[str, Shape] = {"made": "run", "signed": "done", "replaced": "back"}
POSTS = (
    Column("name", _("姓名"), main=True),
    Column("post", _("岗位")),
    Column("identity", _("身份类别")),
    Column("way", _("怎样退出"), "status"),
    Column("cost_fen", _("年人员经费"), "fen", unit="yuan"),
)
SAVINGS = (
    Column("town", _("乡镇"), main=True),
    Column("items", _("承诺的项目"), "number"),
    Column("cut", _("减聘（人）"), "number"),
    Column("moved", _("转岗（人）"), "number"),
    Column("cost_fen", _("减聘人员年经费"), "fen"),
    Column("price_fen", _("购买年费用"), "fen"),
    Column("saving_fen", _("年净压减"), "fen"),
    Column("state", _("签字"), "status"),
)
FIGURES = ("items", "cut", "moved", "cost_fen", "price_fen", "saving_fen")


# Assessments ----------------------------------------------------------------------------------


def answers_shown(made: Assessment) -> list[dict[str, Any]]:
    """Each question as it was asked, with its answer, basis and file.  Queries: 0."""
    return [{**one, "shown": _answer(one), "files": _files(made, one)} for one in made.answers]


def _answer(one: Mapping[str, Any]) -> str:
    if one["kind"] == "score":
        return gettext("%(n)s 分，满分 %(most)s 分") % {"n": one["amount"], "most": one["most"]}
    return gettext("%(yuan)s 元") % {"yuan": yuan_text(one["amount"])} if one["kind"] == "yuan" else ""


def _files(made: Assessment, one: Mapping[str, Any]) -> list[FileShown]:
    if not one.get("file"):
        return []
    url = reverse("plans:evidence", args=[made.item_id, one["file"]])
    return [FileShown(name=one["file_name"], url=url, sha256=one["digest"], on=made.assessed_on)]


def assessment_links(item: PlanItem) -> list[tuple[Any, str, Mapping[str, Any] | None]]:
    """Each form with its page, and what was concluded last, for an item read by `facts.whole`.  Queries: 0."""
    made = facts.beside(item).assessments
    return [
        (label, reverse("plans:assessment", args=[item.pk, form.value]), made.get(form.value))
        for form, label in FORMS.items()
    ]


# Pledges --------------------------------------------------------------------------------------


def holders_offered(item: PlanItem, pack: Pack, pledge: Pledge | None) -> list[Holder]:
    """The posts that do this work, as the form offers them; the roster's own plan is ticked first.  Queries: 1–2."""
    chosen = {one.holder_id: one.way for one in pledge.posts.all()} if pledge is not None else None
    found = []
    for one in pledging.replaceable(item, pack):
        way = pledging.way_of(one.identity)
        planned = pledging.planned(one)
        note = gettext("%(identity)s，年人员经费 %(yuan)s 元") % {
            "identity": one.identity,
            "yuan": yuan_text(int(one.yearly_cost_fen)),
        }
        label = f"{one.post} {one.name}"
        mine = planned if chosen is None else chosen.get(one.pk, "")
        found.append(Holder(one.pk, label, note, way, mine))
    return found


def post_rows(pledge: Pledge) -> list[dict[str, Any]]:
    """The posts of a pledge read with their holders.  Queries: 0."""
    return [
        {
            "id": one.pk,
            "name": one.holder.name,
            "post": one.holder.post,
            "identity": one.holder.identity,
            "way": ("done" if one.way == PledgedPost.Way.CUT else "run", one.get_way_display()),
            "cost_fen": one.cost_fen,
        }
        for one in sorted(pledge.posts.all(), key=lambda one: (one.way, one.pk))
    ]


def sums_of(pledge: Pledge) -> list[Pair]:
    """What a pledge saves, step by step.  Queries: 0."""
    return [
        Pair(gettext("减聘 %(n)s 人的年经费") % {"n": pledge.posts_cut}, pledge.cost_fen, "fen_yuan"),
        Pair(gettext("转岗 %(n)s 人，工资照发") % {"n": pledge.posts_moved}, 0, "fen_yuan"),
        Pair(_("减去购买年费用"), pledge.price_fen, "fen_yuan"),
        Pair(_("年净压减"), pledge.saving_fen, "fen_yuan", strong=True),
    ]


# Savings --------------------------------------------------------------------------------------


def pledges_seen(actor: Actor, year: int) -> QuerySet[Pledge]:
    """The pledges of a year's plan that stand, of the townships that the actor sees."""
    seen, towns = towns_seen(actor, "plans.see")
    rows = Pledge.objects.filter(Q(place_code__in=seen) | Q(town_code__in=towns), item__year=year)
    return rows.exclude(status=Pledge.Status.REPLACED).exclude(item__status=PlanItem.Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Savings:
    """What the pledges of a year save, by township and in all. Money in 分 a year."""

    rows: list[dict[str, Any]]
    sums: dict[str, int]


def savings(actor: Actor, year: int, names: Mapping[str, str]) -> Savings:
    """Planned savings of a year by township; what was kept of them is verified later.  Queries: 1."""
    found = (
        pledges_seen(actor, year)
        .values("town_code")
        .annotate(
            items=Count("pk"), cut=Sum("posts_cut"), moved=Sum("posts_moved"), cost_fen=Sum("cost_fen"),
            price_fen=Sum("price_fen"), unsigned=Count("pk", filter=Q(status=Pledge.Status.MADE)),
        )
        .order_by("town_code")
    )  # fmt: skip
    rows = [_saving_row(one, names, year) for one in found]
    return Savings(rows, {key: sum(row[key] for row in rows) for key in FIGURES})


def _saving_row(one: Mapping[str, Any], names: Mapping[str, str], year: int) -> dict[str, Any]:
    code, open_ = one["town_code"], one["unsigned"]
    state: tuple[Shape, str] = (
        ("run", gettext("%(n)s 份待签") % {"n": open_}) if open_ else ("done", gettext("都已签"))
    )
    url = f"{reverse('plans:list')}?year={year}&town={code}"
    cost, price = int(one["cost_fen"]), int(one["price_fen"])
    return {
        "id": code, "town": Cell(names.get(code, code), url), "items": one["items"], "cut": int(one["cut"]),
        "moved": int(one["moved"]), "cost_fen": cost, "price_fen": price, "saving_fen": cost - price, "state": state,
    }  # fmt: skip


def pledge_pairs(item: PlanItem, told: Mapping[str, Any] | None, replaced: Sequence[str] = ()) -> list[Pair]:
    """What a pledge says, beside its item, for an item read by `facts.whole`.  Queries: 0."""
    if told is None:
        return []
    status = Pledge.Status(told["status"])
    return [
        Pair(_("编号"), Cell(told["number"], reverse("plans:pledged", args=[item.pk])), "code"),
        Pair(_("状态"), (PLEDGE_SHAPES[status.value], status.label), "status"),
        Pair(_("减聘、转岗"), gettext("减聘 %(cut)s 人，转岗 %(moved)s 人") % told),
        Pair(_("完成期限"), told["by_on"]),
        Pair(_("年净压减（元）"), int(told["cost"]) - int(told["price"]), "fen_yuan", strong=True),
    ]


def conclusion(told: Mapping[str, Any] | None) -> str:
    """What was concluded, in a line.  Queries: 0."""
    if told is None:
        return gettext("还没有做")
    if not told["most"]:
        return str(term(told["conclusion"]))
    return gettext("%(conclusion)s，%(score)s 分，满分 %(most)s 分") % {
        **told,
        "conclusion": term(told["conclusion"]),
    }
