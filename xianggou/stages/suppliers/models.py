"""Tables of suppliers (承接主体): who may serve. The register informs; it never decides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate


class Supplier(models.Model):
    """A supplier, known by its unified social credit code; registered from a quote or by an office, from anywhere."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("已登记")  # set by suppliers.register
        REMOVED = "removed", _("已移出")  # set by suppliers.remove

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("suppliers.register", "", "registered"), ("suppliers.remove", "registered", "removed")),
        frozen={"registered": ("uscc",), "removed": ("uscc",)},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    uscc = models.CharField(max_length=18)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    is_sme = models.BooleanField(default=True)
    contact = models.CharField(max_length=60, blank=True, default="")
    account_no = models.CharField(max_length=40, blank=True, default="")
    account_bank = models.CharField(max_length=80, blank=True, default="")
    registered_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.REGISTERED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "uscc"], name="a_supplier_is_registered_once")
        ]

    town_code = ""

    def __str__(self) -> str:
        return self.name
