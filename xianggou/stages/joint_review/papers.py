"""From the rounds of a joint review to the facts of its papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from xianggou.base.documents.language import in_chinese
from xianggou.base.documents.paper import Foot, chinese_date
from xianggou.base.places import queries as places
from xianggou.base.reviews import pages as pieces
from xianggou.base.reviews import queries as boards
from xianggou.base.reviews.models import Choice
from xianggou.base.trail import queries as trails
from xianggou.core.money import Fen
from xianggou.stages.joint_review import queries
from xianggou.stages.joint_review.documents import OfficeSheet, OpinionFacts, SubjectLine, VerdictFacts
from xianggou.stages.joint_review.models import Conclusion, Docket
from xianggou.stages.plans import queries as plans

S = boards.Status
FITS = {Choice.AGREE: "符合", Choice.DISAGREE: "不符合", Choice.RETURN: "不符合"}
SHOWN = 16


def foot(item: Any) -> Foot:
    """Where a paper of the item's dossier came from.  Queries: 1–3."""
    installation = trails.installation()
    is_demo = installation is not None and installation.kind != "real"
    clock = trails.today() if installation is not None and installation.clock_shift is not None else None
    return Foot(trail_entries=trails.count(item.dossier_id), demo=is_demo, clock_on=clock)


def round_of(board: boards.Board, number: int | None) -> boards.RoundHere | None:
    """A round by its number; the newest where none is asked for."""
    if number is None:
        return board.now
    return next((r for r in board.rounds if r.number == number), None)


def has_ended(board: boards.Board, one: boards.RoundHere) -> bool:
    """Whether a round came to a verdict."""
    if one.id != board.now.id:
        return one.outcome != S.OPEN
    return board.review.status in {S.PASSED, S.RETURNED}


@in_chinese
def opinion_facts(
    docket: Docket, item: Any, board: boards.Board, one: boards.RoundHere, day: date
) -> OpinionFacts:
    """The opinion sheet of a round; a draft without number while somebody may still speak.  Queries: 6."""
    people = pieces.People(board, day)
    money = plans.money_of(item, plans.sources_of(item))
    asked = {part.name: part.facts for part in one.parts}
    given = asked.get("资金来源", {}).get("sources", {})
    method = asked.get("采购方式", {}).get("method", item.method)
    return OpinionFacts(
        number=docket.number if has_ended(board, one) else "",
        town=item.town_name,
        project=board.review.title,
        project_code=item.code,
        catalogue_code=asked.get("采购方式", {}).get("catalogue_code", item.catalogue_code),
        amount_fen=Fen(asked.get("资金来源", {}).get("budget_fen", item.budget_fen)),
        sources=tuple((_source(code, money.pocket.names), Fen(fen)) for code, fen in given.items()),
        method=method,
        round_number=one.number,
        fingerprint="；".join(f"{p.name} {p.digest[:SHOWN]}" for p in one.parts),
        due_on=one.due_on,
        offices=_offices(board, one, people, day),
        recusals=tuple(
            f"{_desk(one, r['desk_id'])} {people.names.get(r['person_id'], '')}：{r['reason']}"
            for r in one.recusals
        ),
        made_on=day,
        foot=foot(item),
    )


@in_chinese
def verdict_facts(
    docket: Docket, item: Any, board: boards.Board, one: boards.RoundHere, day: date
) -> VerdictFacts:
    """The notice of a round that ended.  Queries: 7."""
    people = pieces.People(board, day)
    law = places.law_on(item.place_code, day)
    ended = _ended_on(item, board, one) or day
    asked = next((p.facts for p in one.parts if p.name == "资金来源"), {})
    ground = law.get(queries.BASIS)
    lead = one.lead
    names = {p.id: p.name for p in one.parts}
    ended_as = queries.conclusion_of(docket, one.number)
    return VerdictFacts(
        number=f"{docket.number}-结",
        issuer=f"{item.town_name}{lead.name if lead else ''}",
        applicant=f"{item.town_name}{item.office}",
        project=board.review.title,
        project_code=item.code,
        amount_fen=Fen(asked.get("budget_fen", item.budget_fen)),
        round_number=one.number,
        basis="、".join(str(c) for c in ground.cites) if ground else "本地联审规定",
        offices=_offices(board, one, people, ended),
        verdict=_verdict(one, ended_as),
        reason=ended_as.reason if ended_as is not None else "",
        returned=tuple(
            f"{_desk(one, o.desk_id)}，{names[o.part_id]}：{o.reason}"
            for o in one.said
            if o.choice != Choice.AGREE
        ),
        made_on=ended,
        foot=foot(item),
    )


def _verdict(one: boards.RoundHere, ended_as: Conclusion | None) -> str:
    """The verdict in the words of the form."""
    if one.outcome == S.PASSED:
        return "通过"
    if ended_as is None:
        return "退回修改"
    if ended_as.again_on is not None:
        return f"缓办，{chinese_date(ended_as.again_on)}起可以再送联审"
    return str(ended_as.get_kind_display())


def _offices(
    board: boards.Board, one: boards.RoundHere, people: pieces.People, day: date
) -> tuple[OfficeSheet, ...]:
    return tuple(_office(board, one, desk, people, day) for desk in one.desks)


def _office(
    board: boards.Board, one: boards.RoundHere, desk: boards.DeskHere, people: pieces.People, day: date
) -> OfficeSheet:
    said = [o for o in one.said if o.desk_id == desk.id]
    lines = []
    for part in one.parts:
        o = one.opinion(desk.id, part.id)
        reason = "" if o is None else o.reason + ("（沿用上一轮）" if o.reaffirms_id else "")
        lines.append(SubjectLine(part.name, "未填" if o is None else FITS[Choice(o.choice)], reason))
    last = said[-1] if said else None
    return OfficeSheet(
        office=desk.name,
        is_lead=desk.is_lead,
        opinion=_whole(board, one, desk, said, day),
        subjects=tuple(lines),
        signed_by="" if last is None else people.names.get(last.person_id, ""),
        signed_at="" if last is None else pieces.moment(last.at),
        note=_note(desk, last),
    )


def _whole(
    board: boards.Board, one: boards.RoundHere, desk: boards.DeskHere, said: list[boards.Said], day: date
) -> str:
    choices = {o.choice for o in said}
    if Choice.RETURN in choices:
        return "退回"
    if Choice.DISAGREE in choices:
        return "不同意"
    if not one.open_parts(desk.id):
        return "同意"
    if has_ended(board, one):
        return "未出具，本轮已结束"
    return "缺席" if one.is_late(desk, day) else "未出具"


def _note(desk: boards.DeskHere, last: boards.Said | None) -> str:
    if last is None:
        return ""
    if last.person_id in desk.stand_ins:
        return "牵头方指定"
    return "代理" if last.acting_for_id else ""


def _desk(one: boards.RoundHere, desk_id: int) -> str:
    return next((d.name for d in one.desks if d.id == desk_id), "")


def _source(code: str, names: dict[str, str]) -> str:
    return "镇本级资金" if code == "OWN" else f"{code} {names.get(code, '')}".strip()


def _ended_on(item: Any, board: boards.Board, one: boards.RoundHere) -> date | None:
    """The day on which a round came to its verdict, from the trail.  Queries: 2."""
    ends = {"reviews.return", "reviews.conclude"}
    found = [
        e.at.astimezone(trails.BEIJING).date()
        for e in trails.entries([item.dossier_id])
        if e.verb in ends and e.object_id == board.review.pk and e.object == "reviews.review"
    ]
    ended = [r for r in sorted(board.rounds, key=lambda r: r.number) if has_ended(board, r)]
    by_round = dict(zip([r.number for r in ended], reversed(found), strict=False))
    return by_round.get(one.number)
