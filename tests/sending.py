"""Sending a page's form as a browser would: with the once-key that the page carries."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

ONCE = re.compile(r'name="once" value="([^"]+)"')


def once_key(page: Any) -> str:
    """The once-key of the form on a page."""
    found = ONCE.search(page.content.decode())
    assert found, "the page has no form with a once-key"
    return found.group(1)


def send(client: Client, url: str, **typed: Any) -> Any:
    """Open a form and send it."""
    return client.post(url, {"once": once_key(client.get(url)), **typed})
