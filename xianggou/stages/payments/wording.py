"""What is so, why, and what to do next: the words of each finding about payments."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

ACCOUNTANT = _("乡镇会计")
CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
LEADER = _("乡镇领导")

WORDING = {
    "payments.pay.no_purchase": Wording(
        what=_("没有成交结果和合同，不能付款"),
        why=_("没有购买就不支付"),
        then=_("这笔申请打回去"),
        who=CLERK,
    ),
    "payments.pay.not_accepted": Wording(
        what=_("还没有人验收过第 %(n)s 期的活"),
        why=_("先验收，后付款"),
        then=_("先验收；属于预付款的，写明合同条款"),
        who=CLERK,
    ),
    "payments.pay.over_contract": Wording(
        what=_("本次 %(asked_fen)s 元加上已付 %(paid_fen)s 元，高出合同的 %(price_fen)s 元"),
        why=_("付款合计不能超过合同"),
        then=_("改为 %(free_fen)s 元"),
        who=CLERK,
    ),
    "payments.pay.over_commitment": Wording(
        what=_("还可付 %(free_fen)s 元，申请了 %(asked_fen)s 元"),
        why=_("只能付验收后转为待付的部分"),
        then=_("改为 %(free_fen)s 元，或先办追加"),
        who=ACCOUNTANT,
    ),
    "payments.pay.not_received": Wording(
        what=_(
            "%(fund)s已到 %(received_fen)s 元，已付 %(paid_fen)s 元，这次要付 %(asked_fen)s 元，差 %(short_fen)s 元"
        ),
        why=_("钱到账了才能付"),
        then=_("催县财政拨付 %(short_fen)s 元，到账登记以后再付"),
        who=FINANCE,
    ),
    "payments.pay.wrong_account": Wording(
        what=_("收款账户和合同写的不一样"),
        why=_("钱要付给合同上的供应商"),
        then=_("核对账户；供应商换账户的，附盖章文件"),
        who=ACCOUNTANT,
    ),
    "payments.pay.no_invoice": Wording(
        what=_("还没有合规票据"),
        why=_("付款要有原始凭证"),
        then=_("先要发票；不开发票的主体用合规收据"),
        who=CLERK,
    ),
    "payments.pay.same_person": Wording(
        what=_("%(a)s和%(b)s都落在 %(person)s 一个人身上"),
        why=_("申请、审批、记账要分开"),
        then=_("换一人办其中一项"),
        who=LEADER,
    ),
    "payments.pay.central_not_delegated": Wording(
        what=_("该集中采购的没有委托，财政已停止付款"),
        why=_("目录内的项目不能自行采购"),
        then=_("财政要求改的改完，再来付款"),
        who=FINANCE,
    ),
    "payments.pay.due_soon": Wording(
        what=_("最后付款日是 %(due)s，还有 %(days)s 日"),
        why=_("到期不付要付利息"),
        then=_("今天就把付款往下走"),
        who=ACCOUNTANT,
    ),
    "payments.pay.late": Wording(
        what=_("最后付款日是 %(due)s，已晚 %(days)s 日"),
        why=_("晚付要加利息"),
        then=_("付清本金和利息 %(interest_fen)s 元"),
        who=ACCOUNTANT,
    ),
    "payments.pay.late_after_invoice": Wording(
        what=_("发票来了 %(days)s %(unit)s钱还没走，该在 %(limit)s %(unit)s之内"),
        why=_("条件具备就要按时付"),
        then=_("付款，或写明哪项条件还没具备"),
        who=ACCOUNTANT,
    ),
    "payments.hold.no_ground": Wording(
        what=_("“%(reason)s”不能作为不付款的理由"),
        why=_("内部原因不能让供应商承担"),
        then=_("不再压着，到期就付"),
        who=LEADER,
    ),
    "payments.hold.undisputed_part": Wording(
        what=_("有争议的只有 %(part_fen)s 元，另外 %(free_fen)s 元应当先付"),
        why=_("没有争议的部分不能一起压着"),
        then=_("先付 %(free_fen)s 元"),
        who=ACCOUNTANT,
    ),
    "payments.deduct.no_clause": Wording(
        what=_("扣 %(deduction_fen)s 元没有合同依据"),
        why=_("扣款要按合同写好的办法算"),
        then=_("指出合同哪一条、怎么算的；指不出就不扣"),
        who=CLERK,
    ),
    "payments.deduct.wrong_sum": Wording(
        what=_("扣了 %(deduction_fen)s 元，按合同算应为 %(right_fen)s 元"),
        why=_("算出多少就扣多少"),
        then=_("改为 %(right_fen)s 元"),
        who=CLERK,
    ),
    "payments.advance.no_clause": Wording(
        what=_("预付 %(advance_fen)s 元，合同约定预付 %(agreed_fen)s 元，已预付 %(paid_fen)s 元"),
        why=_("预付只按合同约定办"),
        then=_("改到约定数以内"),
        who=CLERK,
    ),
    "payments.bond.kept": Wording(
        what=_("%(kind)s保证金 %(due)s 就该退，还没有退"),
        why=_("保证金到期要及时退"),
        then=_("现在就退"),
        who=ACCOUNTANT,
    ),
    "payments.receivable.confirm_late": Wording(
        what=_("供应商 %(days)s 日前请求确认账款，%(limit)s 日内就该有结果"),
        why=_("确认了债权，供应商才好融资"),
        then=_("核对后出具确认；确认欠款不等于作保"),
        who=ACCOUNTANT,
    ),
    "payments.report.overdue_list_missing": Wording(
        what=_("上年逾期未付的情况 %(due)s 前没有公开"),
        why=_("欠没欠、欠多少，要让人看得见"),
        then=_("把欠款合同的个数和金额贴出来，没有欠款也要写明"),
        who=ACCOUNTANT,
    ),
    "payments.recover.unmet": Wording(
        what=_("多付的 %(open_fen)s 元还没有追回"),
        why=_("多付的钱要追回来"),
        then=_("发出追回通知，必要时移送"),
        who=ACCOUNTANT,
    ),
}
