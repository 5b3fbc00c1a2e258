"""Addresses of joint reviews, by plan item."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.joint_review import views

app_name = "joint_review"
urlpatterns = [
    path("", views.index, name="list"),
    path("before/", views.before, name="before"),
    path("<int:item_id>/", views.board, name="board"),
    path("<int:item_id>/open/", views.open_review, name="open"),
    path("<int:item_id>/opine/", views.opine, name="opine"),
    path("<int:item_id>/reaffirm/", views.reaffirm, name="reaffirm"),
    path("<int:item_id>/recuse/", views.recuse, name="recuse"),
    path("<int:item_id>/stand-in/", views.stand_in, name="stand_in"),
    path("<int:item_id>/conclude/", views.conclude, name="conclude"),
    path("<int:item_id>/<slug:paper>.<slug:kind>", views.paper, name="paper"),
]
