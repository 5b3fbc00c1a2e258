"""Registers the room with Django."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "xianggou.stages.payments"
    label = "payments"
