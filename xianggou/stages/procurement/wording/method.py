"""Words of the findings about methods, invitations and splitting."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")

WORDING = {
    "procurement.method.open_tender_required": Wording(
        what=_("%(value_fen)s 元已到 %(limit_fen)s 元这条线，该公开招标，选的却是%(method)s"),
        why=_("到了标准就公开招标，改方式要先批"),
        then=_("改用公开招标，或在启动前取得设区的市以上财政批准"),
        who=CLERK,
    ),
    "procurement.method.approval_after_start": Wording(
        what=_("改方式的批件 %(on)s 才有，采购 %(started_on)s 已开始"),
        why=_("批准要在启动之前"),
        then=_("终止本次活动，重新启动"),
        who=CLERK,
    ),
    "procurement.method.approver_too_low": Wording(
        what=_("批件是县级财政出的，没有这个权限"),
        why=_("改方式由设区的市以上财政批"),
        then=_("找设区的市财政批；省直管县要有省政府的授权文件"),
        who=FINANCE,
    ),
    "procurement.method.no_ground": Wording(
        what=_("选%(method)s要有理由，这里没有或站不住"),
        why=_("可选的情形是：%(grounds)s"),
        then=_("选明情形并附依据，或改用公开招标"),
        who=CLERK,
    ),
    "procurement.method.inquiry_for_services": Wording(
        what=_("服务不能用询价"),
        why=_("询价只用于规格统一的货物"),
        then=_("磋商、谈判、公开招标，任选一种合适的"),
        who=CLERK,
    ),
    "procurement.method.urgency_self_made": Wording(
        what=_("这里的急是自己拖出来的，或本来能预见"),
        why=_("自己拖出来的急不算急"),
        then=_("走平常的采购程序"),
        who=CLERK,
    ),
    "procurement.method.emergency_not_in_force": Wording(
        what=_("项目 %(on)s 启动，紧急采购办法 %(since)s 才施行"),
        why=_("新规定管不到之前启动的项目"),
        then=_("按启动时的规定办"),
        who=CLERK,
    ),
    "procurement.method.central_not_delegated": Wording(
        what=_("“%(item)s”在集中采购目录里，没有委托"),
        why=_("目录内的要由集中采购机构办"),
        then=_("委托集中采购机构"),
        who=CLERK,
    ),
    "procurement.method.framework_unfit": Wording(
        what=_("项目不符合框架协议的情形"),
        why=_("可用的情形是：%(grounds)s"),
        then=_("改用单次采购"),
        who=CLERK,
    ),
    "procurement.method.not_allowed": Wording(
        what=_("%(method)s不能用在这个项目上"),
        why=_("当时可用的方式是：%(methods)s"),
        then=_("换一种方式"),
        who=CLERK,
    ),
    "procurement.invite.too_few": Wording(
        what=_("邀请名单上有 %(n)s 家，差到 %(limit)s 家"),
        why=_("人少了就没有竞争"),
        then=_("增加邀请，或改为发公告"),
        who=CLERK,
    ),
    "procurement.invite.buyer_names_too_many": Wording(
        what=_("名单里 %(value_bp)s%%（%(n)s 家）是采购人自己提的，上限 %(limit_bp)s%%"),
        why=_("推荐太多就成了指定"),
        then=_("减少推荐"),
        who=CLERK,
    ),
    "procurement.split.avoids_open_tender": Wording(
        what=_("本年同一项目同类服务分 %(n)s 次买，合计 %(sum_fen)s 元，超过 %(limit_fen)s 元"),
        why=_("拆开买来躲公开招标，是化整为零"),
        then=_("并成一次公开招标；有批件或预算调整的交上来"),
        who=CLERK,
    ),
    "procurement.split.avoids_limit": Wording(
        what=_("本年同类服务在限额以下买了 %(n)s 次，合计 %(sum_fen)s 元，到了限额 %(limit_fen)s 元"),
        why=_("能合起来买的拆开买，要说得清"),
        then=_("写明分次的原因；能合并的合并采购"),
        who=CLERK,
    ),
}
