"""Tables of the pocket (财政袋子): earmarked funds and their shares by township, and each township's budget."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xianggou.base.ledger.models import FenField


class Fund(models.Model):
    """A fund moved down (下沉专项资金) in a year, with its document."""

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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "year", "code"], name="a_fund_stands_once_in_a_year"
            ),
            models.CheckConstraint(name="a_fund_is_not_negative", condition=Q(amount_fen__gte=0)),
        ]

    town_code = ""


class Share(models.Model):
    """What one township gets of a fund."""

    grant = "lives"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="shares")
    town_code = models.CharField(max_length=12)
    factor_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "town_code"], name="a_township_has_one_share_of_a_fund"),
            models.CheckConstraint(name="a_share_is_not_negative", condition=Q(amount_fen__gte=0)),
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
