"""A place's policy as data: what the province fixed, what the place tightens, how it decides.

A pack may be stricter than the law and never looser. It is compiled once, checked against the
law, and then frozen: the compiled form is plain JSON with a digest, so that a dossier keeps the
pack it began with.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from .collecting import Collecting, read_collecting
from .findings import Cite, plain
from .offering import Offering, read_offering
from .parameters import BadLaw, Flaw, Parameter, Value, digest_of, fits, line_of, tables_of
from .weighing import Weighing, read_weighing

_TOP = frozenset([
    "id", "name", "code", "sample", "levels", "standing_on", "limit", "tighten", "below_limit", "reviews", "joint_review",
    "acceptance", "security", "result_band", "needs", "resources", "matching", "questionnaire", "staff_group",
])  # fmt: skip
_LOCAL = frozenset(["parameter", "from", "to", "amount", "items", "add", "drop", "source", "clause"])
_BANDS = frozenset(["from", "to", "source", "band"])
_BAND = frozenset(["from_fen", "to_fen", "method", "quotes_min", "decided_by", "publicity_days"])
_FORM = frozenset(["form", "from", "to", "from_fen", "when_new", "pass_score", "source", "question"])
_QUESTION = frozenset(["id", "topic", "ask", "kind", "most", "evidence"])
_GROUP = frozenset(["name", "posts", "source"])
EX_ANTE, FEASIBILITY = "ex_ante", "feasibility"
_KINDS = frozenset(["score", "text", "yuan"])


@dataclass(frozen=True, slots=True)
class Local:
    """One value that a place gives: from when, by which document."""

    parameter: str
    starts: date
    ends: date | None
    raw: int | bool | str | None
    items: tuple[str, ...]
    source: str
    clause: str = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def cite(self) -> Cite:
        """The local document as findings carry it."""
        return Cite(self.source, self.clause)


@dataclass(frozen=True, slots=True)
class Band:
    """How a purchase below the limit is decided, from one sum up to (not with) another."""

    starts: date
    ends: date | None
    from_fen: int
    to_fen: int
    method: str
    quotes_min: int
    decided_by: str
    publicity_days: int
    source: str

    def covers(self, value_fen: int, on: date) -> bool:
        """Whether a purchase of this value on this day is decided so."""
        dated = self.starts <= on and (self.ends is None or on <= self.ends)
        return dated and self.from_fen <= value_fen < self.to_fen

    def cite(self) -> Cite:
        """The place's internal-control document."""
        return Cite(self.source)


@dataclass(frozen=True, slots=True)
class ResultBand:
    """What a grade does: share of the linked part paid, and next year's budget."""

    grade: str
    score_from_bp: int
    paid_bp: int
    next_budget_bp: int
    choice: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a questionnaire: answered with text, a score up to `most`, or an amount, and with evidence."""

    id: str
    topic: str
    ask: str
    kind: str
    most: int
    evidence: bool


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a place asks before a plan is sent, from which sum on (`from_fen`) or for what was never bought before."""

    form: str
    starts: date
    ends: date | None
    from_fen: int
    when_new: bool
    pass_score: int
    questions: tuple[Question, ...]
    source: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def is_due(self, total_fen: int, is_new: bool) -> bool:
        """Whether a project of this sum must answer it."""
        return total_fen >= self.from_fen or (self.when_new and is_new)

    @property
    def most(self) -> int:
        """The score of a project without a fault."""
        return sum(question.most for question in self.questions)

    def cite(self) -> Cite:
        """The place's document."""
        return Cite(self.source)


@dataclass(frozen=True, slots=True)
class StaffGroup:
    """Which posts of a township's roster a name of the catalogue (可替代岗位) stands for."""

    name: str
    posts: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Pack:
    """A place's compiled policy."""

    id: str
    name: str
    code: str = ""
    sample: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    standing_on: tuple[str, ...] = ()
    values: tuple[Local, ...] = ()
    bands: tuple[Band, ...] = ()
    reviews: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joint_review_required: bool = False
    joint_review_lead: str = ""
    joint_review_seats: tuple[str, ...] = ()
    joint_review_subjects: tuple[str, ...] = ()
    industry_seat: bool = False
    second_factor: bool = False
    result_bands: tuple[ResultBand, ...] = ()
    collecting: Collecting | None = None
    offering: Offering | None = None
    weighing: Weighing | None = None
    questionnaires: tuple[Questionnaire, ...] = ()
    staff_groups: tuple[StaffGroup, ...] = ()

    def questionnaire(self, form: str, on: date) -> Questionnaire | None:
        """What the place asks in a form on a day."""
        return next((one for one in self.questionnaires if one.form == form and one.holds(on)), None)

    def posts_called(self, name: str) -> tuple[str, ...]:
        """The posts of the roster that a name of the catalogue stands for; a name without a group is a post itself."""
        return next((group.posts for group in self.staff_groups if group.name == name), (name,))

    def local(self, key: str, on: date) -> Local | None:
        """The place's own value of a parameter on a day."""
        return next((v for v in reversed(self.values) if v.parameter == key and v.holds(on)), None)

    def band(self, value_fen: int, on: date) -> Band | None:
        """How a purchase of this value on this day is decided below the limit."""
        return next((band for band in self.bands if band.covers(value_fen, on)), None)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the compiled form."""
        return digest_of(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """The compiled form, as the database keeps it."""
        return {name: plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Pack":
        """The pack back from its kept form; same digest."""
        made = dict(stored)
        made["values"] = tuple(Local(**_dated(item)) for item in stored["values"])
        made["bands"] = tuple(Band(**_dated(item)) for item in stored["bands"])
        made["result_bands"] = tuple(ResultBand(**item) for item in stored["result_bands"])
        made["questionnaires"] = tuple(  # a pack adopted before a section was known has none
            Questionnaire(**_dated({**one, "questions": tuple(Question(**q) for q in one["questions"])}))
            for one in stored.get("questionnaires", ())
        )
        made["staff_groups"] = tuple(
            StaffGroup(**{**one, "posts": tuple(one["posts"])}) for one in stored.get("staff_groups", ())
        )
        made["reviews"] = {name: tuple(seats) for name, seats in stored["reviews"].items()}
        made |= {n: tuple(stored[n]) for n in ("standing_on", "joint_review_seats", "joint_review_subjects")}
        for name, section in (("collecting", Collecting), ("offering", Offering), ("weighing", Weighing)):
            made[name] = section.from_json(stored[name]) if stored.get(name) else None
        return cls(**made)


def example_pack(limits: Mapping[str, int]) -> Pack:
    """A pack that fixes nothing but limits, for cases that name them."""
    values = tuple(
        Local(f"procurement.{name.removesuffix('_fen')}", date.min, None, fen, (), "示例")
        for name, fen in limits.items()
    )
    return Pack(id="example", name="示例", values=values)


def compile_pack(path: Path, parameters: Mapping[str, Parameter], statutes: Mapping[str, object]) -> Pack:
    """Read a place's pack and check it against the law.  Raises: BadLaw with every flaw."""
    flaws: list[Flaw] = []
    said, text = tables_of(path, flaws)
    if flaws:
        raise BadLaw(flaws)
    reader = _Reader(path, text, parameters, flaws)
    for name in said.keys() - _TOP:
        reader.flaw(
            name, "不认识的键", line_of(text, name) or line_of(text, f"[{name}") or line_of(text, f"[[{name}")
        )
    for name in ("id", "name", "standing_on"):
        if not said.get(name):
            reader.flaw(name, "缺少")
    for name in said.get("standing_on", ()):
        if name not in statutes:
            reader.flaw("standing_on", f"法规库里没有 {name}", line_of(text, "standing_on"))
    limits = list(reader.locals(said.get("limit", ()), "[[limit]]"))
    tightened = list(reader.locals(said.get("tighten", ()), "[[tighten]]"))
    reader.check_limits(limits)
    reader.check_tightened(tightened, limits)
    bands = tuple(reader.bands(said.get("below_limit", ())))
    review = reader.section(said, "joint_review", {"required", "lead", "seats", "subjects", "source"})
    acceptance = reader.section(said, "acceptance", {"industry_seat", "source"})
    security = reader.section(said, "security", {"second_factor", "source"})
    results = tuple(reader.results(said.get("result_band", ())))
    collecting = reader.collecting(said.get("needs", {}), tightened)
    offering = read_offering(said.get("resources", {}), reader.flaw, collecting)
    weighing = read_weighing(said.get("matching", {}), reader.flaw, collecting)
    questionnaires = tuple(reader.questionnaires(said.get("questionnaire", ())))
    groups = tuple(reader.groups(said.get("staff_group", ())))
    reviews = dict(said.get("reviews", {}))
    if reviews and not reviews.pop("source", ""):
        reader.flaw("reviews", "没有写出处 source", line_of(text, "[reviews]"))
    if flaws:
        raise BadLaw(flaws)
    return Pack(
        id=said["id"],
        name=said["name"],
        code=said.get("code", ""),
        sample=bool(said.get("sample", False)),
        levels=dict(said.get("levels", {})),
        standing_on=tuple(said["standing_on"]),
        values=tuple(sorted([*limits, *tightened], key=lambda v: (v.parameter, v.starts))),
        bands=bands,
        reviews={name: tuple(seats) for name, seats in reviews.items()},
        joint_review_required=bool(review.get("required", False)),
        joint_review_lead=review.get("lead", ""),
        joint_review_seats=tuple(review.get("seats", ())),
        joint_review_subjects=tuple(review.get("subjects", ())),
        industry_seat=bool(acceptance.get("industry_seat", False)),
        second_factor=bool(security.get("second_factor", False)),
        result_bands=results,
        collecting=collecting,
        offering=offering,
        weighing=weighing,
        questionnaires=questionnaires,
        staff_groups=groups,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one pack file and notes its flaws."""

    path: Path
    text: str
    parameters: Mapping[str, Parameter]
    flaws: list[Flaw]

    def flaw(self, place: str, reason: str, line: int = 0) -> None:
        """Note a flaw."""
        self.flaws.append(Flaw(str(self.path), place, reason, line))

    def section(self, said: Mapping[str, Any], name: str, allowed: set[str]) -> Mapping[str, Any]:
        """One plain section, with its source."""
        table: Mapping[str, Any] = said.get(name, {})
        line = line_of(self.text, f"[{name}]")
        for key in table.keys() - allowed:
            self.flaw(f"{name}.{key}", "不认识的键", line)
        if table and not table.get("source"):
            self.flaw(name, "没有写出处 source", line)
        return table

    def collecting(self, said: Mapping[str, Any], tightened: Sequence[Local]) -> Collecting | None:
        """How needs are collected; no degree of urgency may wait longer than the place's own limit."""
        line = line_of(self.text, "[needs]")
        limits = [v.raw for v in tightened if v.parameter == "needs.answer_within" and isinstance(v.raw, int)]
        return read_collecting(said, lambda at, why: self.flaw(at, why, line), min(limits, default=None))

    def locals(self, tables: Sequence[Mapping[str, Any]], header: str) -> Iterator[Local]:
        """The values that a place gives, in their own form."""
        for number, said in enumerate(tables):
            line = line_of(self.text, header, number)
            key = said.get("parameter", "")
            parameter = self.parameters.get(key)
            for name in said.keys() - _LOCAL:
                self.flaw(key or header, f"不认识的键 {name}", line)
            if parameter is None:
                self.flaw(key or header, "法规库里没有这个参数", line)
                continue
            if not said.get("source"):
                self.flaw(key, "没有写出处 source", line)
            if not isinstance(said.get("from"), date):
                self.flaw(key, "缺少生效日期 from", line)
                continue
            items = tuple(said.get("items", ()))
            national = parameter.at(said["from"])
            if "add" in said or "drop" in said:
                base = national.items if national else ()
                kept = (item for item in base if item not in said.get("drop", ()))
                items = tuple(dict.fromkeys((*kept, *said.get("add", ()))))
            raw = said.get("amount")
            if not fits(parameter.unit, raw, items):
                self.flaw(key, f"值与单位 {parameter.unit} 不符", line)
                continue
            yield Local(
                key, said["from"], said.get("to"), raw, items, said.get("source", ""), said.get("clause", "")
            )

    def check_limits(self, limits: Sequence[Local]) -> None:
        """What the law leaves to the province must be given, without gap or overlap."""
        for key in (key for key, parameter in self.parameters.items() if parameter.must):
            given = sorted((v for v in limits if v.parameter == key), key=lambda v: v.starts)
            if not given:
                self.flaw(key, "法律留给本省确定，实践包没有给出")
            for one, later in itertools.pairwise(given):
                if one.ends is None or one.ends + timedelta(days=1) != later.starts:
                    self.flaw(key, f"{one.starts} 与 {later.starts} 起的两个值之间重叠或中断")
        for value in limits:
            if not self.parameters[value.parameter].must:
                self.flaw(value.parameter, "不是留给本省确定的参数，只能写在 tighten 里")

    def check_tightened(self, tightened: Sequence[Local], limits: Sequence[Local]) -> None:
        """A place may be stricter than what binds it, never looser."""
        for number, local in enumerate(tightened):
            parameter = self.parameters[local.parameter]
            line = line_of(self.text, "[[tighten]]", number)
            bases: list[Value | Local] = [
                *parameter.values,
                *(v for v in limits if v.parameter == local.parameter),
            ]
            for base in bases:
                if _overlap(base, local):
                    reason = loosens(parameter.tighten, base, local)
                    if reason:
                        self.flaw(local.parameter, reason, line)
            for other in tightened[number + 1 :]:
                if other.parameter == local.parameter and _overlap(other, local):
                    self.flaw(local.parameter, f"{local.starts} 与 {other.starts} 起的两个值重叠", line)
            if not bases and parameter.tighten != "pack":
                self.flaw(local.parameter, "没有可以收紧的全国值", line)

    def bands(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[Band]:
        """The steps below the limit: from zero, each going on where the last ended."""
        for number, said in enumerate(tables):
            line = line_of(self.text, "[[below_limit]]", number)
            for name in said.keys() - _BANDS:
                self.flaw(f"below_limit.{name}", "不认识的键", line)
            if not said.get("source") or not isinstance(said.get("from"), date):
                self.flaw("below_limit", "缺少出处 source 或生效日期 from", line)
                continue
            reached = 0
            for step in said.get("band", ()):
                if step.keys() != _BAND:
                    self.flaw(
                        "below_limit.band", f"缺少或多出 {'、'.join(sorted(step.keys() ^ _BAND))}", line
                    )
                    continue
                if step["from_fen"] != reached or step["to_fen"] <= reached:
                    self.flaw("below_limit.band", f"金额段没有从 {reached} 分接着往上", line)
                reached = step["to_fen"]
                yield Band(said["from"], said.get("to"), source=said["source"], **step)

    def results(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[ResultBand]:
        """What each grade does."""
        wanted = set(ResultBand.__dataclass_fields__)
        for number, said in enumerate(tables):
            if said.keys() != wanted:
                line = line_of(self.text, "[[result_band]]", number)
                self.flaw("result_band", f"缺少或多出 {'、'.join(sorted(said.keys() ^ wanted))}", line)
                continue
            yield ResultBand(**said)

    def questionnaires(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[Questionnaire]:
        """What is asked before a plan is sent: every topic that the law names, scores that can reach the line."""
        kept: list[Questionnaire] = []
        for number, said in enumerate(tables):
            line = line_of(self.text, "[[questionnaire]]", number)
            form = str(said.get("form", ""))
            where = f"questionnaire {form}"
            if said.keys() - {"to"} != _FORM - {"to"}:
                off = (said.keys() - {"to"}) ^ (_FORM - {"to"})
                self.flaw(where, f"缺少或多出 {'、'.join(sorted(off))}", line)
                continue
            if form not in (EX_ANTE, FEASIBILITY) or not said["source"] or not isinstance(said["from"], date):
                self.flaw(
                    where, "form 只能是 ex_ante 或 feasibility，且须有出处 source 和生效日期 from", line
                )
                continue
            made = Questionnaire(
                form, said["from"], said.get("to"), said["from_fen"], said["when_new"], said["pass_score"],
                tuple(self._questions(said["question"], where, line)), said["source"],
            )  # fmt: skip
            self._check_questionnaire(made, where, line)
            if any(one.form == form and _overlap(one, made) for one in kept):
                self.flaw(where, "同一天有两份问卷", line)
            kept.append(made)
            yield made

    def _questions(self, tables: Sequence[Mapping[str, Any]], where: str, line: int) -> Iterator[Question]:
        for said in tables:
            if said.keys() != _QUESTION or said["kind"] not in _KINDS or not said["ask"]:
                self.flaw(
                    where, f"一问要有 {'、'.join(sorted(_QUESTION))}，kind 是 score、text 或 yuan", line
                )
            elif (said["kind"] == "score") != (said["most"] > 0):
                self.flaw(where, f"{said['id']}：打分的一问 most 要大于 0，其他的等于 0", line)
            else:
                yield Question(**said)

    def _check_questionnaire(self, made: Questionnaire, where: str, line: int) -> None:
        ids = [question.id for question in made.questions]
        if not ids or len(set(ids)) < len(ids):
            self.flaw(where, "没有问题，或编号重复", line)
        if made.from_fen < 0 or not 0 <= made.pass_score <= made.most:
            self.flaw(
                where, f"及格线 {made.pass_score} 应在 0 和满分 {made.most} 之间，起点金额不小于 0", line
            )
        topics = self.parameters["plans.ex_ante_topics"].at(made.starts)
        asked = {question.topic for question in made.questions}
        lost = [topic for topic in topics.items if topic not in asked] if topics else []
        if made.form == EX_ANTE and lost:
            self.flaw(where, f"放宽了：没有问 {'、'.join(lost)}", line)

    def groups(self, tables: Sequence[Mapping[str, Any]]) -> Iterator[StaffGroup]:
        """Which posts a name of the catalogue stands for."""
        for number, said in enumerate(tables):
            if said.keys() != _GROUP or not said["posts"] or not said["source"]:
                line = line_of(self.text, "[[staff_group]]", number)
                self.flaw("staff_group", "要有 name、posts（至少一个岗位）和出处 source", line)
                continue
            yield StaffGroup(said["name"], tuple(said["posts"]), said["source"])


def loosens(tighten: str, base: Value | Local, local: Local) -> str:
    """Why a local value is looser than what binds the place; empty where it isn't."""
    if tighten == "never":
        return "这个参数不由地方改动"
    if tighten == "pack":
        return ""
    if tighten in {"superset", "subset"}:
        outer, inner = (local, base) if tighten == "superset" else (base, local)
        lost = [item for item in inner.items if item not in outer.items]
        word = "少了" if tighten == "superset" else "多出"
        return f"放宽了：{word}{'、'.join(lost)}" if lost else ""
    if not isinstance(base.raw, int) or not isinstance(local.raw, int):
        return "文字值无法比较宽严，不由地方改动"
    looser = local.raw < base.raw if tighten == "up" else local.raw > base.raw
    return f"放宽了：上位值 {base.raw}，本地 {local.raw}" if looser else ""


def _overlap(one: Value | Local | Questionnaire, other: Local | Questionnaire) -> bool:
    """Whether two values are in force on some same day."""
    return (one.ends is None or other.starts <= one.ends) and (other.ends is None or one.starts <= other.ends)


def _dated(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored fields with their dates and tuples again."""
    made = dict(stored)
    made["starts"] = date.fromisoformat(stored["starts"])
    made["ends"] = date.fromisoformat(stored["ends"]) if stored["ends"] else None
    if "items" in made:
        made["items"] = tuple(stored["items"])
    return made
