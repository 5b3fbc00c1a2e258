"""Pages of what is decided about voices and needs: each a short form beside what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Text
from xianggou.base.pages.views import refusals_shown_on
from xianggou.stages.needs import actions, pages, queries
from xianggou.stages.needs.forms import (
    AnswerForm,
    AssignForm,
    ClosePressForm,
    EstablishForm,
    ExplainForm,
    LeaveOutForm,
    PickForm,
    PressForm,
    WhyForm,
)
from xianggou.stages.needs.models import Need, Press, Voice

methods = require_http_methods(["GET", "POST"])


def _done(request: Request, form: Form, verb: str, act: Callable[[], Any], said: Text, to: str) -> Any:
    """Do the act of a sent form; a redirect when it was done, None while the form is shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    with refusals_shown_on(form):
        post_once(request, verb, lambda: act().pk)
    if form.refused_status:
        return None
    messages.success(request, str(said))
    return redirect(to)


def _form_page(
    request: Request, row: Voice | Need, form: Form, title: Text, button: Text, **more: Any
) -> HttpResponse:
    """The page of one short form beside what it is about."""
    names = pages.names_of([row.place_code])
    is_voice = isinstance(row, Voice)
    back = reverse("needs:voice" if is_voice else "needs:need", args=[row.pk])
    above = pages.crumbs(
        _("诉求") if is_voice else row.code, reverse("needs:voices") if is_voice else back, title
    )
    context = {
        "row": row,
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "where": names.where(row.town_code, row.village_code),
        "crumbs": above,
        **more,
    }
    return render(request, "needs/form.html", context, status=form.http_status)


def _voice_url(voice_id: int) -> str:
    return reverse("needs:voice", args=[voice_id])


def _need_url(need_id: int) -> str:
    return reverse("needs:need", args=[need_id])


# Voices --------------------------------------------------------------------------------------


@asks("needs.establish")
@methods
def establish(request: Request, voice_id: int) -> HttpResponse:
    """Make a voice a need; class and item are proposed with the words they rest on."""
    row = pages.voice_of(voice_id, request.actor, "needs.establish")
    classes = queries.likely_classes(row.place_code, row.text)
    matters = queries.likely_matters(row.place_code, row.text)
    items = queries.likely_items(row.place_code, row.text)
    policy = queries.collecting(row.place_code)
    first = row.class_name or (classes[0].key if classes else "")
    form = EstablishForm(
        request.POST or None,
        classes=[(c.name, c.name) for c in policy.classes],
        items=pages.item_choices(row.place_code),
        departments=pages.department_choices(row, request.moment.date(), _("由目录项的主管部门")),
        initial={
            "class_name": first,
            "catalogue_code": items[0][0].key if items else "",
            "matter": matters[0].key if matters else "",
            "text": row.text,
        },
    )
    for one in matters:
        form.offer("matter", one.key, one.key)
    done = _done(
        request, form, "needs.establish",
        lambda: actions.establish(voice_id, by=request.actor, **form.cleaned_data),
        gettext("已立项。"), _voice_url(voice_id),
    )  # fmt: skip
    likely = {
        "classes": classes,
        "items": items,
        "needs": queries.likely_needs(row.place_code, row.town_code, row.village_code, row.text),
    }
    return done or _form_page(request, row, form, _("立项"), _("立项"), likely=likely)


@asks("needs.join")
@methods
def join(request: Request, voice_id: int) -> HttpResponse:
    """Join a voice to a need of its village; the likeliest stand first."""
    row = pages.voice_of(voice_id, request.actor, "needs.join")
    form = PickForm(request.POST or None, needs=_choices(row, 0))
    done = _done(
        request, form, "needs.join",
        lambda: actions.join(
            voice_id, by=request.actor, need_id=int(form.cleaned_data["need"]), why=form.cleaned_data["why"]
        ),
        gettext("已并入。"), _voice_url(voice_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("并入已有的需求"), _("并入"))


def _choices(row: Voice | Need, but: int) -> list[tuple[str, Text]]:
    """Needs of the same village, the likeliest first, each with what speaks for it."""
    matter = row.matter.name if isinstance(row, Need) and row.matter is not None else ""
    found = queries.likely_needs(
        row.place_code, row.town_code, row.village_code, row.text, matter=matter, but=but
    )
    seen = {n.pk for n, _likely in found}
    others = queries.of_village(row, but).exclude(pk__in=seen)[:50]
    return [
        *(
            (
                str(n.pk),
                gettext("%(code)s %(text)s（像：%(words)s）")
                % {"code": n.code, "text": n.text[:60], "words": "、".join(one.words)},
            )
            for n, one in found
        ),
        *((str(n.pk), f"{n.code} {n.text[:60]}") for n in others),
    ]


@asks("needs.leave_out")
@methods
def leave_out(request: Request, voice_id: int) -> HttpResponse:
    """Do not take a voice up, with what the one who raised it reads."""
    row = pages.voice_of(voice_id, request.actor, "needs.leave_out")
    form = LeaveOutForm(request.POST or None)
    done = _done(
        request, form, "needs.leave_out",
        lambda: actions.leave_out(voice_id, by=request.actor, outcome=form.cleaned_data["outcome"]),
        gettext("已答复，不列入。"), _voice_url(voice_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("不列入"), _("答复并不列入"))


@asks("needs.part")
@methods
def part(request: Request, voice_id: int) -> HttpResponse:
    """Take a decision about a voice back."""
    row = pages.voice_of(voice_id, request.actor, "needs.part")
    form = WhyForm(request.POST or None)
    done = _done(
        request, form, "needs.part",
        lambda: actions.part(voice_id, by=request.actor, why=form.cleaned_data["why"]),
        gettext("已收回，重新处理。"), _voice_url(voice_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("收回处理"), _("收回"))


@asks("needs.forget")
@methods
def forget(request: Request, voice_id: int) -> HttpResponse:
    """Take a person's name off at their wish."""
    row = pages.voice_of(voice_id, request.actor, "needs.forget")
    form = WhyForm(request.POST or None)
    done = _done(
        request, form, "needs.forget",
        lambda: actions.forget(voice_id, by=request.actor, why=form.cleaned_data["why"]),
        gettext("联系方式和原话已删除，诉求还在。"), _voice_url(voice_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("删除联系方式"), _("删除"))


# Needs ---------------------------------------------------------------------------------------


@asks("needs.answer")
@methods
def answer(request: Request, need_id: int) -> HttpResponse:
    """Answer a need."""
    row = pages.need_of(need_id, request.actor, "needs.answer")
    form = AnswerForm(request.POST or None)
    form.draft_as(request, "needs.answer", need_id, title=row.code)
    done = _done(
        request, form, "needs.answer",
        lambda: actions.answer(need_id, by=request.actor, **form.cleaned_data),
        gettext("已答复。提出人凭查询码就能看到。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("答复"), _("答复"))


@asks("needs.explain")
@methods
def explain(request: Request, need_id: int) -> HttpResponse:
    """Say why an answer takes longer."""
    row = pages.need_of(need_id, request.actor, "needs.explain")
    form = ExplainForm(request.POST or None, initial={"reason": row.delay_reason})
    done = _done(
        request, form, "needs.explain",
        lambda: actions.explain(need_id, by=request.actor, reason=form.cleaned_data["reason"]),
        gettext("已说明，分管领导看得到。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("说明为什么慢"), _("存下"))


@asks("needs.assign")
@methods
def assign(request: Request, need_id: int) -> HttpResponse:
    """Ask another body to answer."""
    row = pages.need_of(need_id, request.actor, "needs.assign")
    form = AssignForm(
        request.POST or None,
        departments=pages.department_choices(row, request.moment.date()),
        initial={"department_code": row.department_code},
    )
    done = _done(
        request, form, "needs.assign",
        lambda: actions.assign(need_id, by=request.actor, **form.cleaned_data),
        gettext("已改由别的部门答复，期限重新起算。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("改由别人答复"), _("改交"))


@asks("needs.merge")
@methods
def merge(request: Request, need_id: int) -> HttpResponse:
    """The merging desk: this need and the likeliest others of its village side by side."""
    row = pages.need_of(need_id, request.actor, "needs.merge")
    form = PickForm(request.POST or None, needs=_choices(row, row.pk))
    done = _done(
        request, form, "needs.merge",
        lambda: actions.merge(
            need_id, by=request.actor, into_id=int(form.cleaned_data["need"]), why=form.cleaned_data["why"]
        ),
        gettext("已并案。两边的编号和诉求都留着，可以撤销。"), _need_url(need_id),
    )  # fmt: skip
    matter = row.matter.name if row.matter is not None else ""
    beside = queries.likely_needs(
        row.place_code, row.town_code, row.village_code, row.text, matter=matter, but=row.pk
    )
    shown = [(n, likely.words) for n, likely in beside] or [
        (n, ()) for n in queries.of_village(row, row.pk)[:3]
    ]
    return done or _form_page(request, row, form, _("并案"), _("并入选中的一条"), beside=shown)


@asks("needs.unmerge")
@methods
def unmerge(request: Request, need_id: int) -> HttpResponse:
    """Take a merge back."""
    row = pages.need_of(need_id, request.actor, "needs.unmerge")
    form = WhyForm(request.POST or None)
    done = _done(
        request, form, "needs.unmerge",
        lambda: actions.unmerge(need_id, by=request.actor, why=form.cleaned_data["why"]),
        gettext("已撤销并案。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("撤销并案"), _("撤销"))


@asks("needs.press")
@methods
def press(request: Request, need_id: int) -> HttpResponse:
    """Order that an overdue answer be given."""
    row = pages.need_of(need_id, request.actor, "needs.press")
    form = PressForm(request.POST or None)
    done = _done(
        request, form, "needs.press",
        lambda: actions.press(need_id, by=request.actor, **form.cleaned_data),
        gettext("督办单已发出。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("督办"), _("发督办单"))


@asks("needs.close_press")
@methods
def close_press(request: Request, need_id: int) -> HttpResponse:
    """Close the order on a need."""
    row = pages.need_of(need_id, request.actor, "needs.close_press")
    order = Press.objects.filter(need=row, status=Press.Status.ISSUED).first()
    if order is None:
        raise Http404(need_id)
    form = ClosePressForm(request.POST or None)
    done = _done(
        request, form, "needs.close_press",
        lambda: actions.close_press(order.pk, by=request.actor, result=form.cleaned_data["result"]),
        gettext("督办已办结。"), _need_url(need_id),
    )  # fmt: skip
    return done or _form_page(request, row, form, _("办结督办"), _("办结"))


@asks("needs.publish")
@methods
def publish(request: Request) -> HttpResponse:
    """Publish the next version of the list."""
    where = where_of(request.actor, "needs.publish")
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "needs.publish",
                lambda: actions.publish(where=where, by=request.actor, why=form.cleaned_data["why"]).pk,
            )
            messages.success(request, gettext("需求清单已公布。"))
            return redirect("needs:published")
    context = {"form": form, "crumbs": pages.crumbs(_("需求清单"), reverse("needs:published"), _("公布"))}
    return render(request, "needs/publish.html", context, status=form.http_status)
