"""Addresses: nouns of the rooms, then id, then verb."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "xianggou.base.pages.errors.bad_request"
handler403 = "xianggou.base.pages.errors.not_granted"
handler404 = "xianggou.base.pages.errors.not_found"
handler500 = "xianggou.base.pages.errors.handler500"
