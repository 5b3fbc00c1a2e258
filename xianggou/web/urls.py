"""Addresses: nouns of the rooms, then id, then verb."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from xianggou.web import views

front = (
    [
        path("", views.home, name="home"),
        path("sign-in/", views.sign_in, name="sign_in"),
        path("sign-out/", views.sign_out, name="sign_out"),
        path("account/", views.account, name="account"),
        path("access/", views.matrix, name="matrix"),
        path("find/", views.search, name="search"),
    ],
    "web",
)

ROOMS = (
    "duties", "catalogue", "funds", "standards", "suppliers", "needs", "resources", "matching", "plans", "unified", "budget", "intentions", "procurement", "contracts",
    "delivery", "payments",
)  # fmt: skip
LOOKING_BOTH_WAYS = {
    "joint-review/": "xianggou.stages.joint_review.urls",
    "overview/": "xianggou.web.overview.urls",
    "dossiers/": "xianggou.web.dossier.urls",
    "imports/": "xianggou.web.imports.urls",
    "exports/": "xianggou.web.imports.export_urls",
    "api/v1/": "xianggou.web.api.urls",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(front)),
    path("language/", views.language, name="set_language"),
    path("", include("xianggou.base.pages.urls")),
    *(path(f"{room}/", include(f"xianggou.stages.{room}.urls")) for room in ROOMS),
    *(path(prefix, include(module)) for prefix, module in LOOKING_BOTH_WAYS.items()),
]

handler400 = "xianggou.base.pages.errors.bad_request"
handler403 = "xianggou.base.pages.errors.not_granted"
handler404 = "xianggou.base.pages.errors.not_found"
handler500 = "xianggou.base.pages.errors.handler500"
