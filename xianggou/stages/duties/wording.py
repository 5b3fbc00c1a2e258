"""What is so, why, and what to do next: the words of each finding about the duty list."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

COUNTY = _("县（区）领导")
DEPARTMENT = _("行业主管部门")
FINANCE = _("县（区）财政部门")

WORDING = {
    "duties.admit.no_basis": Wording(
        what=_("事项“%(item)s”没有写依据"),
        why=_("没有法规或上级文件支持的事不能交给乡镇"),
        then=_("补上依据的名称、文号和条款"),
        who=DEPARTMENT,
    ),
    "duties.admit.no_county_decision": Wording(
        what=_("事项“%(item)s”由“%(decided_by)s”决定，层级不够"),
        why=_("要县级党委、政府定了才能进乡镇"),
        then=_("先由县里研究决定，登记时填决定文号"),
        who=DEPARTMENT,
    ),
    "duties.admit.duty_taken_back": Wording(
        what=_("事项“%(item)s”已由%(department)s收回"),
        why=_("收回的事不能再转给乡镇"),
        then=_("退回%(department)s；要乡镇配合的，按配合事项另报"),
        who=DEPARTMENT,
    ),
    "duties.admit.no_funds": Wording(
        what=_("事项“%(item)s”每年要花 %(cost_fen)s 元，没有资金来源"),
        why=_("事项下来，钱要跟着下来"),
        then=_("写清钱从哪来、有多少、何时到，再来申请"),
        who=DEPARTMENT,
    ),
    "duties.admit.no_legality_review": Wording(
        what=_("“%(item)s”的合法性意见还没有，或是反对"),
        why=_("审查意见是准入的前提"),
        then=_("送司法部门或法律顾问审查"),
        who=DEPARTMENT,
    ),
    "duties.admit.already_listed": Wording(
        what=_("清单第 %(no)s 项已经是“%(item)s”这件事"),
        why=_("同一件事列两次，责任就说不清"),
        then=_("去改原来那一项；两件事确有不同的，交县级裁定"),
        who=DEPARTMENT,
    ),
    "duties.admit.county_part_missing": Wording(
        what=_("配合事项“%(item)s”没写牵头部门自己做什么"),
        why=_("配合的事要分清谁主谁次"),
        then=_("补上牵头部门的职责"),
        who=DEPARTMENT,
    ),
    "duties.admit.unfilled": Wording(
        what=_("“%(item)s”的申请还空着：%(fields)s"),
        why=_("写全了，乡镇和审查的人才看得出这是什么事"),
        then=_("补上再送"),
        who=DEPARTMENT,
    ),
    "duties.admit.no_staff": Wording(
        what=_("没有写“%(item)s”下来时跟来的人员或培训"),
        why=_("事下来，会做的人也要跟来，或者先教会乡镇"),
        then=_("写明划转几人、培训几次；确实不划转的，写明为什么不需要"),
        who=DEPARTMENT,
    ),
    "duties.admit.cost_years_missing": Wording(
        what=_("“%(item)s”只列了 %(told)s 年的支出，要列近 %(years)s 年"),
        why=_("从前每年花多少，才知道该划转多少"),
        then=_("补齐各年的实际支出；没有支出的年份填零"),
        who=DEPARTMENT,
    ),
    "duties.admit.unfunded": Wording(
        what=_("“%(item)s”每年要花 %(cost_fen)s 元，这次一分钱不划转"),
        why=_("费随事转；不给钱也要下放的，县里要写明理由"),
        then=_("写下县里的理由，或退给部门落实经费"),
        who=COUNTY,
    ),
    "duties.admit.money_not_moved": Wording(
        what=_("“%(item)s”随事划转 %(money_fen)s 元，这次下达了 %(moved_fen)s 元"),
        why=_("事和钱一起下，少一样都不成"),
        then=_("用“同意并下达经费”一次办完"),
        who=COUNTY,
    ),
    "duties.admit.too_few_opinions": Wording(
        what=_("“%(item)s”才听了 %(n)s 个乡镇的意见，至少要 %(least)s 个"),
        why=_("事最后由乡镇做，要先听乡镇说"),
        then=_("等乡镇提完意见再定"),
        who=_("乡镇领导"),
    ),
    "duties.admit.before_opinions": Wording(
        what=_("决定日期 %(decided_on)s 早于最后一份意见 %(last_on)s"),
        why=_("意见没听完、审查没做完，县里不能先定"),
        then=_("核对决定日期；确实先定了的，重新研究"),
        who=COUNTY,
    ),
    "duties.admit.own_review": Wording(
        what=_("%(person)s 已经在这份申请上签过前面的环节"),
        why=_("申请、审查、决定由不同的人办"),
        then=_("换一位在岗的人办"),
        who=COUNTY,
    ),
    "duties.answer.overdue": Wording(
        what=_("异议 %(no)s 已过 %(days)s 个工作日，应在 %(limit)s 个内答复"),
        why=_("有人说责任被推下来了，县里要给个说法"),
        then=_("现在答复，写明属实不属实和理由"),
        who=_("责任清单管理岗"),
    ),
    "duties.list.gap": Wording(
        what=_("清单上“%(item)s”这一条无人负责"),
        why=_("每件事都要有人负责"),
        then=_("指定责任单位"),
        who=COUNTY,
    ),
    "duties.assign.village_without_basis": Wording(
        what=_("让村里帮办“%(item)s”，找不到法律条文支持"),
        why=_("村委会协助的事要有法律法规规定"),
        then=_("补上依据；没有的，由部门自办或另行购买"),
        who=DEPARTMENT,
    ),
    "duties.assign.village_without_funds": Wording(
        what=_("让村里帮办“%(item)s”，却没有随之拨钱"),
        why=_("谁委托，谁出钱"),
        then=_("列明金额和拨付方式再交办"),
        who=DEPARTMENT,
    ),
    "duties.adjust.live_dossiers": Wording(
        what=_("还有 %(n)s 个项目正靠“%(item)s”这一项办着"),
        why=_("在办项目不能中途没了依据"),
        then=_("等它们办完再删，或把失效日往后定"),
        who=DEPARTMENT,
    ),
    "duties.publish.overdue": Wording(
        what=_("清单调整 %(days)s 个工作日还没公开，期限 %(limit)s 个"),
        why=_("清单公开了，大家才知道找谁"),
        then=_("现在就公开，写明晚的原因"),
        who=FINANCE,
    ),
}
