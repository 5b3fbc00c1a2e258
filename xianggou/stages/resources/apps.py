"""Registers the room with Django."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "xianggou.stages.resources"
    label = "resources"
