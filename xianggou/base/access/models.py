"""Once-keys: the same click again gets the same answer."""

from __future__ import annotations

from django.db import models


class Once(models.Model):
    """An act that was done under a key; another body under the same key is refused."""

    grant = "lives"

    account_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    verb = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "key"], name="a_key_is_used_once")]
        indexes = [models.Index(fields=["made_at"], name="once_by_age")]
