"""Which files are kept, for what, by whom; the bytes lie in a folder under their SHA-256."""

from __future__ import annotations

from django.db import models

from xianggou.base.files.scanning import Verdict


class StoredFile(models.Model):
    """A file handed in or issued. Two rows may share one digest: the bytes lie on the disk once."""

    grant = "grows"

    # The bytes
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scanned = models.CharField(max_length=9, choices=[(v.value, v.value) for v in Verdict])
    # What it is
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=24)
    subject = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+", null=True)
    body_id = models.BigIntegerField(null=True)
    is_public = models.BooleanField(default=False)
    # Its coming
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_digest_is_sha256", condition=models.Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(name="a_file_is_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(
                name="a_file_with_a_virus_is_not_kept", condition=~models.Q(scanned=Verdict.FOUND.value)
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "kind"], name="file_by_subject"),
            models.Index(fields=["digest"], name="file_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class PassingFile(models.Model):
    """A file that is personal data: kept to its day, then gone with its bytes. Each has its bytes to itself."""

    grant = "work"

    place_on_disk = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scanned = models.CharField(max_length=9, choices=[(v.value, v.value) for v in Verdict])
    kind = models.CharField(max_length=24)
    keep_until = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_passing_file_is_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(
                name="a_passing_file_with_a_virus_is_not_kept",
                condition=~models.Q(scanned=Verdict.FOUND.value),
            ),
        ]
        indexes = [models.Index(fields=["keep_until"], name="passing_file_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
