"""Words of the findings about purchases below the limit."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
LEADER = _("乡镇领导")

WORDING = {
    "procurement.below_limit.no_control": Wording(
        what=_("“%(name)s”金额 %(value_fen)s 元，应按“%(wanted)s”办，现选“%(control)s”"),
        why=_("限额以下按本单位内控制度选人"),
        then=_("选内控制度规定的方式，附决策记录"),
        who=CLERK,
    ),
    "procurement.below_limit.too_few_quotes": Wording(
        what=_("要比 %(limit)s 家，手上只有 %(n)s 份报价"),
        why=_("货比几家才知道价钱公不公道"),
        then=_("补充报价，或由“%(decided_by)s”写明原因"),
        who=LEADER,
    ),
    "procurement.below_limit.same_person": Wording(
        what=_("%(a)s和%(b)s都是 %(person)s 一个人在办"),
        why=_("这两件事要由不同的人办"),
        then=_("换一人办其中一件"),
        who=LEADER,
    ),
}
