"""Words of the findings about unified purchases."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

LEAD = _("牵头的县级部门、县财政局")
TOWN = _("乡镇经办人或乡镇领导")

WORDING = {
    "unified.merge.too_few": Wording(
        what=_("“%(title)s”只有 %(towns)s 个乡镇参加，合不成统一采购"),
        why=_("统一采购是几个乡镇委托一个部门一起买"),
        then=_("至少选两个乡镇的计划；只有一家的，由乡镇自己买"),
        who=LEAD,
    ),
    "unified.merge.unlike": Wording(
        what=_("这些计划合不进来：%(items)s"),
        why=_("目录编码、计量单位、年度都一样，已经送审，才是同一件事"),
        then=_("去掉这几项，或请乡镇改一致、送审以后再合"),
        who=LEAD,
    ),
    "unified.merge.in_use": Wording(
        what=_("这些计划的钱已经在用：%(items)s"),
        why=_("乡镇已经自己启动采购的，不能再委托"),
        then=_("去掉这几项；采购已经终止、钱退回的，可以再合"),
        who=LEAD,
    ),
    "unified.merge.elsewhere": Wording(
        what=_("这些计划已经在另一次统一采购里：%(items)s"),
        why=_("一项计划只能委托一次"),
        then=_("去掉这几项，或先撤回那一次"),
        who=LEAD,
    ),
    "unified.confirm.unanswered": Wording(
        what=_("还没有答复的乡镇：%(towns)s"),
        why=_("委托要乡镇自己说，不能代替"),
        then=_("等乡镇委托或写明不委托；等不了的，撤回后不带它们重新发起"),
        who=TOWN,
    ),
    "unified.propose.not_in_charge": Wording(
        what=_("目录上这一项的主管部门是%(department)s，牵头的是%(lead)s"),
        why=_("统一采购由行业主管部门牵头"),
        then=_("核对牵头部门；确由别的部门牵头的，写明理由"),
        who=LEAD,
    ),
}
