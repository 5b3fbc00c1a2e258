"""Registers the app with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Stored files."""

    name = "xianggou.base.files"
    label = "files"
