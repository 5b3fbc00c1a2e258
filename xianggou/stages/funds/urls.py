"""Addresses of the pocket."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.funds import views

app_name = "funds"
urlpatterns = [path("", views.pocket, name="pocket")]
