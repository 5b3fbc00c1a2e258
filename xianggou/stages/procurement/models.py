"""Tables of procurement below the limit: the procedure with its hold, the quotes, the award."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Procedure(models.Model):
    """One procedure (采购活动). It starts with a hold on the budget (无预算不购买)."""

    class Status(models.TextChoices):
        STARTED = "started", _("已启动")  # set by procurement.start
        AWARDED = "awarded", _("已成交")  # set by procurement.award
        FAILED = "failed", _("未成交")  # set by procurement.fail
        CANCELLED = "cancelled", _("已终止")  # set by procurement.cancel

    FACTS = ("method", "hold_fen", "value_fen", "started_on", "band", "town_code", "place_code")

    grant = "lives"
    gate = Gate(
        moves=(
            ("procurement.start", "", "started"),
            ("procurement.start_unified", "", "started"),
            ("procurement.award", "started", "awarded"),
            ("procurement.fail", "started", "failed"),
            ("procurement.cancel", "started", "cancelled"),
            ("procurement.cancel", "awarded", "cancelled"),
        ),
        frozen={"started": FACTS, "awarded": FACTS, "failed": FACTS, "cancelled": FACTS},
        money={
            "started": ("hold", "hold_fen"),
            "failed": ("release", "released_fen"),
            "cancelled": ("release", "released_fen"),
        },
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=20)
    # The pack's internal-control band that this purchase falls into, as it stood at the start
    band = models.JSONField(default=dict)
    value_fen = FenField()
    hold_fen = FenField()
    released_fen = FenField(default=0)
    reason = models.TextField(blank=True, default="")
    decided_by = models.CharField(max_length=60, blank=True, default="")
    started_on = models.DateField()
    started_by = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.STARTED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_procedure_holds_money", condition=Q(hold_fen__gt=0)),
            models.CheckConstraint(
                name="a_procedure_releases_no_more_than_it_holds",
                condition=Q(released_fen__lte=F("hold_fen")),
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "-id"], name="procedure_by_place"),
            models.Index(fields=["town_code", "-id"], name="procedure_by_town"),
            models.Index(fields=["place_code", "status", "-id"], name="procedure_by_status"),
        ]

    def __str__(self) -> str:
        return self.code


class ProcedureItem(models.Model):
    """Which plan items a procedure buys: one, or many in a unified purchase."""

    grant = "grows"

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="items")
    item = models.ForeignKey("plans.PlanItem", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "item"], name="an_item_stands_once_in_a_procedure")
        ]


class Quote(models.Model):
    """One supplier's price in a comparison (询价比选)."""

    grant = "grows"

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="quotes")
    supplier = models.ForeignKey("suppliers.Supplier", models.PROTECT, related_name="+")
    price_fen = FenField()
    quoted_on = models.DateField()
    is_valid = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "supplier"], name="a_supplier_quotes_once"),
            models.CheckConstraint(name="a_quote_has_a_price", condition=Q(price_fen__gt=0)),
        ]


class Award(models.Model):
    """The choice of the supplier (成交), with the day of the letter that starts the time for signing."""

    class Status(models.TextChoices):
        MADE = "made", _("已确定")  # set by procurement.award
        VOID = "void", _("已失效")  # set by procurement.cancel

    grant = "lives"
    gate = Gate(
        moves=(("procurement.award", "", "made"), ("procurement.cancel", "made", "void")),
        frozen={
            "made": ("procedure_id", "supplier_id", "price_fen", "awarded_on", "notified_on"),
            "void": ("price_fen",),
        },
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="awards")
    supplier = models.ForeignKey("suppliers.Supplier", models.PROTECT, related_name="+")
    price_fen = FenField()
    reason = models.TextField(blank=True, default="")
    awarded_on = models.DateField()
    notified_on = models.DateField()
    awarded_by = models.BigIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.MADE)

    class Meta:
        constraints = [
            models.CheckConstraint(name="an_award_has_a_price", condition=Q(price_fen__gt=0)),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(status="made"), name="a_procedure_has_one_standing_award"
            ),
        ]
