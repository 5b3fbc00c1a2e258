"""What finance writes about a submitted item: an amount, a reason."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import Form, LongTextField, YuanField


class ApproveForm(Form):
    """Approve whole, or cut with a reason."""

    amount = YuanField(label=_("批复金额"), help_text=_("少于申报金额就是核减，要写理由"))
    why = LongTextField(label=_("核减理由"), length=500, required=False, help_text=_("乡镇在账上看得到"))

    def __init__(self, data: Any = None, **rest: Any) -> None:
        """Short box for the reason."""
        super().__init__(data, **rest)
        self.fields["why"].widget.attrs["rows"] = 2


class ReturnForm(Form):
    """Send back with a reason."""

    why = LongTextField(
        label=_("退回理由"), length=500, help_text=_("写清缺什么、改什么；乡镇改好再送时您看得到")
    )

    def __init__(self, data: Any = None, **rest: Any) -> None:
        """Short box; its own id, for the page has two reasons."""
        super().__init__(data, auto_id="return_%s", **rest)
        self.fields["why"].widget.attrs["rows"] = 2
