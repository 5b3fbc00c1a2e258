"""Forms of payments: request, approve, pay, return."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.reasons import Reasoned


class RequestForm(Reasoned):
    """Ask for a payment: the amount stands there, worked out."""

    fields_of_findings = {
        "payments.pay.over_commitment": "amount_fen",
        "payments.pay.over_contract": "amount_fen",
        "payments.pay.no_invoice": "invoice_no",
    }

    amount_fen = YuanField(label=_("申请金额"), paid=True)
    invoice_no = TextField(label=_("发票号码"), length=40)
    invoiced_on = DayField(label=_("开票日期"))
    why = LongTextField(label=_("付款说明"), length=500, required=False)


class ApproveForm(Reasoned):
    """Approve a request."""

    why = LongTextField(label=_("审批意见"), length=500, required=False)


class PayForm(Reasoned):
    """Record that the treasury paid."""

    fields_of_findings = {"payments.pay.late": "paid_on"}

    paid_on = DayField(label=_("支付日期"))
    voucher_no = TextField(label=_("凭证号"), length=60)
    why = LongTextField(label=_("说明"), length=500, required=False)


class ReturnForm(Form):
    """Send a request back: the reason goes to who asked."""

    why = LongTextField(label=_("退回理由"), length=500)
