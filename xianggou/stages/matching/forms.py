"""What is written about matching: what is fixed by hand, a word on a list, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import Form, LongTextField
from xianggou.base.reviews.models import Choice
from xianggou.stages.matching.models import Wish

MOST_UNITS = 2_000_000_000  # what a column of the database holds


class WishForm(Form):
    """Units pinned or a pair forbidden, and why."""

    kind = forms.ChoiceField(label=_("怎样定"), choices=Wish.Kind.choices)
    units = forms.IntegerField(
        label=_("定下几份"), required=False, min_value=1, max_value=MOST_UNITS, help_text=_("排除的不用填")
    )
    why = LongTextField(label=_("理由"), length=300)


class AgreeForm(Form):
    """A desk's word on a proposed list."""

    choice = forms.ChoiceField(
        label=_("意见"), choices=[(Choice.AGREE, _("同意")), (Choice.RETURN, _("退回"))]
    )
    reason = LongTextField(label=_("理由"), length=300, required=False, help_text=_("退回的写明理由"))


class WhyForm(Form):
    """An act with its reason; `needed` says whether it may be left out."""

    why = LongTextField(label=_("理由"), length=300)

    def __init__(self, data: Any = None, *, needed: bool = True, **rest: Any) -> None:
        """`needed`: without a reason the act is not done."""
        super().__init__(data, **rest)
        self.fields["why"].required = needed
