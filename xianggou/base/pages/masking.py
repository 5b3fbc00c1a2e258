"""Names and numbers of people in a box that others will read: told, and the words without them offered."""

from __future__ import annotations

from django.utils.translation import gettext

from xianggou.base.pages.forms import Form
from xianggou.core import personal


def refuse_persons(form: Form, *names: str) -> None:
    """Refuse boxes in which a person is named or numbered, offering the words without."""
    for name in names:
        text = form.cleaned_data.get(name) or ""
        if pieces := personal.found_in(text):
            told = {"pieces": "、".join(pieces)}
            form.add_error(name, gettext("话里有个人的姓名或号码：%(pieces)s。用去掉以后的") % told)
            kept = personal.without(text)
            form.offer(name, gettext("改为：%(text)s") % {"text": kept}, kept)
