"""Registers the room with Django."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "xianggou.stages.duties"
    label = "duties"
