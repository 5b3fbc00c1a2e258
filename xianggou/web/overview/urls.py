"""Addresses of the pages that look both ways."""

from __future__ import annotations

from django.urls import path

from xianggou.web.overview import exits, views

app_name = "overview"
urlpatterns = [
    path("", views.county, name="county"),
    path("pocket/", views.pocket, name="pocket"),
    path("pocket/<slug:code>/", views.town, name="town"),
    path("faults/", views.faults, name="faults"),
    path("exits/<int:admission_id>/", exits.decide, name="exit"),
    path("items/<slug:code>/", views.item, name="item"),
    path("duties/<slug:code>/", views.duty, name="duty"),
]
