"""Addresses of purchase intentions; `public/` is for everybody."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.intentions import views

app_name = "intentions"
urlpatterns = [
    path("", views.list_, name="list"),
    path("public/", views.public, name="public"),
    path("public.xlsx", views.public_file, name="public_file"),
    path("items/<int:item_id>/new/", views.new, name="new"),
    path("items/<int:item_id>/leave-out/", views.leave_out, name="leave_out"),
    path("unified/<int:purchase_id>/new/", views.new_unified, name="new_unified"),
    path("<int:intention_id>/", views.detail, name="detail"),
    path("<int:intention_id>/edit/", views.edit, name="edit"),
    path("<int:intention_id>/publish/", views.publish, name="publish"),
    path("<int:intention_id>/withdraw/", views.withdraw, name="withdraw"),
]
