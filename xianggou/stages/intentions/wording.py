"""Words of the findings about purchase intentions."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

CLERK = _("采购经办岗")

WORDING = {
    "intentions.publish.incomplete": Wording(
        what=_("采购意向还缺：%(missing)s"),
        why=_("供应商看了要知道买什么、花多少、什么时候"),
        then=_("补上再公开"),
        who=CLERK,
    ),
    "intentions.publish.too_close": Wording(
        what=_("今天公开，到预计采购只有 %(days)s 日，原则上不少于 %(limit)s 日"),
        why=_("供应商要有时间准备"),
        then=_("预计采购时间往后放；等不了的，启动采购时由负责人写明原因"),
        who=CLERK,
    ),
    "intentions.leave_out.not_named": Wording(
        what=_("“%(exception)s”不是可以不公开意向的情形"),
        why=_("可以不公开的只有：%(named)s"),
        then=_("从列出的情形里选；不属于的，公开意向"),
        who=CLERK,
    ),
}
