"""Tables of reviews: what is reviewed, its rounds with desks and parts, opinions, recusals, stand-ins.

Only the review itself ever changes, and only its state and the number of its round; all else grows.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate


class Choice(models.TextChoices):
    """What a desk says about a part."""

    AGREE = "agree", _("同意")
    DISAGREE = "disagree", _("不同意")
    RETURN = "return", _("退回")


class Review(models.Model):
    """One thing that several must agree on. It goes round by round: what is sent back comes again, mended."""

    class Status(models.TextChoices):
        OPEN = "open", _("审查中")  # set by actions.open_round
        RETURNED = "returned", _("退回修改")  # set by an opinion that returns, or by actions.conclude
        PASSED = "passed", _("通过")  # set by actions.conclude
        LAPSED = (
            "lapsed",
            _("已失效"),
        )  # set by actions.lapse: what was reviewed has changed or was taken back

    FIXED = ("kind", "object", "object_id", "place_code", "town_code", "basis", "is_ordered")

    grant = "lives"
    gate = Gate(
        subject="subject_id",
        moves=(
            ("reviews.open", "", "open"),
            ("reviews.open", "returned", "open"),
            ("reviews.open", "lapsed", "open"),
            ("reviews.open", "passed", "open"),
            ("reviews.return", "open", "returned"),
            ("reviews.conclude", "open", "returned"),
            ("reviews.conclude", "open", "passed"),
            ("reviews.lapse", "open", "lapsed"),
            ("reviews.lapse", "passed", "lapsed"),
        ),
        frozen={
            "open": (*FIXED, "round"),
            "passed": FIXED,
            "returned": FIXED,
            "lapsed": FIXED,
        },
    )

    subject = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    # Which review of which row: `joint_review` of a `plans.planitem`
    kind = models.CharField(max_length=40)
    object = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    # The parameter of the law that names the desks: what refusals cite
    basis = models.CharField(max_length=64)
    is_ordered = models.BooleanField(default=False)
    # Life
    round = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object", "object_id"], name="a_thing_is_reviewed_once")
        ]
        indexes = [
            models.Index(fields=["place_code", "kind", "status", "-id"], name="review_by_place"),
            models.Index(fields=["town_code", "kind", "status", "-id"], name="review_by_town"),
        ]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """One time that all desks are asked, about one state of the thing."""

    grant = "grows"

    review = models.ForeignKey(Review, models.PROTECT, related_name="rounds")
    number = models.SmallIntegerField()
    version = models.IntegerField(default=0)
    # who wrote or sent what is reviewed: they give no opinion on it
    authors = ArrayField(models.BigIntegerField(), default=list)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    is_provisional = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="a_round_has_its_number")]


class Desk(models.Model):
    """One of those who must agree: an office or department, and the seats that speak for it."""

    grant = "grows"

    round = models.ForeignKey(Round, models.PROTECT, related_name="desks")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=60)
    seats = ArrayField(models.CharField(max_length=40), default=list)
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="a_desk_stands_once_in_a_round"),
            models.UniqueConstraint(fields=["round", "number"], name="a_desk_has_its_place"),
            models.UniqueConstraint(fields=["round"], condition=Q(is_lead=True), name="one_desk_leads"),
        ]


class Part(models.Model):
    """One subject of opinion with the figures it is judged on, as they stood when the round began."""

    grant = "grows"

    round = models.ForeignKey(Round, models.PROTECT, related_name="parts")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="a_part_stands_once_in_a_round"),
            models.UniqueConstraint(fields=["round", "number"], name="a_part_has_its_place"),
        ]


class Opinion(models.Model):
    """What a desk says about a part: by whom, in which seat, when, on which figures. Never changed."""

    grant = "grows"
    gate = Gate(
        subject="subject_id",
        status="choice",
        moves=(
            ("reviews.opine", "", "agree"),
            ("reviews.opine", "", "disagree"),
            ("reviews.opine", "", "return"),
            ("reviews.reaffirm", "", "agree"),
        ),
    )

    subject = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="opinions")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="opinions")
    part = models.ForeignKey(Part, models.PROTECT, related_name="opinions")
    choice = models.CharField(max_length=10, choices=Choice)
    reason = models.TextField(blank=True, default="")
    digest = models.CharField(max_length=64)
    person_id = models.BigIntegerField()
    seat_id = models.BigIntegerField(null=True)
    acting_for_id = models.BigIntegerField(null=True)
    reaffirms = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "part"], name="a_desk_speaks_once_on_a_part"),
            models.CheckConstraint(
                name="an_objection_has_a_reason", condition=Q(choice="agree") | ~Q(reason="")
            ),
            ExclusionConstraint(
                name="one_person_speaks_for_one_desk",
                expressions=[
                    ("round", RangeOperators.EQUAL),
                    ("person_id", RangeOperators.EQUAL),
                    ("desk", RangeOperators.NOT_EQUAL),
                ],
            ),
        ]


class Recusal(models.Model):
    """Somebody of a desk steps aside for a conflict of interest (回避)."""

    grant = "grows"

    round = models.ForeignKey(Round, models.PROTECT, related_name="recusals")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person_id"], name="one_steps_aside_once"),
            models.CheckConstraint(name="who_steps_aside_says_why", condition=~Q(reason="")),
        ]


class StandIn(models.Model):
    """Whom the lead named to speak for a desk whose own people step aside or stay away."""

    grant = "grows"

    round = models.ForeignKey(Round, models.PROTECT, related_name="stand_ins")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    named_by = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person_id"], name="one_stands_in_once"),
        ]
