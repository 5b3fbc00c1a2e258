"""What is so, why, and what to do next: the words of each finding about suppliers."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
FINANCE = _("县（区）财政部门")
PANEL = _("采购代理机构或评审组")
SUPPLIER = _("承接主体")

WORDING = {
    "suppliers.register.excluded_kind": Wording(
        what=_("%(kind)s不在承接主体之列，“%(name)s”登记不了"),
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
        then=_("种类选错就改；没选错的附登记证书"),
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
        what=_("出了问题，“%(name)s”自己承担不了民事责任"),
        why=_("出了事要有人能负责"),
        then=_("由具备独立资格的主体参加"),
        who=SUPPLIER,
    ),
    "suppliers.qualify.tax_arrears": Wording(
        what=_("“%(name)s”有欠税或欠社保的记录"),
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
        what=_("禁止令管到 %(until)s，“%(name)s”现在还进不来"),
        why=_("禁止期还没满"),
        then=_("不予通过；期满后可以参加"),
        who=PANEL,
    ),
    "suppliers.qualify.credit_not_checked": Wording(
        what=_("“%(name)s”的信用记录还是空白，资格审查不能结束"),
        why=_("资格审查要查信用并留存"),
        then=_("到规定网站查一次，截图连同时间一并存档"),
        who=PANEL,
    ),
    "suppliers.qualify.related_bidders": Wording(
        what=_("“%(name)s”和“%(other)s”：%(relation)s"),
        why=_("背后是一家的不能同时参加"),
        then=_("照采购文件写的办法处理这两家，查证材料留底"),
        who=PANEL,
    ),
    "suppliers.qualify.prior_service": Wording(
        what=_("本项目的%(service)s就是“%(name)s”做的"),
        why=_("帮着出题的不能再答题"),
        then=_("让它退出这个项目"),
        who=PANEL,
    ),
    "suppliers.qualify.bookkeeping_permit": Wording(
        what=_("“%(name)s”拿不出在有效期内的代理记账许可"),
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
        what=_("“%(name)s”的负责人既无会计师职称，又只做了 %(n)s 年会计（要 %(limit)s 年）"),
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
        what=_("名为向个人买“%(item)s”，实际带着上班的样子：%(signs)s"),
        why=_("不能借购买服务变相用人"),
        then=_("找机构按成果结算；真要用人的走用工手续"),
        who=CLERK,
    ),
    "suppliers.qualify.young_org_refused": Wording(
        what=_("“%(name)s”只因成立不到 %(limit)s 年就没让参加"),
        why=_("没有不良记录的新组织应当能参加"),
        then=_("把对成立年限的要求拿掉"),
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
