"""What is so, why, and what to do next: the words of each finding about contracts."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

ACCOUNTANT = _("乡镇会计")
CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
LEADER = _("乡镇领导")
SUPPLIER = _("承接主体")

WORDING = {
    "contracts.sign.late": Wording(
        what=_("签订日距通知书 %(days)s 日，期限 %(limit)s 日，最后一天是 %(due)s"),
        why=_("签约期限从通知书发出的次日起算"),
        then=_("核对通知书日期；确已过期的，采购人写明原因并报财政部门后再签"),
        who=LEADER,
    ),
    "contracts.sign.before_notice": Wording(
        what=_("签订日 %(signed_on)s 早于通知书 %(notified_on)s"),
        why=_("先有成交通知书，后有合同"),
        then=_("按实际日期填写，不倒签"),
        who=CLERK,
    ),
    "contracts.sign.price_differs": Wording(
        what=_("合同价 %(price_fen)s 元，成交价 %(award_fen)s 元"),
        why=_("合同照成交结果签，一分不差"),
        then=_("改为 %(award_fen)s 元"),
        who=CLERK,
    ),
    "contracts.sign.terms_differ": Wording(
        what=_("合同与采购文件、响应文件对不上：%(fields)s"),
        why=_("标的、数量、标准、期限不能在签约时改"),
        then=_("改回一致；确要变的，重新采购"),
        who=CLERK,
    ),
    "contracts.sign.extra_demand": Wording(
        what=_("成交以后又加了要求：%(text)s"),
        why=_("中选以后不能再加条件"),
        then=_("删去这些条件"),
        who=CLERK,
    ),
    "contracts.sign.wrong_party": Wording(
        what=_("签约方 %(supplier)s 不是成交供应商 %(awardee)s"),
        why=_("谁成交，谁签约；联合体各方一起签"),
        then=_("改由成交供应商签"),
        who=CLERK,
    ),
    "contracts.sign.not_written": Wording(
        what=_("还没有书面合同"),
        why=_("采购合同要有书面文本"),
        then=_("起草合同，双方签字盖章"),
        who=CLERK,
    ),
    "contracts.sign.clause_missing": Wording(
        what=_("这几部分还空着：%(missing)s"),
        why=_("必备内容一项也不能空"),
        then=_("补上所缺内容"),
        who=CLERK,
    ),
    "contracts.sign.negative_list": Wording(
        what=_("合同内容里有不能购买的：%(kinds)s"),
        why=_("合同内容也受禁止事项约束"),
        then=_("删去这部分"),
        who=CLERK,
    ),
    "contracts.sign.term_over_usual": Wording(
        what=_("合同期 %(months)s 个月，一般不超过 %(limit)s 个月，还缺：%(missing)s"),
        why=_("更长的合同要条件全部具备"),
        then=_("缩短合同期，或逐项说明所缺条件并附预算保障"),
        who=CLERK,
    ),
    "contracts.sign.term_over_long": Wording(
        what=_("算上续签，这份合同要管 %(months)s 个月，封顶 %(limit)s 个月"),
        why=_("再好的项目也要到期重新采购"),
        then=_("缩短合同期"),
        who=CLERK,
    ),
    "contracts.sign.no_commitment": Wording(
        what=_("合同价 %(price_fen)s 元，只占用了 %(hold_fen)s 元，差 %(short_fen)s 元"),
        why=_("签约前钱要足额占住"),
        then=_("先补足占用"),
        who=ACCOUNTANT,
    ),
    "contracts.sign.challenge_pending": Wording(
        what=_("有可能影响结果的质疑还没办结"),
        why=_("质疑办结之前先不签"),
        then=_("把质疑答复完；合同已签的先别履行"),
        who=CLERK,
    ),
    "contracts.sign.suspended": Wording(
        what=_("财政部门已书面暂停这次采购，最长 %(limit)s 日"),
        why=_("暂停期间不能签约"),
        then=_("等恢复通知"),
        who=FINANCE,
    ),
    "contracts.sign.payment_term": Wording(
        what=_("付款期约定了 %(days)s 日，最长 %(limit)s 日"),
        why=_("中小企业的款不能拖"),
        then=_("把付款期缩到 %(limit)s 日或更短"),
        who=CLERK,
    ),
    "contracts.sign.audit_settlement": Wording(
        what=_("合同约定以审计结果结算，现行规定：%(allowed)s"),
        why=_("审计是政府内部的事，不能让供应商等"),
        then=_("结算条款写成：验收合格、双方对账确认"),
        who=CLERK,
    ),
    "contracts.sign.interest_floor": Wording(
        what=_("逾期利率约定为 %(value_bp)s%%，不得低于 %(limit_bp)s%%"),
        why=_("逾期利率有下限"),
        then=_("提高利率，或不作约定、按法定利率计"),
        who=CLERK,
    ),
    "contracts.sign.financing": Wording(
        what=_("合同里有：%(signs)s"),
        why=_("购买主体不能担保，也不能变相举债"),
        then=_("删去；承接主体可凭合同自行融资"),
        who=CLERK,
    ),
    "contracts.sign.no_privacy_terms": Wording(
        what=_("承接主体要接触个人信息或视频，合同没有相应条款"),
        why=_("交出去的信息要约定怎样用、怎样保、怎样还"),
        then=_("写进用途、时限、办法、防护，以及到期怎样删还"),
        who=CLERK,
    ),
    "contracts.sign.not_marked_reserved": Wording(
        what=_("预留给中小企业的合同没有标注"),
        why=_("标注之后才能统计和监督"),
        then=_("加注“%(mark)s”"),
        who=CLERK,
    ),
    "contracts.sign.one_person": Wording(
        what=_("合同签订只有 %(n)s 人经办"),
        why=_("关键环节原则上两人以上一起办"),
        then=_("加一名经办人"),
        who=LEADER,
    ),
    "contracts.publish.late": Wording(
        what=_("离签订已 %(days)s 个工作日，合同还没挂出去，期限是 %(limit)s 个"),
        why=_("合同公告从签订次日起算"),
        then=_("现在就公告；涉密部分隐去"),
        who=CLERK,
    ),
    "contracts.file.late": Wording(
        what=_("副本迟迟没报：已 %(days)s 个工作日，期限是 %(limit)s 个"),
        why=_("副本要报财政和有关部门"),
        then=_("现在就报县财政局备案"),
        who=CLERK,
    ),
    "contracts.change.publish_late": Wording(
        what=_("改过的合同 %(days)s 个工作日没让人看到，期限是 %(limit)s 个"),
        why=_("变更和原合同一样要让人看得见"),
        then=_("把补充文本连同变更公告挂出去"),
        who=CLERK,
    ),
    "contracts.change.unlawful": Wording(
        what=_("变更、中止或终止合同没有写事由"),
        why=_("合同不能随意改"),
        then=_("写明法定事由并附证据，或继续履行"),
        who=LEADER,
    ),
    "contracts.change.supplement_over": Wording(
        what=_("追加累计 %(sum_fen)s 元，超过原合同 %(base_fen)s 元的 %(limit_bp)s%%"),
        why=_("追加有上限，超过就要重新采购"),
        then=_("减到上限以内，或另行采购"),
        who=CLERK,
    ),
    "contracts.change.supplement_not_same": Wording(
        what=_("追加的内容和原合同不同，或改了别的条款"),
        why=_("追加只限同样的服务、同样的条件"),
        then=_("不同的部分单独采购"),
        who=CLERK,
    ),
    "contracts.change.supplement_after_end": Wording(
        what=_("合同已经履行完，不能再追加"),
        why=_("追加只能在履行期间办"),
        then=_("新的需要走新的采购"),
        who=CLERK,
    ),
    "contracts.transfer.whole": Wording(
        what=_("主要工作全部交给了“%(other)s”，这是转包"),
        why=_("谁签约谁干活"),
        then=_("叫承接主体自己来做；不做的解除合同，报财政部门"),
        who=LEADER,
    ),
    "contracts.subcontract.no_consent": Wording(
        what=_("“%(part)s”要分出去，采购人没点头，或响应时没提过"),
        why=_("分包要事先写明并经同意"),
        then=_("补办同意；响应文件没写的不能分包"),
        who=CLERK,
    ),
    "contracts.subcontract.main_work": Wording(
        what=_("“%(part)s”是主体、关键性工作，不能分包"),
        why=_("分包限于次要部分"),
        then=_("这部分由承接主体自己做"),
        who=SUPPLIER,
    ),
    "contracts.subcontract.again": Wording(
        what=_("“%(part)s”又被分包人转给别人"),
        why=_("分包只能一次"),
        then=_("让最后一手退出"),
        who=SUPPLIER,
    ),
    "contracts.subcontract.to_larger": Wording(
        what=_("享受扶持的企业把活分包给了%(size)s企业"),
        why=_("扶持小的，不能流向更大的"),
        then=_("换一家不更大的分包人"),
        who=SUPPLIER,
    ),
    "contracts.renew.no_procedure": Wording(
        what=_("续到 %(ends_on)s 没有采购文件依据，或总期超过 %(limit)s 个月"),
        why=_("续签要事先写明，总期不能超"),
        then=_("期满后重新采购"),
        who=CLERK,
    ),
}
