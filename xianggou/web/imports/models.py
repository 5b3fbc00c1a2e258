"""An upload on its way in: the file as it came, what its owner mended, left out and confirmed, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A workbook that somebody brings in, step by step. Nobody else sees it; nothing of it counts before it is taken."""

    class Status(models.TextChoices):
        OPEN = "open", _("待写入")  # set when uploaded
        TAKEN = "taken", _("已写入")  # set by wizard.commit
        DROPPED = "dropped", _("不导入了")  # set by wizard.drop

    grant = "lives"

    # Whose
    person_id = models.BigIntegerField()
    place_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=24)
    # The file: kept in the files room where that takes its type, else here (old Excel, CSV, what is to be refused)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    content = models.BinaryField(null=True)
    # What was decided about it: [[sheet, row, column, text]], [[sheet, row, reason]]
    corrections = models.JSONField(default=list)
    set_aside = models.JSONField(default=list)
    confirmed = models.CharField(max_length=64, blank=True, default="")  # digest of the notices confirmed
    # Its way
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    outcome = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["person_id", "-id"], name="upload_by_person")]

    def __str__(self) -> str:
        return self.name
