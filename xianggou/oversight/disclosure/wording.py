"""What is so, why, and what to do next: the words of each finding about disclosure."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")

WORDING = {
    "disclosure.publish.late": Wording(
        what=_("信息形成 %(days)s 个工作日还没公开，期限 %(limit)s 个"),
        why=_("公开的期限遇休息日也不顺延"),
        then=_("现在就公开"),
        who=CLERK,
    ),
    "disclosure.request.reply_late": Wording(
        what=_("公开申请等了 %(days)s 个工作日没有答复，期限 %(limit)s 个"),
        why=_("延长要事先告知申请人"),
        then=_("现在就答复"),
        who=CLERK,
    ),
}
