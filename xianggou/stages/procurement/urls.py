"""Addresses of procurement."""

from django.urls import path

from xianggou.stages.procurement import views

app_name = "procurement"
urlpatterns = [
    path("", views.index, name="list"),
    path("items/<int:item_id>/start/", views.start, name="start"),
    path("unified/<int:purchase_id>/start/", views.start_unified, name="start_unified"),
    path("<int:procedure_id>/", views.detail, name="detail"),
    path("<int:procedure_id>/quotes/", views.quote, name="quote"),
    path("<int:procedure_id>/award/", views.award, name="award"),
    path("<int:procedure_id>/fail/", views.fail, name="fail"),
    path("<int:procedure_id>/cancel/", views.cancel, name="cancel"),
    path("<int:procedure_id>/<slug:paper>.<slug:kind>", views.paper, name="paper"),
]
