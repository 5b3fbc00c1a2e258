"""Tables of payments: the request, its check, the order to the treasury (未购买不支付)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Payment(models.Model):
    """One payment to the supplier of a contract, for an accepted instalment or an advance of the contract."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("已申请")  # set by payments.request
        APPROVED = "approved", _("已审批")  # set by payments.approve
        PAID = "paid", _("已支付")  # set by payments.pay
        RETURNED = "returned", _("退回")  # set by payments.return_request

    FACTS = (
        "contract_id",
        "acceptance_id",
        "instalment_id",
        "amount_fen",
        "advance_fen",
        "requested_by",
        "payee_account",
    )

    grant = "lives"
    gate = Gate(
        moves=(
            ("payments.request", "", "requested"),
            ("payments.approve", "requested", "approved"),
            ("payments.pay", "approved", "paid"),
            ("payments.return_request", "requested", "returned"),
            ("payments.return_request", "approved", "returned"),
        ),
        frozen={
            "requested": FACTS,
            "approved": (*FACTS, "approved_by"),
            "paid": (*FACTS, "approved_by", "paid_on", "voucher_no"),
            "returned": FACTS,
        },
        money={"paid": ("pay", "amount_fen")},
        vouchers={"advance": "advance_fen", "unaccrue": "taken_back_fen"},
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    instalment = models.ForeignKey("contracts.Instalment", models.PROTECT, related_name="+")
    acceptance = models.ForeignKey("delivery.Acceptance", models.PROTECT, null=True, related_name="+")
    amount_fen = FenField()
    advance_fen = FenField(default=0)
    taken_back_fen = FenField(default=0, db_default=0)
    invoice_no = models.CharField(max_length=40)
    invoiced_on = models.DateField()
    payee_name = models.CharField(max_length=120)
    payee_account = models.CharField(max_length=40)
    due_on = models.DateField(null=True)
    requested_on = models.DateField()
    requested_by = models.BigIntegerField()
    approved_by = models.BigIntegerField(null=True)
    paid_by = models.BigIntegerField(null=True)
    paid_on = models.DateField(null=True)
    voucher_no = models.CharField(max_length=60, blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_payment_is_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="a_paid_payment_is_dated",
                condition=~Q(status="paid") | Q(paid_on__isnull=False, paid_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_approved_payment_names_its_approver",
                condition=Q(status__in=["requested", "returned"]) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_approves_what_they_requested",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("requested_by")),
            ),
            models.UniqueConstraint(
                fields=["instalment"], condition=~Q(status="returned"), name="an_instalment_is_paid_once"
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "-id"], name="payment_by_place"),
            models.Index(fields=["town_code", "-id"], name="payment_by_town"),
            models.Index(fields=["place_code", "status", "-id"], name="payment_by_status"),
            models.Index(fields=["contract"], name="payment_by_contract"),
        ]
