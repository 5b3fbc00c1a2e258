"""Keeping what is typed: saved every ten seconds, restored on opening, dropped when the act is done.

Only the owner reads or writes a draft. A draft is text; nothing here acts on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlencode

from django.db import connection
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from xianggou.base.pages import typed
from xianggou.base.pages.models import Draft
from xianggou.core.findings import BadInput, Problem

KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+(:[0-9A-Za-z\-.]+)*")
BYTES_MAX = 64 * 1024
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "once", "take", "version", "keep"})
SECRET = re.compile(r"password|secret|token", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was kept."""

    key: str
    title: str
    page: str
    body: Mapping[str, Sequence[str]]
    saved_at: datetime


def owner_of(request: Any) -> int | None:
    """Whose drafts this request may touch; None for the public and for machines."""
    actor = getattr(request, "actor", None)
    return actor.person_id if actor is not None and actor.kind == "person" else None


def key(form: str, *ids: object) -> str:
    """The key of a form's draft: `contracts.sign:7`; what is not known yet names nothing."""
    return ":".join([form, *(told for one in ids if (told := str(one)))])


def url(draft_key: str, *, page: str = "", title: str = "") -> str:
    """Where a draft is saved; carries the page to go on at, and the title it is listed under."""
    return f"{reverse('pages:draft', args=[draft_key])}?{urlencode({'page': page, 'title': title})}"


def body_of(sent: QueryDict) -> dict[str, list[str]]:
    """What of a form is kept: text fields, no tokens, no passwords.

    Raises: BadInput when it is too large or can't be stored.
    """
    body = {
        name: [str(value) for value in sent.getlist(name)]
        for name in sent
        if name not in NOT_KEPT and not SECRET.search(name)
    }
    try:
        for name, values in body.items():
            typed.said_clean(name, length=200)
            for value in values:
                typed.said_clean(value, length=BYTES_MAX)
    except typed.Unreadable as problem:
        raise BadInput([Problem(code="pages.draft.unreadable", what=str(problem))]) from None
    if len(json.dumps(body, ensure_ascii=False).encode()) > BYTES_MAX:
        raise BadInput(
            [Problem(code="pages.draft.too_large", what=gettext("草稿超过 64 KB，存不下；先删短"))]
        )
    return body


def keep(
    owner: int, draft_key: str, body: Mapping[str, Sequence[str]], *, page: str = "", title: str = ""
) -> datetime:
    """Keep a draft in place of the one before it.  Gives: when, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO pages_draft (owner_id, key, title, page, body, saved_at)
               VALUES (%s, %s, %s, %s, %s::jsonb, xg_now())
               ON CONFLICT (owner_id, key) DO UPDATE
               SET title = EXCLUDED.title, page = EXCLUDED.page, body = EXCLUDED.body, saved_at = EXCLUDED.saved_at
               RETURNING saved_at""",
            [owner, draft_key, title[:200], page[:300], json.dumps(body, ensure_ascii=False)],
        )
        row = cursor.fetchone()
    assert row is not None
    saved_at: datetime = row[0]
    return saved_at


def kept(owner: int, draft_key: str) -> Kept | None:
    """The owner's draft of a form, if any.  Queries: one."""
    draft = Draft.objects.filter(owner_id=owner, key=draft_key).first()
    return None if draft is None else _kept(draft)


def _kept(draft: Draft) -> Kept:
    """A draft as a plain shape."""
    return Kept(draft.key, draft.title or draft.key, draft.page, draft.body, draft.saved_at)


def drop(owner: int, draft_key: str) -> None:
    """Drop a draft."""
    Draft.objects.filter(owner_id=owner, key=draft_key).delete()


def kept_by(owner: int, limit: int = 20) -> list[Kept]:
    """The owner's drafts, newest first, for the list of what is not finished.  Queries: one."""
    rows = Draft.objects.filter(owner_id=owner).order_by("-saved_at", "id")[:limit]
    return [_kept(one) for one in rows]


def back_to(sent: str) -> str:
    """The path of a page to go back to: own site only."""
    path = unquote(sent)
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and "\n" not in path
    return sent if safe else "/"


def is_key(text: str) -> bool:
    """Whether a text can be a draft's key."""
    return len(text) <= 120 and KEY.fullmatch(text) is not None


def wants_json(request: HttpRequest) -> bool:
    """Whether script asks (autosave) and not a person by a button."""
    return "application/json" in request.headers.get("Accept", "")
