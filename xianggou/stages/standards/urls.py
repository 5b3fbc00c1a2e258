"""Addresses of execution standards."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.standards import views

app_name = "standards"
urlpatterns = [
    path("", views.list_, name="list"),
    path("<int:standard_id>/", views.detail, name="detail"),
]
