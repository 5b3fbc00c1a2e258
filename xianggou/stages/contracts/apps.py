"""Registers the room with Django."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "xianggou.stages.contracts"
    label = "contracts"
