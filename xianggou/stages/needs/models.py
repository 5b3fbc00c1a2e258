"""Tables of needs: voices as they were told (诉求), contact data apart, meetings, and the numbered needs (需求)."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xianggou.base.trail.gates import Gate


class Meeting(models.Model):
    """A residents' meeting (居民议事): who was there, what was said, how they voted; its voices point to it."""

    class Form(models.TextChoices):
        COURTYARD = "courtyard", _("院坝会")
        ASSEMBLY = "assembly", _("村（居）民会议或代表会议")
        COUNCIL = "council", _("居民议事会")
        VISIT = "visit", _("入户座谈")

    grant = "grows"

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    village_code = models.CharField(max_length=16)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    held_on = models.DateField()
    held_at = models.CharField(max_length=60)
    form = models.CharField(max_length=10, choices=Form)
    invited = models.IntegerField()
    present = models.IntegerField()
    gist = models.TextField()
    votes_for = models.IntegerField(null=True)
    votes_against = models.IntegerField(null=True)
    votes_abstained = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_came_than_were_invited", condition=Q(present__gte=1, present__lte=F("invited"))
            ),
            models.CheckConstraint(
                name="votes_add_up_to_who_was_there",
                condition=Q(votes_for__isnull=True)
                | Q(present=F("votes_for") + F("votes_against") + F("votes_abstained")),
            ),
        ]


class Matter(models.Model):
    """A kind of thing under a class (事项) that people ask for, and the catalogue item that would serve it."""

    grant = "lives"

    place_code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    class_name = models.CharField(max_length=40)
    catalogue_code = models.CharField(max_length=16, blank=True, default="")
    words = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "name"], name="a_matter_stands_once_in_a_place")
        ]

    def __str__(self) -> str:
        return self.name


class Need(models.Model):
    """One matter in one village: the numbered item of the needs list, carrying one or more voices."""

    class Status(models.TextChoices):
        OPEN = "open", _("待答复")  # set by needs.establish, load_list, assign, unmerge
        ANSWERED = "answered", _("已答复")  # set by needs.answer
        MERGED = "merged", _("已并案")  # set by needs.merge

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("needs.establish", "", "open"),
            ("needs.load_list", "", "open"),
            ("needs.answer", "open", "answered"),
            ("needs.assign", "answered", "open"),
            ("needs.merge", "open", "merged"),
            ("needs.unmerge", "merged", "open"),
        ),
        frozen=dict.fromkeys(
            ("open", "answered", "merged"), ("code", "place_code", "town_code", "village_code")
        ),
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    village_code = models.CharField(max_length=16, blank=True, default="")  # "" = the township as a whole
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    # What
    class_name = models.CharField(max_length=40)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="needs")
    catalogue_code = models.CharField(max_length=16, blank=True, default="")  # "" = outside the catalogue
    text = models.CharField(max_length=500)
    # Whose
    channel = models.CharField(max_length=20)
    raiser = models.CharField(max_length=20)
    age = models.CharField(max_length=20, blank=True, default="")
    traits = models.JSONField(default=list)
    people = models.IntegerField(null=True)
    urgency = models.CharField(max_length=10)
    season = models.CharField(max_length=20, blank=True, default="")
    told_on = models.DateField()
    # Who answers, by when
    department_code = models.CharField(max_length=32, blank=True, default="")
    assigned_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    delay_reason = models.CharField(max_length=300, blank=True, default="")
    # Rank: the published formula's sum, kept so that lists can order by it
    score = models.IntegerField(default=0)
    voices_count = models.IntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_code", "code"], name="a_need_has_its_own_number"),
            models.CheckConstraint(
                name="a_merged_need_names_the_other",
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_need_is_not_merged_into_itself", condition=~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="a_need_concerns_somebody", condition=Q(people__isnull=True) | Q(people__gte=1)
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "status", "-score", "id"], name="need_by_rank"),
            models.Index(fields=["town_code", "status", "-score", "id"], name="need_by_town"),
            models.Index(fields=["village_code", "status"], name="need_by_village"),
            models.Index(fields=["department_code", "status", "due_on"], name="need_by_department"),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="need_by_words"),
        ]

    def __str__(self) -> str:
        return self.code


class Voice(models.Model):
    """One thing told by someone, in their words: never edited away, never merged away."""

    class Status(models.TextChoices):
        RAISED = (
            "raised",
            _("待处理"),
        )  # set by needs.speak_up, raise_voice, record_meeting, load_voices, part
        JOINED = "joined", _("已列入需求")  # set by needs.establish, needs.join, needs.load_list
        LEFT_OUT = "left_out", _("不列入")  # set by needs.leave_out

    class Entered(models.TextChoices):
        SELF = "self", _("本人提交")
        FOR_OTHER = "for_other", _("代为登记")
        MEETING = "meeting", _("会议记录")
        WORKBOOK = "workbook", _("表格导入")

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(
            ("needs.speak_up", "", "raised"),
            ("needs.raise_voice", "", "raised"),
            ("needs.record_meeting", "", "raised"),
            ("needs.load_voices", "", "raised"),
            ("needs.establish", "raised", "joined"),
            ("needs.join", "raised", "joined"),
            ("needs.leave_out", "raised", "left_out"),
            ("needs.part", "joined", "raised"),
            ("needs.part", "left_out", "raised"),
        ),
        frozen=dict.fromkeys(
            ("raised", "joined", "left_out"),
            ("code", "follow_code", "text", "channel", "raiser", "told_on", "town_code", "village_code"),
        ),
    )

    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    village_code = models.CharField(max_length=16, blank=True, default="")  # "" = the township as a whole
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, unique=True)
    follow_code = models.CharField(max_length=12, unique=True)
    # What was told; names and numbers of people are taken out of it
    text = models.CharField(max_length=500)
    text_key = models.CharField(max_length=32)  # digest of village and text: the same words told again
    times = models.IntegerField(default=1)
    class_name = models.CharField(max_length=40, blank=True, default="")
    # By whom and how
    channel = models.CharField(max_length=20)
    raiser = models.CharField(max_length=20)
    entered = models.CharField(max_length=10, choices=Entered)
    has_consent = models.BooleanField(default=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="voices")
    source = models.CharField(max_length=200, blank=True, default="")  # digest of the workbook, sheet, row
    is_crowded = models.BooleanField(default=False)  # came in a flood: looked through apart
    # Whom it concerns
    age = models.CharField(max_length=20, blank=True, default="")
    traits = models.JSONField(default=list)
    people = models.IntegerField(null=True)
    urgency = models.CharField(max_length=10)
    season = models.CharField(max_length=20, blank=True, default="")
    told_on = models.DateField()
    entered_at = models.DateTimeField()
    # What became of it
    need = models.ForeignKey(Need, models.PROTECT, null=True, related_name="voices")
    outcome = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.RAISED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_joined_voice_names_its_need",
                condition=Q(status="joined", need__isnull=False)
                | (~Q(status="joined") & Q(need__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_voice_left_out_says_why", condition=~Q(status="left_out") | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="a_voice_concerns_somebody", condition=Q(people__isnull=True) | Q(people__gte=1)
            ),
            models.UniqueConstraint(
                fields=["place_code", "source"],
                condition=~Q(source=""),
                name="a_row_of_a_workbook_is_one_voice",
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "status", "-id"], name="voice_by_place"),
            models.Index(fields=["town_code", "status", "-id"], name="voice_by_town"),
            models.Index(fields=["village_code", "status", "-id"], name="voice_by_village"),
            models.Index(fields=["text_key"], name="voice_by_key"),
            models.Index(fields=["place_code", "entered", "-entered_at"], name="voice_by_hour"),
            models.Index(fields=["need", "id"], name="voice_by_need"),
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="voice_by_words"),
        ]

    def __str__(self) -> str:
        return self.code


class Contact(models.Model):
    """Who can be asked back, and the words as they were told: personal data, apart, erased by its day."""

    grant = "work"

    voice = models.OneToOneField(Voice, models.PROTECT, primary_key=True, related_name="contact")
    name = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    words = models.TextField(blank=True, default="")
    keep_until = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["keep_until"], name="contact_by_day")]


class Photo(models.Model):
    """A picture handed in with a voice: personal data, seen by who must answer, gone on the day of its file."""

    grant = "work"

    voice = models.ForeignKey(Voice, models.PROTECT, related_name="photos")
    file = models.OneToOneField("files.PassingFile", models.PROTECT, related_name="+")


class Answer(models.Model):
    """What a department answered to a need (办理答复单): the newest stands, the older ones stay readable."""

    class Kind(models.TextChoices):
        DONE = "done", _("已解决")
        PROJECT = "project", _("列入项目")
        RESOURCE = "resource", _("资源对接")
        NOT_YET = "not_yet", _("暂不具备条件")
        NOT_OURS = "not_ours", _("不属职责")

    PROMISING = (Kind.PROJECT, Kind.RESOURCE)

    grant = "grows"

    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)
    promised_on = models.DateField(null=True)
    told_how = models.CharField(max_length=60, blank=True, default="")
    department_code = models.CharField(max_length=32)
    answered_on = models.DateField()
    answered_by = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_promise_has_a_day",
                condition=~Q(kind__in=["project", "resource"]) | Q(promised_on__isnull=False),
            )
        ]


class Press(models.Model):
    """A leader's order on an overdue answer (督办单): what is demanded, by when; closed by somebody else than who did it."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("督办中")  # set by needs.press
        CLOSED = "closed", _("已办结")  # set by needs.close_press

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("needs.press", "", "issued"), ("needs.close_press", "issued", "closed")),
        frozen=dict.fromkeys(("issued", "closed"), ("code", "need_id", "demand", "due_on", "late_days")),
    )

    need = models.ForeignKey(Need, models.PROTECT, related_name="presses")
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=12)
    town_code = models.CharField(max_length=12)
    code = models.CharField(max_length=40, unique=True)
    department_code = models.CharField(max_length=32)
    late_days = models.IntegerField()
    demand = models.CharField(max_length=300)
    issued_on = models.DateField()
    issued_by = models.BigIntegerField(null=True)
    due_on = models.DateField()
    result = models.CharField(max_length=300, blank=True, default="")
    closed_on = models.DateField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(status="issued"), name="a_need_is_pressed_once_at_a_time"
            ),
            models.CheckConstraint(name="a_press_looks_ahead", condition=Q(due_on__gt=F("issued_on"))),
        ]


class NeedsList(models.Model):
    """A published version of the numbered list (需求清单): frozen as it was on its day."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("现行")  # set by needs.publish
        REPLACED = "replaced", _("已被新版取代")  # set by needs.publish of the next version

    grant = "lives"
    gate = Gate(
        subject="register_id",
        moves=(("needs.publish", "", "issued"), ("needs.replace_list", "issued", "replaced")),
        frozen={"issued": ("place_code", "year", "number", "published_on", "digest")},
    )

    place_code = models.CharField(max_length=12)
    register = models.ForeignKey("trail.Subject", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    number = models.IntegerField()
    published_on = models.DateField()
    classes = models.IntegerField()
    needs = models.IntegerField()
    digest = models.CharField(max_length=64)
    formula = models.JSONField(default=dict)
    status = models.CharField(max_length=8, choices=Status, default=Status.ISSUED)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place_code", "year", "number"], name="a_needs_list_version_is_one"
            )
        ]

    town_code = ""


class ListedNeed(models.Model):
    """One line of a published list, with the facts of its day; no personal data."""

    grant = "grows"

    needs_list = models.ForeignKey(NeedsList, models.PROTECT, related_name="rows")
    order = models.IntegerField()
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["needs_list", "order"], name="a_line_of_a_list_has_its_place"),
            models.UniqueConstraint(fields=["needs_list", "need"], name="a_need_stands_once_in_a_list"),
        ]
