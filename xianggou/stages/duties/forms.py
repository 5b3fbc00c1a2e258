"""What the duty list is filtered by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, choices
from xianggou.stages.duties.queries import Facets


class ListForm(Form):
    """Field, department, and the day on which the list is looked at."""

    field = forms.ChoiceField(label=_("领域"), required=False)
    department = forms.ChoiceField(label=_("县级主管部门"), required=False)
    on = DayField(label=_("看哪一天的清单"), required=False)

    def __init__(self, data: Any, facets: Facets) -> None:
        """Offer what the version holds."""
        super().__init__(data)
        for name, values in (("field", facets.fields), ("department", facets.departments)):
            self.fields[name].choices = choices([(v, v) for v in values], none=_("全部"))  # type: ignore[attr-defined]
