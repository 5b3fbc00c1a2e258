"""What is so, why, and what to do next: the words of each finding about needs."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
DEPARTMENT = _("行业主管部门")

WORDING = {
    "needs.collect.no_notice": Wording(
        what=_("填表人还不知道：%(missing)s"),
        why=_("收别人的信息，先要告诉人家"),
        then=_("补齐告知再启用"),
        who=CLERK,
    ),
    "needs.collect.excessive": Wording(
        what=_("这些栏目用不上：%(fields)s"),
        why=_("只收办事必需的信息"),
        then=_("删去，或写明必要性"),
        who=CLERK,
    ),
    "needs.collect.sensitive_no_consent": Wording(
        what=_("表里有%(fields)s，本人没有专门同意过"),
        why=_("敏感信息要本人单独点头"),
        then=_("取得单独同意，或改填不敏感的内容"),
        who=CLERK,
    ),
    "needs.collect.minor_no_guardian": Wording(
        what=_("填报人 %(age)s 岁，不满 %(limit)s 岁，监护人没有同意"),
        why=_("孩子的信息由监护人决定"),
        then=_("由监护人同意，或由村（社区）不记名代报"),
        who=CLERK,
    ),
    "needs.collect.no_consent": Wording(
        what=_("写了别人的姓名或电话，没有勾“本人同意”"),
        why=_("留别人的联系方式，要先问过本人"),
        then=_("问过本人再勾选；不愿意留的，把姓名电话删去，诉求照样登记"),
        who=_("代为登记的人"),
    ),
    "needs.collect.used_after_withdrawal": Wording(
        what=_("本人已撤回同意，这条记录不能再用"),
        why=_("撤回之后要删"),
        then=_("删去个人信息，只留需求内容"),
        who=CLERK,
    ),
    "needs.answer.overdue": Wording(
        what=_("需求%(no)s等了 %(days)s 个工作日没有答复，期限 %(limit)s 个"),
        why=_("大家提的事要按时有回音"),
        then=_("由%(department)s答复；再拖的提请分管领导推动"),
        who=DEPARTMENT,
    ),
    "needs.close.no_reason": Wording(
        what=_("需求%(no)s没办成，也没写原因"),
        why=_("每件事都要有去向"),
        then=_("写明原因和可以替代的办法"),
        who=CLERK,
    ),
}
