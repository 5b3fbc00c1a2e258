"""Registers the room with Django."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "xianggou.stages.funds"
    label = "funds"
