"""Registers the room with Django."""

from django.apps import AppConfig


class IntentionsConfig(AppConfig):
    name = "xianggou.stages.intentions"
    label = "intentions"
