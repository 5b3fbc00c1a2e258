"""Tables of resources: a quarter's call, what each department sent, its offers, lists as they were published, pools."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Quarter(models.Model):
    """A quarter's call for resources (资源征集): opened by the clock or by the leading office."""

    class Status(models.TextChoices):
        CALLED = "called", _("征集中")  # set by resources.open_quarter
        PUBLISHED = "published", _("已公布")  # set by resources.publish of its first version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("resources.open_quarter", "", "called"), ("resources.publish", "called", "published")),
        frozen=dict.fromkeys(
            ("called", "published"), ("place_code", "year", "quarter", "from_on", "to_on", "code")
        ),
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    quarter = models.SmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    opened_on = models.DateField()
    due_on = models.DateField()
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.CALLED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "year", "quarter"], name="a_quarter_is_called_once"
            ),
            models.CheckConstraint(
                name="a_year_has_four_quarters", condition=Q(quarter__gte=1, quarter__lte=4)
            ),
            models.CheckConstraint(
                name="lists_are_due_before_the_quarter_ends", condition=Q(due_on__lt=F("to_on"))
            ),
        ]

    town_code = ""

    def __str__(self) -> str:
        return self.code


class Sending(models.Model):
    """One department's part of a quarter's call (报送): asked, reminded, sent; or it has nothing to offer and says why."""

    class Status(models.TextChoices):
        ASKED = "asked", _("待报送")  # set by resources.ask, take_back, send_back
        SENT = "sent", _("已报送")  # set by resources.send, record_sent

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("resources.ask", "", "asked"),
            ("resources.send", "asked", "sent"),
            ("resources.record_sent", "asked", "sent"),
            ("resources.take_back", "sent", "asked"),
            ("resources.send_back", "sent", "asked"),
        ),
        frozen=dict.fromkeys(("asked", "sent"), ("quarter_id", "department_code")),
    )

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="sendings")
    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    department_code = models.CharField(max_length=32)
    reminded_on = models.DateField(null=True)
    reminders = models.SmallIntegerField(default=0)
    sent_on = models.DateField(null=True)
    is_late = models.BooleanField(default=False)
    nothing_why = models.CharField(max_length=300, blank=True, default="")
    returned_why = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "department_code"], name="a_department_is_asked_once_a_quarter"
            ),
            models.CheckConstraint(
                name="what_was_sent_is_dated", condition=~Q(status="sent") | Q(sent_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["department_code", "status"], name="sending_by_department")]

    town_code = ""


class Series(models.Model):
    """What stays of an offer over the quarters: the same help of the same department, confirmed again each time."""

    grant = "grows"

    place_code = models.CharField(max_length=12)
    department_code = models.CharField(max_length=32)
    title = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "department_code", "title"], name="a_department_names_a_series_once"
            )
        ]


class Offer(models.Model):
    """A line of a department's quarterly list (资源): whom it serves, where, when, how much, how it is paid for."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by resources.write, copy, load, take_back, send_back
        SENT = "sent", _("已报送")  # set by resources.send, record_sent
        LISTED = "listed", _("已公布")  # set by resources.publish
        DROPPED = "dropped", _("不报了")  # set by resources.drop
        WITHDRAWN = "withdrawn", _("已撤回")  # set by resources.withdraw

    class Money(models.TextChoices):
        """How it is paid for; what needs new money of the budget has no word here, and no row (C2.3)."""

        FREE = "free", _("免费")
        OWN = "own", _("已有预算")
        CHARGED = "charged", _("部分收费")
        FUND = "fund", _("指定专项资金")

    LIVE = (Status.DRAFT, Status.SENT, Status.LISTED)
    CONTENT = (
        "code", "quarter_id", "department_code", "series_id", "title", "aliases", "content", "class_name", "matter_id",
        "catalogue_code", "groups_text", "groups", "is_for_all", "areas", "windows", "is_countable", "capacity", "unit",
        "batch_min", "standard", "money", "budget_ref", "fund_id", "unit_cost_fen", "only_by", "office",
        "confirmed_on",
    )  # fmt: skip

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("resources.write", "", "draft"),
            ("resources.copy", "", "draft"),
            ("resources.load", "", "draft"),
            ("resources.drop", "draft", "dropped"),
            ("resources.send", "draft", "sent"),
            ("resources.record_sent", "draft", "sent"),
            ("resources.take_back", "sent", "draft"),
            ("resources.send_back", "sent", "draft"),
            ("resources.publish", "sent", "listed"),
            ("resources.withdraw", "sent", "withdrawn"),
            ("resources.withdraw", "listed", "withdrawn"),
        ),
        frozen={
            "draft": ("code", "quarter_id", "department_code"),
            **dict.fromkeys(("sent", "listed", "withdrawn", "dropped"), CONTENT),
        },
    )

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="offers")
    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    department_code = models.CharField(max_length=32)
    series = models.ForeignKey(Series, models.PROTECT, related_name="offers")
    # What
    title = models.CharField(max_length=60)
    aliases = models.JSONField(default=list)
    content = models.CharField(max_length=500, blank=True, default="")
    class_name = models.CharField(max_length=40, blank=True, default="")  # a class of the needs
    is_class_proposed = models.BooleanField(default=False)  # not yet looked at by a person
    matter = models.ForeignKey("needs.Matter", models.PROTECT, null=True, related_name="+")
    catalogue_code = models.CharField(max_length=16, blank=True, default="")  # "" = no item of the catalogue
    # For whom, where, when: codes of places (the place itself, a township, a village), spans of days
    groups_text = models.CharField(max_length=120)
    groups = models.JSONField(default=list)
    is_for_all = models.BooleanField(default=False)
    areas = models.JSONField(default=list)
    windows = models.JSONField(default=list)
    # How much, by what standard
    is_countable = models.BooleanField(default=True)
    capacity = models.IntegerField(null=True)  # null: cannot be counted, informs and is never allotted
    unit = models.CharField(max_length=10, blank=True, default="")
    batch_min = models.IntegerField(default=1)
    standard = models.CharField(max_length=300, blank=True, default="")
    # How it is paid for
    money = models.CharField(max_length=8, choices=Money)
    budget_ref = models.CharField(max_length=80, blank=True, default="")
    fund = models.ForeignKey("funds.Fund", models.PROTECT, null=True, related_name="+")
    unit_cost_fen = FenField(default=0)
    only_by = models.CharField(max_length=60, blank=True, default="")  # one operator that it is tied to
    office = models.CharField(max_length=60, blank=True, default="")  # whom to ring: an office, no person
    # Life
    source = models.CharField(max_length=64, blank=True, default="")  # digest of the workbook
    confirmed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "code"], name="an_offer_has_its_own_number"),
            models.UniqueConstraint(
                fields=["quarter", "series"],
                condition=Q(status__in=["draft", "sent", "listed"]),
                name="a_series_is_offered_once_a_quarter",
            ),
            models.CheckConstraint(
                name="an_offer_is_a_number_or_says_it_cannot_be_counted",
                condition=Q(is_countable=True, capacity__gte=0) & ~Q(unit="")
                | Q(is_countable=False, capacity__isnull=True),
            ),
            models.CheckConstraint(name="a_batch_is_one_or_more", condition=Q(batch_min__gte=1)),
            models.CheckConstraint(
                name="an_offer_needs_no_new_money",
                condition=Q(money="free", unit_cost_fen=0, fund__isnull=True)
                | Q(money="own", fund__isnull=True) & ~Q(budget_ref="")
                | Q(money="charged", fund__isnull=True)
                | Q(money="fund", fund__isnull=False, unit_cost_fen__gt=0),
            ),
            models.CheckConstraint(
                name="a_unit_costs_no_less_than_nothing", condition=Q(unit_cost_fen__gte=0)
            ),
            models.CheckConstraint(
                name="what_is_sent_was_confirmed_and_classed",
                condition=Q(status__in=["draft", "dropped"])
                | Q(confirmed_on__isnull=False, is_class_proposed=False) & ~Q(class_name=""),
            ),
            models.CheckConstraint(
                name="a_withdrawal_says_why", condition=~Q(status="withdrawn") | ~Q(withdrawn_why="")
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "quarter", "status", "id"], name="offer_by_quarter"),
            models.Index(fields=["department_code", "quarter", "status"], name="offer_by_department"),
            models.Index(fields=["place_code", "class_name", "status"], name="offer_by_class"),
            models.Index(fields=["series", "-id"], name="offer_by_series"),
        ]

    town_code = ""

    def __str__(self) -> str:
        return self.code


class ResourceList(models.Model):
    """A published version of a quarter's list (资源清单): frozen as it was on its day."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("现行")  # set by resources.publish
        REPLACED = "replaced", _("已被新版取代")  # set by resources.publish of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("resources.publish", "", "issued"), ("resources.replace_list", "issued", "replaced")),
        frozen=dict.fromkeys(
            ("issued", "replaced"),
            ("place_code", "quarter_id", "number", "published_on", "offers_count", "departments", "digest"),
        ),
    )

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="lists")
    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    published_on = models.DateField()
    offers_count = models.IntegerField()
    departments = models.IntegerField()
    digest = models.CharField(max_length=64)
    missing = models.JSONField(default=list)  # departments that had not sent on the day
    status = models.CharField(max_length=10, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "number"], name="a_resource_list_version_is_one"),
            models.UniqueConstraint(
                fields=["quarter"], condition=Q(status="issued"), name="one_list_of_a_quarter_is_in_force"
            ),
        ]

    town_code = ""


class ListedOffer(models.Model):
    """One line of a published list, with the facts of its day."""

    grant = "grows"

    resource_list = models.ForeignKey(ResourceList, models.PROTECT, related_name="rows")
    order = models.IntegerField()
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="listings")
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resource_list", "order"], name="a_line_of_a_resource_list_has_its_place"
            ),
            models.UniqueConstraint(fields=["resource_list", "offer"], name="an_offer_stands_once_in_a_list"),
        ]


class Pool(models.Model):
    """Equal offers of several departments given as one (统筹), under one that leads; it can be dissolved again."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("待对方同意")  # set by resources.propose_pool
        AGREED = "agreed", _("已统筹")  # set by resources.agree_pool of the last one asked
        PARTED = "parted", _("已分开")  # set by resources.part_pool

    OPEN = (Status.PROPOSED, Status.AGREED)

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("resources.propose_pool", "", "proposed"),
            ("resources.agree_pool", "proposed", "agreed"),
            ("resources.part_pool", "proposed", "parted"),
            ("resources.part_pool", "agreed", "parted"),
        ),
        frozen=dict.fromkeys(
            ("proposed", "agreed", "parted"),
            ("quarter_id", "code", "title", "lead_department", "proposed_on"),
        ),
    )

    quarter = models.ForeignKey(Quarter, models.PROTECT, related_name="pools")
    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    lead_department = models.CharField(max_length=32)
    proposed_on = models.DateField()
    agreed_on = models.DateField(null=True)
    parted_on = models.DateField(null=True)
    parted_why = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_pool_parted_says_why", condition=~Q(status="parted") | ~Q(parted_why="")
            )
        ]

    town_code = ""


class Pooled(models.Model):
    """One offer of a pool, and the day on which its department agreed."""

    grant = "lives"

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="members")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="pooled")
    department_code = models.CharField(max_length=32)
    agreed_on = models.DateField(null=True)
    is_open = models.BooleanField(default=True)  # false once the pool is parted

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(is_open=True), name="an_offer_is_in_one_pool_at_a_time"
            )
        ]
