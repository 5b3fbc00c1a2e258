"""What is so, why, and what to do next: the words of each finding about evaluation."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")

WORDING = {
    "evaluation.self.weights": Wording(
        what=_("权重设为 %(weights_bp)s，通用的是 %(usual_bp)s"),
        why=_("自评权重原则上统一"),
        then=_("改回通用权重，或写明特殊原因"),
        who=CLERK,
    ),
    "evaluation.score.not_full": Wording(
        what=_("权重合计 %(sum_bp)s，应为 %(limit_bp)s"),
        why=_("各项权重加起来要正好满分"),
        then=_("调整权重"),
        who=CLERK,
    ),
    "evaluation.score.out_of_range": Wording(
        what=_("“%(indicator)s”得 %(value_bp)s 分，应在零到 %(limit_bp)s 之间"),
        why=_("得分不能超过这一项的分值"),
        then=_("改正得分"),
        who=CLERK,
    ),
    "evaluation.grade.wrong": Wording(
        what=_("照分数 %(score_bp)s 该评“%(right)s”，表上写了“%(given)s”"),
        why=_("等次由得分决定"),
        then=_("改为“%(right)s”"),
        who=CLERK,
    ),
}
