"""Words of the findings about documents and notices."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")

WORDING = {
    "procurement.document.no_budget_figure": Wording(
        what=_("采购文件没写预算金额"),
        why=_("预算要对供应商公开"),
        then=_("写明预算；有最高限价的一并写明"),
        who=CLERK,
    ),
    "procurement.document.floor_price": Wording(
        what=_("采购文件设了最低限价"),
        why=_("只能封顶，不能托底"),
        then=_("删去最低限价"),
        who=CLERK,
    ),
    "procurement.document.no_contract_draft": Wording(
        what=_("采购文件没附合同文本"),
        why=_("供应商要先看到将来签什么"),
        then=_("附上合同草案"),
        who=CLERK,
    ),
    "procurement.document.discriminates": Wording(
        what=_("这些条件对供应商不公平：%(text)s"),
        why=_("条件要和履约直接有关"),
        then=_("删去，或改成与履约直接相关的要求"),
        who=CLERK,
    ),
    "procurement.document.local_only": Wording(
        what=_("这些条件限定了本地：%(text)s"),
        why=_("外地供应商也能参加"),
        then=_("改成到场时限等履约要求"),
        who=CLERK,
    ),
    "procurement.document.register_as_gate": Wording(
        what=_("文件把“进了名录”当成参加的门槛"),
        why=_("名录用来找人，不能用来拦人"),
        then=_("去掉这个门槛；找人、通知人时再用名录"),
        who=CLERK,
    ),
    "procurement.document.scale_condition": Wording(
        what=_("这些条件看的是规模和年限：%(text)s"),
        why=_("大小新旧不能作门槛或得分"),
        then=_("删去"),
        who=CLERK,
    ),
    "procurement.document.references_too_many": Wording(
        what=_("要求 %(n)s 个同类业绩，一般不超过 %(limit)s 个"),
        why=_("业绩要求过多就把人拦在外面"),
        then=_("少要几个；确有必要的说清理由，过重点审查"),
        who=CLERK,
    ),
    "procurement.document.qualification_scored": Wording(
        what=_("这些既作资格又计分：%(items)s"),
        why=_("资格条件不能再当得分项"),
        then=_("只留一处"),
        who=CLERK,
    ),
    "procurement.document.score_not_quantified": Wording(
        what=_("这些评分项没有量化档次：%(items)s"),
        why=_("分数要有尺子"),
        then=_("写明各档的量化标准和分值"),
        who=CLERK,
    ),
    "procurement.document.price_weight": Wording(
        what=_("价格占 %(value_bp)s%%，出了 %(min_bp)s%%—%(max_bp)s%% 这个范围"),
        why=_("价格太轻太重都不行"),
        then=_("改到范围里；磋商要更高的，先请本级财政点头"),
        who=CLERK,
    ),
    "procurement.document.sme_not_reserved": Wording(
        what=_("金额 %(value_fen)s 元，%(limit_fen)s 元以下的应专门面向中小企业"),
        why=_("适合中小企业做的要留给中小企业"),
        then=_("改为专门面向；有除外情形的，选明并说明"),
        who=CLERK,
    ),
    "procurement.document.sme_deduction": Wording(
        what=_("给小微企业减 %(value_bp)s%%，出了 %(min_bp)s%%—%(max_bp)s%% 这个范围"),
        why=_("扣除幅度由规定框住"),
        then=_("改到范围以内"),
        who=CLERK,
    ),
    "procurement.document.sme_joint_deduction": Wording(
        what=_(
            "联合体（分包）扣除 %(value_bp)s%%，应在 %(min_bp)s%%—%(max_bp)s%% 之间，且小微份额到 %(share_bp)s%%"
        ),
        why=_("份额够了才能享受扣除"),
        then=_("改扣除幅度或份额要求"),
        who=CLERK,
    ),
    "procurement.document.sme_deduction_twice": Wording(
        what=_("已经只让中小企业来，价格上又给减"),
        why=_("两种扶持不能叠加"),
        then=_("删去价格扣除"),
        who=CLERK,
    ),
    "procurement.year.sme_share_low": Wording(
        what=_("今年预留 %(value_bp)s%%（小微 %(micro_bp)s%%），应到 %(limit_bp)s%%（%(limit_micro_bp)s%%）"),
        why=_("全年算总账"),
        then=_("在后面的项目里补足"),
        who=FINANCE,
    ),
    "procurement.document.bid_bond": Wording(
        what=_("投标保证金 %(bond_fen)s 元，超过预算的 %(limit_bp)s%%"),
        why=_("保证金不能成负担"),
        then=_("降到上限以内"),
        who=CLERK,
    ),
    "procurement.document.performance_bond": Wording(
        what=_("履约保证金 %(value_bp)s%%，最高 %(limit_bp)s%%"),
        why=_("保证金不能成负担"),
        then=_("降到上限以内"),
        who=CLERK,
    ),
    "procurement.document.bond_cash_only": Wording(
        what=_("采购文件只收现金保证金"),
        why=_("这些形式都要接受：%(forms)s"),
        then=_("把保函等形式也写进去"),
        who=CLERK,
    ),
    "procurement.document.low_price_ratio": Wording(
        what=_("低价审查线定在 %(value_bp)s%%，应在 %(min_bp)s%%—%(max_bp)s%% 之间"),
        why=_("线可以提高，有上限"),
        then=_("改到范围以内"),
        who=CLERK,
    ),
    "procurement.document.no_challenge_contact": Wording(
        what=_("采购文件没写质疑接收：%(missing)s"),
        why=_("供应商要知道找谁质疑"),
        then=_("补上"),
        who=CLERK,
    ),
    "procurement.document.offered_too_short": Wording(
        what=_("文件只提供 %(days)s %(unit)s，至少 %(limit)s %(unit)s"),
        why=_("时间太短，很多人来不及拿"),
        then=_("延到 %(earliest)s 或以后"),
        who=CLERK,
    ),
    "procurement.document.response_too_short": Wording(
        what=_("供应商只有 %(days)s %(unit)s准备响应，至少要给 %(limit)s %(unit)s"),
        why=_("时间太短，响应做不好"),
        then=_("截止日最早可定在 %(earliest)s"),
        who=CLERK,
    ),
    "procurement.document.prequalify_too_short": Wording(
        what=_("资格预审申请只有 %(days)s %(unit)s，至少 %(limit)s %(unit)s"),
        why=_("时间太短，很多人来不及"),
        then=_("延到 %(earliest)s 或以后"),
        who=CLERK,
    ),
    "procurement.document.clarified_too_late": Wording(
        what=_("改了文件，离截止只剩 %(days)s %(unit)s，要留 %(limit)s %(unit)s"),
        why=_("改了要求，就要留时间重做"),
        then=_("截止日往后移，最早 %(earliest)s"),
        who=CLERK,
    ),
    "procurement.notice.too_short": Wording(
        what=_("公告只有 %(days)s %(unit)s，至少 %(limit)s %(unit)s"),
        why=_("公告太短，看到的人少"),
        then=_("延到 %(earliest)s 或以后"),
        who=CLERK,
    ),
}
