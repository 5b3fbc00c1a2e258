"""What the tests of a pair and the reasons of an unmet need are called, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xianggou.base.pages.shapes import Text

# What a clerk reads beside a pair: (name of the test, what it says when it is not passed)
TESTS: dict[str, tuple[Text, Text]] = {
    "pair.off_list": (_("在册"), _("该资源未列入本季度清单，或已撤回")),
    "pair.class": (_("类别"), _("类别不同")),
    "pair.not_linked": (_("关联"), _("尚未确认，或已确认不适用")),
    "pair.duty": (_("事权"), _("部门答复不属职责")),
    "pair.area": (_("区域"), _("不在服务区域")),
    "pair.group": (_("对象"), _("服务对象不符")),
    "pair.period": (_("时段"), _("服务时段不重合")),
    "pair.unit": (_("单位"), _("计量单位不同")),
    "pair.standard": (_("标准"), _("低于执行标准")),
    "pair.new_burden": (_("资金"), _("需新增财政支出，未指明资金来源，或来源已用完")),
    "pair.not_purchasable": (_("可购买"), _("属于不得购买的事项")),
    "pair.set_aside": (_("人工"), _("经办人已排除")),
}

# Why a need is not (wholly) met, and the next step
REASONS: dict[str, tuple[Text, Text]] = {
    "unmet.not_purchasable": (_("不得购买"), _("按条款答复提的人")),
    "unmet.no_duty": (_("非本级事权"), _("转给有这项事权的一级，答复提的人")),
    "unmet.off_catalogue": (_("目录外"), _("申报目录调整，进目录以后再对接")),
    "unmet.no_offer": (_("本季度无资源"), _("请管这一类的部门下季度列入资源清单")),
    "unmet.no_link": (_("有同类资源，待确认"), _("到待关联里逐项确认")),
    "unmet.no_money": (_("未落实资金"), _("落实资金来源，或改用不花钱的资源")),
    "unmet.too_few": (_("不够起办数"), _("与邻近村凑够人数，或商请部门放宽")),
    "unmet.no_capacity": (_("资源不足，排序在后"), _("商请部门增加份数，或下季度再排")),
    "unmet.one_test": (_("差一项条件"), _("商请部门调整这一项")),
    "unmet.set_aside": (_("经办人排除"), _("看排除的理由；不成立的取消排除")),
    "unmet.several": (_("多项不符"), _("看差得最少的一项资源")),
}
