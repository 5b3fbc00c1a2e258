"""What is asked in a joint review: an opinion on each subject, reasons, whom to name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, choices
from xianggou.base.pages.reasons import Reasoned
from xianggou.base.reviews.asked import Answer
from xianggou.base.reviews.models import Choice
from xianggou.stages.joint_review.models import Conclusion

REASON = 1000


class OpinionForm(Form):
    """One choice and one reason for each subject that waits for this office."""

    def __init__(self, data: Any, parts: Sequence[str], **rest: Any) -> None:
        """`parts`: names of the subjects, in order."""
        super().__init__(data, **rest)
        self.parts = parts
        for n, name in enumerate(parts):
            choice = forms.ChoiceField(
                label=gettext("对“%(part)s”的意见") % {"part": term(name)},
                choices=Choice.choices,
                widget=forms.RadioSelect,
            )
            reason = LongTextField(
                label=gettext("理由和条款"),
                length=REASON,
                required=False,
                help_text=_("不同意或退回的必须写；同意的可以写建议"),
            )
            reason.widget.attrs["rows"] = 2
            for key, added in ((f"choice_{n}", choice), (f"reason_{n}", reason)):
                self._dress(added)
                self.fields[key] = added

    def clean(self) -> dict[str, Any]:
        """An objection says why."""
        given = super().clean() or self.cleaned_data
        for n, _name in enumerate(self.parts):
            choice = given.get(f"choice_{n}")
            if choice and choice != Choice.AGREE and not (given.get(f"reason_{n}") or "").strip():
                self.add_error(f"reason_{n}", gettext("没有写理由；不同意或退回的，写明理由"))
        return given

    @property
    def answers(self) -> dict[str, Answer]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            name: Answer(given[f"choice_{n}"], given.get(f"reason_{n}", ""))
            for n, name in enumerate(self.parts)
        }

    @property
    def rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Subject, its choice, its reason."""
        for n, name in enumerate(self.parts):
            yield name, self[f"choice_{n}"], self[f"reason_{n}"]


class RecuseForm(Form):
    """Stepping aside."""

    why = TextField(label=_("回避的理由"), length=200, help_text=_("与申报人、承接主体有什么利害关系"))


class StandInForm(Form):
    """Naming somebody for a desk."""

    desk = forms.ChoiceField(label=_("代表哪一方"))
    person_id = forms.ChoiceField(label=_("指定谁"))
    why = TextField(label=_("理由"), length=200, help_text=_("例如：本人回避；到期没有出意见"))

    def __init__(
        self, data: Any, desks: Sequence[str], persons: Sequence[tuple[int, str]], **rest: Any
    ) -> None:
        """`desks` that are open, `persons` of the township that may speak."""
        super().__init__(data, **rest)
        self.fields["desk"].choices = choices([(d, term(d)) for d in desks])  # type: ignore[attr-defined]
        offered = choices([(str(pk), name) for pk, name in persons])
        self.fields["person_id"].choices = offered  # type: ignore[attr-defined]


class OpenForm(Reasoned):
    """Sending round, with the reasons that sending a draft may wait for."""

    why = LongTextField(label=_("说明"), length=500, required=False)


class ConcludeForm(Form):
    """A word beside the verdict; where somebody disagreed, which of the three it comes to."""

    kind = forms.ChoiceField(
        label=_("没有都同意，结论是"),
        choices=Conclusion.Kind.choices,
        widget=forms.RadioSelect,
        initial="mend",
    )
    again_on = DayField(label=_("缓到哪一天"), required=False, help_text=_("只有缓办要填；到这一天才能再送"))
    why = LongTextField(label=_("说明"), length=500, required=False, help_text=_("缓办和不通过要写理由"))

    def __init__(self, data: Any, *, all_agreed: bool, **rest: Any) -> None:
        """`all_agreed`: nothing is left to choose."""
        super().__init__(data, **rest)
        if all_agreed:
            del self.fields["kind"], self.fields["again_on"]
            self.fields["why"].help_text = ""
        else:
            self.fields["kind"].required = False

    def clean_kind(self) -> str:
        """Mending is what follows where nothing else is chosen."""
        return str(self.cleaned_data["kind"] or Conclusion.Kind.MEND)
