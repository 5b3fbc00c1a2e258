"""Pages of the import wizard: upload, mend, preview, take; and lists that leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xianggou.base.access.actions import NotGranted, OnceConflict
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.pages.paging import paged
from xianggou.base.pages.shapes import Crumb, Stage
from xianggou.base.pages.views import download
from xianggou.base.sheets.annotate import annotated, set_aside_workbook
from xianggou.base.sheets.export import CONTENT_TYPES
from xianggou.core.findings import BadInput
from xianggou.web.imports import exports, forms, rights, shown, wizard
from xianggou.web.imports.models import Upload

XLSX = CONTENT_TYPES["xlsx"]


def steps_at(upload: Upload | None, at: int) -> list[Stage]:
    """The wizard's four steps with what is done and where one stands."""
    names = (_("上传"), _("改问题"), _("预览变化"), _("写入"))
    urls = ["", "", "", ""]
    if upload is not None and upload.status == Upload.Status.OPEN:
        urls[1] = reverse("imports:problems", args=[upload.pk])
    return [
        Stage(
            name,
            "done" if n < at else "run" if n == at else "none",
            url=urls[n] if n < at else "",
            current=n == at,
        )
        for n, name in enumerate(names)
    ]


def own(request: HttpRequest, upload_id: int) -> Upload:
    """One's own upload.  Raises: Http404 for any other."""
    upload = wizard.mine(request.actor, upload_id)  # type: ignore[attr-defined]
    if upload is None:
        raise Http404
    return upload


def open_one(request: HttpRequest, upload_id: int) -> Upload:
    """One's own upload that is not finished.  Raises: Http404."""
    upload = own(request, upload_id)
    if upload.status != Upload.Status.OPEN:
        raise Http404
    return upload


@asks("imports.see")
@require_http_methods(["GET", "POST"])
def list_(request: HttpRequest) -> HttpResponse:
    """One's uploads, and a new one.  Queries: 3."""
    actor = request.actor  # type: ignore[attr-defined]
    place = where_of(actor, "imports.see").place_code
    kinds = {name: _(kind.title) for name, kind in rights.kinds_of(actor, place).items()}
    form = forms.UploadForm(kinds, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        upload = wizard.keep(actor, form.cleaned_data["kind"], place, given.name, given.read())
        return redirect("imports:problems", upload.pk)
    table = shown.uploads_table(wizard.uploads_of(actor))
    return render(
        request,
        "imports/list.html",
        {"form": form, "table": table, "steps": steps_at(None, 0)},
        status=form.http_status,
    )


@asks("imports.see")
@require_http_methods(["GET", "POST"])
def problems(request: HttpRequest, upload_id: int) -> HttpResponse:
    """All that stands against a file, mended in place.  Queries: 15."""
    upload = own(request, upload_id)
    if upload.status != Upload.Status.OPEN:
        return redirect("imports:done", upload.pk)
    reading = wizard.reading_of(upload)
    trouble = ""
    if request.method == "POST":
        trouble = _decided(request, upload, reading)
        if not trouble:
            return redirect(request.get_full_path())
    page = shown.problems_page(upload, reading, request.GET)
    listed = paged(page.faults, request, order=("order",))
    context = {
        "page": page,
        "listed": listed,
        "trouble": trouble,
        "typed": request.POST if trouble else {},
        "trail": _crumbs(upload),
        "steps": steps_at(upload, 1),
        "exchange": forms.FileForm(),
    }
    return render(request, "imports/problems.html", context, status=400 if trouble else 200)


def _decided(request: HttpRequest, upload: Upload, reading: Any) -> str:
    """Carry out what a button of the page asks.  Gives: what is missing, in words, or nothing."""
    if "undo" in request.POST:
        wizard.undo(upload, cells=forms.places_in(request.POST.getlist("undo")))
    elif "back" in request.POST:
        rows = [(sheet, row) for sheet, row, _column in forms.places_in(request.POST.getlist("back"))]
        wizard.undo(upload, rows=rows)
    elif "confirm" in request.POST:
        wizard.confirm(upload, reading)
    else:
        try:
            typed, aside = forms.typed_in(request), forms.left_out_in(request)
            reason = forms.reason_in(request)
        except forms.Unreadable as problem:
            return str(problem)
        if aside and not reason:
            return _("挑出的行要写原因，比如“待乡镇核实”")
        wizard.mend(upload, reading, typed, aside, reason)
    return ""


@asks("imports.see")
@require_GET
def preview(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What taking the file would change: new, old → new, unchanged, not in the file.  Queries: 30."""
    upload = open_one(request, upload_id)
    reading = wizard.reading_of(upload)
    if not reading.may_be_taken or not wizard.is_confirmed(upload, reading):
        return redirect("imports:problems", upload.pk)
    outcome = wizard.tried(upload, reading, request.actor)  # type: ignore[attr-defined]
    form = forms.FileForm()
    page = shown.preview_page(upload, outcome, wizard.preview(upload, reading))
    context = {"page": page, "form": form, "trail": _crumbs(upload), "steps": steps_at(upload, 2)}
    return render(request, "imports/preview.html", context, status=200 if outcome.may_go_in else 422)


@asks("imports.see")
@require_POST
def take(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Write the file, once however often the button is pressed."""
    upload = own(request, upload_id)
    if upload.status == Upload.Status.DROPPED:
        raise Http404
    if upload.status == Upload.Status.OPEN:
        reading = wizard.reading_of(upload)
        if not reading.may_be_taken or not wizard.is_confirmed(upload, reading):
            return redirect("imports:problems", upload.pk)
        key = request.POST.get("once", "")[:80] or f"upload-{upload.pk}"
        try:
            answer = wizard.commit(upload, reading, request.actor, key)  # type: ignore[attr-defined]
        except OnceConflict:
            return redirect("imports:preview", upload.pk)
        if not answer.get("taken"):
            return redirect("imports:preview", upload.pk)
    return redirect("imports:done", upload.pk)


@asks("imports.see")
@require_GET
def done(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What became of an upload.  Queries: 1."""
    upload = own(request, upload_id)
    if upload.status == Upload.Status.OPEN:
        return redirect("imports:problems", upload.pk)
    context = {"page": shown.done_page(upload), "trail": _crumbs(upload), "steps": steps_at(upload, 4)}
    return render(request, "imports/done.html", context)


@asks("imports.see")
@require_POST
def exchange(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Another version of the file; what was mended and left out stays where the row is the same."""
    upload = open_one(request, upload_id)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        wizard.exchange(upload, given.name, given.read())
        messages.success(request, _("换成了新的文件；行没有变的，改过的都还在"))
    else:
        messages.warning(request, "；".join(str(e) for errors in form.errors.values() for e in errors))
    return redirect("imports:problems", upload.pk)


@asks("imports.see")
@require_POST
def drop(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Give an upload up."""
    wizard.drop(open_one(request, upload_id))
    messages.success(request, _("不导入了；没有写入任何一行"))
    return redirect("imports:list")


@asks("imports.see")
@require_GET
def annotated_file(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The workbook with a comment at each problem."""
    upload = own(request, upload_id)
    data = annotated(wizard.reading_of(upload), _)
    return download(data, _("%(name)s（批注）.xlsx") % {"name": _stem(upload)}, XLSX)


@asks("imports.see")
@require_GET
def set_aside_file(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The rows left out, as a workbook to be mended and sent again."""
    upload = own(request, upload_id)
    data = set_aside_workbook(wizard.reading_of(upload))
    return download(data, _("%(name)s（挑出的行）.xlsx") % {"name": _stem(upload)}, XLSX)


def _stem(upload: Upload) -> str:
    return upload.name.rsplit(".", 1)[0]


def _crumbs(upload: Upload) -> Sequence[Crumb]:
    return [Crumb(_("导入"), reverse("imports:list")), Crumb(upload.name)]


@asks("lists.export")
@require_GET
def export(request: HttpRequest, name: str, format: str) -> Any:
    """A list as a file: same filters and rights as its page; streamed."""
    if name not in exports.LISTS or format not in CONTENT_TYPES:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    wanted = exports.LISTS[name]
    filters = {n: v for n, v in request.GET.items() if n in wanted.filters and v and "\x00" not in v}
    place = where_of(actor, "lists.export").place_code
    try:
        pieces = exports.export(name, format, actor, place, filters)  # type: ignore[arg-type]
    except NotGranted as error:
        raise Http404 from error
    except BadInput as bad:
        words = "；".join(f"{p.what}，{p.then}" for p in bad.problems)
        return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
    answer = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[format])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
