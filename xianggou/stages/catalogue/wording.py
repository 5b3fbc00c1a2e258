"""What is so, why, and what to do next: the words of each finding about the guidance catalogue."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
DEPARTMENT = _("行业主管部门")
FINANCE = _("县（区）财政部门")

WORDING = {
    "catalogue.enter.outside_duty": Wording(
        what=_("“%(item)s”在乡镇的职责里找不到依据"),
        why=_("不是自己的事，不能拿来购买"),
        then=_("先在事权清单里找到依据；找不到的不列入"),
        who=FINANCE,
    ),
    "catalogue.enter.must_do_itself": Wording(
        what=_("“%(item)s”只能由政府自己办"),
        why=_("许可、处罚、强制、决策一类的事不能交给别人"),
        then=_("自己办；能分出来的辅助活儿另起一项"),
        who=FINANCE,
    ),
    "catalogue.enter.goods_or_works": Wording(
        what=_("“%(item)s”买的是东西或工程，不是服务"),
        why=_("购买服务的目录里只放服务"),
        then=_("移出目录，按采购货物或工程的程序办"),
        who=FINANCE,
    ),
    "catalogue.enter.bundled_works": Wording(
        what=_("“%(item)s”里混着工程"),
        why=_("工程不能和服务捆在一起买"),
        then=_("把工程拆出来另行采购，只留服务部分"),
        who=FINANCE,
    ),
    "catalogue.enter.infrastructure": Wording(
        what=_("“%(item)s”属于“%(kind)s”建设"),
        why=_("基础设施建设不能当作服务来买"),
        then=_("转按政府投资项目办理"),
        who=FINANCE,
    ),
    "catalogue.enter.financing": Wording(
        what=_("从“%(item)s”里看得出借钱的安排：%(signs)s"),
        why=_("借钱、垫资、回购都不是服务"),
        then=_("去掉这些安排；钱已经动了的，要报告财政和纪检监察"),
        who=FINANCE,
    ),
    "catalogue.enter.staffing": Wording(
        what=_("“%(item)s”实际是用人：%(signs)s"),
        why=_("买的应是事，不是人"),
        then=_("改成按数量和质量付费的事项，或走用工程序"),
        who=FINANCE,
    ),
    "catalogue.enter.other_forbidden": Wording(
        what=_("“%(item)s”是%(rule)s不许购买的"),
        why=_("有专门规定禁止的，目录不能收"),
        then=_("撤下这一项"),
        who=FINANCE,
    ),
    "catalogue.enter.wrong_content": Wording(
        what=_("“%(item)s”不在可购买的内容之列：%(kinds)s"),
        why=_("只有公共服务和履职所需的辅助服务可以购买"),
        then=_("核对内容类别，或撤下"),
        who=FINANCE,
    ),
    "catalogue.enter.outside_parent": Wording(
        what=_("“%(parent)s”里没有“%(item)s”"),
        why=_("下级目录不能超出上级"),
        then=_("照上级目录换一项；确实需要的，先申报增列"),
        who=FINANCE,
    ),
    "catalogue.enter.screening_missing": Wording(
        what=_("为什么要把“%(item)s”列进来，还没答全：%(missing)s"),
        why=_("列入前要说清为什么该买、自己办要花多少"),
        then=_("把缺的几条补全：对应的事权、要专业的理由和依据、自己办的费用、两家以上的报价"),
        who=_("申报单位、县财政"),
    ),
    "catalogue.adopt.review_missing": Wording(
        what=_("目录还差这几道审查：%(missing)s"),
        why=_("审查走完才能出台"),
        then=_("完成所缺审查；审查后改过的，重新送审"),
        who=DEPARTMENT,
    ),
    "catalogue.adopt.no_consultation": Wording(
        what=_("这次调目录，一个部门都没问过"),
        why=_("部门没看过的目录执行不下去"),
        then=_("征求意见，逐条记下是否采纳"),
        who=FINANCE,
    ),
    "catalogue.adopt.no_fair_competition_review": Wording(
        what=_("目录涉及谁能承接，还没有公平竞争审查结论"),
        why=_("对经营者有要求的文件，出台前要审查"),
        then=_("先自审；县政府发文的，交市场监管部门审"),
        who=FINANCE,
    ),
    "catalogue.publish.overdue": Wording(
        what=_("目录出台 %(days)s 个工作日还没公开，期限 %(limit)s 个"),
        why=_("目录公开了，承接主体才知道买什么"),
        then=_("现在就公开"),
        who=FINANCE,
    ),
    "catalogue.use.not_in_force": Wording(
        what=_("“%(item)s”到 %(until)s 已移出目录"),
        why=_("列在目录里、又有预算的，才能购买"),
        then=_("换成现行条目；移出前已启动的照旧办完"),
        who=CLERK,
    ),
}
