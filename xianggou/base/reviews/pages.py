"""Page pieces of a review that any room can show: the board (desks × parts), who is late, the rounds before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianggou.base.access.wording import term
from xianggou.base.pages.shapes import Cell, Column, Deadline, Entry, Shape, Table, Text
from xianggou.base.reviews import queries
from xianggou.base.reviews.models import Choice, Review
from xianggou.base.trail.queries import BEIJING
from xianggou.core.calendar import Calendar

SAID: dict[str, tuple[Shape, Text]] = {
    Choice.AGREE: ("done", _("同意")),
    Choice.DISAGREE: ("stop", _("不同意")),
    Choice.RETURN: ("back", _("退回")),
}
STANDS: dict[str, Shape] = {
    Review.Status.OPEN: "run",
    Review.Status.RETURNED: "back",
    Review.Status.PASSED: "done",
    Review.Status.LAPSED: "none",
}


class People:
    """The names that a board shows: who holds the seats of each desk, and everybody who acted."""

    def __init__(self, board: queries.Board, day: date) -> None:
        """Read them.  Queries: 1."""
        ids = {o.person_id for r in board.rounds for o in r.said}
        ids |= {one["person_id"] for r in board.rounds for one in (*r.recusals, *r.stand_ins)}
        ids |= {a for r in board.rounds for a in r.authors}
        codes = {code for d in board.now.desks for code in d.seats}
        self.held, self.names = queries.people_of(codes, ids, day)

    def at(self, desk: queries.DeskHere) -> str:
        """Who speaks at a desk: the stand-in, else the holder who has not stepped aside."""
        if desk.stand_ins:
            named = "、".join(self.names.get(p, "") for p in desk.stand_ins)
            return gettext("%(name)s（指定）") % {"name": named}
        held = [one for code in desk.seats for one in self.held.get(code, ())]
        able = [name for person, name in held if person not in desk.recused]
        if desk.recused:
            gone = "、".join(self.names.get(p, "") for p in desk.recused)
            told = gettext("%(name)s 回避") % {"name": gone}
            return "；".join((*able[:1], told))
        return able[0] if able else gettext("没有人在岗")


def board_table(
    board: queries.Board, people: People, day: date, notes: dict[str, str] | None = None
) -> Table:
    """Desks across, parts down; what is not said says whether it is late.  `notes`: part -> figures.  Queries: 0."""
    now = board.now
    columns = [Column("part", _("审什么"), main=True)]
    for desk in now.desks:
        mark = gettext("（牵头）") if desk.is_lead else ""
        columns.append(Column(f"desk{desk.id}", f"{term(desk.name)}{mark} {people.at(desk)}", "status"))
    rows: list[dict[str, Any]] = []
    for part in now.parts:
        row: dict[str, Any] = {
            "id": part.id,
            "part": Cell(term(part.name), note=(notes or {}).get(part.name, "")),
        }
        for desk in now.desks:
            row[f"desk{desk.id}"] = _cell(board, desk, part, people, day)
        rows.append(row)
    return Table(caption=_("几方意见"), columns=columns, rows=rows)


def _cell(
    board: queries.Board, desk: queries.DeskHere, part: queries.PartHere, people: People, day: date
) -> Cell:
    said = board.now.opinion(desk.id, part.id)
    if said is not None:
        shape, word = SAID[said.choice]
        if said.reaffirms_id:
            word = gettext("同意（沿用上一轮）")
        who = people.names.get(said.person_id, "")
        note = " · ".join(p for p in (said.reason, f"{who} {moment(said.at)}".strip()) if p)
        return Cell(word, note=note, shape=shape)
    if board.review.status != Review.Status.OPEN:
        return Cell(gettext("没有填，这一轮已结束"), shape="none")
    if board.now.is_late(desk, day):
        return Cell(gettext("缺席"), note=gettext("到期没有出意见"), shape="late")
    if board.review.is_ordered and board.now.waits_for(desk):
        return Cell(gettext("还没轮到"), shape="none")
    return Cell(gettext("没有填"), shape="none")


def moment(at: Any) -> str:
    """When something was said, as a person reads it in Beijing."""
    return _read(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def _read(at: Any) -> datetime:
    """A moment, from the text in which a row of JSON carries it."""
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def deadline(board: queries.Board, day: date, calendar: Calendar) -> Deadline | None:
    """The last day of the round, seen from a day.  Queries: 0."""
    due = board.now.due_on
    if due is None or board.review.status != Review.Status.OPEN:
        return None
    working = calendar.working_days(day, due) if due > day else -calendar.working_days(due, day)
    return Deadline(due, (due - day).days, working, board.now.is_provisional)


def history(board: queries.Board, people: People) -> list[Entry]:
    """What happened before, newest first: objections of each round, who stepped aside, who was named.  Queries: 0."""
    found: list[tuple[datetime, Entry]] = []
    for one in board.rounds:
        desks = {d.id: term(d.name) for d in one.desks}
        parts = {p.id: term(p.name) for p in one.parts}
        told = {"n": one.number}
        found.append((one.opened_at, Entry(moment(one.opened_at), gettext("第 %(n)s 轮开始") % told)))
        for said in one.said:
            if said.choice != Choice.AGREE:
                shape, word = SAID[said.choice]
                what = gettext("第 %(n)s 轮：%(desk)s对“%(part)s”%(word)s") % {
                    **told, "desk": desks[said.desk_id], "part": parts[said.part_id], "word": word,
                }  # fmt: skip
                who = people.names.get(said.person_id, "")
                found.append((_read(said.at), Entry(moment(said.at), what, shape, who, said.reason)))
        for gone in one.recusals:
            what = gettext("第 %(n)s 轮：%(desk)s有人回避") % {**told, "desk": desks[gone["desk_id"]]}
            who = people.names.get(gone["person_id"], "")
            found.append((_read(gone["at"]), Entry(moment(gone["at"]), what, "back", who, gone["reason"])))
        for named in one.stand_ins:
            what = gettext("第 %(n)s 轮：指定人代表%(desk)s") % {**told, "desk": desks[named["desk_id"]]}
            who = people.names.get(named["person_id"], "")
            found.append((_read(named["at"]), Entry(moment(named["at"]), what, "done", who, named["reason"])))
    return [entry for _at, entry in sorted(found, key=lambda pair: pair[0], reverse=True)]


def so_far(board: queries.Board) -> tuple[Shape, Text, Text]:
    """(shape, word, sentence): what the verdict would be if it were drawn now.  Queries: 0."""
    now = board.now
    objections = sum(o.choice != Choice.AGREE for o in now.said)
    waiting = sum(bool(now.open_parts(d.id)) for d in now.desks)
    told = {"no": objections, "open": waiting, "all": len(now.desks)}
    if board.review.status == Review.Status.LAPSED:
        return "none", _("已失效"), gettext("内容变了或撤回了，这一轮的意见都不算")
    if now.outcome == Review.Status.RETURNED or objections:
        said = gettext("%(no)s 项不同意或退回，%(open)s 方还没有填完；改好以后几方都要重新表态") % told
        return "back", _("退回修改"), said
    if now.outcome == Review.Status.PASSED:
        return "done", _("通过"), gettext("%(all)s 方都同意") % told
    return "run", _("还不能下结论"), gettext("%(all)s 方中 %(open)s 方还没有填完，没有人反对") % told
