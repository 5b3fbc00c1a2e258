"""Addresses of delivery."""

from django.urls import path

from xianggou.stages.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.index, name="list"),
    path("instalments/<int:instalment_id>/convene/", views.convene, name="convene"),
    path("<int:acceptance_id>/", views.detail, name="detail"),
    path("<int:acceptance_id>/accept/", views.accept, name="accept"),
    path("<int:acceptance_id>/reject/", views.reject, name="reject"),
    path("<int:acceptance_id>/certificate.<slug:kind>", views.paper, name="paper"),
]
