"""Tables of matching: a person's answers which offer serves which matter, wishes of a clerk, frozen runs, project lists."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Link(models.Model):
    """A person's answer whether an offer serves a matter (供需关联); the newest stands while the offer reads the same."""

    grant = "grows"

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    matter = models.ForeignKey("needs.Matter", models.PROTECT, related_name="+")
    series = models.ForeignKey("resources.Series", models.PROTECT, related_name="+")
    is_served = models.BooleanField()
    is_per_person = models.BooleanField(default=True)  # each person takes a unit; else a need takes one
    face = models.CharField(max_length=64)  # digest of what the offer said when this was answered
    seen_title = models.CharField(max_length=60)
    unit = models.CharField(max_length=10, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    answered_on = models.DateField()
    answered_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place_code", "matter", "series", "-id"], name="link_newest")]


class Wish(models.Model):
    """What a clerk fixed by hand in a quarter, with a reason and what it cost: units pinned, or a pair forbidden."""

    class Kind(models.TextChoices):
        PIN = "pin", _("定下")
        FORBID = "forbid", _("排除")

    class Status(models.TextChoices):
        KEPT = "kept", _("有效")  # set by matching.wish
        LIFTED = "lifted", _("已取消")  # set by matching.lift

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("matching.wish", "", "kept"), ("matching.lift", "kept", "lifted")),
        frozen=dict.fromkeys(
            ("kept", "lifted"), ("quarter_id", "need_id", "offer_id", "kind", "units", "why", "cost")
        ),
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    quarter = models.ForeignKey("resources.Quarter", models.PROTECT, related_name="+")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="+")
    offer = models.ForeignKey("resources.Offer", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    units = models.IntegerField(default=0)
    why = models.CharField(max_length=300)
    cost = models.BigIntegerField()  # thousandths of a weighted person that can no longer be served
    status = models.CharField(max_length=8, choices=Status, default=Status.KEPT)

    town_code = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "need", "offer"],
                condition=Q(status="kept"),
                name="a_pair_is_fixed_once_at_a_time",
            ),
            models.CheckConstraint(
                name="a_pin_has_units",
                condition=Q(kind="pin", units__gte=1) | Q(kind="forbid", units=0),
            ),
        ]


class Run(models.Model):
    """One frozen computation (试算): input by its digest, figures with their proof, every pair that was looked at."""

    class Proof(models.TextChoices):
        PROVEN = "proven", _("已证最优")
        BOUNDED = "bounded", _("差距已证")
        GREEDY = "greedy", _("贪心，未证")

    grant = "grows"

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    quarter = models.ForeignKey("resources.Quarter", models.PROTECT, related_name="+")
    resource_list = models.ForeignKey("resources.ResourceList", models.PROTECT, related_name="+")
    based_on = models.ForeignKey("matching.ProjectList", models.PROTECT, null=True, related_name="+")
    number = models.IntegerField()
    made_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    solver = models.CharField(max_length=40)
    milliseconds = models.IntegerField()
    policy = models.JSONField()
    # Found
    proof = models.CharField(max_length=8, choices=Proof)
    worth = models.BigIntegerField()  # thousandths of a weighted person
    bound = models.BigIntegerField()
    wanted = models.BigIntegerField()  # what all needs together would be worth
    gap_bp = models.IntegerField()
    floor_bp = models.IntegerField()
    needs = models.IntegerField()
    met = models.IntegerField()
    offers = models.IntegerField()
    waiting_links = models.IntegerField()
    coverage = models.JSONField(default=list)
    bottlenecks = models.JSONField(default=list)  # [title, units, unit, persons]
    reasons = models.JSONField(default=dict)  # reason -> how many needs
    looked_at = models.JSONField(
        default=dict
    )  # need -> its quantity, weight and the failed tests of each offer

    town_code = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "number"], name="a_run_has_its_number"),
            models.CheckConstraint(
                name="a_run_is_worth_no_more_than_is_possible",
                condition=Q(proof="greedy") | Q(worth__lte=models.F("bound")),
            ),
        ]


class Allocation(models.Model):
    """Units of an offer given to a need in a run (分配); the database adds them up against the offer."""

    grant = "grows"

    run = models.ForeignKey(Run, models.PROTECT, related_name="allocations")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="+")
    offer = models.ForeignKey("resources.Offer", models.PROTECT, related_name="+")
    units = models.IntegerField()
    people = models.IntegerField()
    cost_fen = FenField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "need", "offer"], name="a_pair_is_given_once_in_a_run"),
            models.CheckConstraint(name="what_is_given_is_something", condition=Q(units__gte=1)),
        ]
        indexes = [models.Index(fields=["run", "offer"], name="allocation_by_offer")]


class Unmet(models.Model):
    """Why a need is not wholly met in a run (未满足原因), and what would help at least cost."""

    grant = "grows"

    run = models.ForeignKey(Run, models.PROTECT, related_name="unmet")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="+")
    units_left = models.IntegerField()
    reason = models.CharField(max_length=30)
    offer = models.ForeignKey("resources.Offer", models.PROTECT, null=True, related_name="+")
    failed = models.JSONField(default=list)
    short_units = models.IntegerField(default=0)
    spare = models.IntegerField(default=0)
    extra_fen = FenField(default=0)
    batch_min = models.IntegerField(default=0)
    missing = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "need"], name="an_unmet_need_has_one_reason")]
        indexes = [models.Index(fields=["run", "reason"], name="unmet_by_reason")]


class ProjectList(models.Model):
    """A version of the project list (项目清单): proposed from a run, agreed by all concerned, then frozen."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("会签中")  # set by matching.propose
        ISSUED = "issued", _("现行")  # set by matching.agree of the last one asked
        RETURNED = "returned", _("已退回")  # set by matching.agree that returns, matching.withdraw
        REPLACED = "replaced", _("已被新版取代")  # set by matching.agree of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("matching.propose", "", "proposed"),
            ("matching.agree", "proposed", "issued"),
            ("matching.agree", "proposed", "returned"),
            ("matching.withdraw", "proposed", "returned"),
            ("matching.replace_list", "issued", "replaced"),
        ),
        frozen=dict.fromkeys(
            ("proposed", "issued", "returned", "replaced"),
            ("quarter_id", "run_id", "number", "projects", "needs", "people", "cost_fen", "digest"),
        ),
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    quarter = models.ForeignKey("resources.Quarter", models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, related_name="lists")
    number = models.IntegerField()
    proposed_on = models.DateField()
    published_on = models.DateField(null=True)
    projects = models.IntegerField()
    needs = models.IntegerField()
    people = models.IntegerField()
    cost_fen = FenField(default=0)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)

    town_code = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "number"], name="a_project_list_version_is_one"),
            models.UniqueConstraint(
                fields=["quarter"], condition=Q(status="issued"), name="one_project_list_is_in_force"
            ),
            models.UniqueConstraint(
                fields=["quarter"],
                condition=Q(status="proposed"),
                name="one_project_list_is_agreed_at_a_time",
            ),
            models.CheckConstraint(
                name="a_project_list_in_force_is_dated",
                condition=~Q(status__in=["issued", "replaced"]) | Q(published_on__isnull=False),
            ),
        ]


class Project(models.Model):
    """One line of a project list (项目): an offer, the needs it meets, for how many, and how it goes on."""

    class Route(models.TextChoices):
        OWN = "own", _("部门资源实施")
        PLAN = "plan", _("转入购买计划")

    grant = "grows"

    project_list = models.ForeignKey(ProjectList, models.PROTECT, related_name="rows")
    order = models.IntegerField()
    offer = models.ForeignKey("resources.Offer", models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    class_name = models.CharField(max_length=40)
    catalogue_code = models.CharField(max_length=16, blank=True, default="")
    department_code = models.CharField(max_length=32)
    unit = models.CharField(max_length=10)
    units = models.IntegerField()
    needs = models.IntegerField()
    people = models.IntegerField()
    cost_fen = FenField(default=0)
    route = models.CharField(max_length=4, choices=Route)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_list", "order"], name="a_project_has_its_place"),
            models.UniqueConstraint(fields=["project_list", "offer"], name="an_offer_is_one_project"),
        ]
