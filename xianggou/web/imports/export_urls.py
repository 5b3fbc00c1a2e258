"""Addresses of the lists that leave."""

from __future__ import annotations

from django.urls import path

from xianggou.web.imports import views

app_name = "exports"
urlpatterns = [path("<slug:name>.<slug:format>", views.export, name="list")]
