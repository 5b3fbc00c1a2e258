"""What is so, why, and what to do next: the words of each finding about purchase plans."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("乡镇经办人")
DEPARTMENT = _("行业主管部门")
LEADER = _("乡镇领导")
REVIEW_SEAT = _("联审岗")

WORDING = {
    "plans.submit.not_own_duty": Wording(
        what=_("事权清单里，“%(name)s”不归本乡镇买"),
        why=_("只能买自己该做的事"),
        then=_("翻一遍事权清单；该部门做的请部门买，或带着钱来委托"),
        who=CLERK,
    ),
    "plans.submit.cooperating_unfunded": Wording(
        what=_("“%(name)s”是帮部门做的，部门却没有出钱"),
        why=_("谁牵头，谁落实经费"),
        then=_("由牵头部门出钱，或让它自己统一去买"),
        who=DEPARTMENT,
    ),
    "plans.submit.buyer_not_entitled": Wording(
        what=_("“%(body)s”（%(kind)s）不能作购买主体"),
        why=_("能买的是国家机关和参照执行的单位"),
        then=_("换成乡镇政府来买，或换成承担行政职能的单位"),
        who=CLERK,
    ),
    "plans.submit.not_in_catalogue": Wording(
        what=_("“%(name)s”没选目录条目，或所选条目已不在用"),
        why=_("不在目录里的不能买"),
        then=_("从现行目录里选一条；目录没有的，先去申请增列"),
        who=CLERK,
    ),
    "plans.submit.no_ex_ante": Wording(
        what=_("“%(name)s”值不值得花钱，还没人评估过"),
        why=_("花钱之前先看值不值"),
        then=_("做完事前评估，把结论填进计划"),
        who=CLERK,
    ),
    "plans.submit.ex_ante_topic_missing": Wording(
        what=_("事前评估有几问没答：%(missing)s"),
        why=_("评估要把几个方面都回答到"),
        then=_("补齐后再送"),
        who=CLERK,
    ),
    "plans.submit.ex_ante_negative": Wording(
        what=_("事前评估的结论是不予支持"),
        why=_("评估没过的不能要预算"),
        then=_("修改方案重新评估，或撤回"),
        who=CLERK,
    ),
    "plans.submit.no_targets": Wording(
        what=_("“%(name)s”要达到什么还没写全：%(missing)s"),
        why=_("没有目标，事后就没法评"),
        then=_("按所缺各组填可核对的指标值"),
        who=CLERK,
    ),
    "plans.submit.target_not_measurable": Wording(
        what=_("这些指标还量不出来：%(indicators)s"),
        why=_("指标要有数、有单位、有来源"),
        then=_("给每个指标配上数值、单位、数从哪来"),
        who=CLERK,
    ),
    "plans.submit.no_feasibility": Wording(
        what=_("“%(name)s”可不可行还没论证"),
        why=_("谁购买谁负责，先评估后立项"),
        then=_("补上可行性评估"),
        who=CLERK,
    ),
    "plans.submit.no_acceptance_standard": Wording(
        what=_("“%(name)s”到时怎么验收，没有写"),
        why=_("开工前就要讲好怎样算做好"),
        then=_("写明验收的主体、时间、方式、内容和标准"),
        who=CLERK,
    ),
    "plans.submit.staff_exit_missing": Wording(
        what=_("“%(name)s”现在有 %(n)s 个岗位在做，没写怎么安排"),
        why=_("买了服务，做同样事的岗位要退出：%(ways)s"),
        then=_("写明减聘或转岗；没有对应人员的写明理由"),
        who=LEADER,
    ),
    "plans.submit.paid_twice": Wording(
        what=_("“%(name)s”同期还有人员经费 %(cost_fen)s 元"),
        why=_("一件事不能又养人又买服务"),
        then=_("人员经费减下来，或只买没人做的那部分"),
        who=CLERK,
    ),
    "plans.submit.fund_diverted": Wording(
        what=_("%(funds)s不能用于“%(name)s”"),
        why=_("专项资金只用于下达文件写明的事，用途没有决定放开"),
        then=_("换一项对得上的资金，或等县里决定整合、放开用途"),
        who=CLERK,
    ),
    "plans.submit.over_pocket": Wording(
        what=_("计划合计 %(plan_fen)s 元，可用 %(money_fen)s 元，多 %(over_fen)s 元"),
        why=_("盘子不能大过袋子"),
        then=_("砍掉一部分，或等资金文号下来再报"),
        who=CLERK,
    ),
    "plans.submit.term_over_long": Wording(
        what=_("服务期 %(months)s 个月，超过 %(limit)s 个月"),
        why=_("一次买的服务不能没有尽头"),
        then=_("缩短服务期；到期后重新购买"),
        who=CLERK,
    ),
    "plans.submit.term_conditions": Wording(
        what=_("“%(name)s”服务期 %(months)s 个月，超过一年的条件没说全：%(missing)s"),
        why=_("一般不超过一年，条件都具备的才可以长一些"),
        then=_("在“跨年项目”里逐条说明，或缩短服务期"),
        who=CLERK,
    ),
    "plans.submit.later_years_open": Wording(
        what=_("这些年还要付钱，却没有写金额：%(years)s"),
        why=_("跨年的钱要逐年算进中期规划"),
        then=_("在“跨年项目”里写明各年金额，或缩短服务期"),
        who=CLERK,
    ),
    "plans.submit.later_years_idle": Wording(
        what=_("这些年没有服务，却写了金额：%(years)s"),
        why=_("各年的钱要和各年的服务对得上"),
        then=_("去掉多出的金额，或把结束日期改长"),
        who=CLERK,
    ),
    "plans.submit.beyond_medium_term": Wording(
        what=_("钱一直安排到 %(year)s 年，中期规划只到 %(last)s 年"),
        why=_("规划没有管到的年份，钱还说不准"),
        then=_("缩短服务期，到期后重新购买"),
        who=CLERK,
    ),
    "plans.submit.no_owner": Wording(
        what=_("“%(name)s”由谁负责还没写全"),
        why=_("清单化管理要落到办公室和岗位"),
        then=_("选牵头办公室和负责岗位"),
        who=CLERK,
    ),
    "plans.submit.dates_open": Wording(
        what=_("“%(name)s”从哪天到哪天还没有写"),
        why=_("清单上的每一项都要有起止日期"),
        then=_("填开始日期和结束日期"),
        who=CLERK,
    ),
    "plans.submit.standard_replaced": Wording(
        what=_("“%(name)s”选的执行标准已有新版"),
        why=_("标准在计划里选定，以后各步都照它办"),
        then=_("改一次计划，即按现行版；要照旧版办的，直接送"),
        who=CLERK,
    ),
    "plans.submit.no_assessment": Wording(
        what=_("“%(name)s”还没做事前绩效评估问卷"),
        why=_("金额到 %(limit_fen)s 元的，或本地规定要做的，逐问作答并附依据"),
        then=_("由财政办绩效联络岗作答，结论出来再送"),
        who=CLERK,
    ),
    "plans.submit.assessment_below_line": Wording(
        what=_("事前评估 %(score)s 分，没到 %(line)s 分"),
        why=_("不到及格线的不安排钱"),
        then=_("改好方案重新评估，或撤回"),
        who=CLERK,
    ),
    "plans.submit.assessment_outdated": Wording(
        what=_("评估的是 %(assessed_fen)s 元，现在送的是 %(total_fen)s 元"),
        why=_("金额变了，原来的评估就不算数"),
        then=_("按现在的金额重新评估"),
        who=CLERK,
    ),
    "plans.submit.own_assessment": Wording(
        what=_("%(person)s 自己申报又自己评估"),
        why=_("申报和评估要分开"),
        then=_("换一个人评估"),
        who=LEADER,
    ),
    "plans.submit.no_study": Wording(
        what=_("“%(name)s”还没做可行性评估问卷"),
        why=_("金额到 %(limit_fen)s 元的，要算清自办和购买哪个划算"),
        then=_("在计划页上作答"),
        who=CLERK,
    ),
    "plans.submit.study_negative": Wording(
        what=_("可行性评估的结论是不可行"),
        why=_("论证没过的不能立项"),
        then=_("改方案重新论证，或撤回"),
        who=CLERK,
    ),
    "plans.submit.pledge_unsigned": Wording(
        what=_("“%(name)s”的事进人退承诺书还没签"),
        why=_("承诺由乡镇主要领导签字才作数"),
        then=_("由主要领导在系统里签"),
        who=LEADER,
    ),
    "plans.submit.pledge_outdated": Wording(
        what=_("“%(name)s”承诺时按 %(price_fen)s 元算节省，现在要 %(budget_fen)s 元"),
        why=_("省多少要按实际买的价钱算"),
        then=_("改承诺，按现在的金额重算，再由主要领导签"),
        who=CLERK,
    ),
    "plans.copy.item_dropped": Wording(
        what=_("“%(name)s”的目录项现行目录里没有了"),
        why=_("不在目录里的不能买"),
        then=_("不选这一项；还要买的，从现行目录里另写一项"),
        who=CLERK,
    ),
    "plans.copy.duty_gone": Wording(
        what=_("“%(name)s”对应的事权，现行清单不让本乡镇买了"),
        why=_("只能买自己该做的事"),
        then=_("不选这一项；事权换了编号的，另写一项"),
        who=CLERK,
    ),
    "plans.copy.buyer_closed": Wording(
        what=_("买“%(name)s”的单位已经撤销"),
        why=_("撤销的单位不能再作购买主体"),
        then=_("由接续的单位编计划"),
        who=CLERK,
    ),
    "plans.copy.nothing_planned": Wording(
        what=_("“%(name)s”是跨年项目，这一年没有安排金额"),
        why=_("跨年的钱要逐年写明"),
        then=_("不选这一项；要续的，另写一项"),
        who=CLERK,
    ),
    "plans.copy.unit_changed": Wording(
        what=_("“%(name)s”上年按“%(before)s”算，目录现在按“%(now)s”算"),
        why=_("单位变了，数量和单价都要重算"),
        then=_("复制后改数量和单位"),
        who=CLERK,
    ),
    "plans.copy.office_closed": Wording(
        what=_("“%(name)s”的牵头办公室现在没有了"),
        why=_("清单化管理要落到办公室和岗位"),
        then=_("复制后重新选牵头办公室和负责岗位"),
        who=CLERK,
    ),
    "plans.copy.fund_ended": Wording(
        what=_("“%(name)s”用的资金今年没有分给本乡镇：%(funds)s"),
        why=_("没有来源的钱不能列进计划"),
        then=_("复制后换一个资金来源"),
        who=CLERK,
    ),
    "plans.copy.standard_changed": Wording(
        what=_("“%(name)s”的执行标准换了：上年第 %(before)s 版，现行第 %(now)s 版"),
        why=_("新的一年按现行标准办"),
        then=_("复制后看看指标和金额还合不合适"),
        who=CLERK,
    ),
    "plans.copy.over_pocket": Wording(
        what=_("加上“%(name)s”，计划 %(plan_fen)s 元，可用 %(money_fen)s 元，多 %(over_fen)s 元"),
        why=_("盘子不能大过袋子"),
        then=_("复制后减金额，或少选几项"),
        who=CLERK,
    ),
    "plans.pledge.wrong_way": Wording(
        what=_("这些岗位的退出方式与身份不合：%(posts)s"),
        why=_("可以走的路：%(ways)s"),
        then=_("编外的选减聘，在编的选转岗，其他身份的不列入承诺"),
        who=CLERK,
    ),
    "plans.pledge.pledged_elsewhere": Wording(
        what=_("这些岗位已在别的承诺里：%(posts)s"),
        why=_("一个岗位只能减一次、算一次"),
        then=_("去掉重复的岗位"),
        who=CLERK,
    ),
    "plans.pledge.too_late": Wording(
        what=_("承诺到 %(on)s 才退完，服务 %(until)s 就结束了"),
        why=_("买了服务，岗位要在服务期内退出"),
        then=_("把完成期限提前"),
        who=CLERK,
    ),
    "plans.pledge.saves_nothing": Wording(
        what=_("减下来的 %(cost_fen)s 元不够买服务的 %(price_fen)s 元，差 %(more_fen)s 元"),
        why=_("转岗的人工资照发，不算节省"),
        then=_("核对减聘名单；确实如此的，可以照办"),
        who=CLERK,
    ),
    "plans.review.seat_missing": Wording(
        what=_("联审还缺意见：%(missing)s"),
        why=_("几方都说了话才能下结论"),
        then=_("由所缺各方出具意见；逾期的由牵头方催办"),
        who=REVIEW_SEAT,
    ),
    "plans.review.subject_missing": Wording(
        what=_("“%(subject)s”这一栏，%(seat)s空着"),
        why=_("每方对每一项都要有意见"),
        then=_("补上这一项意见"),
        who=REVIEW_SEAT,
    ),
    "plans.review.own_request": Wording(
        what=_("%(person)s 自己申请又自己审查"),
        why=_("申请和审查要分开"),
        then=_("换一名审查人"),
        who=LEADER,
    ),
    "plans.review.changed_after": Wording(
        what=_("%(seat)s出意见之后计划又改了：%(fields)s"),
        why=_("意见是对原来内容的，改了就不算"),
        then=_("从第一位审查人起重走一遍"),
        who=CLERK,
    ),
    "plans.requirements.no_survey": Wording(
        what=_("“%(name)s”还没做需求调查"),
        why=_("金额到 %(limit_fen)s 元或公众关心的项目，要先调查"),
        then=_("开展调查；近期查过同一标的的，引用原报告"),
        who=CLERK,
    ),
    "plans.requirements.survey_too_narrow": Wording(
        what=_("只调查了 %(n)s 个对象，一般不少于 %(limit)s 个"),
        why=_("问得太少，看不出行情"),
        then=_("增加对象，或写明市场只有这几家"),
        who=CLERK,
    ),
    "plans.requirements.survey_stale": Wording(
        what=_("%(on)s 的调查只能用到 %(until)s"),
        why=_("行情会变，旧调查不能一直用"),
        then=_("再调查一次"),
        who=CLERK,
    ),
    "plans.requirements.public_not_asked": Wording(
        what=_("面向公众的服务，还没征求公众意见"),
        why=_("大家用的服务，要先问大家"),
        then=_("去问一问；需求清单里已有的征集记录也能用"),
        who=CLERK,
    ),
    "plans.requirements.names_supplier": Wording(
        what=_("这些要求只有个别供应商能满足：%(text)s"),
        why=_("需求要对所有人开放"),
        then=_("改写成功能和质量要求"),
        who=CLERK,
    ),
    "plans.requirements.reviewer_is_author": Wording(
        what=_("方案有 %(person)s 的一份，他再来审不合适"),
        why=_("自己写的不能自己审"),
        then=_("换一名审查人"),
        who=LEADER,
    ),
    "plans.requirements.key_review_missing": Wording(
        what=_("“%(name)s”还没做重点审查"),
        why=_("公众关注的项目要重点审查"),
        then=_("审查非歧视性、竞争性、采购政策和履约风险"),
        who=CLERK,
    ),
    "plans.requirements.over_standard": Wording(
        what=_("要得比标准高了：%(standard)s"),
        why=_("不能自行提高标准"),
        then=_("降到标准以内，或取得批准"),
        who=CLERK,
    ),
}
