"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.list_, name="list"),
    path("<slug:code>/", views.detail, name="detail"),
]
