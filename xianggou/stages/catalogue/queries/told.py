"""What became of a proposal, as its code shows it to whoever told it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xianggou.base.access import following
from xianggou.base.pages.shapes import Fate, Pair, Shape, Stage, Text
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.stages.catalogue.models import Proposal

P = Proposal.Status
ENDED = {P.REJECTED, P.WITHDRAWN}
# where a proposal is: screened, reviewed, decided
REACHED = {P.PROPOSED: 0, P.RETURNED: 1, P.REVIEW: 1, P.PASSED: 2, P.ISSUED: 3, P.MERGED: 3}
SAID: dict[str, Text] = {
    P.PROPOSED: _("等县（区）财政局筛选：是不是乡镇该办的、要不要专业的人、买比自己办省不省"),
    P.REVIEW: _("正在三轮审查：基层、行业主管部门、合法性"),
    P.RETURNED: _("审查要求修改，改好再审"),
    P.PASSED: _("三轮审查都通过了，等列入下一版目录"),
    P.ISSUED: _("已经列入目录，乡镇可以申报实施"),
    P.MERGED: _("和别的申报要的是一样的，并在一起办"),
    P.WITHDRAWN: _("已撤回"),
}


def fate_of(code: str) -> Fate | None:
    """What became of the proposal of a code; one that was merged shares the other's fate.  Queries: 1–4."""
    asked = Proposal.objects.filter(follow_code=code).select_related("into").first() if code else None
    if asked is None:
        return None
    row = asked.into if asked.status == P.MERGED and asked.into is not None else asked
    reached = REACHED.get(P(row.status), 3)
    labels = (_("收到了"), _("筛选"), _("三轮审查"), _("列入目录"))
    stages = [Stage(labels[0], "done", str(asked.proposed_on))]
    stages += [Stage(label, _shape(row, n, reached)) for n, label in enumerate(labels[1:])]
    merged = [Pair(_("并入"), row.number, "code")] if row is not asked else []
    ended = trails.why_moved(row, P.REJECTED) if row.status == P.REJECTED else ""
    return Fate(
        text=f"{asked.name}：{asked.why}",
        stages=stages,
        facts=[
            Pair(_("查询码"), following.shown(asked.follow_code), "code", strong=True),
            Pair(_("编号"), asked.number, "code"),
            *merged,
            Pair(_("在哪里"), places.town_names(asked.place_code).get(asked.town_code, "")),
            Pair(_("哪天提的"), asked.proposed_on, "day"),
            Pair(_("主管部门"), row.department),
            Pair(_("状态"), row.get_status_display(), strong=True),
        ],
        outcome=ended or SAID.get(row.status, _("没有采纳")),
    )


def _shape(row: Proposal, n: int, reached: int) -> Shape:
    if row.status in ENDED:
        return "stop"
    return "done" if n < reached else "run" if n == reached else "none"
