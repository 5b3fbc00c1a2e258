"""The public's two pages: say what is needed, and see by the code what became of it. No account, no script needed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import following
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.pages import keeping
from xianggou.base.pages.shapes import Entry, Fate, Pair, Stage
from xianggou.base.pages.views import refusals_shown_on
from xianggou.base.trail import queries as trails
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.duties import queries as duties
from xianggou.stages.needs import actions, pages, queries
from xianggou.stages.needs.forms import ToldForm
from xianggou.stages.needs.models import Answer, Need, Voice

# What is told to earlier rooms, by the value of the question "about what"
ELSEWHERE = {"service": "catalogue:suggest", "duty": "duties:report"}


@asks("needs.speak_up")
@require_http_methods(["GET", "POST"])
def speak(request: Request) -> HttpResponse:
    """Raise a voice: first the township, then what it is about.  Queries: 4–8."""
    towns = queries.towns_that_listen()
    town = towns.get(request.GET.get("town", "").replace("\x00", "")[:12])
    if town is not None and (page := ELSEWHERE.get(request.GET.get("about", ""))):
        return redirect(f"{reverse(page)}?town={town.code}")
    if town is None:
        return render(request, "needs/speak_where.html", {"towns": towns.values()})
    where = Where(town.place_code, town.code)
    form = ToldForm(
        request.POST or None,
        request.FILES or None,
        policy=queries.collecting(town.place_code),
        villages=pages.village_choices(request.actor, town.place_code, town.code, trails.today()),
        is_public=True,
    )
    form.keep_on_device(request, "needs.speak_up")
    if request.method == "POST" and form.is_valid():
        told = form.told()
        with refusals_shown_on(form):
            code = post_once(
                request,
                "needs.speak_up",
                lambda: actions.speak_up(where=where, by=request.actor, told=told).follow_code,
            )
            return keeping.arrived(request, f"{reverse('needs:follow')}?code={code}&new=1")
    if (short := keeping.turned_back(request, form)) is not None:
        return short
    context = {
        "form": form,
        "town": town,
        "policy": queries.collecting(town.place_code),
        "place": queries.place_name(town.place_code),
        "notice": queries.law_on(town.place_code, trails.today())["needs.notice_contents"],
    }
    return render(request, "needs/speak.html", context, status=form.http_status)


@asks("needs.follow")
@require_safe
def follow(request: Request) -> HttpResponse:
    """What became of something told, by its code; no person is named.  Queries: 0–8."""
    typed = request.GET.get("code", "").replace("\x00", "")[:40]
    fate = _fate_of(following.typed(typed))
    context = {"typed": typed, "asked": bool(typed), "fate": fate, "is_new": request.GET.get("new") == "1"}
    return render(request, "needs/follow.html", context, status=404 if typed and fate is None else 200)


def _fate_of(code: str) -> Fate | None:
    """What the code leads to: a voice, an objection, a proposal for the catalogue.  Queries: 0–6."""
    voice = queries.by_follow_code(code) if code else None
    if voice is not None:
        return _fate(voice)
    return duties.fate_of(code) or catalogue.fate_of(code)


def _fate(voice: Voice) -> Fate:
    """Where a voice is in its life, and every answer with its reason."""
    need = voice.need
    if need is not None and need.status == Need.Status.MERGED:
        need = need.merged_into
    names = pages.names_of([voice.place_code])
    answers = list(Answer.objects.filter(need=need).order_by("-id")) if need is not None else []
    today = trails.today()
    bodies = [need.department_code, *(a.department_code for a in answers)] if need is not None else []
    called = queries.departments_named(voice.place_code, bodies, today)
    who = (
        "" if need is None else called.get(need.department_code) or names.towns.get(need.department_code, "")
    )
    is_over = bool(answers) or voice.status == Voice.Status.LEFT_OUT
    stages = (
        Stage(_("收到了"), "done", str(voice.told_on)),
        Stage(_("有人管了"), "done" if need is not None or is_over else "run", who),
        Stage(_("有答复了"), "done" if is_over else "none"),
    )
    facts = [
        Pair(_("查询码"), pages.follow_shown(voice.follow_code), "code", strong=True),
        Pair(_("在哪里"), names.where(voice.town_code, voice.village_code)),
        Pair(_("哪天提的"), voice.told_on, "day"),
        Pair(_("急不急"), voice.urgency),
        *([Pair(_("谁来答复"), who, strong=True)] if who else []),
        *([Pair(_("最迟哪天答复"), need.due_on, "day")] if need is not None and not answers else []),
    ]
    told = [
        Entry(
            a.answered_on,
            a.get_kind_display(),
            "done",
            by=called.get(a.department_code) or names.towns.get(a.department_code, ""),
            note=a.text
            + (
                gettext("（承诺 %(day)s 办成）") % {"day": a.promised_on.isoformat()} if a.promised_on else ""
            ),
        )
        for a in answers
    ]
    return Fate(voice.text, stages, facts, told, voice.outcome)
