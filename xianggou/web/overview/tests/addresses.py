"""Addresses of the house together with this room's, whichever of them the front door names."""

from __future__ import annotations

from django.urls import include, path

from xianggou.web.urls import handler400, handler403, handler404, handler500
from xianggou.web.urls import urlpatterns as house

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*house, path("overview/", include("xianggou.web.overview.urls"))]
