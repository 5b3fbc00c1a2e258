"""What every form stands on: fields that read what offices type, messages that say how to mend, drafts, refusals.

A form lives through an act: it is filled, refused, mended and sent again without losing a letter.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages import drafts, keeping, typed
from xianggou.base.pages.figures import yuan_text
from xianggou.base.pages.shapes import Conflict, Difference, FindingShown, Suggestion, Text
from xianggou.core import money
from xianggou.core.findings import Verdict

LONG = 2000


class Guarded:
    """Mixed into fields of text: refuses NUL, control marks and text beyond the limit."""

    length = LONG

    def to_python(self, value: Any) -> Any:
        """The text, checked."""
        try:
            if isinstance(value, str):
                typed.said_clean(value, length=self.length)
            return super().to_python(value)  # type: ignore[misc]
        except typed.Unreadable as problem:
            raise forms.ValidationError(str(problem)) from None


class TextField(Guarded, forms.CharField):
    """One line of text."""

    widget = forms.TextInput(attrs={"class": "control"})

    def __init__(self, *, length: int = 200, **rest: Any) -> None:
        """`length` in characters."""
        super().__init__(**rest)
        self.length = length
        self.widget.attrs["maxlength"] = str(length)


class LongTextField(Guarded, forms.CharField):
    """Several lines of text; the browser's line ends become one kind."""

    widget = forms.Textarea(attrs={"class": "control", "rows": 4})

    def __init__(self, *, length: int = LONG, **rest: Any) -> None:
        """`length` in characters."""
        super().__init__(**rest)
        self.length = length

    def to_python(self, value: Any) -> Any:
        """The text with plain line ends."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class YuanField(forms.Field):
    """An amount typed in 元; gives int 分. Shows the capital numerals beneath when `paid` (money that will be paid)."""

    widget = forms.TextInput(
        attrs={"class": "control short", "inputmode": "decimal", "autocomplete": "off", "maxlength": "40"}
    )
    unit = _("元")

    def __init__(self, *, least_fen: int = 1, paid: bool = False, **rest: Any) -> None:
        """`least_fen`: the smallest amount taken; 0 allows none, a negative one allows deductions."""
        super().__init__(**rest)
        self.least_fen = least_fen
        self.paid = paid

    def to_python(self, value: Any) -> money.Fen | None:
        """分, or None when nothing is typed."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return typed.yuan_typed(str(value), least_fen=self.least_fen)
        except typed.Unreadable as problem:
            raise forms.ValidationError(str(problem), code="unreadable") from None

    def prepare_value(self, value: Any) -> Any:
        """分 as 元 for the box; what was typed stays as typed."""
        return money.yuan(value).replace(",", "") if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another amount is typed."""
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True

    def echo(self, value: Any) -> str:
        """The amount in capital numerals, for money that will be paid."""
        if not self.paid or value in self.empty_values:
            return ""
        try:
            return money.capitals(typed.yuan_typed(str(value), least_fen=self.least_fen))
        except typed.Unreadable:
            return ""


class DayField(forms.Field):
    """A date, picked or typed as offices write it (2023.3.1, 2023-03-01, 2023年3月1日)."""

    widget = forms.DateInput(
        format="%Y-%m-%d",
        attrs={"class": "control short", "inputmode": "numeric", "autocomplete": "off", "maxlength": "20"},
    )

    def to_python(self, value: Any) -> date | None:
        """The date, or None when nothing is typed."""
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, date):
            return value
        try:
            return typed.day_typed(str(value))
        except typed.Unreadable as problem:
            raise forms.ValidationError(str(problem), code="unreadable") from None


class Form(forms.Form):
    """Base of all forms. Labels without colon; one way to say what is missing; knows its draft and its refusal.

    `fields_of_findings`: code of a finding → the field it concerns, so that it also shows beside that field.
    """

    fields_of_findings: ClassVar[Mapping[str, str]] = {}
    required_css_class = ""

    def __init__(self, data: Any = None, files: Any = None, *, version: object = None, **rest: Any) -> None:
        """`version`: of the row as it was read; comes back as `typed_version` for the action's Stale check."""
        rest.setdefault("label_suffix", "")
        taken = self._taken(data)
        super().__init__(taken if taken is not None else data, files, **rest)
        self.is_taking = taken is not None
        self.version = version
        self.verdict: Verdict | Sequence[FindingShown] | None = None
        self.conflict: Conflict | None = None
        self.offers: dict[str, list[Suggestion]] = {}
        self.draft_key = self.draft_url = ""
        self.draft_owner: int | None = None
        self.draft_saved_at: Any = None
        self.kept_as = self.kept_for = ""
        self.refused_status = 0
        self.once_key = str(data.get("once", ""))[:80] if data else ""
        self.once_key = self.once_key or uuid.uuid4().hex
        for field in self.fields.values():
            self._dress(field)

    @staticmethod
    def _dress(field: forms.Field) -> None:
        """Classes and messages that all fields share."""
        widget = field.widget
        kind = getattr(widget, "input_type", "")
        if isinstance(widget, forms.FileInput):
            widget.attrs.setdefault("class", "file-control")
        elif isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
            widget.attrs.setdefault("class", "choices")
        elif kind not in ("checkbox", "radio", "hidden"):
            widget.attrs.setdefault("class", "control")
        field.error_messages["required"] = gettext("“%(label)s”还没有填") % {"label": field.label or ""}
        if "invalid_choice" in field.error_messages:
            field.error_messages["invalid_choice"] = gettext("“%(label)s”选的不在表里；重新选一次") % {
                "label": field.label or ""
            }

    @staticmethod
    def _taken(data: Any) -> Any:
        """The data with an offered value put in its box, when that was the button pressed (without script)."""
        take = data.get("take", "") if data else ""
        if not take or ":" not in take:
            return None
        name, _colon, value = take.partition(":")
        changed = data.copy()
        changed[name] = value
        return changed

    def full_clean(self) -> None:
        """Check all fields; taking an offered value checks nothing, for nothing is sent."""
        if getattr(self, "is_taking", False):
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        """Whether the act may be tried."""
        return not self.is_taking and super().is_valid()

    @property
    def http_status(self) -> int:
        """200, or 400 unreadable, 409 changed by someone else, 422 refused by a rule."""
        if self.refused_status:
            return self.refused_status
        return 400 if self.is_bound and not self.is_taking and self.errors else 200

    @property
    def has_trouble(self) -> bool:
        """Whether the title should begin with 有问题."""
        return self.http_status >= 400

    @property
    def typed_version(self) -> str:
        """The version that the sender had before the eyes."""
        return str(self.data.get("version", ""))[:80] if self.is_bound else ""

    def offer(self, name: str, label: Text, value: str) -> None:
        """Offer a value beside a field."""
        self.offers.setdefault(name, []).append(Suggestion(label, value))

    def offer_yuan(self, name: str, fen: int) -> None:
        """Offer an amount beside a field: 改为 98,500.00 元."""
        label = gettext("改为 %(yuan)s 元") % {"yuan": yuan_text(fen)}
        self.offer(name, label, money.yuan(fen).replace(",", ""))

    def differences(self) -> list[Difference]:
        """Fields where what was typed differs from what stands now (`initial`)."""
        found = []
        for bound in self.visible_fields():
            now = self.get_initial_for_field(bound.field, bound.name)
            if not bound.field.has_changed(now, bound.data):
                continue
            shown = bound.field.prepare_value(now)
            stands = "" if shown is None else str(shown)
            mine = bound.data if isinstance(bound.data, str) else str(bound.data or "")
            found.append(Difference(bound.html_name, bound.label, mine, stands, stands))
        return found

    def draft_as(self, request: Any, form: str, *ids: object, title: Text = "") -> None:
        """Keep what is typed as this person's draft of this form, and start from the last one kept.

        `title` names it in the list of what is not finished; without one it bears the form's key.

        Queries: one when the form is opened, none when it is sent.
        """
        owner = drafts.owner_of(request)
        if owner is None:
            return
        self.draft_owner, self.draft_key = owner, drafts.key(form, *ids)
        self.draft_url = drafts.url(self.draft_key, page=request.path, title=str(title))
        if self.is_bound:
            return
        kept = drafts.kept(owner, self.draft_key)
        if kept is not None:
            self.initial = {**self.initial, **self._from_draft(kept.body)}
            self.draft_saved_at = kept.saved_at

    def keep_on_device(self, request: Any, form: str) -> None:
        """Let the browser keep what is typed and send it once there is a line (`pages/keeping.js`)."""
        self.kept_as, self.kept_for = form, keeping.owner_of(request)

    def _from_draft(self, body: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Values of a draft for the fields that (still) exist."""
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            given = body.get(self.add_prefix(name))
            if given is None or isinstance(field, forms.FileField):
                continue
            many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            values[name] = list(given) if many else (given[-1] if given else "")
        return values

    def field_of(self, code: str) -> str | None:
        """The field beside which a finding also shows."""
        return self.fields_of_findings.get(code)

    def forget_draft(self) -> None:
        """Drop the draft: the act was done."""
        if self.draft_owner is not None:
            drafts.drop(self.draft_owner, self.draft_key)


def choices(options: Sequence[tuple[str, str | Promise]], *, none: Text = "") -> list[tuple[str, Any]]:
    """Options of a select, with an empty first one that says what to do."""
    return [("", none or _("请选一项")), *options]
