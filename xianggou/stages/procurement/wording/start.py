"""Words of the findings about starting a purchase."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
LEADER = _("乡镇领导")

WORDING = {
    "procurement.start.plan_not_filed": Wording(
        what=_("财政局还没收到“%(name)s”的实施计划"),
        why=_("备案之后才能启动"),
        then=_("报县财政局备案"),
        who=CLERK,
    ),
    "procurement.start.intention_missing": Wording(
        what=_("“%(name)s”没有公开采购意向，不能在 %(on)s 启动"),
        why=_("提前告诉市场，才有人来竞争"),
        then=_("把意向挂出去等够日子；事先想不到的急事，说明缘由"),
        who=CLERK,
    ),
    "procurement.start.intention_too_late": Wording(
        what=_("意向公开到启动只有 %(days)s 日，原则上 %(limit)s 日"),
        why=_("供应商要有时间准备"),
        then=_("晚些再开始；等不了的，由负责人书面说明"),
        who=LEADER,
    ),
    "procurement.start.in_unified_purchase": Wording(
        what=_("“%(name)s”已经委托统一采购（%(code)s），乡镇不再单独启动"),
        why=_("委托以后由牵头部门一次采购，一份合同，各付各的"),
        then=_("等牵头部门统一采购；要自己买的，请牵头部门先撤回"),
        who=_("牵头的县级部门、县财政局"),
    ),
    "procurement.start.limit_unknown": Wording(
        what=_("%(on)s 这一天，本地包里查不到采购限额"),
        why=_("不知道限额，就不知道该按哪部法办"),
        then=_("照省级文件把限额、目录、文号补进实践包"),
        who=FINANCE,
    ),
    "procurement.start.limit_below_guidance": Wording(
        what=_("本地限额 %(value_fen)s 元，低于全国指引 %(limit_fen)s 元"),
        why=_("限额不应低于指引"),
        then=_("核对省级文件；文件确是此数的，照文件办"),
        who=FINANCE,
    ),
    "procurement.start.intention_incomplete": Wording(
        what=_("意向里看不到：%(missing)s"),
        why=_("意向要让人看得懂要买什么"),
        then=_("补上"),
        who=CLERK,
    ),
}
