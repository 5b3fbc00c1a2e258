"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.list_, name="list"),
    path("new/", views.new, name="new"),
    path("<int:item_id>/", views.detail, name="detail"),
    path("<int:item_id>/edit/", views.edit, name="edit"),
    path("<int:item_id>/submit/", views.submit, name="submit"),
    path("<int:item_id>/withdraw/", views.withdraw, name="withdraw"),
]
