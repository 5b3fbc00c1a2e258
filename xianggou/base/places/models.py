"""Tables of places: the place that adopts the system, its packs, its bodies and their names over time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate


class Place(models.Model):
    """A county or district that runs the system under its own pack (实践包)."""

    grant = "lives"

    class Status(models.TextChoices):
        PREPARING = "preparing", _("筹备")  # set by places.open; only now may a running county be taken over
        LIVE = "live", _("正式运行")  # set by places.go_live

    gate = Gate(
        subject="register_id",
        moves=(("places.open", "", "preparing"), ("places.go_live", "preparing", "live")),
    )

    code = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.PREPARING)

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.code

    @property
    def town_code(self) -> str:
        return ""


class AdoptedPack(models.Model):
    """A pack as it was compiled when the place adopted it: frozen, with its digest."""

    grant = "grows"

    place = models.ForeignKey(Place, models.PROTECT, related_name="packs")
    digest = models.CharField(max_length=64)
    compiled = models.JSONField()
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "digest"], name="a_pack_is_adopted_once")]


class Body(models.Model):
    """A body (机构): government, bureau, office, village committee, firm, reviewer. Its code never changes."""

    grant = "lives"

    class Level(models.TextChoices):
        COUNTY = "county", _("县级")
        TOWN = "town", _("乡镇")
        VILLAGE = "village", _("村（社区）")
        OUTSIDE = "outside", _("社会主体")

    code = models.CharField(max_length=32, unique=True)
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    level = models.CharField(max_length=8, choices=Level)
    # 机构性质 as the place writes it (行政机关, 公益一类事业单位 …): decides who may buy
    kind = models.CharField(max_length=40)
    parent_code = models.CharField(max_length=32, blank=True, default="")
    village_code = models.CharField(max_length=16, blank=True, default="")
    may_buy = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    successor_code = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["place_code", "level"], name="body_by_place")]
        constraints = [
            models.CheckConstraint(
                name="a_body_closes_after_it_opened",
                condition=models.Q(closed_on__isnull=True)
                | models.Q(opened_on__isnull=True)
                | models.Q(closed_on__gte=F("opened_on")),
            )
        ]

    def __str__(self) -> str:
        return self.code


class BodyName(models.Model):
    """What a body is called in a time: full name, short name and the other names by which papers call it."""

    grant = "lives"

    body = models.ForeignKey(Body, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True, default="")
    others = models.JSONField(default=list)
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_body_has_one_name_at_a_time",
                expressions=[("body", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]


class Village(models.Model):
    """A village's figures of a year (基本情况)."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    population = models.IntegerField(default=0)
    households = models.IntegerField(default=0)
    figures = models.JSONField(default=dict)


class Town(models.Model):
    """A township (乡镇、街道) of a place."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=8)
    villages = models.IntegerField(default=0)
    population = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["place_code", "code"], name="town_by_place")]

    def __str__(self) -> str:
        return self.name
