"""Words of the findings about questions, challenges and complaints."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")

WORDING = {
    "procurement.query.reply_late": Wording(
        what=_("询问等了 %(days)s 个工作日没有答复，期限 %(limit)s 个"),
        why=_("有问要有答"),
        then=_("现在就答复"),
        who=CLERK,
    ),
    "procurement.challenge.out_of_time": Wording(
        what=_("质疑晚了：可提的是 %(limit)s 个工作日，这是第 %(days)s 个"),
        why=_("过了期限可以不受理"),
        then=_("书面说明不受理；反映的问题照样核查"),
        who=CLERK,
    ),
    "procurement.challenge.reply_late": Wording(
        what=_("质疑等了 %(days)s 个工作日没有答复，期限 %(limit)s 个"),
        why=_("质疑要按期书面答复"),
        then=_("现在就答复，并告知投诉的权利"),
        who=CLERK,
    ),
    "procurement.complaint.no_challenge_first": Wording(
        what=_("投诉之前没有质疑过"),
        why=_("先质疑，后投诉"),
        then=_("书面告知不予受理和理由"),
        who=FINANCE,
    ),
    "procurement.complaint.out_of_time": Wording(
        what=_("投诉晚了：可提的是 %(limit)s 个工作日，这是第 %(days)s 个"),
        why=_("过了期限可以不受理"),
        then=_("书面说明"),
        who=FINANCE,
    ),
    "procurement.complaint.beyond_challenge": Wording(
        what=_("这些事项没有质疑过：%(matters)s"),
        why=_("投诉不能超出质疑的范围"),
        then=_("这些不受理，其余照常办"),
        who=FINANCE,
    ),
    "procurement.complaint.admit_late": Wording(
        what=_("收到投诉 %(days)s 个工作日没有决定是否受理，期限 %(limit)s 个"),
        why=_("受不受理要早告诉人"),
        then=_("现在就告知"),
        who=FINANCE,
    ),
    "procurement.complaint.answer_late": Wording(
        what=_("被投诉人 %(days)s 个工作日没有说明，期限 %(limit)s 个"),
        why=_("不说明就按现有材料办"),
        then=_("不再等，凭手头材料往下办"),
        who=FINANCE,
    ),
    "procurement.complaint.false_repeated": Wording(
        what=_("%(name)s 一年里 %(n)s 次投诉查无实据，已到 %(limit)s 次"),
        why=_("多次无据投诉要记入不良行为"),
        then=_("由财政部门处理"),
        who=FINANCE,
    ),
    "procurement.complaint.decision_late": Wording(
        what=_("投诉办了 %(days)s 个工作日还没决定，期限 %(limit)s 个"),
        why=_("检验、鉴定、补正的时间已经扣除"),
        then=_("拿出处理决定，对外公告"),
        who=FINANCE,
    ),
    "procurement.complaint.suspended_too_long": Wording(
        what=_("暂停令已挂了 %(days)s 日，封顶 %(limit)s 日"),
        why=_("暂停不能没有尽头"),
        then=_("恢复采购，或作出处理决定"),
        who=FINANCE,
    ),
}
