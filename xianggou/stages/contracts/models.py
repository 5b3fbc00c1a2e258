"""Tables of contracts: what was agreed for an award, its parts, its instalments and its indicators."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate
from xianggou.stages.standards.queries import points


class Contract(models.Model):
    """What was agreed for an award (政府购买服务合同). One award can end in several contracts."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by contracts.draft
        SIGNED = "signed", _("已签订")  # set by contracts.sign
        CLOSED = "closed", _("已办结")  # set by contracts.close
        DROPPED = "dropped", _("未签作废")  # set by contracts.drop

    FACTS = (
        "award_id",
        "standard_id",
        "price_fen",
        "number",
        "starts_on",
        "ends_on",
        "signed_on",
        "town_code",
        "place_code",
    )

    grant = "lives"
    gate = Gate(
        moves=(
            ("contracts.draft", "", "draft"),
            ("contracts.sign", "draft", "signed"),
            ("contracts.drop", "draft", "dropped"),
            ("contracts.close", "signed", "closed"),
        ),
        frozen={"signed": FACTS, "closed": FACTS},
        money={"signed": ("commit", "price_fen"), "closed": ("uncommit", "uncommitted_fen")},
        vouchers={"release": "released_fen"},
    )

    # Comes from
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    award = models.ForeignKey("procurement.Award", models.PROTECT, related_name="+")
    supplier = models.ForeignKey("suppliers.Supplier", models.PROTECT, related_name="+")
    # chosen in the plan, carried unchanged
    standard = models.ForeignKey("standards.Standard", models.PROTECT, null=True, related_name="+")
    # Agreed
    number = models.CharField(max_length=60, blank=True, default="")
    title = models.CharField(max_length=200)
    price_fen = FenField()
    released_fen = FenField(default=0)
    uncommitted_fen = FenField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    pay_days = models.SmallIntegerField()
    payee_name = models.CharField(max_length=120)
    payee_account = models.CharField(max_length=40)
    payee_bank = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    # Life
    signed_on = models.DateField(null=True)
    signed_by = models.BigIntegerField(null=True)
    published_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_signed_contract_is_dated",
                condition=Q(status__in=["draft", "dropped"])
                | Q(signed_on__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(name="a_contract_has_a_price", condition=Q(price_fen__gt=0)),
            models.CheckConstraint(
                name="a_contract_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "-id"], name="contract_by_place"),
            models.Index(fields=["town_code", "-id"], name="contract_by_town"),
            models.Index(fields=["place_code", "status", "-id"], name="contract_by_status"),
            models.Index(fields=["dossier"], name="contract_by_dossier"),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class Clause(models.Model):
    """One part of the contract's text (必备条款)."""

    grant = "work"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="clauses")
    order = models.SmallIntegerField()
    name = models.CharField(max_length=30)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="a_part_stands_once_in_a_contract")
        ]


class Instalment(models.Model):
    """One instalment of the payment plan; an advance is paid before acceptance, by the contract's own clause."""

    grant = "work"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="instalments")
    number = models.SmallIntegerField()
    title = models.CharField(max_length=60)
    amount_fen = FenField()
    is_advance = models.BooleanField(default=False)
    condition = models.CharField(max_length=200)
    planned_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="an_instalment_has_its_own_number"),
            models.CheckConstraint(name="an_instalment_is_something", condition=Q(amount_fen__gt=0)),
        ]


class ContractIndicator(models.Model):
    """An indicator of the standard as the contract carries it, with the sum deducted for each point missed."""

    grant = "work"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="indicators")
    order = models.SmallIntegerField()
    group = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    target = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, blank=True, default="")
    measure = models.CharField(max_length=200)
    weight_bp = models.IntegerField()
    deduction = models.CharField(max_length=200)

    @property
    def weight(self) -> int | Decimal:
        """The weight in points."""
        return points(self.weight_bp)
