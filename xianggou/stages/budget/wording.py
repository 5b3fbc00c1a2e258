"""What is so, why, and what to do next: the words of each finding about the budget ledger."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

ACCOUNTANT = _("乡镇会计")
CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
LEADER = _("乡镇领导")

WORDING = {
    "budget.approve.no_plan": Wording(
        what=_("预算线“%(line)s”背后没有批准的购买计划"),
        why=_("先有计划，才有预算"),
        then=_("先走完购买计划审批，再批这条线"),
        who=FINANCE,
    ),
    "budget.approve.not_in_procurement_budget": Wording(
        what=_("翻遍政府采购预算，没有“%(name)s”这一项"),
        why=_("达到采购限额的项目，编预算时就要列明"),
        then=_("在采购预算中补列品目和金额，再报财政审核"),
        who=FINANCE,
    ),
    "budget.approve.grounds_are_the_purchase": Wording(
        what=_("“%(line)s”只因要购买服务就多要 %(increase_fen)s 元"),
        why=_("购买服务用已有预算统筹，不是加钱的理由"),
        then=_("从现有预算里调剂，或补上职责新增的依据"),
        who=CLERK,
    ),
    "budget.approve.result_ignored": Wording(
        what=_("去年评了“%(grade)s”，“%(line)s”今年的数没有交代"),
        why=_("上年评得怎样，要在今年的数里看得出来"),
        then=_("写明评价结果怎样体现在金额里"),
        who=CLERK,
    ),
    "budget.approve.wrong_organ": Wording(
        what=_("%(township)s的预算还没有经%(organ)s批准"),
        why=_("乡镇预算由本级人大批准才算数"),
        then=_("提交%(organ)s审批；批准前只办法定可先支的几类"),
        who=LEADER,
    ),
    "budget.start.no_budget": Wording(
        what=_("“%(name)s”还没有可花的预算线"),
        why=_("没有预算就不购买"),
        then=_("先列入预算或办理预算调整"),
        who=CLERK,
    ),
    "budget.hold.insufficient": Wording(
        what=_("这条线可用 %(free_fen)s 元，本次要 %(asked_fen)s 元，差 %(short_fen)s 元"),
        why=_("占用不能超过可用的钱"),
        then=_("少要一些，或先把别处占着的放出来，或申请追加"),
        who=CLERK,
    ),
    "budget.use.purpose_changed": Wording(
        what=_("用途写的是“%(use)s”，这条线是给“%(line)s”的"),
        why=_("预算的钱只能用在批准的用途上"),
        then=_("换到对应的预算线，或按规定报批调剂"),
        who=CLERK,
    ),
    "budget.use.special_fund_diverted": Wording(
        what=_("“%(fund)s”是专款，这次却要花在“%(use)s”"),
        why=_("专款专用，没有整合决定不能改用"),
        then=_("还是用回原处；已决定整合的，附上决定"),
        who=CLERK,
    ),
    "budget.use.before_approval": Wording(
        what=_("预算 %(approved_on)s 才批准，“%(name)s”不能先付"),
        why=_("批准之前只有少数几类支出可以先付"),
        then=_("等批准后再付；属于可先付的，选明类别并附依据"),
        who=ACCOUNTANT,
    ),
    "budget.move.no_procedure": Wording(
        what=_("从“%(source)s”调 %(moved_fen)s 元到“%(target)s”没有批件"),
        why=_("跨科目、级次、项目调钱要先报批"),
        then=_("报财政部门批准后再调"),
        who=FINANCE,
    ),
    "budget.adjust.needs_congress": Wording(
        what=_("“%(kind)s”属于预算调整，还没有人大批准"),
        why=_("这类变动只有乡镇人大能定"),
        then=_("编制调整方案，提交乡镇人大审批"),
        who=LEADER,
    ),
    "budget.carry.lapsed": Wording(
        what=_("%(year)s 年的钱只能用到 %(until)s"),
        why=_("结转到期没用完的，作结余收回"),
        then=_("交财政统筹；还要用的，重新申请"),
        who=ACCOUNTANT,
    ),
    "budget.commit.beyond_year": Wording(
        what=_("合同跨到 %(year)s 年，那一年的钱还没有着落"),
        why=_("超过一般期限的合同，各年资金都要有保障"),
        then=_("在中期财政规划里列明各年金额，或缩短合同"),
        who=FINANCE,
    ),
    "budget.borrow.disguised": Wording(
        what=_("这项安排带有融资特征：%(signs)s"),
        why=_("借购买之名举债，不在可办之列"),
        then=_("撤下该安排，并报财政部门和纪检监察"),
        who=FINANCE,
    ),
    "budget.reply.late": Wording(
        what=_("从批准到批复走了 %(days)s 日，应在 %(limit)s 日内"),
        why=_("批复时间从预算批准那天算起"),
        then=_("尽快批复，写明晚的原因"),
        who=FINANCE,
    ),
    "budget.publish.late": Wording(
        what=_("批准之后 %(limit)s 日内就该公开，现在是第 %(days)s 日"),
        why=_("公开的期限遇休息日也不顺延"),
        then=_("现在就公开，写明晚的原因"),
        who=FINANCE,
    ),
    "budget.file.accounts_late": Wording(
        what=_("备案该在 %(limit)s 日内，距决算批准已有 %(days)s 日"),
        why=_("乡镇决算要报上一级备案"),
        then=_("报县财政局备案"),
        who=ACCOUNTANT,
    ),
}
