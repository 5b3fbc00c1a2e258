"""Tables of delivery: acceptance of an instalment, indicator by indicator, with its deductions and its panel."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Acceptance(models.Model):
    """The acceptance of one instalment (履约验收). What passes becomes payable; deductions go back to the line."""

    class Status(models.TextChoices):
        OPEN = "open", _("验收中")  # set by delivery.convene
        PASSED = "passed", _("合格")  # set by delivery.accept
        FAILED = "failed", _("不合格")  # set by delivery.reject

    FACTS = ("contract_id", "instalment_id", "accrued_fen", "deducted_fen", "accepted_on")

    grant = "lives"
    gate = Gate(
        moves=(
            ("delivery.convene", "", "open"),
            ("delivery.accept", "open", "passed"),
            ("delivery.reject", "open", "failed"),
        ),
        frozen={"passed": FACTS, "failed": FACTS},
        money={"passed": ("accrue", "accrued_fen")},
        vouchers={"deduct": "deducted_fen"},
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    instalment = models.ForeignKey("contracts.Instalment", models.PROTECT, related_name="+")
    quantity = models.CharField(max_length=60, blank=True, default="")
    delivered_on = models.DateField()
    accepted_on = models.DateField(null=True)
    accepted_by = models.BigIntegerField(null=True)
    accrued_fen = FenField(default=0)
    deducted_fen = FenField(default=0)
    remark = models.TextField(blank=True, default="")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_concluded_acceptance_is_dated",
                condition=Q(status="open") | Q(accepted_on__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="sums_of_an_acceptance_are_not_negative",
                condition=Q(accrued_fen__gte=0, deducted_fen__gte=0),
            ),
            models.CheckConstraint(
                name="an_acceptance_follows_delivery",
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("delivered_on")),
            ),
            models.UniqueConstraint(
                fields=["instalment"],
                condition=Q(status__in=["open", "passed"]),
                name="an_instalment_is_accepted_once",
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "-id"], name="acceptance_by_place"),
            models.Index(fields=["town_code", "-id"], name="acceptance_by_town"),
            models.Index(fields=["place_code", "status", "-id"], name="acceptance_by_status"),
            models.Index(fields=["contract"], name="acceptance_by_contract"),
        ]


class Result(models.Model):
    """What was found for one indicator of the contract, and what is deducted for it."""

    grant = "grows"

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="results")
    indicator = models.ForeignKey("contracts.ContractIndicator", models.PROTECT, related_name="+")
    actual = models.CharField(max_length=60)
    is_met = models.BooleanField()
    points_lost = models.SmallIntegerField(default=0)
    deducted_fen = FenField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "indicator"], name="an_indicator_is_judged_once"),
            models.CheckConstraint(name="a_deduction_is_not_negative", condition=Q(deducted_fen__gte=0)),
        ]


class Member(models.Model):
    """Somebody of the acceptance panel: seat or user of the service, with an opinion and a signature."""

    class Part(models.TextChoices):
        LEAD = "lead", _("验收负责人")
        MEMBER = "member", _("验收成员")
        INDUSTRY = "industry", _("行业主管部门")
        USER = "user", _("服务对象")

    grant = "grows"

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="members")
    part = models.CharField(max_length=8, choices=Part)
    name = models.CharField(max_length=60)
    body = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    opinion = models.CharField(max_length=200)
    has_signed = models.BooleanField(default=False)
