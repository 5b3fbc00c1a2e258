"""Tables of the joint review (联动联审): the register of what was reviewed here, and of what was reviewed on paper before.

Opinions and rounds of what is reviewed here stand in base/reviews.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xianggou.base.ledger.models import FenField


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


class Conclusion(models.Model):
    """What a round that did not pass comes to (F26): mended and sent again, put off to a day, or refused for good.

    That it did not pass follows from the opinions; which of the three it is, the lead decides and says why.
    """

    class Kind(models.TextChoices):
        MEND = "mend", _("退回修改")
        LATER = "later", _("缓办")
        REFUSED = "refused", pgettext_lazy("审查", "不通过")

    grant = "grows"

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="conclusions")
    round = models.SmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    # before this day what is put off does not come again
    again_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "round"], name="a_round_ends_once"),
            models.CheckConstraint(
                name="what_is_put_off_has_its_day",
                condition=models.Q(kind="later", again_on__isnull=False)
                | models.Q(again_on__isnull=True) & ~models.Q(kind="later"),
            ),
            models.CheckConstraint(
                name="what_is_put_off_or_refused_says_why",
                condition=models.Q(kind="mend") | ~models.Q(reason=""),
            ),
        ]


class Earlier(models.Model):
    """A joint review that took place outside the system and was brought in from the office's list: a record, no more.

    It opens no way to the budget: what goes on to finance passes here.
    """

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    catalogue_code = models.CharField(max_length=16, blank=True, default="")
    name = models.CharField(max_length=200)
    amount_fen = FenField()
    sources = models.CharField(max_length=200)
    method = models.CharField(max_length=40)
    applied_on = models.DateField()
    verdict = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "number"], name="an_earlier_review_is_brought_in_once"
            ),
            models.CheckConstraint(
                name="an_earlier_review_asked_for_something", condition=models.Q(amount_fen__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["town_code", "-applied_on"], name="earlier_by_town")]

    def __str__(self) -> str:
        return self.number


class EarlierOpinion(models.Model):
    """What an office said in a joint review outside the system."""

    grant = "lives"

    review = models.ForeignKey(Earlier, models.PROTECT, related_name="opinions")
    desk = models.CharField(max_length=60)
    part = models.CharField(max_length=10, blank=True, default="")
    money = models.CharField(max_length=10)
    scheme = models.CharField(max_length=10)
    method = models.CharField(max_length=10)
    choice = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True, default="")
    signed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "desk"], name="an_office_spoke_once_in_an_earlier_review"
            )
        ]
