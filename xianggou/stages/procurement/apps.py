"""Registers the room with Django."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "xianggou.stages.procurement"
    label = "procurement"
