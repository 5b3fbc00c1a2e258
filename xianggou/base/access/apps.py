"""Registers the room with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xianggou.base.access"
    label = "access"
