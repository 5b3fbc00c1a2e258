"""What is so, why, and what to do next: the words of each finding about keeping files."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

ACCOUNTANT = _("乡镇会计")
CLERK = _("乡镇经办人")

WORDING = {
    "trail.delete.too_early": Wording(
        what=_("这份采购文件要存到 %(until)s"),
        why=_("从采购结束算起，法定保存期还没有满"),
        then=_("留下这份文件；传错的，标为作废并写明缘由"),
        who=CLERK,
    ),
    "trail.vouchers.too_early": Wording(
        what=_("这张凭证要存到 %(until)s"),
        why=_("会计档案的保管期还没有满"),
        then=_("留到期满再按程序销毁"),
        who=ACCOUNTANT,
    ),
    "trail.change.record": Wording(
        what=_("归档材料只能补充，不能改写"),
        why=_("改写过的记录不再能作证据"),
        then=_("另写一条更正记录，原件不动"),
        who=CLERK,
    ),
}
