"""What is typed in the wizard: a file with its kind; mends come under the keys of their faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import Form, choices
from xianggou.base.pages.typed import Unreadable, said_clean
from xianggou.base.sheets.limits import MB, Limits

TYPED_MAX = 2000
REASON_MAX = 200
ACCEPTED = ".xlsx,.xls,.csv,.docx"


class FileForm(Form):
    """A file to bring in."""

    file = forms.FileField(label=_("文件"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}))

    def clean_file(self) -> Any:
        """The file, not larger than any reader takes."""
        given = self.cleaned_data["file"]
        limit = Limits().file_bytes
        if given.size > limit:
            raise forms.ValidationError(
                _("文件有 %(size)s MB，最多 %(limit)s MB；只留要报送的表，另存后再上传")
                % {"size": given.size // MB, "limit": limit // MB}
            )
        return given


class UploadForm(FileForm):
    """A file and what it is."""

    kind = forms.ChoiceField(label=_("是什么表"))
    field_order = ("kind", "file")

    def __init__(self, kinds: Mapping[str, str], *args: Any, **rest: Any) -> None:
        """`kinds`: name -> title of those that the person may bring in."""
        super().__init__(*args, **rest)
        self.fields["kind"].choices = choices(list(kinds.items()))  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Values typed for faults: key -> text; boxes left empty say nothing.  Raises: Unreadable."""
    found = {}
    for name in request.POST:
        text = str(request.POST[name])
        if name.startswith("mend:") and text.strip():
            said_clean(text, length=TYPED_MAX)
            found[name.removeprefix("mend:")] = text.strip()
    return found


def left_out_in(request: HttpRequest) -> list[str]:
    """Keys of the faults whose rows are to be left out."""
    return [n.removeprefix("aside:") for n in request.POST if n.startswith("aside:")]


def reason_in(request: HttpRequest) -> str:
    """Why rows are left out.  Raises: Unreadable."""
    text = request.POST.get("reason", "").strip()
    said_clean(text, length=REASON_MAX)
    return text


def places_in(values: Iterable[str]) -> list[tuple[str, int, str]]:
    """Cells named by buttons: `row!column!sheet`; what can't be read names nothing."""
    found = []
    for value in values:
        row, _sep, rest = value.partition("!")
        column, _sep, sheet = rest.partition("!")
        if row.isdigit() and len(row) < 8 and len(column) <= 3:
            found.append((sheet, int(row), column))
    return found


__all__ = ["FileForm", "Unreadable", "UploadForm", "left_out_in", "places_in", "reason_in", "typed_in"]
