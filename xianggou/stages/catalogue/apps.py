"""Registers the room with Django."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "xianggou.stages.catalogue"
    label = "catalogue"
