"""What is so, why, and what to do next: the words of each finding about resources."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

DEPARTMENT = _("提供资源的部门")

WORDING = {
    "resources.list.new_burden": Wording(
        what=_("“%(name)s”没有预算来源，要新增财政支出（填报 %(cost_fen)s 元）"),
        why=_("资源下沉不能增加财政负担"),
        then=_("改用已有预算并写预算文号；确要新花钱的，转为购买计划按预算程序申请"),
        who=DEPARTMENT,
    ),
    "resources.list.named_operator": Wording(
        what=_("“%(name)s”只许由%(operator)s提供"),
        why=_("不能限定大家用哪一家经营者的服务"),
        then=_("去掉指定的单位，改写服务内容和条件"),
        who=DEPARTMENT,
    ),
    "resources.list.not_service": Wording(
        what=_("“%(name)s”是%(nature)s，不是服务"),
        why=_("货物和工程不能列进服务清单"),
        then=_("从清单移出，按采购货物或工程的程序办理"),
        who=DEPARTMENT,
    ),
    "resources.list.quarter_missing": Wording(
        what=_("%(department)s还没有报送本季度的资源"),
        why=_("每季度要梳理一次"),
        then=_("报送清单；没有资源的，报“无”并说明"),
        who=DEPARTMENT,
    ),
}
