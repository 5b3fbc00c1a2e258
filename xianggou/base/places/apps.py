"""Registers the room with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "xianggou.base.places"
    label = "places"
