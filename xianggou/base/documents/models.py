"""Number series of official papers: a counter that only one function moves, and every number it ever gave."""

from __future__ import annotations

from django.db import models


class Series(models.Model):
    """The counter of one place, kind of paper and year. Moved by the function `xg_take_number` alone."""

    grant = "reads"

    place_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=24)
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "kind", "year"], name="a_series_is_place_kind_year"
            ),
            models.CheckConstraint(name="a_series_counts_up", condition=models.Q(last__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.place_code} {self.kind} {self.year}"


class IssuedNumber(models.Model):
    """A number once given. It is never changed, never given again; a paper withdrawn leaves it voided."""

    grant = "reads"

    series = models.ForeignKey(Series, models.PROTECT, related_name="numbers")
    serial = models.IntegerField()
    text = models.CharField(max_length=64)
    subject = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="a_serial_is_given_once"),
            models.UniqueConstraint(fields=["text"], name="no_two_papers_share_a_number"),
            models.CheckConstraint(name="serials_begin_at_one", condition=models.Q(serial__gte=1)),
        ]

    def __str__(self) -> str:
        return self.text


class VoidedNumber(models.Model):
    """A number whose paper was withdrawn: it stays, and says so."""

    grant = "grows"

    number = models.OneToOneField(IssuedNumber, models.PROTECT, primary_key=True, related_name="voided")
    why = models.CharField(max_length=200)
    voided_by = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_voided_number_says_why", condition=~models.Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.number_id} {self.why}"
