"""The request as our views know it: with its actor and the house's time, set before any view runs."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from xianggou.core.actor import Actor


class Request(HttpRequest):
    """A request after the middleware: who asks, and what time it is in this house."""

    actor: Actor
    moment: datetime
