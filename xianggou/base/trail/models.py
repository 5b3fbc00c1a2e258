"""Tables of the trail: subjects, entries, the reasons beside them, the chart of allowed moves, the installation's clock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """What this database is (one row, written at birth): real, or a demo or training database with a set clock.

    The kind never changes; only a database born as demo or training can have its clock set.
    """

    class Kind(models.TextChoices):
        REAL = "real", _("正式")
        DEMO = "demo", _("演示")
        TRAINING = "training", _("培训")

    grant = "reads"

    id = models.SmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=8, choices=Kind)
    clock_shift = models.DurationField(null=True)
    born_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_installation", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="a_real_clock_is_never_set",
                condition=~models.Q(kind="real") | models.Q(clock_shift__isnull=True),
            ),
        ]


class Subject(models.Model):
    """What entries are numbered on: a dossier (one purchase), or a register, a place, an account.

    `last_seq` is the number of entries; only the trail's own function moves it, so it has no gap.
    """

    class Kind(models.TextChoices):
        DOSSIER = "dossier", _("卷宗")
        REGISTER = "register", _("名录")
        PLACE = "place", _("地方")
        ACCOUNT = "account", _("账号")

    grant = "grows"

    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    last_seq = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["place_code", "town_code", "kind"], name="subject_by_place")]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One act. Holds ids, codes and digests, no personal data and no free text."""

    grant = "grows"
    # the database numbers and dates an entry itself
    grant_columns = (
        "subject_id", "verb", "object", "object_id", "frm", "too", "kind", "person_id", "seat_id", "acting_for_id",
        "why_digest", "findings", "law", "changes", "files", "version",
    )  # fmt: skip

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    seq = models.IntegerField(default=0)
    verb = models.CharField(max_length=64)
    object = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    frm = models.CharField(max_length=16, blank=True, default="")
    too = models.CharField(max_length=16, blank=True, default="")
    kind = models.CharField(max_length=8)
    person_id = models.BigIntegerField(null=True)
    seat_id = models.BigIntegerField(null=True)
    acting_for_id = models.BigIntegerField(null=True)
    why_digest = models.CharField(max_length=64, blank=True, default="")
    findings = models.JSONField(default=list)
    law = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()
    tx = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="an_entry_has_its_own_number")]
        indexes = [
            models.Index(fields=["object", "object_id", "-seq"], name="entry_by_object"),
            models.Index(fields=["person_id", "-at"], name="entry_by_person"),
        ]


class Reason(models.Model):
    """The free text of an entry, beside the trail: its salted digest is in the entry, so it can be erased."""

    grant = "grows"

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="+")
    salt = models.CharField(max_length=32)
    text = models.TextField()


class Move(models.Model):
    """The chart of allowed moves, written by the owner's login from the rooms' gates: rows, not code."""

    grant = "reads"

    object = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    frm = models.CharField(max_length=16, blank=True)
    too = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "verb", "frm", "too"], name="a_move_is_named_once")
        ]


class Gated(models.Model):
    """Which table and column an object of the trail is, for the check at the end of a transaction."""

    grant = "reads"

    object = models.CharField(max_length=64, primary_key=True)
    table_name = models.CharField(max_length=64)
    status_column = models.CharField(max_length=64)
