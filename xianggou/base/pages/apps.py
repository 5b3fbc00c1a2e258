"""The Django app of the pages' foundation."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Base page, components, forms and drafts; holds one table, `Draft`."""

    name = "xianggou.base.pages"
    label = "pages"
    verbose_name = "页面"
