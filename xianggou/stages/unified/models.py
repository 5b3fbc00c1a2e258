"""Tables of unified purchases: the merged purchase with its dossier, and each township's delegation of its own plan item."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class UnifiedPurchase(models.Model):
    """Equal plan items of several townships, bought in one procedure by a department, paid by each from its own line."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("等乡镇委托")  # set by unified.propose
        CONFIRMED = "confirmed", _("已确定统一采购")  # set by unified.confirm
        WITHDRAWN = "withdrawn", _("已撤回")  # set by unified.withdraw

    FACTS = ("place_code", "year", "catalogue_code", "unit", "lead_code", "lead_name", "code")
    TERMS = ("share_rule", "acceptance_rule")

    grant = "lives"
    gate = Gate(
        moves=(
            ("unified.propose", "", "proposed"),
            ("unified.confirm", "proposed", "confirmed"),
            ("unified.withdraw", "proposed", "withdrawn"),
            ("unified.withdraw", "confirmed", "withdrawn"),
        ),
        frozen={"proposed": FACTS, "confirmed": (*FACTS, *TERMS), "withdrawn": (*FACTS, *TERMS)},
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = ""  # the county's: its payers are the townships that delegate
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    lead_code = models.CharField(max_length=32)
    lead_name = models.CharField(max_length=120)
    # What
    code = models.CharField(max_length=40, unique=True)
    year = models.SmallIntegerField()
    catalogue_code = models.CharField(max_length=16)
    unit = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    # On which terms
    share_rule = models.TextField()
    acceptance_rule = models.TextField()
    answer_by = models.DateField(null=True)
    # Life
    proposed_by = models.BigIntegerField()
    proposed_on = models.DateField()
    confirmed_on = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_confirmed_unified_purchase_is_dated",
                condition=~Q(status="confirmed") | Q(confirmed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["place_code", "year", "-id"], name="unified_by_place")]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """What it is called where plan items and unified purchases are told alike."""
        return self.title


class Delegation(models.Model):
    """One township's part: its plan item, with the amount as planned, and its answer (委托或不委托)."""

    class Status(models.TextChoices):
        ASKED = "asked", _("等乡镇答复")  # set by unified.propose
        DELEGATED = "delegated", _("已委托")  # set by unified.delegate
        DECLINED = "declined", _("不委托")  # set by unified.decline
        RELEASED = "released", _("已解除")  # set by unified.withdraw

    FACTS = ("purchase_id", "item_id", "town_code", "quantity", "amount_fen")

    grant = "lives"
    gate = Gate(
        moves=(
            ("unified.propose", "", "asked"),
            ("unified.delegate", "asked", "delegated"),
            ("unified.decline", "asked", "declined"),
            ("unified.withdraw", "asked", "released"),
            ("unified.withdraw", "delegated", "released"),
        ),
        frozen={
            "asked": FACTS,
            "delegated": (*FACTS, "number", "decided_by", "decided_on"),
            "declined": (*FACTS, "reason"),
            "released": FACTS,
        },
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    purchase = models.ForeignKey(UnifiedPurchase, models.PROTECT, related_name="parts")
    item = models.ForeignKey("plans.PlanItem", models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=16, decimal_places=2)
    amount_fen = FenField()
    number = models.CharField(max_length=60, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    decided_by = models.BigIntegerField(null=True)
    decided_on = models.DateField(null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(status__in=["asked", "delegated"]),
                name="an_item_stands_in_one_unified_purchase",
            ),
            models.CheckConstraint(
                name="a_delegation_has_number_and_day",
                condition=~Q(status="delegated")
                | (~Q(number="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_declines_says_why", condition=~Q(status="declined") | ~Q(reason="")
            ),
            models.CheckConstraint(name="a_part_costs_something", condition=Q(amount_fen__gt=0)),
        ]
        indexes = [
            models.Index(fields=["purchase", "id"], name="delegation_by_purchase"),
            models.Index(fields=["town_code", "status", "-id"], name="delegation_by_town"),
        ]
