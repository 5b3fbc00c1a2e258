"""Registers the room with Django."""

from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "xianggou.stages.suppliers"
    label = "suppliers"
