"""Papers of resources: the call to the departments (F09) and the published list (F11)."""

from __future__ import annotations

from xianggou.base.documents import pdf, word
from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import (
    Block,
    Foot,
    Grid,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
    chinese_date,
    or_nothing,
)
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.stages.resources import queries
from xianggou.stages.resources.models import ListedOffer, Offer, Quarter, ResourceList, Sending


def made(paper: Paper, kind: str) -> bytes:
    """A paper as .docx or PDF/A.  Raises: NoChineseFont."""
    return pdf.render(paper) if kind == "pdf" else word.build(paper)


def foot(register: Subject) -> Foot:
    """Where a paper of this register came from: demo or real, the clock.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=register.last_seq, demo=is_demo, clock_on=clock)


@in_chinese
def call_paper(quarter: Quarter, place: str) -> Paper:
    """The call: which quarter, by when, who is asked, who has not sent.  Queries: 2–4."""
    rows = list(queries.sendings(quarter.pk))
    names = queries.named([s.department_code for s in rows], quarter.opened_on)
    called = [names.get(s.department_code, s.department_code) for s in rows]
    silent = [
        names.get(s.department_code, s.department_code) for s in rows if s.status == Sending.Status.ASKED
    ]
    name = queries.quarter_name(quarter)
    return Paper(
        kind="resources.call",
        title=f"关于报送{name}部门资源的通知",
        number=quarter.code,
        made_on=quarter.opened_on,
        blocks=(
            Grid(
                (
                    ("季度", f"{name}（{chinese_date(quarter.from_on)}至{chinese_date(quarter.to_on)}）"),
                    ("报送截止", chinese_date(quarter.due_on)),
                )
            ),
            Para(
                "请各部门梳理本季度能下沉到镇街的服务资源，写明服务对象、区域、时间、能力、标准和经费来源。不得新增财政负担；没有资源的，报“无”并说明。"
            ),
            Heading(f"应报部门（{len(called)}个）"),
            Para(or_nothing("、".join(called))),
            Heading("未报部门"),
            Para(or_nothing("、".join(silent))),
            Signatures(((f"{place}（盖章）", (f"日期：{chinese_date(None)}",)),)),
        ),
        size="form",
        foot=foot(quarter.register),
    )


@in_chinese
def list_paper(version: ResourceList, place: str) -> Paper:
    """The published list, class by class, as it was on its day.  Queries: 2–4."""
    rows = list(ListedOffer.objects.filter(resource_list=version).order_by("order"))
    name = queries.quarter_name(version.quarter)
    blocks: list[Block] = [
        Grid(
            (
                ("公布日期", chinese_date(version.published_on)),
                ("版本", f"第{version.number}版"),
                ("部门数", str(version.departments)),
                ("资源数", str(version.offers_count)),
            )
        ),
        Para("以下资源均已有经费来源，不新增财政负担。"),
    ]
    for kind in dict.fromkeys(r.facts["class"] for r in rows):
        of_class = [r for r in rows if r.facts["class"] == kind]
        blocks += [Heading(f"{kind}（{len(of_class)}项）"), _table(kind, of_class)]
    return Paper(
        kind="resources.list",
        title=f"{place}{name}资源清单",
        number=f"{name}第{version.number}版",
        made_on=version.published_on,
        blocks=tuple(blocks),
        size="form",
        foot=foot(version.register),
    )


def _table(caption: str, rows: list[ListedOffer]) -> Table:
    return Table(
        head=(
            "序号",
            "资源编号、名称",
            "提供部门",
            "服务对象",
            "服务区域",
            "服务时间",
            "能力",
            "经费",
            "统筹",
        ),
        rows=tuple(
            (
                str(r.order),
                f"{r.facts['code']} {r.facts['title']}",
                r.facts["department"],
                r.facts["groups"],
                "、".join(r.facts["areas"]),
                "；".join(f"{a}至{b}" for a, b in r.facts["windows"]),
                f"{r.facts['capacity']}{r.facts['unit']}" if r.facts["capacity"] is not None else "不可计量",
                " ".join(filter(None, [str(Offer.Money(r.facts["money"]).label), r.facts["budget_ref"]])),
                f"{r.facts['lead']}牵头" if r.facts["pool"] else "无",
            )
            for r in rows
        ),
        widths=(3, 8, 6, 6, 8, 7, 4, 7, 4),
        align="cllllllll",
        caption=caption,
    )
