"""Addresses of the budget."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.budget import views

app_name = "budget"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("lines/<int:line_id>/", views.line, name="line"),
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/<int:approval_id>/approval.<slug:kind>", views.approval_paper, name="approval_paper"),
    path("request/", views.request_list, name="request"),
    path("request/<int:year>/<str:town_code>.<slug:kind>", views.request_paper, name="request_paper"),
    path("queue/", views.queue, name="queue"),
    path("queue/confirm/", views.confirm, name="confirm"),
    path("queue/approve/", views.approve_many, name="approve_many"),
    path("batches/", views.batches, name="batches"),
    path("batches/<int:batch_id>/", views.batch, name="batch"),
    path("batches/<int:batch_id>/go/", views.run_batch, name="run_batch"),
    path("queue/<int:item_id>/", views.decide, name="decide"),
    path("queue/<int:item_id>/approve/", views.approve, name="approve"),
    path("queue/<int:item_id>/return/", views.return_item, name="return_item"),
]
