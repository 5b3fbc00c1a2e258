"""From the rows of the budget to the facts of its papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.ledger import queries as books
from xianggou.base.people.models import Person
from xianggou.base.places import queries as places
from xianggou.base.sheets.export import Field, exported
from xianggou.base.trail import queries as trails
from xianggou.core.money import Fen
from xianggou.stages.budget import asking
from xianggou.stages.budget.documents import ApprovalFacts, AskedLine, GivenLine, RequestFacts
from xianggou.stages.budget.models import Approval
from xianggou.stages.catalogue import queries as catalogue
from xianggou.stages.funds import queries as funds
from xianggou.stages.plans import queries as plans

PURPOSE = ("budget-law", "第六十三条")


def _foot(entries: int = 0) -> Foot:
    """Where a paper came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=entries, demo=is_demo, clock_on=clock)


def _funds(place_code: str, year: int) -> dict[str, str]:
    return {fund.code: fund.name for fund in funds.funds_of(place_code, year)}


@in_chinese
def request_facts(place_code: str, town_code: str, year: int, rows: Sequence[Any], day: date) -> RequestFacts:
    """A township's request of a year: the items sent (read by `plans.shown`), in order.  Queries: 5.

    A township has one request a year, so its number is made of both; what is in it is told by the digest at its foot.
    """
    names = _funds(place_code, year)
    law = places.law_on(place_code, day)
    central = law["procurement.central_catalogue"].items
    version = catalogue.in_force(place_code)
    called = {i.code: i.name for i in catalogue.items_of(version)} if version is not None else {}
    lines = tuple(
        AskedLine(
            code=item.code,
            name=item.name,
            catalogue_code=item.catalogue_code,
            quantity=f"{item.quantity.normalize():f}{item.unit}",
            asked_fen=Fen(item.budget_fen),
            sources=tuple(
                (asking.fund_name(code, names), Fen(fen)) for code, fen in plans.sources_of(item).items()
            ),
            is_central=called.get(item.catalogue_code, item.name) in central,
            state=str(item.get_status_display()),
        )
        for item in rows
    )
    town = places.names_on([town_code], day).get(town_code, town_code)
    return RequestFacts(
        number=f"YS-{year}-{town_code}", town=town, year=year, lines=lines, made_on=day, foot=_foot()
    )


REQUEST_FIELDS = (
    Field("serial", "序号"),
    Field("code", "计划编号"),
    Field("name", "项目名称"),
    Field("catalogue_code", "目录编码"),
    Field("quantity", "数量"),
    Field("asked_fen", "申报金额"),
    Field("sources", "资金来源明细"),
    Field("is_central", "集中采购目录内"),
    Field("state", "审核情况"),
)


def request_sheet(facts: RequestFacts) -> Iterator[bytes]:
    """The request as a workbook, its sum in the last row."""
    rows: list[list[Any]] = [
        [
            n, line.code, line.name, line.catalogue_code, line.quantity, line.asked_fen,
            "；".join(f"{name} {fen / 100:.2f}元" for name, fen in line.sources), line.is_central, line.state,
        ]
        for n, line in enumerate(facts.lines, 1)
    ]  # fmt: skip
    rows.append([None, "合计", facts.town, "", "", facts.asked_fen, "", None, ""])
    return exported(REQUEST_FIELDS, rows, "xlsx", f"预算申报表{facts.year}")


@in_chinese
def approval_facts(approval: Approval) -> ApprovalFacts:
    """The approval of one item, from its row, its lines and the pack's law.  Queries: 8."""
    item = approval.item
    day = approval.approved_on
    lines = books.lines_of_item(item.pk)
    standings = books.standings_by_line([line.pk for line in lines])
    names = _funds(item.place_code, item.year)
    officer = Person.objects.select_related("body").get(pk=approval.approved_by)
    bodies = places.names_on([item.town_code, officer.body.code], day)
    ground = places.law_on(item.place_code, day).clause(*PURPOSE)
    return ApprovalFacts(
        number=approval.document,
        issuer=bodies.get(officer.body.code, officer.body.code),
        town=bodies.get(item.town_code, item.town_code),
        year=item.year,
        name=item.name,
        code=item.code,
        asked_fen=Fen(approval.asked_fen),
        given_fen=Fen(approval.amount_fen),
        reason=approval.reason,
        use_only=f"只用于“{item.name}”，不得擅自改变",
        use_basis=str(ground.cites[0]) if ground.cites else "",
        lines=tuple(
            GivenLine(
                f"{line.year}-{line.item_code}-{line.fund_code}",
                asking.fund_name(line.fund_code, names),
                Fen(standings[line.pk].approved if line.pk in standings else 0),
            )
            for line in lines
        ),
        made_on=day,
        foot=_foot(item.dossier.last_seq),
    )
