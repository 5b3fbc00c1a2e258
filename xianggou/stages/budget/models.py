"""Tables of the budget (预算批复): what finance approved of a plan item, alone or with others. Money stands in the ledger."""

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


class Batch(models.Model):
    """Many items that one officer approved together (批量批复): what was ticked is kept before the first is approved.

    The items are worked off in parts, a transaction each, so that a crash between two parts loses nothing and
    the officer sees what is left.
    """

    grant = "lives"  # to be locked; gates.sql lets nothing of it change

    place_code = models.CharField(max_length=12)
    town_code = ""  # the whole place's: the items of a batch lie in several townships
    ticked = models.IntegerField()
    gone = models.IntegerField(default=0)
    asked_fen = FenField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_batch_has_something", condition=Q(ticked__gt=0)),
        ]
        indexes = [models.Index(fields=["place_code", "-id"], name="batch_by_place")]


class BatchItem(models.Model):
    """One item of a batch and what became of it: still to come, approved, or left for a look of its own."""

    class Outcome(models.TextChoices):
        WAITS = "waits", _("还没办")
        DONE = "done", _("已批复")
        LEFT = "left", _("没有批复")

    grant = "lives"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    item = models.ForeignKey("plans.PlanItem", models.PROTECT, related_name="+")
    asked_fen = FenField()
    outcome = models.CharField(max_length=5, choices=Outcome, default=Outcome.WAITS)
    why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "item"], name="an_item_stands_once_in_a_batch"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="batchitem_by_outcome")]
