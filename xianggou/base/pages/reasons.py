"""Forms of acts that some rules stop until a written reason is given: the reason is asked beneath what it answers."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext

from xianggou.base.pages.forms import Form, LongTextField
from xianggou.base.pages.refusals import findings_shown
from xianggou.core.findings import Level, Verdict

PREFIX = "reason-"
REASON_LENGTH = 500


class Reasoned(Form):
    """A form that asks for one reason for each finding that a reason can lift.

    Reasons that were typed come back with the form; `reasons` goes to the action.
    """

    def __init__(self, data: Any = None, files: Any = None, **rest: Any) -> None:
        """Begin with the reasons already typed."""
        super().__init__(data, files, **rest)
        for name in sorted(set(data or ())):
            if name.startswith(PREFIX) and len(name) < 100:
                self._ask(name, gettext("书面理由"))

    def _ask(self, name: str, label: str) -> None:
        field = LongTextField(label=label, length=REASON_LENGTH, required=False)
        self._dress(field)
        self.fields[name] = field

    @property
    def reasons(self) -> dict[str, str]:
        """Code of a finding → the reason written for it."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX) and value
        }

    @property
    def reason_fields(self) -> list[BoundField]:
        """The boxes of the reasons, for pages that draw their fields by name."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def ask_reasons(self, verdict: object = None) -> None:
        """Add a field for each finding of the verdict (else of the refusal) that waits for a reason."""
        given = verdict if verdict is not None else self.verdict
        if not isinstance(given, Verdict):
            return
        for finding in given.findings:
            if finding.level is Level.STOP_UNTIL_REASON:
                what = findings_shown(Verdict(verb="", findings=(finding,)))[0].what
                self._ask(f"{PREFIX}{finding.code}", gettext("书面理由：%(what)s") % {"what": what})
