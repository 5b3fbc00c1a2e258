"""Forms of the front door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, TextField
from xianggou.base.people import queries as people

SHORTEST = 12


class SignInForm(Form):
    """Login name and password."""

    login = TextField(label=_("账号"), max_length=60)
    password = TextField(label=_("密码"), max_length=200, widget=forms.PasswordInput)


class DayForm(Form):
    """One day."""

    on = DayField(label=_("日期"), required=False)


class PasswordForm(Form):
    """Old and new password."""

    old = TextField(label=_("原密码"), max_length=200, widget=forms.PasswordInput)
    new = TextField(
        label=_("新密码"),
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_("至少 12 位，可以用任何字符；不要用地名、单位名"),
    )

    def __init__(self, *args: Any, account_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account_id = account_id

    def clean_old(self) -> str:
        """The old password must be right."""
        old = str(self.cleaned_data["old"])
        if not people.password_is(self._account_id, old):
            raise forms.ValidationError(_("原密码不对"))
        return old

    def clean_new(self) -> str:
        """Long enough, and not a word everybody here would try."""
        new = str(self.cleaned_data["new"])
        if len(new) < SHORTEST:
            raise forms.ValidationError(
                _("新密码只有 %(n)d 位，至少 %(min)d 位") % {"n": len(new), "min": SHORTEST}
            )
        if people.is_common_password(self._account_id, new):
            raise forms.ValidationError(_("新密码含地名、单位名、姓名或常见口令，换一个"))
        return new
