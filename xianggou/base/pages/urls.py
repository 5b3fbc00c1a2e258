"""Addresses of drafts and of the guide."""

from __future__ import annotations

from django.urls import path

from xianggou.base.pages import guide, views

app_name = "pages"
urlpatterns = [
    path("drafts/<str:key>/", views.draft, name="draft"),
    path("pages/guide/", guide.guide, name="guide"),
]
