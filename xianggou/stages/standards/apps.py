"""Registers the room with Django."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "xianggou.stages.standards"
    label = "standards"
