"""Addresses of unified purchases."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.unified import views

app_name = "unified"
urlpatterns = [
    path("", views.list_, name="list"),
    path("candidates/", views.candidates, name="candidates"),
    path("new/", views.new, name="new"),
    path("<int:purchase_id>/", views.detail, name="detail"),
    path("<int:purchase_id>/confirm/", views.confirm, name="confirm"),
    path("<int:purchase_id>/withdraw/", views.withdraw, name="withdraw"),
    path("parts/<int:part_id>/delegate/", views.delegate, name="delegate"),
    path("parts/<int:part_id>/decline/", views.decline, name="decline"),
    path("parts/<int:part_id>/agreement.<slug:kind>", views.agreement, name="agreement"),
]
