"""Registers the front door with Django (templates, no tables)."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xianggou.web"
    label = "web"
