"""Tables of purchase intentions: what was made public about a coming purchase, or why nothing was."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Intention(models.Model):
    """The intention of one plan item, or of one unified purchase (采购意向)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by intentions.draft
        PUBLISHED = "published", _("已公开")  # set by intentions.publish
        EXCEPTED = "excepted", _("可不公开")  # set by intentions.leave_out
        WITHDRAWN = "withdrawn", _("已撤回")  # set by intentions.withdraw

    FACTS = ("item_id", "purchase_id", "place_code", "town_code")
    TOLD = ("title", "summary", "budget_fen", "expected_on", "remark", "number", "published_on", "buyer")

    grant = "lives"
    gate = Gate(
        moves=(
            ("intentions.draft", "", "draft"),
            ("intentions.draft_unified", "", "draft"),
            ("intentions.leave_out", "", "excepted"),
            ("intentions.publish", "draft", "published"),
            ("intentions.withdraw", "draft", "withdrawn"),
            ("intentions.withdraw", "published", "withdrawn"),
            ("intentions.withdraw", "excepted", "withdrawn"),
        ),
        frozen={
            "draft": FACTS,
            "published": (*FACTS, *TOLD),
            "excepted": (*FACTS, "exception", "reason"),
            "withdrawn": (*FACTS, *TOLD),
        },
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    item = models.ForeignKey("plans.PlanItem", models.PROTECT, null=True, related_name="+")
    purchase = models.ForeignKey("unified.UnifiedPurchase", models.PROTECT, null=True, related_name="+")
    buyer = models.CharField(max_length=120)
    # What the market is told
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    budget_fen = FenField()
    expected_on = models.DateField(null=True)
    remark = models.CharField(max_length=200, blank=True, default="")
    # Why nothing is told
    exception = models.CharField(max_length=60, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    # Life
    number = models.CharField(max_length=60, blank=True, default="")
    published_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_intention_is_of_an_item_or_a_unified_purchase",
                condition=Q(item__isnull=False, purchase__isnull=True)
                | Q(item__isnull=True, purchase__isnull=False),
            ),
            models.CheckConstraint(name="an_intention_tells_a_sum", condition=Q(budget_fen__gt=0)),
            models.CheckConstraint(
                name="a_published_intention_is_whole",
                condition=~Q(status="published")
                | (
                    ~Q(number="") & ~Q(title="") & ~Q(summary="")
                    & Q(published_on__isnull=False, expected_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="an_exception_says_which_and_why",
                condition=~Q(status="excepted") | (~Q(exception="") & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                fields=["item"], condition=~Q(status="withdrawn"), name="an_item_has_one_intention"
            ),
            models.UniqueConstraint(
                fields=["purchase"], condition=~Q(status="withdrawn"), name="a_unified_purchase_has_one_intention"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["place_code", "-id"], name="intention_by_place"),
            models.Index(fields=["town_code", "-id"], name="intention_by_town"),
            models.Index(fields=["status", "-published_on", "-id"], name="intention_by_day"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="intention_by_words"),
        ]

    def __str__(self) -> str:
        return self.number or self.title
