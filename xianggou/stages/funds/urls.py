"""Addresses of the pocket."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.funds import views

app_name = "funds"
urlpatterns = [
    path("", views.pocket, name="pocket"),
    path("issue/", views.issue, name="issue"),
    path("duties/<int:admission_id>/", views.move_down, name="move_down"),
    path("joined/", views.joined, name="joined"),
    path("joined/decide/", views.join, name="join"),
    path("joined/<int:year>.<slug:kind>", views.joined_paper, name="joined_paper"),
    path("unfunded/", views.unfunded, name="unfunded"),
    path("buyers/", views.buyers, name="buyers"),
    path("<int:fund_id>/", views.fund, name="fund"),
    path("<int:fund_id>/notice.<slug:kind>", views.notice, name="notice"),
    path("shares/<int:share_id>/", views.receive, name="receive"),
    path("receipts/<int:receipt_id>/undo/", views.undo, name="undo"),
]
