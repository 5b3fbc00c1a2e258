"""Addresses of the budget."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.budget import views

app_name = "budget"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("lines/<int:line_id>/", views.line, name="line"),
    path("queue/", views.queue, name="queue"),
    path("queue/approve/", views.approve_many, name="approve_many"),
    path("queue/<int:item_id>/", views.decide, name="decide"),
    path("queue/<int:item_id>/approve/", views.approve, name="approve"),
    path("queue/<int:item_id>/return/", views.return_item, name="return_item"),
]
