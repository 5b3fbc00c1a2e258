"""Words of the findings about awards, single source and framework agreements."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
LEADER = _("乡镇领导")
PANEL = _("采购代理机构或评审组")

WORDING = {
    "procurement.award.not_in_order": Wording(
        what=_("选的是第 %(rank)s 名，排在前面的没有退出"),
        why=_("按评审排序定人"),
        then=_("确定排名在前的；前面的拒签才能顺延"),
        who=LEADER,
    ),
    "procurement.award.over_budget": Wording(
        what=_("成交价 %(price_fen)s 元，预算 %(budget_fen)s 元，多 %(over_fen)s 元"),
        why=_("超过预算的不能成交"),
        then=_("重新比选，或调整预算后再采购"),
        who=CLERK,
    ),
    "procurement.award.late": Wording(
        what=_("评审报告到手已 %(days)s 个工作日，%(limit)s 个之内该定人"),
        why=_("结果拖着，大家都等着"),
        then=_("现在就确定"),
        who=LEADER,
    ),
    "procurement.award.report_late": Wording(
        what=_("评审后 %(days)s 个工作日才送报告，期限 %(limit)s 个"),
        why=_("代理机构要及时送报告"),
        then=_("记入代理机构的履职情况"),
        who=PANEL,
    ),
    "procurement.award.notice_late": Wording(
        what=_("人定了 %(days)s 个工作日，通知书和公告该在 %(limit)s 个之内发"),
        why=_("结果要及时告诉大家"),
        then=_("现在就发出并公告"),
        who=CLERK,
    ),
    "procurement.award.notice_incomplete": Wording(
        what=_("公告里看不到：%(missing)s"),
        why=_("公告要让人看得明白"),
        then=_("补上再发"),
        who=CLERK,
    ),
    "procurement.single_source.no_publicity": Wording(
        what=_("单一来源采购还没公示，至少 %(limit)s 个工作日"),
        why=_("只找一家，要让别人有机会说话"),
        then=_("在指定媒体公示"),
        who=CLERK,
    ),
    "procurement.single_source.publicity_too_short": Wording(
        what=_("公示只有 %(days)s %(unit)s，至少 %(limit)s %(unit)s"),
        why=_("公示期满才能往下走"),
        then=_("公示到 %(earliest)s 再结束"),
        who=CLERK,
    ),
    "procurement.single_source.objection_open": Wording(
        what=_("公示期里有异议，还没补充论证"),
        why=_("异议要有回应"),
        then=_("组织补充论证并告知结论；异议成立的换方式"),
        who=CLERK,
    ),
    "procurement.single_source.one_came": Wording(
        what=_("来了一家，不等于只有一家能做"),
        why=_("唯一要有专利、专有技术等实在的原因"),
        then=_("补上证明，或修改条件重新采购"),
        who=CLERK,
    ),
    "procurement.single_source.addition_over": Wording(
        what=_("添购累计 %(sum_fen)s 元，超过原合同 %(base_fen)s 元的 %(limit_bp)s%%"),
        why=_("添购有上限"),
        then=_("这部分另走一次采购"),
        who=CLERK,
    ),
    "procurement.framework.term": Wording(
        what=_("一签就是 %(value)s 年，服务项目封顶 %(limit)s 年"),
        why=_("锁得太久，后来的人进不来"),
        then=_("签短些；非要更长的，问财政部门"),
        who=CLERK,
    ),
    "procurement.framework.nobody_dropped": Wording(
        what=_("只淘汰 %(n)s 家，至少一家且到 %(limit_bp)s%%"),
        why=_("来者不拒就没有竞争"),
        then=_("再淘汰几家"),
        who=CLERK,
    ),
    "procurement.framework.join_late": Wording(
        what=_("有人申请加入，%(days)s 个工作日了还没审完，该在 %(limit)s 个之内"),
        why=_("等着加入的人有期限"),
        then=_("现在就办结"),
        who=CLERK,
    ),
    "procurement.framework.tell_late": Wording(
        what=_("入围信息 %(days)s 个工作日还没告知采购人，期限 %(limit)s 个"),
        why=_("采购人要知道能找谁"),
        then=_("现在就告知"),
        who=CLERK,
    ),
    "procurement.cancel.no_reason": Wording(
        what=_("终止采购没写理由，或没通知全部供应商"),
        why=_("来过的人都该知道为什么停"),
        then=_("说清为什么停，告诉每一家，再发公告"),
        who=CLERK,
    ),
}
