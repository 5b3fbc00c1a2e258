"""Pages of needs: lists, a voice, a need, what is late, the published list and its papers."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.files import actions as files
from xianggou.base.pages import keeping
from xianggou.base.pages.paging import by_status
from xianggou.base.pages.shapes import Action, Empty, Table
from xianggou.base.pages.views import chips, download, paged, refusals_shown_on, search_box
from xianggou.base.places import queries as places
from xianggou.base.sheets import leaving
from xianggou.stages.needs import actions, documents, pages, papers, queries
from xianggou.stages.needs.forms import MeetingForm, ToldForm
from xianggou.stages.needs.models import Answer, ListedNeed, Need, NeedsList, Press, Voice

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": WORD, "pdf": "application/pdf"}


def _asked(request: Request, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


@asks("needs.see")
@require_GET
def index(request: Request) -> HttpResponseBase:
    """The needs within sight, those with the highest priority first.  Queries: 7."""
    actor, today = request.actor, request.moment.date()
    status, kind, text = (_asked(request, n) for n in ("status", "class", "q"))
    found = pages.found_needs(actor, status=status, class_name=kind, text=text)
    names = pages.names_for(actor)
    shaped = lambda rows: pages.need_rows(rows, names, today)  # noqa: E731
    if leaving.wanted(request):
        return leaving.list_file(
            request, _("需求"), pages.NEED_COLUMNS, found.order_by("-score", "id"), shaped
        )
    page = paged(found, request, order=("-score", "id"), sorts=("score",))
    table = Table(
        caption=_("需求"),
        columns=pages.NEED_COLUMNS,
        rows=shaped(page.rows),
        page=page,
        chips=chips(request, "status", by_status(queries.needs_seen(actor), Need.Status)),
        search=search_box(request, _("查需求、事项、编号")),
        empty=Empty(
            _("没有符合的需求"),
            _("诉求立项以后成为需求"),
            Action(_("看诉求"), reverse("needs:voices")),
        ),
        **leaving.links(request),
    )
    policy = queries.collecting(actor.seats[0].place_code)
    classes = chips(request, "class", [(c.name, c.name, None) for c in policy.classes], every=_("所有类别"))
    acts = [
        Action(label, reverse(f"needs:{name}"))
        for code, label, name in (
            ("needs.raise_voice", _("登记诉求"), "raise"),
            ("needs.record_meeting", _("登记会议"), "meeting"),
        )
        if roles.may_anywhere(actor, code)
    ]
    return render(request, "needs/list.html", {"table": table, "classes": classes, "actions": acts})


@asks("needs.see")
@require_GET
def voices(request: Request) -> HttpResponseBase:
    """The voices within sight, newest first; those that came in a flood stand apart.  Queries: 6."""
    actor = request.actor
    status, text, crowded = _asked(request, "status"), _asked(request, "q"), request.GET.get("crowded") == "1"
    found = pages.found_voices(actor, status=status, text=text, crowded=crowded)
    names = pages.names_for(actor)
    shaped = lambda rows: pages.voice_rows(rows, names)  # noqa: E731
    if leaving.wanted(request):
        return leaving.list_file(request, _("诉求"), pages.VOICE_COLUMNS, found.order_by("-id"), shaped)
    page = paged(found, request, order=("-id",))
    table = Table(
        caption=_("诉求"),
        columns=pages.VOICE_COLUMNS,
        rows=shaped(page.rows),
        page=page,
        chips=chips(request, "status", by_status(queries.voices_seen(actor), Voice.Status)),
        search=search_box(request, _("查诉求、编号")),
        empty=Empty(_("没有符合的诉求"), _("换个说法，或去掉筛选"), Action(_("看全部"), request.path)),
        **leaving.links(request),
    )
    return render(request, "needs/voices.html", {"table": table, "crowded": crowded})


@asks("needs.see")
@require_GET
def voice(request: Request, voice_id: int) -> HttpResponse:
    """One voice: what was told, what it may be, what may be done.  Queries: 8–16."""
    row = pages.voice_of(voice_id, request.actor)
    return render(request, "needs/voice.html", _voice_page(request, row))


def _voice_page(request: Request, row: Voice) -> dict[str, Any]:
    decides = row.status == Voice.Status.RAISED and queries.may(request.actor, "needs.establish", row)
    photos = queries.photos_of(row)
    likely: dict[str, Any] = {}
    if decides:
        likely = {
            "classes": queries.likely_classes(row.place_code, row.text),
            "matters": queries.likely_matters(row.place_code, row.text),
            "items": queries.likely_items(row.place_code, row.text),
            "needs": queries.likely_needs(row.place_code, row.town_code, row.village_code, row.text),
        }
    return {
        "row": row,
        "status": (pages.VOICE_SHAPES[row.status], row.get_status_display()),
        "facts": pages.voice_facts(row, pages.names_of([row.place_code])),
        "crumbs": pages.crumbs(_("诉求"), reverse("needs:voices"), row.code),
        "actions": pages.voice_actions(row, request.actor),
        "likely": likely,
        "decides": decides,
        "may_ask": queries.may(request.actor, "needs.see_contact", row) and queries.has_contact(row),
        "photos": photos if queries.must_answer(queries.asking_seat(request.actor, row), row) else [],
        "hidden_photos": len(photos),
        "may_forget": queries.may(request.actor, "needs.forget", row),
    }


@asks("needs.see_contact")
@require_POST
def contact(request: Request, voice_id: int) -> HttpResponse:
    """Show who can be asked back; the look is noted."""
    row = pages.voice_of(voice_id, request.actor)
    seen = actions.see_contact(voice_id, by=request.actor)
    return render(request, "needs/voice.html", {**_voice_page(request, row), "contact": seen, "looked": True})


@asks("needs.see_contact")
@require_GET
def photo(request: Request, voice_id: int, photo_id: int) -> HttpResponse:
    """A picture of a voice, to whom it is to answer.  Queries: 3–4."""
    row = pages.voice_of(voice_id, request.actor)
    found = next((p for p in queries.photos_of(row) if p.pk == photo_id), None)
    if found is None or not queries.must_answer(queries.asking_seat(request.actor, row), row):
        raise Http404(photo_id)
    with files.open_passing(found.file) as stream:
        name = f"{row.code}-{photo_id}{mimetypes.guess_extension(found.file.media_type) or ''}"
        return download(stream.read(), name, found.file.media_type, inline=True)


@asks("needs.raise_voice")
@require_http_methods(["GET", "POST"])
def raise_voice(request: Request) -> HttpResponse:
    """Enter a voice for somebody else, or one's own body's."""
    where = where_of(request.actor, "needs.raise_voice")
    form = ToldForm(
        request.POST or None,
        request.FILES or None,
        policy=queries.collecting(where.place_code),
        villages=pages.village_choices(
            request.actor, where.place_code, where.town_code, request.moment.date()
        ),
        initial={"told_on": request.moment.date()},
    )
    form.draft_as(request, "needs.raise_voice", title=_("登记诉求"))
    form.keep_on_device(request, "needs.raise_voice")
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        told = form.told()
        if "same" not in request.POST:
            alike = queries.likely_needs(where.place_code, where.town_code, told.village_code, told.text)
        if not alike:
            with refusals_shown_on(form):
                made = post_once(
                    request,
                    "needs.raise_voice",
                    lambda: actions.raise_voice(where=where, by=request.actor, told=told).pk,
                )
                messages.success(request, gettext("登记好了。把查询码念给提的人，凭码就能查结果。"))
                return keeping.arrived(request, reverse("needs:voice", args=[made]))
    asked = [gettext("可能已有人登记过")] if alike else []
    if (short := keeping.turned_back(request, form, *asked)) is not None:
        return short
    context = {"form": form, "alike": alike, "crumbs": pages.crumbs(_("登记诉求"), request.path)}
    return render(request, "needs/raise.html", context, status=form.http_status)


@asks("needs.record_meeting")
@require_http_methods(["GET", "POST"])
def meeting(request: Request) -> HttpResponse:
    """Minutes of a residents' meeting with the voices that came of it."""
    where = where_of(request.actor, "needs.record_meeting")
    villages = pages.village_choices(request.actor, where.place_code, where.town_code, request.moment.date())
    form = MeetingForm(
        request.POST or None,
        policy=queries.collecting(where.place_code),
        villages=[(c, n) for c, n in villages if c],
    )
    form.draft_as(request, "needs.record_meeting", title=_("登记会议"))
    form.keep_on_device(request, "needs.record_meeting")
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            post_once(
                request,
                "needs.record_meeting",
                lambda: (
                    actions.record_meeting(
                        where=where, by=request.actor, voices=form.voices(), **form.minutes()
                    ).pk
                ),
            )
            messages.success(request, gettext("会议记录和诉求都登记好了。"))
            return keeping.arrived(request, reverse("needs:voices"))
    if (short := keeping.turned_back(request, form)) is not None:
        return short
    context = {"form": form, "crumbs": pages.crumbs(_("登记会议"), request.path)}
    return render(request, "needs/meeting.html", context, status=form.http_status)


@asks("needs.see")
@require_GET
def need(request: Request, need_id: int) -> HttpResponse:
    """One need: priority part by part, voices, answers, orders.  Queries: 9–10."""
    page = pages.need_page(need_id, request.actor, request.moment.date())
    voices_table = Table(caption=_("诉求"), columns=pages.VOICE_COLUMNS, rows=page.voices)
    context = {
        "page": page,
        "voices": voices_table,
        "crumbs": pages.crumbs(page.row.code, reverse("needs:need", args=[need_id])),
    }
    return render(request, "needs/need.html", context)


@asks("needs.see")
@require_GET
def late(request: Request) -> HttpResponse:
    """What is overdue: where, by whom, how long, why; by township or department where asked.  Queries: 7–9."""
    today = request.moment.date()
    whole = queries.overdue(queries.needs_seen(request.actor), today)
    only = {name: _asked(request, name) for name in ("town_code", "department_code")}
    only = {name: code for name, code in only.items() if code}
    found = whole.filter(**only).select_related("matter")
    page = paged(found, request, order=("due_on", "id"))
    table = Table(
        caption=_("逾期没有答复"),
        columns=pages.LATE_COLUMNS,
        rows=pages.late_rows(page.rows, request.actor, today),
        page=page,
        empty=Empty(
            _("没有逾期的"), _("到期没有答复的需求会列在这里"), Action(_("看需求"), reverse("needs:list"))
        ),
    )
    names = pages.names_for(request.actor)
    counts = queries.lateness(whole)
    place = request.actor.seats[0].place_code
    called = names.towns | queries.departments_named(place, counts.departments, today)
    context = {
        "table": table,
        "by_town": pages.late_counts("town_code", counts.towns, names.towns),
        "by_department": pages.late_counts("department_code", counts.departments, called),
        "by_reason": [
            (_("说明了为什么"), counts.told),
            (_("没有说明"), counts.silent),
            (_("已经督办"), counts.pressed),
        ],
        "is_part": bool(only),
    }
    return render(request, "needs/late.html", context)


# The published list --------------------------------------------------------------------------


def _version(place_code: str, number: int | None) -> tuple[list[NeedsList], NeedsList | None]:
    found = pages.versions(place_code)
    if number is None:
        return found, found[0] if found else None
    one = next((v for v in found if v.pk == number), None)
    if one is None:
        raise Http404(number)
    return found, one


@asks("needs.see")
@require_GET
def published(request: Request, number: int | None = None) -> HttpResponseBase:
    """A version of the numbered list; the newest where none is named.  Queries: 4."""
    place = where_of(request.actor, "needs.see").place_code
    found, version = _version(place, number)
    rows = ListedNeed.objects.filter(needs_list=version)
    if version is not None and leaving.wanted(request):
        return leaving.list_file(
            request, _("需求清单"), pages.LISTED_COLUMNS, rows.order_by("order"), pages.listed_rows
        )
    page = paged(rows, request, order=("order",))
    table = Table(
        caption=_("需求清单"),
        columns=pages.LISTED_COLUMNS,
        rows=pages.listed_rows(page.rows),
        page=page,
        empty=Empty(_("还没有公布过"), _("需求立项、并案以后，由县（区）里公布")),
        **(leaving.links(request) if version is not None else {}),
    )
    context = {
        "table": table,
        "version": version,
        "versions": found,
        "may_publish": pages.may_publish(request.actor),
        "crumbs": pages.crumbs(_("需求清单"), reverse("needs:published")),
    }
    return render(request, "needs/published.html", context)


@asks("needs.see")
@require_GET
def list_paper(request: Request, number: int, kind: str) -> HttpResponse:
    """A published version as Word or PDF."""
    place = where_of(request.actor, "needs.see").place_code
    _found, version = _version(place, number)
    if version is None or kind not in TYPES:
        raise Http404(kind)
    paper = documents.list_paper(version, places.place(place).name, papers.foot(version.register))
    name = gettext("需求清单 %(year)s年第%(n)s版") % {"year": version.year, "n": version.number}
    return download(documents.made(paper, kind), f"{name}.{kind}", TYPES[kind], inline=kind == "pdf")


@asks("needs.see")
@require_GET
def need_paper(request: Request, need_id: int, kind: str) -> HttpResponse:
    """The answer sheet (`answer`) or the order (`press`) of a need, as Word."""
    row = pages.need_of(need_id, request.actor)
    names = pages.names_of([row.place_code])
    today = request.moment.date()
    called = queries.departments_named(row.place_code, [row.department_code], today)
    who = called.get(row.department_code) or names.towns.get(row.department_code, "")
    where, foot = names.where(row.town_code, row.village_code), papers.foot(row.register)
    if kind == "answer":
        answer = Answer.objects.filter(need=row).order_by("-id").first()
        if answer is None:
            raise Http404(kind)
        paper, number = documents.answer_paper(row, answer, where, who, foot), answer.code
    elif kind == "press":
        order = Press.objects.filter(need=row).order_by("-id").first()
        if order is None:
            raise Http404(kind)
        paper, number = documents.press_paper(row, order, where, who, foot), order.code
    else:
        raise Http404(kind)
    return download(documents.made(paper, "docx"), f"{number}.docx", WORD)
