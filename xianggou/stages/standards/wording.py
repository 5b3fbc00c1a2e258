"""What is so, why, and what to do next: the words of each finding about execution standards."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("起草标准的行业部门经办人")
HEAD = _("行业部门分管负责人")

WORDING = {
    "standards.publish.weights_not_full": Wording(
        what=_("“%(name)s”各项权重合计 %(sum_bp)s 分，应为 %(limit_bp)s 分"),
        why=_("满分不足或超出，扣分就算不准"),
        then=_("调整各项权重，使合计正好满分"),
        who=CLERK,
    ),
    "standards.publish.group_missing": Wording(
        what=_("“%(name)s”的指标缺这几类：%(missing)s"),
        why=_("执行标准要把各类指标写全，后面各环节才有据可依"),
        then=_("每一类至少写一项指标"),
        who=CLERK,
    ),
    "standards.publish.not_measurable": Wording(
        what=_("这些指标没有目标值或取数方法：%(indicators)s"),
        why=_("量不出来的指标，验收时没法判断"),
        then=_("写明达到多少、从哪里取数"),
        who=CLERK,
    ),
    "standards.publish.no_deduction": Wording(
        what=_("这些指标没有写达不到怎么扣分：%(indicators)s"),
        why=_("验收时扣分要照标准算，不能临时商量"),
        then=_("写明每差多少扣几分"),
        who=CLERK,
    ),
    "standards.publish.old_accounting": Wording(
        what=_("标准里写的会计制度不适用于生效日期：%(standards)s"),
        why=_("会计制度按日期更替，到那一天应执行《%(right)s》"),
        then=_("把应遵守的制度改为《%(right)s》"),
        who=CLERK,
    ),
    "standards.publish.item_not_in_force": Wording(
        what=_("现行指导性目录里没有“%(name)s”"),
        why=_("目录外的服务不能买，也就不用标准"),
        then=_("先按程序把它列入目录，或把这份草稿作废"),
        who=CLERK,
    ),
    "standards.publish.own": Wording(
        what=_("%(person)s不能发布自己送审的标准"),
        why=_("起草和批准由不同的人办，才有人把关"),
        then=_("由本部门另一位有发布权的人发布"),
        who=HEAD,
    ),
}
