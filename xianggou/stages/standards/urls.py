"""Addresses of execution standards."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.standards import views

app_name = "standards"
urlpatterns = [
    path("", views.list_, name="list"),
    path("missing/", views.missing, name="missing"),
    path("new/", views.new, name="new"),
    path("<int:standard_id>/", views.detail, name="detail"),
    path("<int:standard_id>/edit/<slug:part>/", views.edit, name="edit"),
    path("<int:standard_id>/send/", views.send, name="send"),
    path("<int:standard_id>/publish/", views.publish, name="publish"),
    path("<int:standard_id>/return/", views.return_, name="return"),
    path("<int:standard_id>/drop/", views.drop, name="drop"),
    path("<int:standard_id>/compare/<int:other_id>/", views.compare, name="compare"),
    path("<int:standard_id>/standard.<slug:kind>", views.paper, name="paper"),
]
