"""Tables of the guidance catalogue (指导性目录): versions, items, the three reviews of each item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Version(models.Model):
    """One issue of a place's catalogue. A purchase keeps the version it began under."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("已印发")  # set by catalogue.adopt
        REPLACED = "replaced", _("已被新版取代")  # set by catalogue.adopt of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("catalogue.adopt", "", "issued"), ("catalogue.replace", "issued", "replaced")),
        frozen={"issued": ("number", "place_code", "label", "effective_on")},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    label = models.CharField(max_length=40)
    effective_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "number"], name="a_catalogue_version_is_one")
        ]

    town_code = ""


class Item(models.Model):
    """What may be bought: class, service, department, who may supply, unit and reference price."""

    grant = "grows"

    version = models.ForeignKey(Version, models.PROTECT, related_name="items")
    class_code = models.CharField(max_length=8)
    class_name = models.CharField(max_length=60)
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=60)
    content = models.TextField(blank=True, default="")
    suppliers = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=20)
    price_fen_min = FenField(null=True)
    price_fen_max = FenField(null=True)
    duty_codes = models.JSONField(default=list)
    posts = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="an_item_stands_once_in_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Review(models.Model):
    """One of the three reviews an item passed (基层研判, 行业主管部门研判, 合法性审查)."""

    grant = "grows"

    item = models.ForeignKey(Item, models.PROTECT, related_name="reviews")
    step = models.CharField(max_length=20)
    body = models.CharField(max_length=60)
    reviewed_on = models.DateField()
    conclusion = models.CharField(max_length=12)
    opinion = models.CharField(max_length=200, blank=True, default="")
