"""Tables of execution standards (执行标准): the indicators, qualifications and rules that the contract carries."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate

POINT_BP = 100  # a point of the hundred in basis points
CONTENT = ("place_code", "catalogue_code", "department", "scope", "qualifications", "rules")
ISSUED = (*CONTENT, "effective_on", "number", "issued_on", "sent_by", "published_by")


def points(weight_bp: int) -> int | Decimal:
    """A weight in points of the hundred: whole where it is whole, else with its decimals."""
    whole, rest = divmod(weight_bp, POINT_BP)
    return (Decimal(weight_bp) / POINT_BP).normalize() if rest else whole


class Standard(models.Model):
    """The standard of one catalogue item, in versions. Chosen once, in the plan; carried unchanged from there."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")  # set by standards.draft, standards.load, standards.return_draft
        SENT = "sent", _("待发布")  # set by standards.send
        ISSUED = "issued", _("已发布")  # set by standards.publish, standards.adopt
        REPLACED = "replaced", _("已被新版取代")  # set when the next version is published
        DROPPED = "dropped", _("已作废")  # set by standards.drop

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("standards.draft", "", "draft"),
            ("standards.load", "", "draft"),
            ("standards.adopt", "", "issued"),
            ("standards.send", "draft", "sent"),
            ("standards.return_draft", "sent", "draft"),
            ("standards.publish", "sent", "issued"),
            ("standards.replace", "issued", "replaced"),
            ("standards.drop", "draft", "dropped"),
        ),
        frozen={"sent": CONTENT, "issued": ISSUED, "replaced": ISSUED, "dropped": ISSUED},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    catalogue_code = models.CharField(max_length=16)
    number = models.IntegerField(null=True)  # given when it is published
    department = models.CharField(max_length=60, blank=True, default="")
    # What it says; its indicators stand in a table of their own
    scope = models.TextField(blank=True, default="")
    effective_on = models.DateField(null=True)
    qualifications = models.JSONField(default=list)  # see queries.qualifications_of
    rules = models.JSONField(default=list)  # see queries.rules_of
    # Life
    issued_on = models.DateField(null=True)
    sent_by = models.BigIntegerField(null=True)
    published_by = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "catalogue_code", "number"], name="a_standard_version_is_one"
            ),
            models.UniqueConstraint(
                fields=["place_code", "catalogue_code"],
                condition=Q(status="issued"),
                name="an_item_has_one_standard_published",
            ),
            models.UniqueConstraint(
                fields=["place_code", "catalogue_code"],
                condition=Q(status__in=["draft", "sent"]),
                name="an_item_has_one_standard_in_the_making",
            ),
            models.CheckConstraint(
                name="a_published_standard_is_numbered_and_dated",
                condition=Q(status__in=["draft", "sent", "dropped"])
                | Q(number__isnull=False, issued_on__isnull=False, effective_on__isnull=False),
            ),
        ]

    town_code = ""

    @property
    def code(self) -> str:
        """The standard's number on paper (标准号): BZ, catalogue code, year of its force."""
        year = self.effective_on.year if self.effective_on else ""
        return f"BZ-{self.catalogue_code}-{year}" if self.number else ""


class Indicator(models.Model):
    """One indicator: group, target, unit, how it is measured, weight, deduction when missed."""

    grant = "work"

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="indicators")
    order = models.SmallIntegerField()
    group = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    target = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True, default="")
    measure = models.CharField(max_length=200)
    weight_bp = models.IntegerField()
    deduction = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "order"], name="an_indicator_has_its_own_place"),
            models.CheckConstraint(name="an_indicator_weighs_nothing_or_more", condition=Q(weight_bp__gte=0)),
        ]

    @property
    def weight(self) -> int | Decimal:
        """The weight in points."""
        return points(self.weight_bp)
