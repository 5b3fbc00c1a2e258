"""Official papers are Chinese whoever makes them: the paper is the act, and an act has one text."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import translation

Given = ParamSpec("Given")
Made = TypeVar("Made")


def in_chinese(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Gather a paper's facts in Chinese, though the maker reads English."""

    @wraps(make)
    def made(*args: Given.args, **rest: Given.kwargs) -> Made:
        with translation.override("zh-hans"):
            return make(*args, **rest)

    return made
