"""A bare Django site around the floor: security headers, session, CSRF, CSP, and nothing of the product.

Served as the product is: `granian --interface wsgi bench.floor.site:application`. FLOOR_URL is the floor's own
database; DATABASE_URL the filled one, whose rows the bare list pages show to whoever signed in to the product.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from xianggou.web.settings import database

CSP = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
Answer = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Answer) -> Answer:
    """The content security policy, and a token's freedom from CSRF checks: it is no cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.headers.get("Authorization", "").startswith("Bearer "):
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        response = get_response(request)
        response["Content-Security-Policy"] = CSP
        return response

    return middleware


if not settings.configured:
    settings.configure(
        SECRET_KEY=os.environ["XIANGGOU_SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="bench.floor.site",
        DATABASES={"default": database(os.environ["DATABASE_URL"])},
        INSTALLED_APPS=["django.contrib.sessions"],
        MIDDLEWARE=[
            "bench.floor.site.headers",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parent / "templates"],
            }
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.db",
        USE_TZ=True,
    )
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from bench.floor.hand import Hand, Refused  # noqa: E402
from bench.floor.lists import LISTS  # noqa: E402
from bench.floor.steps import call  # noqa: E402

_own = threading.local()


def _hand() -> Hand:
    """This thread's own connection to the floor's database."""
    found: psycopg.Connection | None = getattr(_own, "connection", None)
    if found is None or found.closed:
        found = psycopg.connect(os.environ["FLOOR_URL"], autocommit=True, prepare_threshold=2)
        _own.connection = found
    return Hand(found)


def step(request: HttpRequest, address: str) -> HttpResponse:
    """One step of a purchase."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        body: dict[str, Any] = json.loads(request.body or b"{}")
        told = call(_hand(), token, request.headers["Idempotency-Key"], f"/{address}", body)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse(told, json_dumps_params={"default": str})


def listing(request: HttpRequest, name: str) -> HttpResponse:
    """Fifty rows of the filled database, newest first, by keyset, to whoever signed in."""
    sql, columns = LISTS[name]
    size = min(int(request.GET.get("size", "50")), 100)
    after = int(request.GET.get("after", str(2**62)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.place_code FROM people_account a JOIN people_person p ON p.id = a.person_id WHERE a.id = %s",
            [request.session.get("account", 0)],
        )
        seen = cursor.fetchone()
        if seen is None:
            return HttpResponse("sign in", status=403)
        cursor.execute(sql, [seen[0], after, size + 1])
        rows = cursor.fetchall()
    more = rows[size - 1][0] if len(rows) > size else None
    if request.GET.get("format") == "json":
        named = [dict(zip(("id", *columns), row, strict=True)) for row in rows[:size]]
        return JsonResponse({"items": named, "next": more}, json_dumps_params={"default": str})
    get_token(request)
    told = {"columns": columns, "rows": [row[1:] for row in rows[:size]], "more": more, "name": name}
    return render(request, "list.html", told)


urlpatterns = [re_path(r"^api/v1/(?P<address>.+)$", step), path("floor/<str:name>/", listing)]
application = get_wsgi_application()
