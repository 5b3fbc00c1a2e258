"""The one table of pages: what people have typed and not yet sent."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What a person typed into a form and has not sent (草稿). It is theirs alone, and never acts.

    `owner_id` is the person; `page` the address where writing goes on.
    """

    grant = "work"

    owner_id = models.BigIntegerField()
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True, default="")
    page = models.CharField(max_length=300, blank=True, default="")
    body = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "key"], name="a_person_has_one_draft_of_a_form")
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_by_age")]
