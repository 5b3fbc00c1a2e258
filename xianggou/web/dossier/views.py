"""The dossier page: one address for the whole life of a purchase."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.web.dossier import shown
from xianggou.web.dossier.gathered import gather


@asks("dossier.see")
@require_GET
def show(request: Request, code: str) -> HttpResponse:
    """The dossier; `?all=1` tells every entry of its trail."""
    gathered = gather(code, request.actor)
    page = shown.page(gathered, request.actor, request.moment.date(), every=request.GET.get("all") == "1")
    return render(request, "dossier/show.html", {"page": page})
