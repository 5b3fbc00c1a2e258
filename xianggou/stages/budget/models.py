"""Tables of the budget (预算批复): what finance approved of a plan item. The money itself stands in the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Approval(models.Model):
    """Finance's approval of one plan item into the procurement budget, whole or cut (无计划不预算)."""

    class Status(models.TextChoices):
        APPROVED = "approved", _("已批复")  # set by budget.approve
        RECLAIMED = "reclaimed", _("已收回")  # set by budget.reclaim

    grant = "lives"
    gate = Gate(
        moves=(("budget.approve", "", "approved"), ("budget.reclaim", "approved", "reclaimed")),
        frozen={
            "approved": ("item_id", "amount_fen", "asked_fen", "document"),
            "reclaimed": ("item_id", "amount_fen"),
        },
        money={"approved": ("appropriate", "amount_fen")},
        vouchers={"reclaim": "reclaimed_fen"},
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    item = models.OneToOneField("plans.PlanItem", models.PROTECT, related_name="+")
    asked_fen = FenField()
    amount_fen = FenField()
    reclaimed_fen = FenField(default=0)
    reason = models.TextField(blank=True, default="")
    document = models.CharField(max_length=60)
    approved_on = models.DateField()
    approved_by = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.APPROVED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_approval_gives_something", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="an_approval_gives_no_more_than_asked",
                condition=Q(amount_fen__lte=models.F("asked_fen")),
            ),
        ]
        indexes = [models.Index(fields=["place_code", "-id"], name="approval_by_place")]
