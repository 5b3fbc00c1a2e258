"""What registering a supplier asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.forms import Form, TextField, choices


class RegisterForm(Form):
    """A supplier as it stands on its licence."""

    name = TextField(label=_("名称"), length=120, help_text=_("和营业执照、登记证书上一样"))
    uscc = TextField(
        label=_("统一社会信用代码"), length=40, help_text=_("18 位，最后一位是校验位，抄错一位就对不上")
    )
    kind = forms.ChoiceField(label=_("登记类型"), widget=forms.RadioSelect)
    is_sme = forms.BooleanField(label=_("中小微企业（付款期限按保障条例算）"), required=False, initial=True)
    contact = TextField(label=_("联系人"), length=60, required=False, help_text=_("不公开"))
    account_bank = TextField(label=_("开户行"), length=80, required=False)
    account_no = TextField(
        label=_("收款账号"), length=40, required=False, help_text=_("付款时要和合同、发票一致")
    )

    fields_of_findings = {
        "suppliers.register.bad_code": "uscc",
        "suppliers.register.excluded_kind": "kind",
        "suppliers.register.kind_unknown": "kind",
        "suppliers.register.code_kind_mismatch": "uscc",
    }

    def __init__(self, data: Any, kinds: Sequence[str], **rest: Any) -> None:
        """Offer the kinds of the law."""
        super().__init__(data, **rest)
        self.fields["kind"].choices = choices([(k, term(k)) for k in kinds])[1:]  # type: ignore[attr-defined]
