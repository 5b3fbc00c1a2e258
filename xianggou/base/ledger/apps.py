"""Registers the room with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "xianggou.base.ledger"
    label = "ledger"
