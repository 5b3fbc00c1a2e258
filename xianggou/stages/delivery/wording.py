"""What is so, why, and what to do next: the words of each finding about monitoring and acceptance."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
DEPARTMENT = _("行业主管部门")
FINANCE = _("县（区）财政部门")
LEADER = _("乡镇领导")
SUPPLIER = _("承接主体")

WORDING = {
    "delivery.start.no_contract": Wording(
        what=_("服务从 %(on)s 开始，那时合同还没签"),
        why=_("先签合同，后开工"),
        then=_("先签合同；已经发生的不倒签补办"),
        who=CLERK,
    ),
    "delivery.start.challenge_open": Wording(
        what=_("有可能影响结果的质疑还没办结，履行要先停"),
        why=_("质疑办结前继续干，后果难收拾"),
        then=_("中止履行，尽快答复"),
        who=CLERK,
    ),
    "delivery.monitor.none": Wording(
        what=_("“%(name)s”%(period)s期没人去看过，或看了没记"),
        why=_("履约要有人看、有记录"),
        then=_("补一次检查，写清做到了哪一步"),
        who=CLERK,
    ),
    "delivery.monitor.finding_open": Wording(
        what=_("整改通知%(no)s该办结的日子过去 %(days)s 日了"),
        why=_("发现问题要跟到办结"),
        then=_("去复查；没整改的，按合同扣款或追责"),
        who=CLERK,
    ),
    "delivery.monitor.industry_not_drawn": Wording(
        what=_("今年的抽检记录里没有%(department)s看过“%(name)s”"),
        why=_("行业主管部门要抽检服务质量"),
        then=_("随机抽一次并记录"),
        who=DEPARTMENT,
    ),
    "delivery.monitor.mid_year_missing": Wording(
        what=_("过了 %(month)s 月，年中监控汇总还没做"),
        why=_("偏离目标要在年中就看出来"),
        then=_("把各项目花了多少、做到哪里汇起来，跑偏的扳回来"),
        who=FINANCE,
    ),
    "delivery.accept.no_users": Wording(
        what=_("验收还没有服务对象的意见"),
        why=_("公共服务好不好，用的人要说话"),
        then=_("邀请服务对象参加，录入他们的意见"),
        who=CLERK,
    ),
    "delivery.accept.standard_missing": Wording(
        what=_("验收书还没写：%(missing)s"),
        why=_("合同里的每一项标准都要有结果"),
        then=_("把空着的标准一项项填上"),
        who=CLERK,
    ),
    "delivery.accept.unsigned": Wording(
        what=_("验收书还差这些人签字：%(names)s"),
        why=_("谁验收，谁签字负责"),
        then=_("补签；不同意见也写在验收书上"),
        who=CLERK,
    ),
    "delivery.accept.buyer_accepts": Wording(
        what=_("验收负责人 %(person)s 经办过这份合同"),
        why=_("签合同的人不能自己验收"),
        then=_("换一名验收负责人"),
        who=LEADER,
    ),
    "delivery.accept.one_person": Wording(
        what=_("验收只有 %(n)s 人"),
        why=_("关键环节原则上两人以上一起办"),
        then=_("加一名验收人"),
        who=LEADER,
    ),
    "delivery.accept.no_industry_seat": Wording(
        what=_("验收席位还空着一个：%(department)s"),
        why=_("本地规定行业主管部门要参加"),
        then=_("约他们到场；来不了的给一份书面意见"),
        who=DEPARTMENT,
    ),
    "delivery.accept.defect_open": Wording(
        what=_("有 %(n)s 项问题挂着，验收不能写合格"),
        why=_("没做好的先做好"),
        then=_("改好再验一遍；改不好的写不合格"),
        who=CLERK,
    ),
    "delivery.accept.late": Wording(
        what=_("约定的验收期已过 %(days)s 日"),
        why=_("拖着不验，付款期也从 %(counted_from)s 起算"),
        then=_("现在就验收"),
        who=CLERK,
    ),
    "delivery.accept.no_third_party_note": Wording(
        what=_("委托验收的结果，采购人还没书面确认"),
        why=_("委托可以，责任还是采购人的"),
        then=_("书面确认验收结果"),
        who=LEADER,
    ),
    "delivery.publish.result_late": Wording(
        what=_("验收 %(days)s 个工作日还没公告结果，期限 %(limit)s 个"),
        why=_("公共服务的验收结果要给大家看"),
        then=_("现在就公告"),
        who=CLERK,
    ),
    "delivery.records.no_ledger": Wording(
        what=_("承接主体交不出这个项目的台账"),
        why=_("台账是监控和付款的依据"),
        then=_("督促建账并提供资料"),
        who=SUPPLIER,
    ),
    "delivery.people.run_as_staff": Wording(
        what=_("承接人员像本单位人员一样管着：%(signs)s"),
        why=_("按人管就成了变相用工"),
        then=_("改为只管服务成果"),
        who=LEADER,
    ),
    "delivery.licence.lapsed": Wording(
        what=_("%(licence)s %(on)s 过期，持证人是“%(supplier)s”"),
        why=_("整个合同期里资格都要有效"),
        then=_("证件续好之前，服务和付款都先停"),
        who=SUPPLIER,
    ),
    "delivery.bookkeeping.old_standard": Wording(
        what=_("%(period)s 的账还按《%(standard)s》记"),
        why=_("这一期应执行《%(right)s》"),
        then=_("账按新制度重调，合同里的制度名称也换过来"),
        who=SUPPLIER,
    ),
    "delivery.bookkeeping.private_account": Wording(
        what=_("集体资金存进了个人账户"),
        why=_("集体的钱只能放在集体账户"),
        then=_("当天转回，并作为线索登记"),
        who=LEADER,
    ),
    "delivery.video.kept_too_short": Wording(
        what=_("录像 %(days)s 日就没了，要留够 %(limit)s 日"),
        why=_("出了事要调得到录像"),
        then=_("扩大存储"),
        who=SUPPLIER,
    ),
    "delivery.video.not_filed": Wording(
        what=_("视频系统用了 %(days)s 日还没备案，期限 %(limit)s 日"),
        why=_("公共场所的视频系统要到公安机关备案"),
        then=_("现在就备案"),
        who=SUPPLIER,
    ),
}
