"""From the rows of the catalogue to the facts of its papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot
from xianggou.base.places import queries as places
from xianggou.base.reviews import queries as reviews
from xianggou.base.reviews.models import Choice
from xianggou.base.reviews.pages import moment
from xianggou.base.trail import queries as trails
from xianggou.base.trail.models import Subject
from xianggou.core.findings import plain
from xianggou.stages.catalogue import queries
from xianggou.stages.catalogue.documents import (
    CatalogueFacts,
    ItemLine,
    NoticeFacts,
    OpinionsFacts,
    ProposalFacts,
    money,
)
from xianggou.stages.catalogue.models import Adjustment, Proposal, Version
from xianggou.stages.catalogue.queries.proposals import KIND
from xianggou.stages.duties import queries as duties

SAID = {Choice.AGREE: "通过", Choice.RETURN: "修改", Choice.DISAGREE: "不通过"}
NAMES = {
    "class_name": "类别", "name": "服务项目", "department": "主管部门", "content": "服务内容", "suppliers": "承接主体类型",
    "unit": "计量单位", "price_fen_min": "参考单价下限", "price_fen_max": "参考单价上限", "duty_codes": "对应责任清单",
    "posts": "可替代岗位",
}  # fmt: skip
FINANCE = "财政局"


def foot(register: Subject) -> Foot:
    """Where a paper of the register came from.  Queries: 1–2."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=register.last_seq, demo=is_demo, clock_on=clock)


def line_of(item: Any) -> ItemLine:
    """An item, or a proposal of one, as papers print it."""
    return ItemLine(
        item.class_code, item.class_name, item.code, item.name, item.content, item.unit, item.department, item.suppliers,
        item.price_fen_min, item.price_fen_max, "、".join(item.duty_codes),
    )  # fmt: skip


@in_chinese
def catalogue_facts(version: Version) -> CatalogueFacts:
    """A version as an official document.  Queries: 5."""
    place = places.place(version.place_code)
    after = queries.version_numbered(version.place_code, version.number + 1)
    items = tuple(line_of(item) for item in queries.items_of(version))
    return CatalogueFacts(
        number=version.document or f"{version.place_code}-目录-{version.number}",
        issuer=f"{place.name}{FINANCE}",
        place=place.name,
        label=version.label,
        made_on=version.issued_on or version.effective_on,
        effective_on=version.effective_on,
        ended_on=None if after is None else after.effective_on,
        items=items,
        foot=foot(version.register),
    )


@in_chinese
def notice_facts(version: Version) -> NoticeFacts:
    """The notice that goes out with a version: itself against the one before.  Queries: 7."""
    place = places.place(version.place_code)
    old = queries.version_numbered(version.place_code, version.number - 1)
    found = queries.compared(old, version)
    row = Adjustment.objects.filter(issued=version).first()
    changes = queries.changes_of(row) if row is not None else []
    whys = {c.proposal.code: c.proposal.why for c in changes if c.proposal is not None}
    drops = {c.dropped_code: c.reason for c in changes if c.dropped_code}
    return NoticeFacts(
        number=version.notice or f"{version.place_code}-目录调整-{version.number}",
        issuer=f"{place.name}{FINANCE}",
        place=place.name,
        label=version.label,
        before=old.label if old is not None else "目录",
        document=version.document,
        made_on=version.issued_on or version.effective_on,
        effective_on=version.effective_on,
        reason=row.reason if row is not None else "按下发的目录更新",
        continuing=row.continuing if row is not None else "",
        added=tuple((i.code, i.name, whys.get(i.code, "新列入")) for i in found.added),
        changed=tuple(
            (c.new.code, c.new.name, NAMES[n], printed(n, getattr(c.old, n)), printed(n, getattr(c.new, n)))
            for c in found.changed
            for n in c.columns
        ),
        dropped=tuple((i.code, i.name, drops.get(i.code, "移出")) for i in found.dropped),
        foot=foot(version.register),
    )


def printed(name: str, value: Any) -> str:
    """A column's value in words."""
    if name.startswith("price_fen"):
        return money(value)
    if isinstance(value, list):
        return "、".join(str(plain(one)) for one in value) or "无"
    return str(value or "无")


@in_chinese
def proposal_facts(row: Proposal, today: date) -> ProposalFacts:
    """A proposal with its screening.  Queries: 5."""
    prices = queries.prices_of(row)
    own = {code: duties.duty(row.place_code, code, today) for code in row.duty_codes[:10]}
    return ProposalFacts(
        number=row.number,
        year=row.proposed_on.year,
        source=str(row.get_source_display()),
        proposer=row.proposer,
        kind=str(row.get_kind_display()),
        name=row.name,
        code=row.code,
        why=row.why,
        item=line_of(row),
        duties="、".join(f"{code} {found.name}" if found else code for code, found in own.items()),
        professional=row.professional,
        evidence=row.evidence,
        staff_fen=row.staff_fen,
        running_fen=row.running_fen,
        prices=tuple((p.given_by, int(p.amount_fen)) for p in prices),
        bought_fen=queries.average_fen([int(p.amount_fen) for p in prices]),
        forbidden=row.forbidden,
        status=str(row.get_status_display()),
        made_on=row.proposed_on,
        foot=foot(row.register),
    )


@in_chinese
def opinions_facts(row: Proposal, today: date) -> OpinionsFacts:
    """The reviews of a proposal, the newest round first.  Queries: 5."""
    held = reviews.of(KIND, row)
    rounds: tuple[tuple[int, tuple[tuple[str, str, str, str, str], ...]], ...] = ()
    if held is not None:
        board = reviews.board(held)
        spoke = [o.person_id for r in board.rounds for o in r.said]
        _held, names = reviews.people_of((), spoke, today)
        rounds = tuple((r.number, tuple(_opinions(r, names, row, r is board.now))) for r in board.rounds)
    return OpinionsFacts(
        number=f"{row.number}-审",
        proposal=row.number,
        name=row.name,
        department=row.department,
        made_on=row.screened_on or today,
        rounds=rounds,
        foot=foot(row.register),
    )


def _opinions(
    held: reviews.RoundHere, names: Mapping[int, str], row: Proposal, is_last: bool
) -> list[tuple[str, str, str, str, str]]:
    found = []
    for desk in held.desks:
        said = next((o for o in held.said if o.desk_id == desk.id), None)
        if said is None:
            found.append((desk.name, "未出", "/", "/", "/"))
            continue
        word = SAID[Choice(said.choice)]
        if said.choice == Choice.RETURN and is_last and row.status == Proposal.Status.REJECTED:
            word = "不通过"
        found.append(
            (desk.name, word, said.reason or "无", names.get(said.person_id, ""), moment(said.at)[:10])
        )
    return found
