"""How a place collects what people ask for: by which channels, from whom, how urgent, ranked by which published formula.

Part of a place's pack (`[needs]`). All figures are whole numbers, so that two machines rank alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

_LISTS = ("channels", "raisers", "ages", "traits", "sensitive_traits", "seasons")
_SECTION = frozenset(
    [
        *_LISTS,
        "public_channel",
        "meeting_channel",
        "contact_days",
        "contact_days_after_answer",
        "crowd_an_hour",
        "class",
        "urgency",
        "priority",
        "source",
    ]
)
_PRIORITY = frozenset(["people", "traits", "each_voice", "most_for_voices", "source"])


@dataclass(frozen=True, slots=True)
class NeedClass:
    """A class of needs, with the other words that people and offices use for it."""

    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Urgency:
    """A degree of urgency: what it adds to the priority, and in how many working days a department answers."""

    name: str
    points: int
    answer_days: int


@dataclass(frozen=True, slots=True)
class Step:
    """From so many people on, so many points."""

    people: int
    points: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a priority: what for, how many points."""

    name: str
    value: str
    points: int


@dataclass(frozen=True)
class Collecting:
    """The section `[needs]` of a pack."""

    channels: tuple[str, ...]
    public_channel: str
    meeting_channel: str
    raisers: tuple[str, ...]
    ages: tuple[str, ...]
    traits: tuple[str, ...]
    seasons: tuple[str, ...]
    classes: tuple[NeedClass, ...]
    urgencies: tuple[Urgency, ...]
    people_steps: tuple[Step, ...]
    trait_points: Mapping[str, int]
    each_voice: int
    most_for_voices: int
    contact_days: int
    contact_days_after_answer: int
    crowd_an_hour: int
    source: str
    sensitive_traits: tuple[str, ...] = ()
    priority_source: str = field(default="")

    def urgency(self, name: str) -> Urgency | None:
        """A degree by its name."""
        return next((u for u in self.urgencies if u.name == name), None)

    def class_of(self, word: str) -> str:
        """The class that a word stands for, "" where it stands for none."""
        return next((c.name for c in self.classes if word == c.name or word in c.words), "")

    def priority(
        self, *, urgency: str, people: int | None, traits: tuple[str, ...], voices: int
    ) -> tuple[Part, ...]:
        """The parts of a need's priority by the published formula; unknown people count as one."""
        degree = self.urgency(urgency)
        number = people or 1
        step = next((s for s in reversed(self.people_steps) if number >= s.people), None)
        most = max((self.trait_points.get(t, 0) for t in traits), default=0)
        repeated = min(max(voices - 1, 0) * self.each_voice, self.most_for_voices)
        return (
            Part("urgency", urgency, degree.points if degree else 0),
            Part("people", str(number), step.points if step else 0),
            Part("traits", "、".join(traits), most),
            Part("voices", str(voices), repeated),
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Collecting":
        """The section back from its kept form."""
        made: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in stored.items()}
        made["classes"] = tuple(NeedClass(c["name"], tuple(c["words"])) for c in stored["classes"])
        made["urgencies"] = tuple(Urgency(**u) for u in stored["urgencies"])
        made["people_steps"] = tuple(Step(**s) for s in stored["people_steps"])
        return cls(**made)


Note = Callable[[str, str], None]


def read_collecting(said: Mapping[str, Any], flaw: Note, longest: int | None) -> Collecting | None:
    """The section as a pack gives it; each flaw is noted.  `longest`: working days that no answer may exceed."""
    if not said:
        return None
    for key in said.keys() - _SECTION:
        flaw(f"needs.{key}", "不认识的键")
    needed = _SECTION - {"sensitive_traits", "seasons"}
    missing = [key for key in needed if said.get(key) in (None, "", [], {})]
    if missing:
        flaw("needs", f"缺少 {'、'.join(sorted(missing))}")
        return None
    for key in _LISTS:
        if len(set(said.get(key, ()))) != len(said.get(key, ())):
            flaw(f"needs.{key}", "有重复")
    for key in ("public_channel", "meeting_channel"):
        if said[key] not in said["channels"]:
            flaw(f"needs.{key}", f"“{said[key]}”不在征集渠道 channels 里")
    for key in ("contact_days", "contact_days_after_answer", "crowd_an_hour"):
        if not _is_count(said[key]):
            flaw(f"needs.{key}", "应为大于零的整数")
    classes = _classes(said["class"], flaw)
    urgencies = _urgencies(said["urgency"], flaw, longest)
    ranking = said["priority"]
    steps = _ranking(ranking, said["traits"], flaw)
    return Collecting(
        channels=tuple(said["channels"]),
        public_channel=said["public_channel"],
        meeting_channel=said["meeting_channel"],
        raisers=tuple(said["raisers"]),
        ages=tuple(said["ages"]),
        traits=tuple(said["traits"]),
        sensitive_traits=tuple(said.get("sensitive_traits", ())),
        seasons=tuple(said.get("seasons", ())),
        classes=classes,
        urgencies=urgencies,
        people_steps=steps,
        trait_points=dict(ranking.get("traits", {})),
        each_voice=ranking.get("each_voice", 0),
        most_for_voices=ranking.get("most_for_voices", 0),
        contact_days=said["contact_days"],
        contact_days_after_answer=said["contact_days_after_answer"],
        crowd_an_hour=said["crowd_an_hour"],
        source=said["source"],
        priority_source=ranking.get("source", ""),
    )


def _is_count(value: object, least: int = 1) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _classes(tables: list[Mapping[str, Any]], flaw: Note) -> tuple[NeedClass, ...]:
    found = tuple(NeedClass(t.get("name", ""), tuple(t.get("words", ()))) for t in tables)
    seen: dict[str, str] = {}
    for one, table in zip(found, tables, strict=True):
        if not one.name or table.keys() - {"name", "words"}:
            flaw("needs.class", "只能有 name 和 words，name 不能空")
        for word in (one.name, *one.words):
            if seen.setdefault(word, one.name) != one.name:
                flaw("needs.class", f"“{word}”既属于{seen[word]}又属于{one.name}")
    if len({c.name for c in found}) != len(found):
        flaw("needs.class", "类别名称有重复")
    return found


def _urgencies(tables: list[Mapping[str, Any]], flaw: Note, longest: int | None) -> tuple[Urgency, ...]:
    found: list[Urgency] = []
    for table in tables:
        if table.keys() != {"name", "points", "answer_days"}:
            flaw("needs.urgency", "每一级写 name、points、answer_days")
            continue
        one = Urgency(**table)
        if not _is_count(one.points, 0) or not _is_count(one.answer_days):
            flaw("needs.urgency", f"“{one.name}”的分数或答复天数不是正整数")
        elif longest is not None and one.answer_days > longest:
            flaw("needs.urgency", f"“{one.name}”的答复天数 {one.answer_days} 超过答复期限 {longest}")
        if found and one.points < found[-1].points:
            flaw("needs.urgency", "从轻到重写，分数不能越重越低")
        found.append(one)
    return tuple(found)


def _ranking(said: Mapping[str, Any], traits: list[str], flaw: Note) -> tuple[Step, ...]:
    for key in said.keys() - _PRIORITY:
        flaw(f"needs.priority.{key}", "不认识的键")
    if not said.get("source"):
        flaw("needs.priority", "没有写出处 source")
    for name, points in said.get("traits", {}).items():
        if name not in traits or not _is_count(points, 0):
            flaw("needs.priority.traits", f"“{name}”不在服务对象特征里，或分数不是整数")
    for key in ("each_voice", "most_for_voices"):
        if not _is_count(said.get(key, 0), 0):
            flaw(f"needs.priority.{key}", "应为整数")
    steps = tuple(Step(s.get("people", 0), s.get("points", 0)) for s in said.get("people", ()))
    numbers = [s.people for s in steps]
    if not steps or numbers != sorted(set(numbers)) or numbers[0] < 1:
        flaw("needs.priority.people", "人数分段从一人起逐段往上写")
    return steps
