"""Tables of people: persons, seats, who held a seat when, deputies; accounts and tokens of machines."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A person of an office. The telephone is contact data, never shown on public pages."""

    grant = "lives"

    code = models.CharField(max_length=24, unique=True)
    place_code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    gender = models.CharField(max_length=4, blank=True, default="")
    body = models.ForeignKey("places.Body", models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20, blank=True, default="")
    identity = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=10, blank=True, default="")
    came_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A seat (岗位): a function in an office; rights go with the seat, not with the person."""

    grant = "lives"

    code = models.CharField(max_length=40, unique=True)
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    body = models.ForeignKey("places.Body", models.PROTECT, related_name="+")
    title = models.CharField(max_length=40)
    role = models.CharField(max_length=24)
    function = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["place_code", "role"], name="seat_by_place")]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A person holds a seat for a time; one seat has one holder at a time."""

    grant = "lives"

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, models.PROTECT, related_name="terms")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_seat_has_one_holder_at_a_time",
                expressions=[("seat", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]


class Deputy(models.Model):
    """Who stands in for a holder, from when to when, for what (代理)."""

    grant = "lives"

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="+")
    during = DateRangeField()
    scope = models.CharField(max_length=80)
    reason = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_stands_in_for_themselves", condition=~models.Q(holder=models.F("deputy"))
            )
        ]


class Account(models.Model):
    """A sign-in: of a person, or of a machine (接口账号) that owns seats and has no password."""

    class Kind(models.TextChoices):
        PERSON = "person", _("个人")
        SERVICE = "service", _("接口")

    grant = "lives"

    login = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    password = models.CharField(max_length=200, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    second_factor = models.CharField(max_length=64, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    epoch = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.login


class Token(models.Model):
    """A machine's token, stored as a digest, with an end."""

    grant = "lives"

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Attempt(models.Model):
    """Failed sign-ins, counted apart for a browser that signed in before and for strangers (never a lock-out)."""

    grant = "work"

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()
