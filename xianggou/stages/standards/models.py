"""Tables of execution standards (执行标准): the indicators, qualifications and rules that the contract carries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate


class Standard(models.Model):
    """The standard of one catalogue item, in versions. Chosen once, in the plan; carried unchanged from there."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("已发布")  # set by standards.adopt
        REPLACED = "replaced", _("已被新版取代")  # set by standards.adopt of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("standards.adopt", "", "issued"), ("standards.replace", "issued", "replaced")),
        frozen={"issued": ("number", "place_code", "catalogue_code")},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    catalogue_code = models.CharField(max_length=16)
    number = models.IntegerField()
    department = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField()
    qualifications = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "catalogue_code", "number"], name="a_standard_version_is_one"
            )
        ]

    town_code = ""


class Indicator(models.Model):
    """One indicator: group, target, unit, how it is measured, weight (points of 100), deduction when missed."""

    grant = "grows"

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="indicators")
    order = models.SmallIntegerField()
    group = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    target = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True, default="")
    measure = models.CharField(max_length=200)
    weight = models.SmallIntegerField()
    deduction = models.CharField(max_length=200)
