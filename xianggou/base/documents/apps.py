"""Registers the app with Django."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Official papers and their number series."""

    name = "xianggou.base.documents"
    label = "documents"
