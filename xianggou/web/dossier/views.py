"""The dossier page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xianggou.base.access.views import asks


@asks("dossier.see")
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The dossier."""
    raise Http404(code)
