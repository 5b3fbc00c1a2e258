"""Forms of needs: a voice as it is told, minutes with several voices, what is decided, answered, demanded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField
from xianggou.base.pages.rowed import RowedForm
from xianggou.base.pages.shapes import Text
from xianggou.core import personal
from xianggou.core.collecting import Collecting
from xianggou.stages.needs import checking
from xianggou.stages.needs.checking import Told
from xianggou.stages.needs.models import Answer, Meeting

Choices = Sequence[tuple[str, Text]]


def _options(words: Sequence[str], empty: Text = "") -> list[tuple[str, Text]]:
    """Words as choices; `empty` names the choice of none."""
    return [*([("", empty)] if empty else []), *((w, w) for w in words)]


def _choice(label: Any, options: Choices, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(options), required=required, help_text=hint)


class PhotosInput(forms.ClearableFileInput):
    """Several pictures from one button."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Pictures handed in: name and bytes of each. What they are is looked at where they are kept."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png"})
    most, size_max = checking.MOST_PHOTOS, 10 * 1024 * 1024

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Every picture, none larger than is taken."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > self.most:
            raise forms.ValidationError(gettext("照片最多 %(most)s 张") % {"most": self.most})
        if any(one.size > self.size_max for one in given):
            raise forms.ValidationError(gettext("一张照片最多 10 MB，请缩小再传"))
        return [(one.name, one.read()) for one in given]


class ToldForm(Form):
    """A voice, in the words of who tells it. The public's form asks less than a cadre's."""

    fields_of_findings = {
        "needs.collect.no_consent": "has_consent",
        "needs.collect.sensitive_no_consent": "separate_consent",
        "needs.collect.minor_no_guardian": "guardian_consent",
    }

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        policy: Collecting,
        villages: Choices,
        is_public: bool = False,
        **rest: Any,
    ) -> None:
        """`villages`: code and name of those that stand; the code "" is the township as a whole."""
        super().__init__(data, files, **rest)
        self.policy, self.is_public = policy, is_public
        for name, field in self._asked(villages).items():
            self._dress(field)
            self.fields[name] = field

    def _asked(self, villages: Choices) -> dict[str, forms.Field]:
        policy, urgencies = self.policy, [u.name for u in self.policy.urgencies]
        asked: dict[str, forms.Field] = {
            "village_code": _choice(_("哪个村（社区）"), villages, required=False),
            "text": LongTextField(
                label=_("什么事"), length=checking.MOST, help_text=_("照平常话写：在哪里、什么事、多久了")
            ),
            "keep_words": forms.BooleanField(
                label=_("话里的姓名、电话只给负责答复的人看，别人看到的去掉"), required=False
            ),
            "raiser": _choice(_("谁提的"), _options(policy.raisers)),
        }
        if not self.is_public:
            asked["channel"] = _choice(_("从哪里来"), _options(policy.channels))
        asked |= {
            "urgency": _choice(_("急不急"), _options(urgencies)),
            "people": forms.IntegerField(
                label=_("大概关系到多少人"), required=False, help_text=_("说不准就空着")
            ),
            "trait": _choice(_("主要是谁"), _options(policy.traits, _("不限")), required=False),
            "age": _choice(_("年龄段"), _options(policy.ages, _("不限")), required=False),
            "season": _choice(_("什么时候要"), _options(policy.seasons, _("不限")), required=False),
        }
        if not self.is_public:
            asked["told_on"] = DayField(label=_("哪天提的"), required=False)
        asked |= {
            "photos": PhotosField(
                label=_("照片"),
                required=False,
                help_text=_("最多三张；只有负责答复的人看得到，拍到人的脸先遮一遮，到期删除"),
            ),
            "contact_name": TextField(label=_("怎么称呼（可以不留）"), length=40, required=False),
            "contact_phone": TextField(
                label=_("电话（可以不留）"),
                length=40,
                required=False,
                help_text=_("只有负责答复的人看得到，用来告诉结果，到期删除"),
            ),
        }
        if not self.is_public:
            asked["has_consent"] = forms.BooleanField(label=_("本人同意留下姓名、电话"), required=False)
        return asked | {
            "separate_consent": forms.BooleanField(
                label=_("事情涉及健康、残疾等情况，本人同意一并记下"), required=False
            ),
            "is_minor": forms.BooleanField(label=_("提的人不满十四周岁"), required=False),
            "guardian_consent": forms.BooleanField(label=_("家长（监护人）同意"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        """Offer the words without names and numbers where some stand in them."""
        typed = super().clean() or {}
        text = typed.get("text") or ""
        pieces = personal.found_in(text)
        if pieces and not typed.get("keep_words"):
            self.add_error(
                "text",
                gettext("话里有个人的姓名或号码：%(pieces)s。用去掉以后的，或勾选下面一栏")
                % {"pieces": "、".join(pieces)},
            )
            self.offer(
                "text", gettext("改为：%(text)s") % {"text": personal.without(text)}, personal.without(text)
            )
        return typed

    def told(self) -> Told:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        return Told(
            text=typed["text"],
            village_code=typed["village_code"],
            raiser=typed["raiser"],
            channel=self.policy.public_channel if self.is_public else typed["channel"],
            urgency=typed["urgency"],
            age=typed["age"],
            traits=[typed["trait"]] if typed["trait"] else [],
            people=typed["people"],
            season=typed["season"],
            told_on=None if self.is_public else typed["told_on"],
            contact_name=typed["contact_name"],
            contact_phone=typed["contact_phone"],
            has_consent=self.is_public or typed["has_consent"],
            separate_consent=typed["separate_consent"],
            is_minor=typed["is_minor"],
            guardian_consent=typed["guardian_consent"],
            was_told_why=True,
            photos=typed["photos"],
        )


class MeetingForm(RowedForm):
    """Minutes of a meeting, with what was asked for in rows."""

    first_rows = 2
    needed = ("text", "urgency")
    telling = ("text",)

    held_on = DayField(label=_("哪天开的"))
    held_at = TextField(label=_("在哪里开的"), length=60)
    form = forms.ChoiceField(label=_("什么会"), choices=Meeting.Form.choices)
    invited = forms.IntegerField(label=_("应到"), min_value=1)
    present = forms.IntegerField(label=_("实到"), min_value=1)
    gist = LongTextField(label=_("议题和发言要点"), length=2000)
    votes_for = forms.IntegerField(label=_("赞成"), required=False, min_value=0)
    votes_against = forms.IntegerField(label=_("反对"), required=False, min_value=0)
    votes_abstained = forms.IntegerField(
        label=_("弃权"), required=False, min_value=0, help_text=_("没有表决的，三栏都空着")
    )

    def __init__(self, data: Any = None, *, policy: Collecting, villages: Choices, **rest: Any) -> None:
        """`villages` that the person may write minutes for."""
        self.policy = policy
        super().__init__(data, **rest)
        village = _choice(_("哪个村（社区）"), villages)
        self._dress(village)
        self.fields = {"village_code": village, **self.fields}

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one voice."""
        return {
            "text": TextField(label=_("提的什么事"), length=checking.MOST, required=False),
            "urgency": _choice(_("急不急"), _options([u.name for u in self.policy.urgencies])),
            "people": forms.IntegerField(label=_("大概关系到多少人"), required=False),
            "trait": _choice(_("主要是谁"), _options(self.policy.traits, _("不限")), required=False),
        }

    def voices(self) -> list[Told]:
        """The rows that were begun, as the action takes them."""
        village = self.cleaned_data["village_code"]
        return [
            Told(
                text=row["text"],
                village_code=village,
                channel=self.policy.meeting_channel,
                raiser=self.policy.raisers[0],
                urgency=row["urgency"],
                people=row["people"],
                traits=[row["trait"]] if row["trait"] else [],
                told_on=self.cleaned_data["held_on"],
                has_consent=True,
                was_told_why=True,
                separate_consent=True,
            )
            for row in self.typed_rows()
        ]

    def minutes(self) -> dict[str, Any]:
        """The minutes, as the action takes them."""
        typed = self.cleaned_data
        votes = tuple(typed[n] for n in ("votes_for", "votes_against", "votes_abstained"))
        names = ("village_code", "held_on", "held_at", "form", "invited", "present", "gist")
        return {
            **{n: typed[n] for n in names},
            "votes": tuple(v or 0 for v in votes) if any(v is not None for v in votes) else None,
        }


class EstablishForm(Form):
    """Make a voice a need: class, matter, catalogue item, who answers."""

    matter = TextField(label=_("事项"), length=60, help_text=_("几个字说清是哪一种事；已有的选已有的"))
    text = LongTextField(label=_("写进清单的话"), length=checking.MOST, required=False)
    why = LongTextField(label=_("理由"), length=300, required=False)

    def __init__(
        self, data: Any = None, *, classes: Choices, items: Choices, departments: Choices, **rest: Any
    ) -> None:
        """The lists to choose from."""
        super().__init__(data, **rest)
        asked = {
            "class_name": _choice(_("类别"), classes),
            "matter": self.fields["matter"],
            "catalogue_code": _choice(_("目录项"), items, required=False),
            "department_code": _choice(
                _("由谁答复"),
                departments,
                required=False,
                hint=_("不选的，由目录项的主管部门答复；目录外由本乡镇答复"),
            ),
            "text": self.fields["text"],
            "why": self.fields["why"],
        }
        for field in asked.values():
            self._dress(field)
        self.fields = asked


class PickForm(Form):
    """Choose one need (to join to, to merge into), with a reason."""

    why = LongTextField(label=_("理由"), length=300, required=False)

    def __init__(self, data: Any = None, *, needs: Choices, **rest: Any) -> None:
        """Code and name of the needs to choose from."""
        super().__init__(data, **rest)
        need = forms.ChoiceField(label=_("哪一条需求"), choices=list(needs), widget=forms.RadioSelect)
        self._dress(need)
        self.fields = {"need": need, **self.fields}


class LeaveOutForm(Form):
    """Not taken up: what the one who raised it reads."""

    outcome = LongTextField(
        label=_("给提出人的答复"), length=300, help_text=_("凭查询码就看得到；不要写姓名、电话")
    )


class WhyForm(Form):
    """A reason, and nothing else."""

    why = LongTextField(label=_("理由"), length=300)


class AssignForm(Form):
    """Another body answers."""

    why = LongTextField(label=_("理由"), length=300)

    def __init__(self, data: Any = None, *, departments: Choices, **rest: Any) -> None:
        """The bodies to choose from."""
        super().__init__(data, **rest)
        field = _choice(_("由谁答复"), departments)
        self._dress(field)
        self.fields = {"department_code": field, **self.fields}


class AnswerForm(Form):
    """Answer a need."""

    kind = forms.ChoiceField(label=_("答复类型"), choices=Answer.Kind.choices)
    text = LongTextField(
        label=_("答复内容"), length=500, help_text=_("办什么、哪天、谁来办；办不了的写明原因和替代的办法")
    )
    promised_on = DayField(label=_("承诺哪天办成"), required=False, help_text=_("列入项目、资源对接的必填"))
    told_how = TextField(label=_("怎样告诉提出人"), length=60, required=False)


class ExplainForm(Form):
    """Why it takes longer."""

    reason = LongTextField(label=_("为什么还没有答复"), length=300)


class PressForm(Form):
    """Demand an overdue answer."""

    demand = LongTextField(label=_("督办要求"), length=300)
    due_on = DayField(label=_("新期限"))


class ClosePressForm(Form):
    """Close an order."""

    result = LongTextField(label=_("办结情况"), length=300)
