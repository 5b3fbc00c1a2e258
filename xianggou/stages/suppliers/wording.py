"""What is so, why, and what to do next: the words of each finding about suppliers."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
PANEL = _("采购代理机构或评审组")
SUPPLIER = _("承接主体")

WORDING = {
    "suppliers.register.excluded_kind": Wording(
        what=_("“%(name)s”是%(kind)s，不能承接"),
        why=_("财政养着的单位，任务和钱走预算"),
        then=_("换其他主体；该单位的任务按预算安排"),
        who=CLERK,
    ),
    "suppliers.register.kind_unknown": Wording(
        what=_("“%(name)s”登记为“%(kind)s”，不在可承接的种类里"),
        why=_("可承接的是：%(kinds)s"),
        then=_("核对登记证书，选对种类"),
        who=CLERK,
    ),
    "suppliers.register.bad_code": Wording(
        what=_("代码 %(code)s 不对：%(reason)s"),
        why=_("代码自带校验，抄错一位就对不上"),
        then=_("对照证照原件重录"),
        who=CLERK,
    ),
    "suppliers.register.code_kind_mismatch": Wording(
        what=_("代码前两位是 %(prefix)s，和“%(kind)s”对不上"),
        why=_("前两位表示登记部门和机构种类"),
        then=_("核对种类；确属特殊的，上传登记证书"),
        who=CLERK,
    ),
    "suppliers.register.closed_to_outsiders": Wording(
        what=_("名录只收本地登记的主体"),
        why=_("外地的也能来登记"),
        then=_("取消登记地限制；要就近的，写成到场时限"),
        who=CLERK,
    ),
    "suppliers.register.barred_without_ground": Wording(
        what=_("移出名录没写依据"),
        why=_("禁不禁止参加采购，由财政部门依法定"),
        then=_("写明名录管理依据；涉嫌违法的移送财政"),
        who=FINANCE,
    ),
    "suppliers.qualify.no_capacity": Wording(
        what=_("“%(name)s”不能独立承担民事责任"),
        why=_("出了事要有人能负责"),
        then=_("由具备独立资格的主体参加"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.tax_arrears": Wording(
        what=_("“%(name)s”的纳税或社保记录不好"),
        why=_("依法缴税缴社保是基本条件"),
        then=_("补缴并提供证明，或不予通过"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.serious_violation": Wording(
        what=_("“%(name)s” %(on)s 受过：%(penalty)s"),
        why=_("%(years)s 年内有重大违法记录的不能参加"),
        then=_("核对处罚决定；属实的不予通过"),
        who=PANEL,
    ),
    "suppliers.qualify.ban_running": Wording(
        what=_("“%(name)s”到 %(until)s 前不能参加政府采购"),
        why=_("禁止期还没满"),
        then=_("不予通过；期满后可以参加"),
        who=PANEL,
    ),
    "suppliers.qualify.credit_not_checked": Wording(
        what=_("还没查“%(name)s”的信用记录"),
        why=_("资格审查要查信用并留存"),
        then=_("在规定网站查询，保存截图和时间"),
        who=PANEL,
    ),
    "suppliers.qualify.related_bidders": Wording(
        what=_("“%(name)s”和“%(other)s”：%(relation)s"),
        why=_("背后是一家的不能同时参加"),
        then=_("两家都按采购文件处理，记录查证材料"),
        who=PANEL,
    ),
    "suppliers.qualify.prior_service": Wording(
        what=_("“%(name)s”为本项目做过%(service)s"),
        why=_("帮着出题的不能再答题"),
        then=_("不予通过"),
        who=PANEL,
    ),
    "suppliers.qualify.bookkeeping_permit": Wording(
        what=_("“%(name)s”没有有效的代理记账许可"),
        why=_("代理记账要先取得许可，现有许可到期日：%(until)s"),
        then=_("补交有效许可证书"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.bookkeeping_staff": Wording(
        what=_("“%(name)s”专职 %(n)s 人，至少 %(limit)s 人"),
        why=_("人手不够，账做不好"),
        then=_("补交专职人员证明，或不予通过"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.bookkeeping_head": Wording(
        what=_("“%(name)s”负责人没有会计师职称，从业 %(n)s 年，至少 %(limit)s 年"),
        why=_("负责人要懂账"),
        then=_("换负责人，或不予通过"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.local_extra": Wording(
        what=_("本地加的条件“%(text)s”超出法定"),
        why=_("加条件要和履约直接有关，并经公平竞争审查"),
        then=_("附上必要性说明，或删去"),
        who=FINANCE,
    ),
    "suppliers.qualify.individual_is_employee": Wording(
        what=_("向个人买“%(item)s”像是用工：%(signs)s"),
        why=_("不能借购买服务变相用人"),
        then=_("改为按成果付费并由机构承接，或按用工办"),
        who=CLERK,
    ),
    "suppliers.qualify.young_org_refused": Wording(
        what=_("因成立不满 %(limit)s 年拒绝“%(name)s”"),
        why=_("没有不良记录的新组织应当能参加"),
        then=_("删去成立年限条件"),
        who=CLERK,
    ),
    "suppliers.year.report_missing": Wording(
        what=_("“%(name)s” %(due)s 前没有报送年度情况"),
        why=_("代理记账机构每年要报一次"),
        then=_("提醒补报，告知许可机关"),
        who=CLERK,
    ),
    "suppliers.year.social_share_low": Wording(
        what=_("新增支出里向社会组织购买占 %(value_bp)s%%，原则上到 %(limit_bp)s%%"),
        why=_("要给社会组织机会"),
        then=_("在计划里安排适合的项目，不限制别的主体"),
        who=FINANCE,
    ),
}
