"""Tables of the guidance catalogue (指导性目录): versions, items and their reviews; what townships carry out of it;
proposals that ask for items, and adjustments that issue them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.ledger.models import FenField
from xianggou.base.trail.gates import Gate


class Version(models.Model):
    """One issue of a place's catalogue. A purchase keeps the version it began under."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("已印发")  # set by catalogue.adopt, catalogue.issue
        REPLACED = (
            "replaced",
            _("已被新版取代"),
        )  # set by catalogue.adopt, catalogue.issue of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("catalogue.adopt", "", "issued"),
            ("catalogue.issue", "", "issued"),
            ("catalogue.replace", "issued", "replaced"),
        ),
        frozen={
            "issued": ("number", "place_code", "label", "effective_on", "document", "notice", "issued_on"),
            "replaced": ("number", "place_code", "label", "effective_on", "document", "notice", "issued_on"),
        },
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.IntegerField()
    label = models.CharField(max_length=40)
    effective_on = models.DateField()
    # The official document that issued it and the notice of what changed; "" where it came in as a list
    document = models.CharField(max_length=60, blank=True, default="")
    notice = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "number"], name="a_catalogue_version_is_one"),
            models.CheckConstraint(
                name="a_catalogue_is_not_in_force_before_it_is_issued",
                condition=Q(issued_on__isnull=True) | Q(effective_on__gte=F("issued_on")),
            ),
        ]

    town_code = ""


class Item(models.Model):
    """What may be bought: class, service, department, who may supply, unit and reference price."""

    grant = "grows"

    version = models.ForeignKey(Version, models.PROTECT, related_name="items")
    class_code = models.CharField(max_length=8)
    class_name = models.CharField(max_length=60)
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=60)
    content = models.TextField(blank=True, default="")
    suppliers = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=20)
    price_fen_min = FenField(null=True)
    price_fen_max = FenField(null=True)
    duty_codes = models.JSONField(default=list)
    posts = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="an_item_stands_once_in_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Review(models.Model):
    """One of the three reviews an item passed (基层研判, 行业主管部门研判, 合法性审查)."""

    grant = "grows"

    item = models.ForeignKey(Item, models.PROTECT, related_name="reviews")
    step = models.CharField(max_length=20)
    body = models.CharField(max_length=60)
    # who spoke, for reviews held here; a list that was brought in names the body only
    reviewer = models.CharField(max_length=60, blank=True, default="")
    reviewed_on = models.DateField()
    conclusion = models.CharField(max_length=12)
    opinion = models.CharField(max_length=200, blank=True, default="")


class CarriedOut(models.Model):
    """An item that a township keeps on its own list (申报实施), inside the county's catalogue."""

    class Status(models.TextChoices):
        APPLIED = "applied", _("已申报")  # set by catalogue.carry_out
        CONFIRMED = "confirmed", _("已确认")  # set by catalogue.confirm
        DECLINED = "declined", _("未同意")  # set by catalogue.decline
        ENDED = (
            "ended",
            _("已停止"),
        )  # set by catalogue.stop, catalogue.issue where the county's list drops it

    FACTS = ("place_code", "town_code", "code", "name", "version_id", "applied_by", "applied_on")

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("catalogue.carry_out", "", "applied"),
            ("catalogue.confirm", "applied", "confirmed"),
            ("catalogue.decline", "applied", "declined"),
            ("catalogue.stop", "applied", "ended"),
            ("catalogue.stop", "confirmed", "ended"),
            ("catalogue.issue", "applied", "ended"),
            ("catalogue.issue", "confirmed", "ended"),
        ),
        frozen=dict.fromkeys(("applied", "confirmed", "declined", "ended"), FACTS),
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    # What, as the county's catalogue named it when the township applied
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=60)
    reason = models.TextField()
    # Life
    applied_on = models.DateField()
    applied_by = models.BigIntegerField()
    decided_on = models.DateField(null=True)
    decided_by = models.BigIntegerField(null=True)
    answer = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, choices=Status, default=Status.APPLIED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["town_code", "code"],
                condition=Q(status__in=["applied", "confirmed"]),
                name="a_township_carries_an_item_once",
            ),
            models.CheckConstraint(
                name="nobody_confirms_what_they_applied_for",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("applied_by")),
            ),
            models.CheckConstraint(
                name="what_is_confirmed_was_decided",
                condition=~Q(status__in=["confirmed", "declined"])
                | Q(decided_by__isnull=False, decided_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "status", "-id"], name="carried_by_place"),
            models.Index(fields=["town_code", "status", "-id"], name="carried_by_town"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Proposal(models.Model):
    """What somebody asks to have in the catalogue: a new item or a changed one, screened, then reviewed three times."""

    class Source(models.TextChoices):
        DEPARTMENT = "department", _("县级部门")
        TOWNSHIP = "township", _("乡镇")
        VILLAGE = "village", _("村（社区）")
        PUBLIC = "public", _("群众")

    class Kind(models.TextChoices):
        ADD = "add", _("增列")
        CHANGE = "change", _("修改")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("待筛选")  # set by catalogue.propose, catalogue.suggest
        REVIEW = "review", _("审查中")  # set by catalogue.screen
        RETURNED = (
            "returned",
            _("退回修改"),
        )  # set by catalogue.review, or catalogue.edit_proposal after a review
        PASSED = "passed", _("审查通过")  # set by catalogue.review of the last desk
        ISSUED = "issued", _("已列入目录")  # set by catalogue.issue
        MERGED = "merged", _("已并入")  # set by catalogue.merge
        REJECTED = "rejected", _("不采纳")  # set by catalogue.reject, or by a review that refuses it
        WITHDRAWN = "withdrawn", _("已撤回")  # set by catalogue.withdraw_proposal

    # The item as it would stand: what is reviewed, and what is issued
    ITEM = (
        "name", "class_code", "class_name", "department", "content", "suppliers", "unit", "price_fen_min",
        "price_fen_max", "duty_codes", "posts",
    )  # fmt: skip
    SCREENING = ("content_kind", "forbidden", "professional", "evidence", "staff_fen", "running_fen")
    SETTLED = (
        *ITEM,
        *SCREENING,
        "why",
        "kind",
        "source",
        "proposer",
        "place_code",
        "town_code",
        "follow_code",
    )

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("catalogue.propose", "", "proposed"),
            ("catalogue.suggest", "", "proposed"),
            ("catalogue.screen", "proposed", "review"),
            ("catalogue.screen", "returned", "review"),
            ("catalogue.review", "review", "returned"),
            ("catalogue.review", "review", "passed"),
            ("catalogue.review", "review", "rejected"),
            ("catalogue.edit_proposal", "review", "returned"),
            ("catalogue.edit_proposal", "passed", "returned"),
            ("catalogue.reject", "proposed", "rejected"),
            ("catalogue.reject", "returned", "rejected"),
            ("catalogue.merge", "proposed", "merged"),
            ("catalogue.merge", "returned", "merged"),
            ("catalogue.withdraw_proposal", "proposed", "withdrawn"),
            ("catalogue.withdraw_proposal", "returned", "withdrawn"),
            ("catalogue.issue", "passed", "issued"),
        ),
        frozen=dict.fromkeys(("review", "passed", "issued", "merged", "rejected", "withdrawn"), SETTLED),
    )

    # Whose
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12, blank=True, default="")
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    number = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=10, choices=Source)
    # The office, village or group that asks; never a villager's name
    proposer = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ADD)
    into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    why = models.TextField()
    # The item
    code = models.CharField(max_length=16, blank=True, default="")
    name = models.CharField(max_length=120)
    class_code = models.CharField(max_length=8, blank=True, default="")
    class_name = models.CharField(max_length=60, blank=True, default="")
    department = models.CharField(max_length=60, blank=True, default="")
    content = models.TextField(blank=True, default="")
    suppliers = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    price_fen_min = FenField(null=True)
    price_fen_max = FenField(null=True)
    duty_codes = models.JSONField(default=list)
    posts = models.CharField(max_length=120, blank=True, default="")
    # Screening (筛选): may it be bought, why by professionals, what it costs either way
    content_kind = models.CharField(max_length=40, blank=True, default="")
    forbidden = models.CharField(max_length=40, blank=True, default="")
    professional = models.TextField(blank=True, default="")
    evidence = models.TextField(blank=True, default="")
    staff_fen = FenField(null=True)
    running_fen = FenField(null=True)
    # Life
    proposed_on = models.DateField()
    # nobody where it was told on the public page
    proposed_by = models.BigIntegerField(null=True)
    # By which whoever told it sees what became of it without an account
    follow_code = models.CharField(max_length=12, blank=True, default="")
    edited_by = models.BigIntegerField(null=True)
    screened_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_merged_says_into_which",
                condition=Q(status="merged", into__isnull=False) | ~Q(status="merged"),
            ),
            models.CheckConstraint(
                name="costs_of_running_it_oneself_are_not_negative",
                condition=(Q(staff_fen__isnull=True) | Q(staff_fen__gte=0))
                & (Q(running_fen__isnull=True) | Q(running_fen__gte=0)),
            ),
            models.CheckConstraint(
                name="only_the_public_proposes_without_a_seat",
                condition=Q(proposed_by__isnull=False) | Q(source="public"),
            ),
            models.UniqueConstraint(
                fields=["follow_code"], condition=~Q(follow_code=""), name="a_proposal_has_its_own_code"
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "status", "-id"], name="proposal_by_place"),
            models.Index(fields=["place_code", "code"], name="proposal_by_item"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def own_cost_fen(self) -> int | None:
        """What running it oneself costs in a year: staff and the rest, in 分; None while one is not known."""
        if self.staff_fen is None or self.running_fen is None:
            return None
        return int(self.staff_fen) + int(self.running_fen)


class Price(models.Model):
    """A price of a year's purchase that was asked for, or that others paid (询价依据)."""

    grant = "work"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="prices")
    given_by = models.CharField(max_length=120)
    amount_fen = FenField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "given_by"], name="who_is_asked_gives_one_price"),
            models.CheckConstraint(name="a_price_asked_for_is_a_price", condition=Q(amount_fen__gt=0)),
        ]


class Evidence(models.Model):
    """A file that backs a proposal's screening: a quotation, a certificate asked for, the accounts of running it oneself."""

    class About(models.TextChoices):
        PROFESSIONAL = "professional", _("为什么要专业的人来管")
        OWN_COST = "own_cost", _("自己办的费用")
        PRICE = "price", _("报价")
        OTHER = "other", _("其他")

    grant = "work"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="evidence_files")
    about = models.CharField(max_length=12, choices=About)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    handed_in_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "file"], name="a_file_backs_a_proposal_once")
        ]


class Adjustment(models.Model):
    """One adjustment of the catalogue (动态调整), yearly or between years: drafted, then issued as the next version."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", _("年度调整")
        AD_HOC = "ad_hoc", _("临时调整")

    class Status(models.TextChoices):
        DRAFT = "draft", _("草拟")  # set by catalogue.adjust
        ISSUED = "issued", _("已印发")  # set by catalogue.issue
        DROPPED = "dropped", _("已放弃")  # set by catalogue.drop_adjustment

    FACTS = (
        "place_code", "kind", "year", "label", "effective_on", "reason", "continuing", "consulted",
        "touches_suppliers", "competition", "issued_id",
    )  # fmt: skip

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("catalogue.adjust", "", "draft"),
            ("catalogue.issue", "draft", "issued"),
            ("catalogue.drop_adjustment", "draft", "dropped"),
        ),
        frozen={"issued": FACTS, "dropped": FACTS},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.SmallIntegerField()
    label = models.CharField(max_length=40)
    effective_on = models.DateField()
    reason = models.TextField()
    # how purchases that are under way go on (在执行项目衔接)
    continuing = models.TextField(blank=True, default="")
    # departments that were asked, one a line with what became of their opinion
    consulted = models.TextField(blank=True, default="")
    touches_suppliers = models.BooleanField(default=False)
    competition = models.TextField(blank=True, default="")
    drafted_on = models.DateField()
    issued = models.OneToOneField(Version, models.PROTECT, null=True, related_name="adjustment")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code"], condition=Q(status="draft"), name="one_adjustment_is_drafted_at_a_time"
            ),
            models.CheckConstraint(
                name="an_issued_adjustment_has_its_version",
                condition=~Q(status="issued") | Q(issued__isnull=False),
            ),
        ]

    town_code = ""

    def __str__(self) -> str:
        return self.label


class Change(models.Model):
    """One line of an adjustment: a proposal that goes in, or an item that is dropped, with its reason."""

    grant = "work"

    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="changes")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="+")
    dropped_code = models.CharField(max_length=16, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adjustment", "proposal"], name="a_proposal_stands_once_in_an_adjustment"
            ),
            models.UniqueConstraint(
                fields=["adjustment", "dropped_code"],
                condition=~Q(dropped_code=""),
                name="an_item_is_dropped_once_in_an_adjustment",
            ),
            models.CheckConstraint(
                name="a_change_is_a_proposal_or_a_drop_with_its_reason",
                condition=Q(proposal__isnull=False, dropped_code="")
                | (Q(proposal__isnull=True) & ~Q(dropped_code="") & ~Q(reason="")),
            ),
        ]
