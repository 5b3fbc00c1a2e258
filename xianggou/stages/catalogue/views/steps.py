"""The page of one act with a short form: shown, tried once, refused beside its fields, or done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.pages import errors
from xianggou.base.pages.forms import Form
from xianggou.base.pages.shapes import Crumb, Pair, Text
from xianggou.base.pages.views import refusals_shown_on
from xianggou.core.findings import Stale


@dataclass(frozen=True, slots=True)
class Step:
    """What the page says about an act: its name, on what, its way back, what follows from it."""

    verb: str
    title: Text
    button: Text
    done: Text
    back: str
    trail: Sequence[Crumb]
    facts: Sequence[Pair] = ()
    note: Text = ""
    verdict: Any = None


def step(request: Request, form: Form, about: Step, act: Callable[[], Any]) -> HttpResponse:
    """Show the form of an act, or do it and go back to what it was about."""
    if form.is_valid():
        with refusals_shown_on(form):
            post_once(request, about.verb, lambda: {"id": act().pk})
            messages.success(request, str(about.done))
            return redirect(about.back)
    if form.conflict is not None:
        return errors.conflict(request, Stale())
    return render(request, "catalogue/step.html", {"step": about, "form": form}, status=form.http_status)
