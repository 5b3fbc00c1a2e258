"""Words of the findings about opening, panels and prices."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
PANEL = _("采购代理机构或评审组")

WORDING = {
    "procurement.open.before_due": Wording(
        what=_("还没到截止时间 %(due)s"),
        why=_("提前拆封会泄露报价"),
        then=_("等到截止时间再开启"),
        who=PANEL,
    ),
    "procurement.open.too_few": Wording(
        what=_("够格的响应只来了 %(n)s 份，要 %(limit)s 份才能往下走"),
        why=_("人太少，竞争不充分"),
        then=_("终止并说明理由，重新采购"),
        who=CLERK,
    ),
    "procurement.open.presumed_collusion": Wording(
        what=_("%(names)s 的响应文件：%(signs)s"),
        why=_("有这些情形就视为串通"),
        then=_("按无效处理，报财政部门"),
        who=PANEL,
    ),
    "procurement.panel.too_small": Wording(
        what=_("评审组现有 %(n)s 人，要单数且至少 %(limit)s 人"),
        why=_("人数和单双数都有要求"),
        then=_("加人到够数，并保持单数"),
        who=PANEL,
    ),
    "procurement.panel.too_few_experts": Wording(
        what=_("%(members)s 名成员里专家只有 %(n)s 名，不到 %(share)s"),
        why=_("专家要占多数"),
        then=_("再抽专家进来"),
        who=PANEL,
    ),
    "procurement.panel.not_drawn": Wording(
        what=_("这些专家不是抽取的：%(names)s"),
        why=_("专家要随机抽"),
        then=_("重抽一次；要自己选的，先得主管单位书面同意"),
        who=PANEL,
    ),
    "procurement.panel.conflict": Wording(
        what=_("%(name)s和%(supplier)s近 %(years)s 年有关系：%(relation)s"),
        why=_("有利害关系的要回避"),
        then=_("换人"),
        who=PANEL,
    ),
    "procurement.panel.agency_member": Wording(
        what=_("代理机构人员参加了本项目评审：%(names)s"),
        why=_("自己代理的项目不能自己评"),
        then=_("换人"),
        who=PANEL,
    ),
    "procurement.panel.own_unit_expert": Wording(
        what=_("采购人员以专家身份参加评审：%(names)s"),
        why=_("采购人只能派代表"),
        then=_("改为采购人代表，或换人"),
        who=PANEL,
    ),
    "procurement.review.low_price_unchecked": Wording(
        what=_("%(name)s报价 %(price_fen)s 元明显偏低（对照%(which)s），还没审查"),
        why=_("太低的价要先问清楚能不能做"),
        then=_("要求书面说明和证明，记下审查意见"),
        who=PANEL,
    ),
    "procurement.review.explanation_too_short": Wording(
        what=_("要人家 %(minutes)s 分钟说清，通常该给 %(limit)s 分钟"),
        why=_("要给人说明的时间"),
        then=_("延长"),
        who=PANEL,
    ),
    "procurement.review.repeated": Wording(
        what=_("结果已经评出，再评一次缺少法定理由"),
        why=_("评完的不能随意再评"),
        then=_("维持结果，或依法重新采购"),
        who=PANEL,
    ),
    "procurement.review.unannounced_standard": Wording(
        what=_("打分时冒出文件没写的项：%(items)s"),
        why=_("没写出来的不能拿来评"),
        then=_("剔除；已影响结果的报财政部门"),
        who=PANEL,
    ),
}
