"""Tables of duties: the township duty list in versions, what asks to be put on it, what is said against it, the posts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class DutyList(models.Model):
    """One version of a place's duty list (乡镇属地事项责任清单)."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("已印发")  # set by duties.adopt, duties.decide
        REPLACED = "replaced", _("已被新版取代")  # set by duties.adopt of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("duties.adopt", "", "issued"),
            ("duties.decide", "", "issued"),
            ("duties.replace", "issued", "replaced"),
        ),
        frozen={
            "issued": ("number", "place_code", "adopted_on", "document"),
            "replaced": ("number", "place_code", "adopted_on", "document"),
        },
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    adopted_on = models.DateField()
    document = models.CharField(max_length=80, blank=True, default="")
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "number"], name="a_duty_list_version_is_one")
        ]

    town_code = ""


class Duty(models.Model):
    """One item of a version (事权事项): its basis, the county's part and the township's part."""

    grant = "grows"

    duty_list = models.ForeignKey(DutyList, models.PROTECT, related_name="duties")
    # What it is
    code = models.CharField(max_length=16)
    field = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    # Who answers
    department = models.CharField(max_length=60)
    mode = models.CharField(max_length=12)
    county_part = models.TextField(blank=True, default="")
    town_part = models.TextField(blank=True, default="")
    # Whether it may be bought
    is_purchasable = models.BooleanField()
    catalogue_codes = models.JSONField(default=list)
    # Why it is here
    basis = models.CharField(max_length=200)
    admitted_on = models.DateField(null=True)
    state = models.CharField(max_length=12, blank=True, default="")
    # By which admission it came, and the money that came with it in a year (None: not known)
    admission = models.ForeignKey("Admission", models.PROTECT, null=True, related_name="brought")
    money_fen = FenField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty_list", "code"], name="a_duty_stands_once_in_a_version")
        ]


class Admission(models.Model):
    """A department's application to hand a duty to the townships (准入), or to take one off the list (退出)."""

    class Kind(models.TextChoices):
        ADMIT = "admit", _("准入")
        EXIT = "exit", _("退出")

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by duties.apply
        SUBMITTED = "submitted", _("征求乡镇意见和审查中")  # set by duties.submit
        RETURNED = "returned", _("退回补正")  # set by duties.review
        REVIEWED = "reviewed", _("审查通过，等县级决定")  # set by duties.review
        ADMITTED = "admitted", _("同意")  # set by duties.decide
        REFUSED = "refused", _("不同意")  # set by duties.decide
        WITHDRAWN = "withdrawn", _("已撤回")  # set by duties.withdraw

    # What the department states: written while it drafts, settled while others look at it
    STATED = (
        "kind", "name", "field", "mode", "county_part", "town_part", "reason", "basis", "bearer",
        "present_staff", "yearly_costs", "cost_fen", "money_fen", "fund_source", "staff_coming", "place_code",
        "body_code", "department", "round", "opinions_needed", "submitted_on", "submitted_by",
    )  # fmt: skip
    REVIEW = ("reviewed_on", "reviewed_by", "legality_opinion")
    DECISION = (
        "decided_on",
        "decided_by",
        "decided_by_body",
        "decision_document",
        "unfunded_reason",
        "version_id",
    )

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("duties.apply", "", "draft"),
            ("duties.submit", "draft", "submitted"),
            ("duties.submit", "returned", "submitted"),
            ("duties.review", "submitted", "reviewed"),
            ("duties.review", "submitted", "returned"),
            ("duties.decide", "reviewed", "admitted"),
            ("duties.decide", "reviewed", "refused"),
            ("duties.withdraw", "draft", "withdrawn"),
            ("duties.withdraw", "returned", "withdrawn"),
            ("duties.withdraw", "submitted", "withdrawn"),
        ),
        frozen={
            # an admitted duty gets its code with the decision
            "submitted": (*STATED, "duty_code"),
            "reviewed": (*STATED, *REVIEW),
            "admitted": (*STATED, "duty_code", *REVIEW, *DECISION),
            "refused": (*STATED, "duty_code", *REVIEW, *DECISION),
            "withdrawn": (*STATED, "duty_code"),
        },
    )

    # Whose
    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ADMIT)
    body_code = models.CharField(max_length=32)
    department = models.CharField(max_length=60)
    # The duty: its code on the list is given when it is admitted; an exit names it from the start
    duty_code = models.CharField(max_length=16, blank=True, default="")
    name = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True, default="")
    mode = models.CharField(max_length=12, blank=True, default="")
    county_part = models.TextField(blank=True, default="")
    town_part = models.TextField(blank=True, default="")
    # Why, and by which law
    reason = models.TextField(blank=True, default="")
    basis = models.CharField(max_length=200, blank=True, default="")
    # Who does it today, what it costs (year -> 分, and a year on average), what comes with it
    bearer = models.CharField(max_length=60, blank=True, default="")
    present_staff = models.IntegerField(null=True)
    yearly_costs = models.JSONField(default=dict)
    cost_fen = FenField(default=0)
    money_fen = FenField(default=0)
    fund_source = models.CharField(max_length=200, blank=True, default="")
    staff_coming = models.TextField(blank=True, default="")
    # Sent: which time, and how many townships must be heard
    round = models.SmallIntegerField(default=0)
    opinions_needed = models.SmallIntegerField(default=0)
    submitted_on = models.DateField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    # Legality review
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    legality_opinion = models.TextField(blank=True, default="")
    # The county's decision
    decided_on = models.DateField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_body = models.CharField(max_length=40, blank=True, default="")
    decision_document = models.CharField(max_length=80, blank=True, default="")
    unfunded_reason = models.TextField(blank=True, default="")
    version = models.ForeignKey(DutyList, models.PROTECT, null=True, related_name="admissions")
    # Life
    edited = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_sent_application_is_dated",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(submitted_on__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reviewed_application_names_its_reviewer",
                condition=~Q(status__in=["reviewed", "admitted", "refused"])
                | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_decision_names_who_and_when",
                condition=~Q(status__in=["admitted", "refused"])
                | Q(decided_on__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_admitted_duty_stands_in_a_version",
                condition=~Q(status="admitted") | (Q(version__isnull=False) & ~Q(duty_code="")),
            ),
            models.CheckConstraint(
                name="no_money_is_owed_to_a_duty", condition=Q(money_fen__gte=0, cost_fen__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["place_code", "status", "-id"], name="admission_by_status")]

    town_code = ""

    def __str__(self) -> str:
        return self.code


class Opinion(models.Model):
    """What a township says to an application, once for each time that it was sent (基层意见)."""

    grant = "grows"

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="opinions")
    round = models.SmallIntegerField()
    town_code = models.CharField(max_length=12)
    agrees = models.BooleanField()
    text = models.TextField()
    given_on = models.DateField()
    given_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["admission", "round", "town_code"], name="a_township_is_heard_once_each_time"
            )
        ]


class Objection(models.Model):
    """A township or a villager says that something was pushed down without admission (责任转嫁异议)."""

    class Finding(models.TextChoices):
        UPHELD = "upheld", _("反映属实")
        LISTED = "listed", _("清单内的职责")
        UNFOUNDED = "unfounded", _("不属实")

    class Status(models.TextChoices):
        RAISED = "raised", _("等县级答复")  # set by duties.object, duties.object_publicly
        ANSWERED = "answered", _("已答复")  # set by duties.answer

    SAID = (
        "matter", "pushed_by", "department", "town_code", "place_code", "raised_on", "due_on", "duty_code", "is_listed",
        "looked_up_in_id", "said_by", "is_unnamed", "follow_code",
    )  # fmt: skip

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("duties.object", "", "raised"),
            ("duties.object_publicly", "", "raised"),
            ("duties.answer", "raised", "answered"),
        ),
        frozen={
            "raised": SAID,
            "answered": (*SAID, "finding", "answer", "answered_on", "answered_by"),
        },
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True)
    said_by = models.CharField(max_length=120, blank=True, default="")
    is_unnamed = models.BooleanField(default=False)
    # By which whoever told it sees the answer without an account
    follow_code = models.CharField(max_length=12, blank=True, default="")
    # What was pushed down, by which paper or meeting, by whom
    matter = models.TextField()
    pushed_by = models.CharField(max_length=200, blank=True, default="")
    department = models.CharField(max_length=60)
    # Looked up on the day
    raised_on = models.DateField()
    due_on = models.DateField()
    duty_code = models.CharField(max_length=16, blank=True, default="")
    is_listed = models.BooleanField()
    looked_up_in = models.ForeignKey(DutyList, models.PROTECT, null=True, related_name="+")
    # The county's answer
    finding = models.CharField(max_length=10, choices=Finding, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_by = models.BigIntegerField(null=True)
    # Life
    status = models.CharField(max_length=10, choices=Status, default=Status.RAISED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_a_finding_and_a_reason",
                condition=Q(status="raised")
                | (~Q(finding="") & ~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["follow_code"], condition=~Q(follow_code=""), name="an_objection_has_its_own_code"
            ),
        ]
        indexes = [models.Index(fields=["place_code", "status", "-id"], name="objection_by_status")]

    def __str__(self) -> str:
        return self.code


class PostHolder(models.Model):
    """Somebody who does by post what may be bought as a service, and what becomes of the post (事进人退)."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    post = models.CharField(max_length=40)
    identity = models.CharField(max_length=20)
    yearly_cost_fen = FenField()
    disposal = models.CharField(max_length=12)
    effective_on = models.DateField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "key"], name="a_post_holder_stands_once")
        ]
        indexes = [models.Index(fields=["place_code", "town_code"], name="post_by_town")]


class PostPrice(models.Model):
    """What the service that takes the posts' place costs a township in a year (购买费用)."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    villages = models.IntegerField(default=0)
    village_fen = FenField(null=True)
    price_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "town_code"], name="a_township_has_one_price_of_the_service"
            )
        ]
