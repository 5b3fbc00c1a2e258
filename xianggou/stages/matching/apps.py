"""Registers the room with Django."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "xianggou.stages.matching"
    label = "matching"
