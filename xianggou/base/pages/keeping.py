"""Forms that may be filled without a line: their script waits for one and sends, and wants a short answer.

The script is `pages/keeping.js`. It sends the form as it stands, with its once-key, and asks for JSON: where the act
leads to, or what is wrong. A browser without it gets the redirect and the page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from xianggou.base.pages import drafts, refusals


def owner_of(request: Any) -> str:
    """Whose the kept forms are: nobody else signed in on the same device sees or sends them. "" is the public."""
    return str(drafts.owner_of(request) or "")


def arrived(request: HttpRequest, to: str) -> HttpResponse:
    """The act was done: on to its page."""
    return JsonResponse({"to": to}) if drafts.wants_json(request) else HttpResponseRedirect(to)


def turned_back(request: HttpRequest, form: Any, *also: str) -> HttpResponse | None:
    """The act was not done: what is wrong, for the script; None where the page itself says so."""
    if request.method != "POST" or not drafts.wants_json(request):
        return None
    problems = [str(one) for errors in form.errors.values() for one in errors]
    problems += [str(one.what) for one in refusals.findings_shown(form.verdict) if one.stops]
    return JsonResponse(
        {"problems": [*problems, *also]}, status=form.http_status if form.has_trouble else 409
    )
