"""Addresses of payments."""

from django.urls import path

from xianggou.stages.payments import views

app_name = "payments"
urlpatterns = [
    path("", views.index, name="list"),
    path("instalments/<int:instalment_id>/request/", views.request_payment, name="request"),
    path("<int:payment_id>/", views.detail, name="detail"),
    path("<int:payment_id>/approve/", views.approve, name="approve"),
    path("<int:payment_id>/pay/", views.pay, name="pay"),
    path("<int:payment_id>/return/", views.send_back, name="return"),
    path("<int:payment_id>/request.<slug:kind>", views.paper, name="paper"),
]
