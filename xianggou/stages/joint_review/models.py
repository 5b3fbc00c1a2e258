"""Tables of the joint review (联动联审): the register of what was reviewed. Opinions and rounds stand in base/reviews."""

from __future__ import annotations

from django.db import models


class Docket(models.Model):
    """A plan item's entry in the register of joint reviews, with its number (联审编号). Given once, never changed."""

    grant = "grows"

    item = models.OneToOneField("plans.PlanItem", models.PROTECT, related_name="+")
    review = models.OneToOneField("reviews.Review", models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=12)
    number = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "number"], name="a_joint_review_has_its_number")
        ]

    def __str__(self) -> str:
        return self.number
