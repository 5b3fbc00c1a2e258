"""Registers the imports with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "xianggou.web.imports"
    label = "imports"
