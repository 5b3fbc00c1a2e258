"""Tables of the purchase plan (购买计划): what a township will buy in a year, and with which money."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class PlanItem(models.Model):
    """One purchase in the plan. Its dossier is born with it and carries it to the end."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by plans.draft, plans.load, plans.copy
        SUBMITTED = "submitted", _("已送审")  # set by plans.submit
        RETURNED = "returned", _("退回")  # set by budget.return_item, joint_review.opine and .conclude
        APPROVED = "approved", _("已批复")  # set by budget.approve
        WITHDRAWN = "withdrawn", _("已撤回")  # set by plans.withdraw

    # what reviewers judge besides: it stays as it was sent
    JUDGED = (
        "carried_out", "method", "starts_on", "ends_on", "office", "owner_seat_id", "target", "acceptance",
        "feasibility", "ex_ante", "long_term", "posts_cut", "posts_reason", "version",
    )  # fmt: skip
    FACTS = (
        "catalogue_code", "catalogue_version_id", "standard_id", "name", "quantity", "unit", "budget_fen",
        "later_years_fen", "duty_code", "town_code", "year",
    )  # fmt: skip

    grant = "lives"
    gate = Gate(
        moves=(
            ("plans.draft", "", "draft"),
            ("plans.load", "", "draft"),
            ("plans.copy", "", "draft"),
            ("plans.submit", "draft", "submitted"),
            ("plans.submit", "returned", "submitted"),
            ("plans.withdraw", "draft", "withdrawn"),
            ("plans.withdraw", "returned", "withdrawn"),
            ("joint_review.opine", "submitted", "returned"),
            ("joint_review.conclude", "submitted", "returned"),
            ("budget.return_item", "submitted", "returned"),
            ("budget.approve", "submitted", "approved"),
        ),
        frozen={"submitted": (*FACTS, *JUDGED), "approved": FACTS, "withdrawn": FACTS},
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    # What
    code = models.CharField(max_length=32, unique=True)
    catalogue_code = models.CharField(max_length=16)
    catalogue_version = models.ForeignKey("catalogue.Version", models.PROTECT, related_name="+")
    duty_code = models.CharField(max_length=16)
    standard = models.ForeignKey("standards.Standard", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=16, decimal_places=2)
    unit = models.CharField(max_length=20)
    budget_fen = FenField()
    # the years after the plan's own, in order: planned money, no budget yet
    later_years_fen = ArrayField(FenField(), default=list, blank=True, size=10)
    long_term = models.JSONField(default=dict, blank=True)
    # How and when
    carried_out = models.CharField(max_length=20)
    method = models.CharField(max_length=20)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    office = models.CharField(max_length=40, blank=True, default="")
    owner_seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # Why it may be bought
    target = models.TextField(blank=True, default="")
    acceptance = models.TextField(blank=True, default="")
    feasibility = models.TextField(blank=True, default="")
    ex_ante = models.JSONField(default=dict)
    posts_cut = models.SmallIntegerField(default=0)
    posts_reason = models.TextField(blank=True, default="")
    # Life
    submitted_on = models.DateField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_plan_item_costs_something", condition=Q(budget_fen__gt=0)),
            models.CheckConstraint(
                name="a_plan_item_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_submitted_item_is_dated",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(submitted_on__isnull=False, submitted_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["copied_from", "year"],
                condition=~Q(status="withdrawn"),
                name="an_item_is_copied_into_a_year_once",
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "year", "-id"], name="item_by_place"),
            models.Index(fields=["town_code", "year", "-id"], name="item_by_town"),
            models.Index(fields=["place_code", "catalogue_code"], name="item_by_catalogue"),
            models.Index(fields=["place_code", "status", "-id"], name="item_by_status"),
            models.Index(fields=["place_code", "year", "status", "-id"], name="item_by_year_status"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="item_by_words"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def total_fen(self) -> int:
        """What all years cost together, in 分."""
        return int(self.budget_fen) + sum(self.later_years_fen)


class Funding(models.Model):
    """One source of a plan item's money: a fund's code, or OWN for the township's own."""

    OWN = "OWN"

    grant = "work"

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="fundings")
    fund_code = models.CharField(max_length=16)
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "fund_code"], name="a_source_stands_once_in_an_item"),
            models.CheckConstraint(name="a_source_gives_something", condition=Q(amount_fen__gt=0)),
        ]


class Assessment(models.Model):
    """A questionnaire of the pack as answered for an item: feasibility study (F19) or ex-ante assessment (F20)."""

    class Form(models.TextChoices):
        EX_ANTE = "ex_ante", _("事前绩效评估")
        FEASIBILITY = "feasibility", _("可行性评估")

    class Status(models.TextChoices):
        MADE = "made", _("已作出")  # set by plans.assess, plans.study
        REPLACED = "replaced", _("已重做")  # set by plans.assess, plans.study of the next one

    FACTS = ("item_id", "form", "number", "answers", "score", "conclusion", "assessed_fen", "assessed_by")

    grant = "lives"
    gate = Gate(
        moves=(
            ("plans.assess", "", "made"),
            ("plans.study", "", "made"),
            ("plans.reassess", "made", "replaced"),
        ),
        frozen={"made": FACTS, "replaced": FACTS},
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="assessments")
    form = models.CharField(max_length=12, choices=Form)
    # What was found: each question as it was asked, with its answer and evidence
    number = models.CharField(max_length=40)
    answers = models.JSONField()
    score = models.SmallIntegerField(default=0)
    most = models.SmallIntegerField(default=0)
    conclusion = models.CharField(max_length=20)
    source = models.CharField(max_length=80)
    # The project that was looked at, and who looked
    assessed_fen = FenField()
    assessed_on = models.DateField()
    assessed_by = models.BigIntegerField()
    assessor = models.CharField(max_length=60)
    status = models.CharField(max_length=8, choices=Status, default=Status.MADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "form"],
                condition=Q(status="made"),
                name="an_item_has_one_assessment_of_a_form",
            ),
            models.CheckConstraint(
                name="a_score_is_within_its_scale", condition=Q(score__gte=0, score__lte=F("most"))
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Pledge(models.Model):
    """What a township pledges about the posts that a purchase replaces (事进人退承诺, F22)."""

    class Status(models.TextChoices):
        MADE = "made", _("待签")  # set by plans.pledge, plans.amend_pledge
        SIGNED = "signed", _("已签")  # set by plans.sign_pledge
        REPLACED = "replaced", _("已改")  # set by plans.amend_pledge

    FACTS = ("item_id", "number", "version", "by_on", "price_fen", "cost_fen", "posts_cut", "posts_moved")

    grant = "lives"
    gate = Gate(
        moves=(
            ("plans.pledge", "", "made"),
            ("plans.amend_pledge", "", "made"),
            ("plans.sign_pledge", "made", "signed"),
            ("plans.replace_pledge", "made", "replaced"),
            ("plans.replace_pledge", "signed", "replaced"),
        ),
        frozen={"made": FACTS, "signed": (*FACTS, "signed_on", "signed_by"), "replaced": FACTS},
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="pledges")
    number = models.CharField(max_length=40)
    version = models.SmallIntegerField(default=1)
    # What is pledged, a year, in 分: what those cost who are cut, less what the service costs
    by_on = models.DateField()
    posts_cut = models.SmallIntegerField()
    posts_moved = models.SmallIntegerField()
    cost_fen = FenField()
    price_fen = FenField()
    # Life
    made_on = models.DateField()
    made_by = models.BigIntegerField()
    signed_on = models.DateField(null=True)
    signed_by = models.BigIntegerField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.MADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=~Q(status="replaced"), name="an_item_has_one_pledge_that_stands"
            ),
            models.CheckConstraint(
                name="a_pledge_names_posts", condition=Q(posts_cut__gte=0, posts_moved__gte=0)
                & (Q(posts_cut__gt=0) | Q(posts_moved__gt=0)),
            ),
            models.CheckConstraint(
                name="a_signed_pledge_is_dated",
                condition=~Q(status="signed") | Q(signed_on__isnull=False, signed_by__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["place_code", "town_code", "-id"], name="pledge_by_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def saving_fen(self) -> int:
        """What is saved a year, in 分; who is moved keeps the pay and saves nothing."""
        return int(self.cost_fen) - int(self.price_fen)


class PledgedPost(models.Model):
    """One post of a pledge: who holds it, and whether the contract ends (减聘) or the person moves (转岗)."""

    class Way(models.TextChoices):
        CUT = "cut", _("减聘")
        MOVED = "moved", _("转岗")

    grant = "grows"

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="posts")
    holder = models.ForeignKey("duties.PostHolder", models.PROTECT, related_name="+")
    way = models.CharField(max_length=6, choices=Way)
    cost_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pledge", "holder"], name="a_post_stands_once_in_a_pledge")
        ]


class PlanTie(models.Model):
    """What binds two items of a township's year: one needs the other first, or only one of them can be had."""

    class Kind(models.TextChoices):
        DEPENDS = "depends", _("要先有后一项")
        EXCLUDES = "excludes", _("两项只能要一项")

    class Status(models.TextChoices):
        STANDS = "stands", _("有效")  # set by plans.tie
        LOOSED = "loosed", _("已解除")  # set by plans.loose

    FACTS = ("item_id", "other_id", "kind")

    grant = "lives"
    gate = Gate(
        moves=(("plans.tie", "", "stands"), ("plans.loose", "stands", "loosed")),
        frozen={"stands": FACTS, "loosed": FACTS},
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    dossier = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="ties")
    other = models.ForeignKey(PlanItem, models.PROTECT, related_name="tied_by")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=6, choices=Status, default=Status.STANDS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "other", "kind"],
                condition=Q(status="stands"),
                name="two_items_are_tied_once_in_a_way",
            ),
            models.CheckConstraint(name="an_item_is_not_tied_to_itself", condition=~Q(item=F("other"))),
        ]


class PlanRun(models.Model):
    """One ranking of a township's year (比选): what was weighed, frozen, and what came out.

    The office's departures make a run each, so that what follows from every one of them stands beside its reason.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("待定")  # set by plans.rank, plans.depart
        SETTLED = "settled", _("已定")  # set by plans.settle
        REPLACED = "replaced", _("已被后一次取代")  # set by plans.rank, plans.depart, plans.settle

    FACTS = (
        "town_code",
        "year",
        "number",
        "inputs",
        "input_hash",
        "pins",
        "value",
        "bound",
        "by_solver",
        "outcome",
    )

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("plans.rank", "", "proposed"),
            ("plans.depart", "", "proposed"),
            ("plans.settle", "proposed", "settled"),
            ("plans.replace_run", "proposed", "replaced"),
            ("plans.replace_run", "settled", "replaced"),
        ),
        frozen={
            "proposed": FACTS,
            "settled": (*FACTS, "settled_on", "settled_by"),
            "replaced": (*FACTS, "settled_on", "settled_by"),
        },
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    # What was weighed, as it stood: the same digest gives the same answer
    inputs = models.JSONField()
    input_hash = models.CharField(max_length=64)
    pins = models.JSONField(default=dict)  # item → in or out by the office's decision
    # What came out
    value = models.BigIntegerField()
    bound = models.BigIntegerField()
    by_solver = models.BooleanField()
    outcome = models.JSONField()
    # Life
    made_on = models.DateField()
    made_by = models.BigIntegerField()
    settled_on = models.DateField(null=True)
    settled_by = models.BigIntegerField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town_code", "year", "number"], name="a_township_numbers_its_rankings"
            ),
            models.UniqueConstraint(
                fields=["town_code", "year", "status"],
                condition=~Q(status="replaced"),
                name="a_township_has_one_ranking_to_decide_and_one_decided",
            ),
            models.CheckConstraint(
                name="no_choice_is_worth_more_than_its_bound", condition=Q(value__lte=F("bound"))
            ),
            models.CheckConstraint(
                name="a_settled_ranking_is_dated",
                condition=~Q(status="settled") | Q(settled_on__isnull=False, settled_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["place_code", "year", "-id"], name="ranking_by_place")]

    def __str__(self) -> str:
        return f"{self.town_code}-{self.year}-{self.number}"


class PlanChoice(models.Model):
    """An item's place in a ranking: in or out, why, and which line pays how much. Written once."""

    grant = "grows"

    run = models.ForeignKey(PlanRun, models.PROTECT, related_name="choices")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="choices")
    place = models.SmallIntegerField()
    is_in = models.BooleanField()
    code = models.CharField(max_length=20)  # the reason, in words of `ranked`
    facts = models.JSONField(default=dict)  # and its figures
    sure = models.CharField(max_length=4, blank=True, default="")
    cost_fen = FenField()
    split = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="an_item_stands_once_in_a_ranking"),
            models.UniqueConstraint(fields=["run", "place"], name="a_place_of_a_ranking_is_taken_once"),
        ]


class Departure(models.Model):
    """What the office decided otherwise than proposed, what that costs in weighted people, and what followed."""

    grant = "grows"

    run = models.OneToOneField(PlanRun, models.PROTECT, related_name="departure")
    before = models.OneToOneField(PlanRun, models.PROTECT, related_name="+")
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="+")
    is_in = models.BooleanField()
    lost_value = models.BigIntegerField()
    came_in = models.JSONField(default=list)
    fell_out = models.JSONField(default=list)
    entry = models.OneToOneField("trail.Entry", models.PROTECT, related_name="+")
