"""Registers the room with Django."""

from django.apps import AppConfig


class UnifiedConfig(AppConfig):
    name = "xianggou.stages.unified"
    label = "unified"
