"""Tables of the pocket (财政袋子): money sent down with a document, each township's share and what of it has come,
the decisions that join earmarked funds, and each township's budget."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField


class Fund(models.Model):
    """Money sent down to the townships in a year with its document: an earmarked fund, a general transfer (资金下达)."""

    class Kind(models.TextChoices):
        SPECIAL = "special", _("下沉专项资金")
        GENERAL = "general", _("一般性转移支付")
        DUTY = "duty", _("费随事转资金")

    grant = "lives"

    place_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=60)
    level = models.CharField(max_length=30)
    document = models.CharField(max_length=80)
    amount_fen = FenField()
    factor = models.CharField(max_length=40, blank=True, default="")
    catalogue_codes = models.JSONField(default=list)
    duty_codes = models.JSONField(default=list)
    issued_on = models.DateField(null=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SPECIAL)
    expected_on = models.DateField(null=True)
    # Whether the townships' budgets of the year had it in already; else it comes on top of them
    is_budgeted = models.BooleanField(default=True)
    # The admission of the duty that it follows: both are decided in one act, or neither
    admission = models.ForeignKey("duties.Admission", models.PROTECT, null=True, related_name="+")
    scope = models.TextField(blank=True, default="")
    forbidden = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "year", "code"], name="a_fund_stands_once_in_a_year"
            ),
            models.CheckConstraint(name="a_fund_is_not_negative", condition=Q(amount_fen__gte=0)),
        ]

    town_code = ""


class Share(models.Model):
    """What one township gets of a fund, and how much of it has arrived (应到、已到)."""

    grant = "lives"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="shares")
    town_code = models.CharField(max_length=12)
    factor_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_fen = FenField()
    received_fen = FenField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "town_code"], name="a_township_has_one_share_of_a_fund"),
            models.CheckConstraint(name="a_share_is_not_negative", condition=Q(amount_fen__gte=0)),
            models.CheckConstraint(
                name="no_more_arrives_than_was_sent",
                condition=Q(received_fen__gte=0) & Q(received_fen__lte=F("amount_fen")),
            ),
        ]

    @property
    def place_code(self) -> str:
        return self.fund.place_code

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.received_fen


class Receipt(models.Model):
    """Money of a share that arrived (到账); what was written wrongly is taken back by a negative one (红字)."""

    grant = "grows"

    share = models.ForeignKey(Share, models.PROTECT, related_name="receipts")
    amount_fen = FenField()
    received_on = models.DateField()
    voucher = models.CharField(max_length=60)
    recorded_by = models.BigIntegerField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_receipt_comes_and_its_undoing_goes",
                condition=Q(undoes__isnull=True, amount_fen__gt=0)
                | Q(undoes__isnull=False, amount_fen__lt=0),
            )
        ]


class Consolidation(models.Model):
    """A decision to join an earmarked fund with others (专项资金整合): its purpose is kept or lifted; the newest holds."""

    grant = "grows"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="consolidations")
    document = models.CharField(max_length=80)
    decided_on = models.DateField()
    decided_by_body = models.CharField(max_length=60)
    is_lifted = models.BooleanField()
    purpose_before = models.CharField(max_length=300)
    purpose_after = models.CharField(max_length=300)
    amount_fen = FenField()
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_decision_to_join_is_documented",
                condition=~Q(document="") & ~Q(decided_by_body="") & ~Q(purpose_after=""),
            )
        ]


class TownBudget(models.Model):
    """A township's budget of a year as its people's congress approved it."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    transfers_fen = FenField()
    special_fen = FenField()
    own_fen = FenField()
    total_fen = FenField()
    purchases_fen = FenField()
    paid_before_fen = FenField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town_code", "year"], name="a_township_has_one_budget_a_year"),
            models.CheckConstraint(
                name="a_budget_adds_up",
                condition=Q(total_fen=F("transfers_fen") + F("special_fen") + F("own_fen")),
            ),
        ]
        indexes = [models.Index(fields=["place_code", "year"], name="budget_by_place")]
