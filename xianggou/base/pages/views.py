"""What views stand on: refusals beside the form, lists, downloads; and the two views of this room, drafts and guide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from xianggou.base.access.views import asks
from xianggou.base.pages import drafts, errors
from xianggou.base.pages.figures import local
from xianggou.base.pages.forms import Form
from xianggou.base.pages.paging import address, chips, counted, export_links, paged, search_box
from xianggou.base.pages.refusals import findings_shown
from xianggou.base.pages.shapes import Conflict
from xianggou.core.findings import BadInput, Refused, Stale

__all__ = [
    "address",
    "chips",
    "counted",
    "download",
    "export_links",
    "paged",
    "refusals_shown_on",
    "search_box",
]

INLINE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


@contextmanager
def refusals_shown_on(form: Form) -> Iterator[None]:
    """Turn what an action raises into what the form shows; when nothing is raised, the draft is dropped.

    Refused → `form.verdict`, 422, and each finding beside the field it concerns; BadInput → errors, 400;
    Stale → `form.conflict` with both versions, 409. Anything else goes on.
    """
    try:
        yield
    except Refused as refused:
        form.verdict, form.refused_status = refused.verdict, 422
        for shown in findings_shown(refused.verdict):
            name = form.field_of(shown.code)
            if name in form.fields and shown.stops:
                form.add_error(name, str(shown.what))
    except BadInput as bad:
        form.refused_status = 400
        for problem in bad.problems:
            name = problem.column if problem.column in form.fields else None
            form.add_error(name, "；".join(part for part in (problem.what, problem.then) if part))
    except Stale as stale:
        form.refused_status = 409
        form.conflict = Conflict(stale.changed_by, stale.changed_at, tuple(form.differences()))
    else:
        form.forget_draft()


def download(data: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """A file to keep. Opens inside the browser only for PDF and pictures, and only when asked.

    The name goes both ways of RFC 6266; nothing in the file may run or load anything.
    """
    clean = (
        "".join(mark for mark in name if mark.isprintable() and mark not in '/\\:*?"<>|').strip(" .")
        or "file"
    )
    ascii_name = "".join(mark if mark.isascii() else "_" for mark in clean)
    way = "inline" if inline and content_type in INLINE else "attachment"
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = (
        f"{way}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(clean, safe='')}"
    )
    answer["Content-Length"] = str(len(data))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@asks("access.draft")
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Save (POST) or throw away (POST with `drop`) one's own draft; by script answers JSON, by button goes back."""
    owner = drafts.owner_of(request)
    if owner is None or not drafts.is_key(key):
        return errors.not_found(request)
    if request.method != "POST":
        return errors.not_allowed(request, ["POST"])
    if "drop" in request.POST:
        drafts.drop(owner, key)
        return redirect(drafts.back_to(request.GET.get("page", "/")))
    page = drafts.back_to(request.GET.get("page", "/")).replace("\x00", "")
    title = request.GET.get("title", "").replace("\x00", "")
    saved_at = drafts.keep(owner, key, drafts.body_of(request.POST), page=page, title=title)
    if drafts.wants_json(request):
        return JsonResponse({"key": key, "saved_at": saved_at.isoformat(), "at": f"{local(saved_at):%H:%M}"})
    return redirect("/")
