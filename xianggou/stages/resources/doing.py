"""Forms of resources: a department writes, sends and pools; the leading office asks, records, sends back, publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from xianggou.base.access.actions import NotGranted
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Text
from xianggou.base.pages.views import refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.stages.resources import actions, pages, queries
from xianggou.stages.resources.forms import (
    AskForm,
    OfferForm,
    PlainForm,
    PoolForm,
    PublishForm,
    RecordForm,
    SendForm,
    WhyForm,
)
from xianggou.stages.resources.models import Offer, Sending

methods = require_http_methods(["GET", "POST"])


def _act(
    request: Request,
    form: Form,
    verb: str,
    act: Callable[[], Any],
    said: str,
    to: str,
    title: Text,
    about: str,
    hint: Text = "",
) -> HttpResponse:
    """One short form: shown, refused with what was typed kept, or done and away."""
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(request, verb, lambda: _id_of(act()))
        if not form.refused_status:
            messages.success(request, said)
            return redirect(to)
    context = {
        "form": form,
        "title": title,
        "about": about,
        "hint": hint,
        "back": to,
        "crumbs": pages.crumbs((about, to), (title, "")),
    }
    return render(request, "resources/form.html", context, status=form.http_status)


def _id_of(made: Any) -> Any:
    return [one.pk for one in made] if isinstance(made, list) else made.pk


def _must_be_own(request: Request, department_code: str, code: str) -> None:
    if queries.seat_of(request.actor, department_code) is None:
        raise NotGranted(code)


# A department's list --------------------------------------------------------------------------


def _part(request: Request, sending_id: int, code: str) -> tuple[Sending, str, str]:
    """A part of a quarter, its page, what it is called."""
    row = pages.sending_of(sending_id, request.actor)
    who = queries.named([row.department_code], request.moment.date()).get(row.department_code, "")
    return row, reverse("resources:sending", args=[row.pk]), f"{who} {queries.quarter_name(row.quarter)}"


@asks("resources.write")
@methods
def write(request: Request, sending_id: int) -> HttpResponse:
    """Write a new offer."""
    row, to, about = _part(request, sending_id, "resources.write")
    _must_be_own(request, row.department_code, "resources.write")
    form = OfferForm(request.POST or None, **pages.choices_for(row.quarter))
    form.draft_as(request, "resources.write", row.pk, title=gettext("资源"))
    return _act(
        request, form, "resources.write", lambda: actions.write(row.pk, by=request.actor, it=form.written()),
        gettext("已添上。"), to, _("添一项资源"), about,
    )  # fmt: skip


@asks("resources.copy")
@methods
def copy(request: Request, sending_id: int) -> HttpResponse:
    """Copy what was published before; each is confirmed afterwards."""
    row, to, about = _part(request, sending_id, "resources.copy")
    _must_be_own(request, row.department_code, "resources.copy")
    n = len(queries.copyable(row.department_code, row.quarter))
    return _act(
        request, PlainForm(request.POST or None), "resources.copy",
        lambda: actions.copy(row.pk, by=request.actor), gettext("已沿用，请逐项确认。"), to, _("沿用上次的"), about,
        gettext("有 %(n)s 项以前公布过、本季度还没有写的。沿用以后逐项核对确认，才能报送。") % {"n": n},
    )  # fmt: skip


@asks("resources.send")
@methods
def send(request: Request, sending_id: int) -> HttpResponse:
    """Send the list."""
    row, to, about = _part(request, sending_id, "resources.send")
    _must_be_own(request, row.department_code, "resources.send")
    n = queries.live_offers(row.quarter_id, row.department_code).count()
    form = SendForm(request.POST or None)
    return _act(
        request, form, "resources.send", lambda: actions.send(row.pk, by=request.actor, **form.cleaned_data),
        gettext("已报送。"), to, _("报送"), about, gettext("清单里有 %(n)s 项") % {"n": n},
    )  # fmt: skip


@asks("resources.take_back")
@methods
def take_back(request: Request, sending_id: int) -> HttpResponse:
    """Take the list back to change it."""
    row, to, about = _part(request, sending_id, "resources.take_back")
    _must_be_own(request, row.department_code, "resources.take_back")
    return _act(
        request, PlainForm(request.POST or None), "resources.take_back",
        lambda: actions.take_back(row.pk, by=request.actor), gettext("已收回。"), to, _("收回再改"), about,
        _("已公布的不受影响；改好以后重新报送，下一版公布。"),
    )  # fmt: skip


@asks("resources.remind")
@methods
def remind(request: Request, sending_id: int) -> HttpResponse:
    """Remind a department."""
    row, to, about = _part(request, sending_id, "resources.remind")
    return _act(
        request, PlainForm(request.POST or None), "resources.remind",
        lambda: actions.remind(row.pk, by=request.actor), gettext("已提醒。"), to, _("提醒"), about,
        _("对方的待办里写着截止日期；提醒了几次都记下。"),
    )  # fmt: skip


@asks("resources.record_sent")
@methods
def record(request: Request, sending_id: int) -> HttpResponse:
    """Record what a department sent in another way."""
    row, to, about = _part(request, sending_id, "resources.record_sent")
    form = RecordForm(request.POST or None)
    return _act(
        request, form, "resources.record_sent",
        lambda: actions.record_sent(row.pk, by=request.actor, **form.cleaned_data), gettext("已登记。"), to,
        _("登记报来的清单"), about, _("部门用别的方式报来、已经导入的，在这里登记为已报送。"),
    )  # fmt: skip


@asks("resources.send_back")
@methods
def send_back(request: Request, sending_id: int) -> HttpResponse:
    """Send a list back with a reason."""
    row, to, about = _part(request, sending_id, "resources.send_back")
    form = WhyForm(request.POST or None)
    return _act(
        request, form, "resources.send_back",
        lambda: actions.send_back(row.pk, by=request.actor, **form.cleaned_data), gettext("已退回。"), to, _("退回"), about,
    )  # fmt: skip


# An offer -------------------------------------------------------------------------------------


def _own_offer(request: Request, offer_id: int, code: str) -> tuple[Offer, str, str]:
    row = pages.offer_of(offer_id, request.actor)
    _must_be_own(request, row.department_code, code)
    return row, reverse("resources:offer", args=[row.pk]), f"{row.code} {row.title}"


@asks("resources.edit")
@methods
def edit(request: Request, offer_id: int) -> HttpResponse:
    """Write a draft anew."""
    row, to, about = _own_offer(request, offer_id, "resources.edit")
    form = OfferForm(
        request.POST or None,
        initial=pages.initial_of(row),
        version=row.version,
        **pages.choices_for(row.quarter),
    )
    version = int(form.typed_version) if form.typed_version.isdecimal() else row.version
    return _act(
        request, form, "resources.edit",
        lambda: actions.edit(row.pk, by=request.actor, it=form.written(), version=version), gettext("已改好。"), to,
        _("改资源"), about,
    )  # fmt: skip


@asks("resources.confirm")
@methods
def confirm(request: Request, offer_id: int) -> HttpResponse:
    """Confirm a copied offer."""
    row, to, about = _own_offer(request, offer_id, "resources.confirm")
    return _act(
        request, PlainForm(request.POST or None), "resources.confirm",
        lambda: actions.confirm(row.pk, by=request.actor), gettext("已确认。"), to, _("确认本季度照样提供"), about,
        _("能力、区域、时间、经费都没有变的，确认；有变的先改。"),
    )  # fmt: skip


@asks("resources.drop")
@methods
def drop(request: Request, offer_id: int) -> HttpResponse:
    """Leave a draft out."""
    row, to, about = _own_offer(request, offer_id, "resources.drop")
    form = WhyForm(request.POST or None)
    return _act(
        request, form, "resources.drop", lambda: actions.drop(row.pk, by=request.actor, **form.cleaned_data),
        gettext("这一项不报了。"), to, _("不报了"), about,
    )  # fmt: skip


@asks("resources.withdraw")
@methods
def withdraw(request: Request, offer_id: int) -> HttpResponse:
    """Withdraw with a reason that everybody reads."""
    row, to, about = _own_offer(request, offer_id, "resources.withdraw")
    form = WhyForm(request.POST or None)
    return _act(
        request, form, "resources.withdraw",
        lambda: actions.withdraw(row.pk, by=request.actor, **form.cleaned_data), gettext("已撤回。"), to, _("撤回"), about,
        _("大家看得到理由；已公布的那一版不变，下一版里没有它。"),
    )  # fmt: skip


# A quarter ------------------------------------------------------------------------------------


@asks("resources.open_quarter")
@methods
def open_quarter(request: Request) -> HttpResponse:
    """Open the quarter whose call is due, without waiting for the night."""
    where = where_of(request.actor, "resources.open_quarter")
    day = request.moment.date()
    to = reverse("resources:quarters")
    if not queries.has_policy(where.place_code):
        return render(request, "resources/none.html", {"crumbs": pages.crumbs((_("季度"), to))})
    year, number = queries.policy_of(where.place_code).quarter_called(day)
    about = gettext("%(year)s年第%(n)s季度") % {"year": year, "n": number}
    return _act(
        request, PlainForm(request.POST or None), "resources.open_quarter",
        lambda: actions.open_quarter(where=where, by=request.actor, year=year, quarter=number),
        gettext("已开始征集。"), to, _("开始征集"), about, _("通知所有行业主管部门；已经开始的不会再开一次。"),
    )  # fmt: skip


@asks("resources.publish")
@methods
def publish(request: Request, quarter_id: int) -> HttpResponse:
    """Publish the next version."""
    row = pages.quarter_of(quarter_id, request.actor)
    form = PublishForm(request.POST or None)
    return _act(
        request, form, "resources.publish",
        lambda: actions.publish(row.pk, by=request.actor, **form.cleaned_data), gettext("资源清单已公布。"),
        reverse("resources:quarter", args=[row.pk]), _("公布资源清单"), queries.quarter_name(row),
        _("照已报送的定一版，写明谁没有报；公布以后不再变。"),
    )  # fmt: skip


@asks("resources.ask")
@methods
def ask(request: Request, quarter_id: int) -> HttpResponse:
    """Ask one more department."""
    row = pages.quarter_of(quarter_id, request.actor)
    asked = set(queries.sendings(row.pk).values_list("department_code", flat=True))
    found = places.departments(row.place_code, request.moment.date())
    form = AskForm(request.POST or None, departments=[(c, n) for c, n in found.items() if c not in asked])
    return _act(
        request, form, "resources.ask", lambda: actions.ask(row.pk, by=request.actor, **form.cleaned_data),
        gettext("已请它报送。"), reverse("resources:quarter", args=[row.pk]), _("再请一个部门"), queries.quarter_name(row),
    )  # fmt: skip


# Pools ----------------------------------------------------------------------------------------


@asks("resources.propose_pool")
@methods
def propose_pool(request: Request, quarter_id: int) -> HttpResponse:
    """Propose to give equal offers as one."""
    row = pages.quarter_of(quarter_id, request.actor)
    sent = queries.offers_to_pool(row.pk)
    names = queries.named({o.department_code for o in sent}, request.moment.date())
    ticked = [o.pk for pair in queries.alike(sent) for o in pair]
    form = PoolForm(
        request.POST or None,
        offers=[(str(o.pk), f"{o.code} {o.title}（{names.get(o.department_code, '')}）") for o in sent],
        departments=sorted(names.items()),
        initial={"offer_ids": ticked},
    )
    return _act(
        request, form, "resources.propose_pool",
        lambda: actions.propose_pool(
            row.pk, by=request.actor, offer_ids=[int(i) for i in form.cleaned_data["offer_ids"]],
            lead_department=form.cleaned_data["lead_department"], title=form.cleaned_data["title"],
        ),
        gettext("已提请，等对方同意。"), reverse("resources:quarter", args=[row.pk]), _("提请统筹"),
        queries.quarter_name(row), _("像是同一件事的已经勾上；各部门都同意以后才算数，随时可以再分开。"),
    )  # fmt: skip


@asks("resources.agree_pool")
@methods
def agree_pool(request: Request, pool_id: int) -> HttpResponse:
    """Agree for one's own department."""
    row = pages.pool_of(pool_id, request.actor)
    return _act(
        request, PlainForm(request.POST or None), "resources.agree_pool",
        lambda: actions.agree_pool(row.pk, by=request.actor), gettext("已同意。"),
        reverse("resources:pool", args=[row.pk]), _("同意统筹"), f"{row.code} {row.title}",
    )  # fmt: skip


@asks("resources.part_pool")
@methods
def part_pool(request: Request, pool_id: int) -> HttpResponse:
    """Refuse a pool, or part it."""
    row = pages.pool_of(pool_id, request.actor)
    form = WhyForm(request.POST or None)
    return _act(
        request, form, "resources.part_pool",
        lambda: actions.part_pool(row.pk, by=request.actor, **form.cleaned_data), gettext("已分开。"),
        reverse("resources:pool", args=[row.pk]), _("不统筹了"), f"{row.code} {row.title}",
    )  # fmt: skip
