"""Tables of the purchase plan (购买计划): what a township will buy in a year, and with which money."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class PlanItem(models.Model):
    """One purchase in the plan. Its dossier is born with it and carries it to the end."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by plans.draft, plans.load
        SUBMITTED = "submitted", _("已送审")  # set by plans.submit
        RETURNED = "returned", _("退回")  # set by budget.return_item
        APPROVED = "approved", _("已批复")  # set by budget.approve
        WITHDRAWN = "withdrawn", _("已撤回")  # set by plans.withdraw

    FACTS = ("catalogue_code", "name", "quantity", "unit", "budget_fen", "duty_code", "town_code", "year")

    grant = "lives"
    gate = Gate(
        moves=(
            ("plans.draft", "", "draft"),
            ("plans.load", "", "draft"),
            ("plans.submit", "draft", "submitted"),
            ("plans.submit", "returned", "submitted"),
            ("plans.withdraw", "draft", "withdrawn"),
            ("plans.withdraw", "returned", "withdrawn"),
            ("budget.return_item", "submitted", "returned"),
            ("budget.approve", "submitted", "approved"),
        ),
        frozen={"submitted": FACTS, "approved": FACTS, "withdrawn": FACTS},
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    # What
    code = models.CharField(max_length=32, unique=True)
    catalogue_code = models.CharField(max_length=16)
    catalogue_version = models.ForeignKey("catalogue.Version", models.PROTECT, related_name="+")
    duty_code = models.CharField(max_length=16)
    standard = models.ForeignKey("standards.Standard", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=20)
    budget_fen = FenField()
    # How and when
    carried_out = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    office = models.CharField(max_length=40, blank=True, default="")
    # Why it may be bought
    target = models.TextField(blank=True, default="")
    acceptance = models.TextField(blank=True, default="")
    feasibility = models.TextField(blank=True, default="")
    ex_ante = models.JSONField(default=dict)
    posts_cut = models.SmallIntegerField(default=0)
    posts_reason = models.TextField(blank=True, default="")
    # Life
    submitted_on = models.DateField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_plan_item_costs_something", condition=Q(budget_fen__gt=0)),
            models.CheckConstraint(
                name="a_plan_item_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_submitted_item_is_dated",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(submitted_on__isnull=False, submitted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "year", "-id"], name="item_by_place"),
            models.Index(fields=["town_code", "year", "-id"], name="item_by_town"),
            models.Index(fields=["place_code", "status", "-id"], name="item_by_status"),
            models.Index(fields=["place_code", "year", "status", "-id"], name="item_by_year_status"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="item_by_words"),
        ]

    def __str__(self) -> str:
        return self.code


class Funding(models.Model):
    """One source of a plan item's money: a fund's code, or OWN for the township's own."""

    OWN = "OWN"

    grant = "work"

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="fundings")
    fund_code = models.CharField(max_length=16)
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "fund_code"], name="a_source_stands_once_in_an_item"),
            models.CheckConstraint(name="a_source_gives_something", condition=Q(amount_fen__gt=0)),
        ]
