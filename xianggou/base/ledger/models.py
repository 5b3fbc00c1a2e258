"""Tables of the ledger. The application's login reads them; only the function `xg_post` writes money."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Bucket(models.TextChoices):
    """Where money stands (金额口径)."""

    SOURCE = "source", _("指标来源")
    AVAILABLE = "available", _("可用")
    RETURNED = "returned", _("交回")
    HELD = "held", _("预留")
    COMMITTED = "committed", _("已签约")
    PAYABLE = "payable", _("应付")
    PAID = "paid", _("已付")


class FenField(models.BigIntegerField):
    """An amount in 分."""


class Line(models.Model):
    """A budget line 预算线: place (the payer) × year × fund source × plan item."""

    grant = "grows"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    fund_code = models.CharField(max_length=16)
    item_id = models.BigIntegerField()
    item_code = models.CharField(max_length=32)
    purpose = models.CharField(max_length=200)
    is_opening = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town_code", "year", "fund_code", "item_id"], name="a_line_is_place_year_fund_item"
            ),
        ]
        indexes = [models.Index(fields=["place_code", "year", "town_code"], name="line_by_place")]


class Kind(models.Model):
    """A kind of move and the acts (trail verbs) beside which it may happen."""

    grant = "reads"

    kind = models.CharField(max_length=16)
    from_bucket = models.CharField(max_length=12, choices=Bucket)
    to_bucket = models.CharField(max_length=12, choices=Bucket)
    crosses_line = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind"], name="a_kind_is_named_once")]


class Tie(models.Model):
    """Which column of which room's row the vouchers of a kind must add up to."""

    grant = "reads"

    object = models.CharField(max_length=64)
    table_name = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    column_name = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "kind"], name="a_kind_is_tied_once")]


class Account(models.Model):
    """Money of one line (and one dossier) in one bucket. The balance is moved by `xg_post` alone."""

    grant = "reads"

    line = models.ForeignKey(Line, models.PROTECT, related_name="accounts")
    dossier_id = models.BigIntegerField(default=0)
    bucket = models.CharField(max_length=12, choices=Bucket)
    balance_fen = FenField(default=0)
    seq = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "dossier_id", "bucket"], name="an_account_is_line_dossier_bucket"
            ),
            models.CheckConstraint(
                name="an_account_never_goes_below_zero",
                condition=models.Q(balance_fen__gte=0) | models.Q(bucket="source"),
            ),
            models.CheckConstraint(
                name="a_source_never_goes_above_zero",
                condition=models.Q(balance_fen__lte=0) | ~models.Q(bucket="source"),
            ),
        ]
        indexes = [models.Index(fields=["dossier_id"], name="account_by_dossier")]


class Voucher(models.Model):
    """One move of money, whole: its transfers add up to its amount."""

    grant = "reads"

    kind = models.CharField(max_length=16)
    dossier_id = models.BigIntegerField(default=0)
    object = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    amount_fen = FenField()
    document = models.CharField(max_length=120, blank=True, default="")
    is_opening = models.BooleanField(default=False)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    tx = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_voucher_moves_something", condition=models.Q(amount_fen__gt=0)),
        ]
        indexes = [
            models.Index(fields=["object", "object_id", "kind"], name="voucher_by_object"),
            models.Index(fields=["dossier_id", "id"], name="voucher_by_dossier"),
        ]


class Transfer(models.Model):
    """One part of a voucher, both legs in one row; `…_after` makes each account a statement one can replay."""

    grant = "reads"

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="transfers")
    from_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    to_account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount_fen = FenField()
    from_seq = models.IntegerField()
    from_after_fen = FenField()
    to_seq = models.IntegerField()
    to_after_fen = FenField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_transfer_moves_something", condition=models.Q(amount_fen__gt=0)),
            models.UniqueConstraint(
                fields=["from_account", "from_seq"], name="an_entry_out_has_its_own_number"
            ),
            models.UniqueConstraint(fields=["to_account", "to_seq"], name="an_entry_in_has_its_own_number"),
        ]
