"""What is so, why, and what to do next: the words of each finding about reviews."""

from django.utils.translation import gettext_lazy as _

from xianggou.core.wording import Wording

LEAD = _("牵头方")
REVIEWER = _("联审岗")

WORDING = {
    "reviews.opine.not_at_desk": Wording(
        what=_("“%(name)s”这次审查没有您的席位"),
        why=_("意见由列明的几方出具，别人不能代说"),
        then=_("由有席位的人来办；原来的人办不了的，由牵头方指定"),
        who=REVIEWER,
    ),
    "reviews.opine.own": Wording(
        what=_("这件事是 %(person)s 起草或送审的"),
        why=_("申请和审查要分开，自己的事自己不能审"),
        then=_("由本办代理人来审，或请牵头方指定别人"),
        who=LEAD,
    ),
    "reviews.opine.recused": Wording(
        what=_("%(person)s 已经回避，不再出意见"),
        why=_("回避以后不参加这一轮审查"),
        then=_("由代理人或牵头方指定的人来审"),
        who=LEAD,
    ),
    "reviews.opine.two_desks": Wording(
        what=_("%(person)s 这一轮已经代表%(desk)s"),
        why=_("一个人只能代表一方，不然几方就成了一方"),
        then=_("换一个人来审"),
        who=LEAD,
    ),
    "reviews.opine.out_of_turn": Wording(
        what=_("还没轮到%(desk)s：%(missing)s还没有都同意"),
        why=_("几道审查按次序走，前一道过了才到后一道"),
        then=_("等前面的审完；时间紧的请催一催"),
        who=REVIEWER,
    ),
    "reviews.stand_in.not_needed": Wording(
        what=_("%(desk)s的人还在期限内，也没有回避"),
        why=_("本方的人能审，就由本方的人审"),
        then=_("等他们出意见；到期没有出的再指定别人"),
        who=LEAD,
    ),
    "reviews.conclude.not_lead": Wording(
        what=_("这一步由牵头的%(desk)s来办"),
        why=_("汇总和指定由牵头方负责"),
        then=_("交给牵头方办理"),
        who=LEAD,
    ),
    "reviews.conclude.missing": Wording(
        what=_("还缺这些意见：%(missing)s"),
        why=_("几方对每一项都说了话，才能下结论"),
        then=_("催所缺的一方；到期没有出的，由牵头方指定别人"),
        who=LEAD,
    ),
    "reviews.conclude.changed": Wording(
        what=_("“%(name)s”送审以后内容变了：%(fields)s"),
        why=_("意见是对原来的内容出的，内容变了就不算"),
        then=_("重开一轮；没有变的部分可以一键沿用"),
        who=LEAD,
    ),
}
