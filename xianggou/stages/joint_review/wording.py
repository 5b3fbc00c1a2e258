"""What is so, why, and what to do next: the words of each finding about the joint review."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

LEAD = _("财政办联审岗（牵头）")

WORDING = {
    "joint_review.open.refused": Wording(
        what=_("“%(name)s”联审结论是不通过"),
        why=_("几个办公室不同意，牵头方定了不通过，这一项就不再审"),
        then=_("撤回这一项；换了内容确实要办的，另写一项计划"),
        who=_("需求登记岗"),
    ),
    "joint_review.open.put_off": Wording(
        what=_("“%(name)s”联审结论是缓办，%(again_on)s 起再送"),
        why=_("现在钱或者条件不够，几方定了缓一缓"),
        then=_("到那一天再送联审；等不了的，撤回另写一项"),
        who=_("需求登记岗"),
    ),
    "joint_review.pass.not_passed": Wording(
        what=_("“%(name)s”还没有通过联动联审"),
        why=_("本地的计划项先由乡镇几个办公室联审，过了才批预算"),
        then=_("等联审下结论；还没有送联审的，由经办人送"),
        who=LEAD,
    ),
    "joint_review.pass.changed": Wording(
        what=_("“%(name)s”联审通过以后退回改过，现在这一版没有审过"),
        why=_("意见是对原来的内容出的，内容变了就不算"),
        then=_("重新送联审；没有变的部分几方可以一键沿用"),
        who=LEAD,
    ),
}
