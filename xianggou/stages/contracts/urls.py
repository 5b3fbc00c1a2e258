"""Addresses of contracts."""

from django.urls import path

from xianggou.stages.contracts import views

app_name = "contracts"
urlpatterns = [
    path("", views.index, name="list"),
    path("awards/<int:award_id>/draft/", views.draft, name="draft"),
    path("<int:contract_id>/", views.detail, name="detail"),
    path("<int:contract_id>/edit/", views.edit, name="edit"),
    path("<int:contract_id>/sign/", views.sign, name="sign"),
    path("<int:contract_id>/drop/", views.drop, name="drop"),
    path("<int:contract_id>/close/", views.close, name="close"),
    path("<int:contract_id>/contract.<slug:kind>", views.paper, name="paper"),
]
