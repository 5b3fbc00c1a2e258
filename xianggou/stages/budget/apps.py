"""Registers the room with Django."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "xianggou.stages.budget"
    label = "budget"
