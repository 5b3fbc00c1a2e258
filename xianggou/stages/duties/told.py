"""What became of an objection, as its code shows it to whoever told it."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import following
from xianggou.base.pages.shapes import Entry, Fate, Pair, Stage
from xianggou.base.places import queries as places
from xianggou.stages.duties.models import Objection

KEEPER = _("县（区）责任清单管理岗")


def fate_of(code: str) -> Fate | None:
    """What became of the objection of a code.  Queries: 1–2."""
    one = Objection.objects.filter(follow_code=code).first() if code else None
    if one is None:
        return None
    listed = (
        gettext("在清单里：%(code)s") % {"code": one.duty_code} if one.is_listed else gettext("不在清单里")
    )
    is_over = one.status == Objection.Status.ANSWERED
    answers = (
        [Entry(one.answered_on, one.get_finding_display(), "done", by=KEEPER, note=one.answer)]
        if is_over
        else []
    )
    return Fate(
        text=one.matter,
        stages=(
            Stage(_("收到了"), "done", str(one.raised_on)),
            Stage(_("查了责任清单"), "done", listed),
            Stage(_("县里答复"), "done" if is_over else "run", str(one.answered_on or one.due_on)),
        ),
        facts=[
            Pair(_("查询码"), following.shown(one.follow_code), "code", strong=True),
            Pair(_("编号"), one.code, "code"),
            Pair(_("在哪里"), places.town_names(one.place_code).get(one.town_code, "")),
            Pair(_("哪天提的"), one.raised_on, "day"),
            Pair(_("涉及部门"), one.department),
            Pair(_("当天在不在清单"), listed),
            Pair(_("谁来答复"), KEEPER, strong=True),
            *([] if is_over else [Pair(_("最迟哪天答复"), one.due_on, "day")]),
        ],
        answers=answers,
    )
