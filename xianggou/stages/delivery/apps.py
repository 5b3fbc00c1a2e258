"""Registers the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "xianggou.stages.delivery"
    label = "delivery"
