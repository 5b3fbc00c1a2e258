"""Addresses of the register of suppliers."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.suppliers import views

app_name = "suppliers"
urlpatterns = [
    path("", views.list_, name="list"),
    path("new/", views.new, name="new"),
]
