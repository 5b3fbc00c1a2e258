"""Registers the room with Django."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "xianggou.stages.needs"
    label = "needs"
