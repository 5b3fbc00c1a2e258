"""What is so, why, and what to do next: the words of each finding about money sent down."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

FINANCE = _("县（区）财政部门")

WORDING = {
    "budget.transfer.not_finance": Wording(
        what=_("这笔转移支付由%(department)s直接下达"),
        why=_("下达和拨付只能由财政部门办"),
        then=_("改由县财政局下达"),
        who=FINANCE,
    ),
    "budget.transfer.duty_without_money": Wording(
        what=_("“%(item)s”已经下放，钱还没有跟来"),
        why=_("事项下来，经费要一并下来"),
        then=_("催县财政拨钱，不然就提请先别下放"),
        who=FINANCE,
    ),
    "budget.transfer.late": Wording(
        what=_("%(kind)s转移支付用了 %(days)s 日才下达，期限 %(limit)s 日"),
        why=_("下达时间从人大批准预算那天算起"),
        then=_("尽快下达，写明晚的原因"),
        who=FINANCE,
    ),
    "budget.transfer.advance_low": Wording(
        what=_("提前下达 %(value_bp)s%%，一般要到 %(limit_bp)s%%"),
        why=_("提前知道有多少钱，下级才好编预算"),
        then=_("补足提前下达的数，或写明原因"),
        who=FINANCE,
    ),
}
