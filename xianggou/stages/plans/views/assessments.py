"""Pages of a plan item's questionnaires: what was answered, answering, the evidence."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.files import actions as files
from xianggou.base.pages import errors
from xianggou.base.pages.shapes import Crumb
from xianggou.base.pages.views import download, refusals_shown_on
from xianggou.core.findings import BadInput, Stale
from xianggou.core.packs import EX_ANTE, FEASIBILITY
from xianggou.stages.plans import actions, assessing, pages, queries, shown
from xianggou.stages.plans.forms import AssessForm
from xianggou.stages.plans.models import Assessment


@asks("plans.see")
@require_safe
def assessment(request: Request, item_id: int, kind: str) -> HttpResponse:
    """A questionnaire as it was answered, with its evidence.  Queries: 3."""
    if kind not in Assessment.Form.values:
        raise Http404(kind)
    item = pages.seen_item(request.actor, item_id)
    made = queries.assessments_of(item).get(kind)
    label = shown.FORMS[Assessment.Form(kind)]
    verb, url = ("plans.assess", "plans:assess") if kind == EX_ANTE else ("plans.study", "plans:study")
    context = {
        "item": item,
        "made": made,
        "label": label,
        "answers": shown.answers_shown(made) if made else [],
        "may_answer": item.status in queries.OPEN and queries.may(request.actor, verb, item),
        "answer_url": url,
        "kind": kind,
        "trail": pages.trail_of(item, Crumb(label)),
    }
    return render(request, "plans/assessment.html", context)


@asks("plans.study")
@require_http_methods(["GET", "POST"])
def study(request: Request, item_id: int) -> HttpResponse:
    """Answer the feasibility questionnaire."""
    return _answered(request, item_id, FEASIBILITY, "plans.study", actions.study)


@asks("plans.assess")
@require_http_methods(["GET", "POST"])
def assess(request: Request, item_id: int) -> HttpResponse:
    """Answer the ex-ante questionnaire."""
    return _answered(request, item_id, EX_ANTE, "plans.assess", actions.assess)


def _answered(
    request: Request, item_id: int, kind: str, verb: str, act: Callable[..., Assessment]
) -> HttpResponse:
    item = pages.seen_item(request.actor, item_id)
    law = queries.law_for(item, request.moment.date())
    asked = assessing.asked(item, kind, law)
    made = queries.assessments_of(item).get(kind)
    before = {one["id"]: one for one in made.answers} if made else {}
    start = {"conclusion": made.conclusion} if made else {}
    form = AssessForm(request.POST or None, request.FILES or None, asked, before, initial=start)
    form.draft_as(request, verb, item.pk, title=item.name)
    if form.is_valid():
        with refusals_shown_on(form):
            try:
                post_once(request, verb, lambda: _made(request, item_id, act, form))
            except BadInput as bad:
                form.refused_status = 400
                form.add_problems(bad)
            else:
                form.forget_draft()
                messages.success(request, gettext("“%(name)s”的问卷已存下") % {"name": item.name})
                return redirect("plans:assessment", item_id, kind)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    label = shown.FORMS[Assessment.Form(kind)]
    context = {
        "item": item, "form": form, "asked": asked, "label": label,
        "trail": pages.trail_of(item, Crumb(label)), "money": pages.facts_shown(item),
    }  # fmt: skip
    return render(request, "plans/assess.html", context, status=form.http_status)


def _made(request: Request, item_id: int, act: Callable[..., Assessment], form: AssessForm) -> dict[str, Any]:
    given = form.cleaned_data
    made = act(
        item_id,
        by=request.actor,
        answers=form.answers,
        uploads=form.uploads,
        conclusion=given["conclusion"],
        why=given["why"],
    )
    return {"id": made.pk}


@asks("plans.see")
@require_safe
def evidence(request: Request, item_id: int, file_id: int) -> HttpResponse:
    """A file handed in with a questionnaire of an item that the actor may see.  Queries: 4."""
    item = pages.seen_item(request.actor, item_id)
    names = {
        one["file"]: one["file_name"]
        for made in queries.assessments_ever(item)
        for one in made.answers
        if one.get("file")
    }
    if file_id not in names:
        raise Http404(str(file_id))
    with files.open_stored(file_id) as stream:
        data = stream.read()
    name = names[file_id]
    return download(data, name, mimetypes.guess_type(name)[0] or "application/octet-stream")
