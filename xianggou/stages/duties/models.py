"""Tables of duties: the township duty list in versions, and the posts that do the work today."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class DutyList(models.Model):
    """One version of a place's duty list (乡镇属地事项责任清单)."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("已印发")  # set by duties.adopt
        REPLACED = "replaced", _("已被新版取代")  # set by duties.adopt of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("duties.adopt", "", "issued"), ("duties.replace", "issued", "replaced")),
        frozen={"issued": ("number", "place_code", "adopted_on")},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    adopted_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "number"], name="a_duty_list_version_is_one")
        ]

    town_code = ""


class Duty(models.Model):
    """One item of a version (事权事项): its basis, the county's part and the township's part."""

    grant = "grows"

    duty_list = models.ForeignKey(DutyList, models.PROTECT, related_name="duties")
    # What it is
    code = models.CharField(max_length=16)
    field = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    # Who answers
    department = models.CharField(max_length=60)
    mode = models.CharField(max_length=12)
    county_part = models.TextField(blank=True, default="")
    town_part = models.TextField(blank=True, default="")
    # Whether it may be bought
    is_purchasable = models.BooleanField()
    catalogue_codes = models.JSONField(default=list)
    # Why it is here
    basis = models.CharField(max_length=200)
    admitted_on = models.DateField(null=True)
    state = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty_list", "code"], name="a_duty_stands_once_in_a_version")
        ]


class PostHolder(models.Model):
    """Somebody who does by post what may be bought as a service, and what becomes of the post (事进人退)."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=40)
    identity = models.CharField(max_length=20)
    yearly_cost_fen = FenField()
    disposal = models.CharField(max_length=12)
    effective_on = models.DateField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "key"], name="a_post_holder_stands_once")
        ]
        indexes = [models.Index(fields=["place_code", "town_code"], name="post_by_town")]


class PostPrice(models.Model):
    """What the service that takes the posts' place costs a township in a year (购买费用)."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    villages = models.IntegerField(default=0)
    village_fen = FenField(null=True)
    price_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "town_code"], name="a_township_has_one_price_of_the_service"
            )
        ]
