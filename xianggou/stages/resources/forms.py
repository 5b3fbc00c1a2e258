"""Forms of resources: an offer as a department writes it, and the short ones of sending, publishing and pooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.shapes import Text
from xianggou.core.offering import Offering
from xianggou.stages.resources.checking import NEW_MONEY, TEXTS, Written
from xianggou.stages.resources.models import Offer, Quarter

Choices = Sequence[tuple[str, Text]]
NATURES = (("服务", _("服务")), ("货物", _("货物")), ("工程", _("工程")))


def _choice(
    label: Any, options: Choices, *, required: bool = True, hint: Any = "", none: Any = ""
) -> forms.ChoiceField:
    first = [("", none)] if none else []
    return forms.ChoiceField(label=label, choices=[*first, *options], required=required, help_text=hint)


class OfferForm(Form):
    """An offer, in the order in which people ask about it: what, for whom, where, when, how much, who pays."""

    fields_of_findings: ClassVar[dict[str, str]] = {
        "resources.list.new_burden": "money",
        "resources.list.named_operator": "only_by",
        "resources.list.not_service": "nature",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        quarter: Quarter,
        policy: Offering,
        classes: Choices,
        items: Choices,
        areas: Choices,
        funds: Choices,
        **rest: Any,
    ) -> None:
        """Every list of choices is the place's own."""
        super().__init__(data, **rest)
        asked = {
            **_what(classes, items),
            **_whom(policy, areas, quarter),
            **_much(policy, funds),
        }
        for name, field in asked.items():
            self._dress(field)
            self.fields[name] = field

    def written(self) -> Written:
        """What was typed, as the action takes it."""
        typed = self.cleaned_data
        plain = {
            n: typed[n] for n in (*TEXTS, "class_name", "catalogue_code", "nature", "money", "fund_code")
        }
        return Written(
            **plain,
            aliases=[a for a in typed["aliases"].replace("，", "、").split("、") if a.strip()],
            areas=typed["areas"],
            windows=[(typed["from_on"], typed["to_on"])],
            is_countable=not typed["uncountable"],
            capacity=typed["capacity"],
            batch_min=typed["batch_min"] or 1,
            unit_cost_fen=typed["unit_cost_fen"] or 0,
        )


def _what(classes: Choices, items: Choices) -> dict[str, forms.Field]:
    return {
        "title": TextField(label=_("资源名称"), length=TEXTS["title"]),
        "content": LongTextField(label=_("做什么"), length=TEXTS["content"], required=False),
        "aliases": TextField(
            label=_("大家也叫它什么"),
            length=300,
            required=False,
            help_text=_("几个叫法用顿号隔开，帮着找到对应的需求"),
        ),
        "nature": _choice(_("是服务吗"), NATURES),
        "class_name": _choice(_("需求类别"), classes, none=_("请选一类")),
        "catalogue_code": _choice(_("目录项"), items, required=False, none=_("没有对应的目录项")),
    }


def _whom(policy: Offering, areas: Choices, quarter: Quarter) -> dict[str, forms.Field]:
    usual = "、".join((*policy.everyone[:1], *list(policy.serves)[:6]))
    return {
        "groups_text": TextField(
            label=_("服务对象"),
            length=TEXTS["groups_text"],
            help_text=_("例如：%(words)s；几类之间用顿号隔开") % {"words": usual},
        ),
        "areas": forms.MultipleChoiceField(
            label=_("服务区域"), choices=list(areas), widget=forms.CheckboxSelectMultiple
        ),
        "from_on": DayField(label=_("服务开始"), initial=quarter.from_on),
        "to_on": DayField(label=_("服务结束"), initial=quarter.to_on),
    }


def _much(policy: Offering, funds: Choices) -> dict[str, forms.Field]:
    units = [(u, u) for u in policy.units]
    money = [*Offer.Money.choices, (NEW_MONEY, _("没有预算，要新增经费"))]
    return {
        "capacity": forms.IntegerField(
            label=_("服务能力"), required=False, help_text=_("写一个数，按它分配；不写“若干”")
        ),
        "unit": _choice(_("能力单位"), units, required=False, none=_("请选单位")),
        "uncountable": forms.BooleanField(
            label=_("数不出来（不可计量）：只供了解，不参加分配"), required=False
        ),
        "batch_min": forms.IntegerField(label=_("凑够多少才办"), required=False, help_text=_("不限的空着")),
        "standard": LongTextField(label=_("按什么标准"), length=TEXTS["standard"], required=False),
        "money": _choice(_("经费状态"), money, none=_("请选一项")),
        "budget_ref": TextField(
            label=_("预算文号"), length=TEXTS["budget_ref"], required=False, help_text=_("已有预算的必填")
        ),
        "fund_code": _choice(_("用哪笔资金"), funds, required=False, none=_("不用")),
        "unit_cost_fen": YuanField(
            label=_("每个单位多少钱"), required=False, least_fen=0, help_text=_("用资金的必填；免费的空着")
        ),
        "only_by": TextField(
            label=_("是否只许由某一家提供"),
            length=TEXTS["only_by"],
            required=False,
            help_text=_("没有的空着"),
        ),
        "office": TextField(
            label=_("联系科室"), length=TEXTS["office"], required=False, help_text=_("写科室，不写个人")
        ),
    }


class PlainForm(Form):
    """An act that asks nothing more."""


class WhyForm(Form):
    """A reason, and nothing else."""

    why = LongTextField(label=_("理由"), length=300)


class SendForm(Form):
    """Send the list; with no resources, say why."""

    nothing_why = LongTextField(
        label=_("没有资源的，写明原因"), length=300, required=False, help_text=_("清单里有资源的空着")
    )


class RecordForm(Form):
    """What a department sent in another way."""

    why = LongTextField(label=_("怎样报来的"), length=300)
    nothing_why = LongTextField(label=_("报“无”的，写明原因"), length=300, required=False)


class PublishForm(Form):
    """Why a version is published."""

    why = LongTextField(label=_("说明"), length=300, required=False)


class AskForm(Form):
    """One more department."""

    def __init__(self, data: Any = None, *, departments: Choices, **rest: Any) -> None:
        """`departments` that were not asked yet."""
        super().__init__(data, **rest)
        field = _choice(_("哪个部门"), departments)
        self._dress(field)
        self.fields["department_code"] = field


class PoolForm(Form):
    """Which equal offers, under what name, who leads."""

    def __init__(self, data: Any = None, *, offers: Choices, departments: Choices, **rest: Any) -> None:
        """Offers of the quarter that were sent."""
        super().__init__(data, **rest)
        asked = {
            "title": TextField(label=_("合起来叫什么"), length=60),
            "offer_ids": forms.MultipleChoiceField(
                label=_("哪几项"), choices=list(offers), widget=forms.CheckboxSelectMultiple
            ),
            "lead_department": _choice(_("谁牵头"), departments),
        }
        for name, field in asked.items():
            self._dress(field)
            self.fields[name] = field
