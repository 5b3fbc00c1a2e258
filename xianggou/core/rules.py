"""The register of rules, and `judge`, which asks all rules of an act at once.

A rule is a pure function of one code. It names by keyword the facts it needs, and runs when they
are all known; facts with a default may be missing. No clock, no database, no request.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from .findings import Finding, Level, NotApplicable, Verdict, register_level
from .law import LawOn, NoValue

STOP, STOP_UNTIL_REASON, WARN = Level.STOP, Level.STOP_UNTIL_REASON, Level.WARN
Found = Finding | NotApplicable | None
_BELOW = "金额在采购限额以下，不适用政府采购法的这项要求"
_C = TypeVar("_C", bound=Callable[..., Any])
_F = TypeVar("_F", bound=Callable[..., Found | Iterable[Finding]])


class Scope(StrEnum):
    """Which purchases a rule is about."""

    EVERY = "every"
    ABOVE_LIMIT = "above_limit"  # value at or above the procurement limit, or a central item


EVERY, ABOVE_LIMIT = Scope.EVERY, Scope.ABOVE_LIMIT


@dataclass(frozen=True, slots=True)
class Rule:
    """One code: what asks it, how hard it stops, for which purchases, by which facts."""

    code: str
    verbs: tuple[str, ...]
    level: Level
    scope: Scope
    needs: tuple[str, ...]
    may_use: tuple[str, ...]
    ask: Callable[..., Found | Iterable[Finding]]

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that it can use."""
        return self.needs + self.may_use


_RULES: dict[str, Rule] = {}
_BY_VERB: dict[str, list[Rule]] = {}


def rule(verbs: str | tuple[str, ...], code: str, level: Level, scope: Scope = EVERY) -> Callable[[_F], _F]:
    """Register a function as the rule of a code."""

    def register(ask: _F) -> _F:
        if code in _RULES and _RULES[code].ask.__module__ != ask.__module__:
            raise ValueError(f"{code} is registered twice")
        named = [p for p in inspect.signature(ask).parameters.values() if p.kind is p.KEYWORD_ONLY]
        made = Rule(
            code=code,
            verbs=(verbs,) if isinstance(verbs, str) else verbs,
            level=level,
            scope=scope,
            needs=tuple(p.name for p in named if p.default is p.empty),
            may_use=tuple(p.name for p in named if p.default is not p.empty),
            ask=ask,
        )
        register_level(code, level)
        _RULES[code] = made
        for verb in made.verbs:
            _BY_VERB.setdefault(verb, []).append(made)
        return ask

    return register


_FIGURES: dict[tuple[str, str], Callable[..., Any]] = {}


def figure(verb: str, name: str) -> Callable[[_C], _C]:
    """Register a function that computes a figure of an act from its facts, such as the last day to pay."""

    def register(compute: _C) -> _C:
        _FIGURES[verb, name] = compute
        return compute

    return register


def figure_of(verb: str, name: str, facts: Any, law: LawOn) -> Any:
    """A figure of an act; None where it can't be computed from these facts.  Raises: KeyError, NoValue."""
    compute = _FIGURES[verb, name]
    known = _known(facts)
    law = law.dated({key: value for key, value in known.items() if _is_day(value)})
    named = [p for p in inspect.signature(compute).parameters.values() if p.kind is p.KEYWORD_ONLY]
    if any(p.default is p.empty and p.name not in known for p in named):
        return None
    return compute(law, **{p.name: known[p.name] for p in named if p.name in known})


def rules_of(verb: str) -> tuple[Rule, ...]:
    """The rules that an act must ask."""
    return tuple(_BY_VERB.get(verb, ()))


def all_rules() -> Mapping[str, Rule]:
    """Every rule by code."""
    return dict(_RULES)


def all_verbs() -> tuple[str, ...]:
    """Every act that rules speak about."""
    return tuple(sorted(_BY_VERB))


def judge(verb: str, facts: Any, law: LawOn, reasons: Mapping[str, str] | None = None) -> Verdict:
    """Ask every rule of an act whose facts are known; all findings at once.

    `facts` is a mapping or a dataclass; `None` means not known. Dates among the facts also choose
    the law (`signed_on` governs what is governed by `signed_on`). `below_limit` tells that the
    Procurement Law is not the ground; where it is not told, `value_fen` does. `reasons` holds, by code, the written reason of the
    authority for findings that stop until one is given.
    """
    rules = _BY_VERB.get(verb)
    if rules is None:
        raise KeyError(f"no rules for {verb}")
    known = _known(facts)
    law = law.dated({name: value for name, value in known.items() if _is_day(value)})
    below = _is_below_limit(known, law)
    findings: list[Finding] = []
    silent: list[NotApplicable] = []
    unasked: list[NotApplicable] = []
    passed: list[str] = []
    for one in rules:
        missing = [name for name in one.needs if name not in known]
        if missing:
            unasked.append(NotApplicable(one.code, f"未知：{'、'.join(missing)}"))
            continue
        if below and one.scope is ABOVE_LIMIT:
            silent.append(NotApplicable(one.code, _BELOW))
            continue
        found = _ask(one, law, {name: known[name] for name in one.facts if name in known})
        if not found:
            passed.append(one.code)
        for item in found:
            if isinstance(item, NotApplicable):
                silent.append(item)
            else:
                findings.append(replace(item, cites=law.below_limit_cites(item.cites)) if below else item)
    given = reasons or {}
    return Verdict(
        verb=verb,
        findings=tuple(
            item.reasoned(given[item.code])
            if item.level is STOP_UNTIL_REASON and given.get(item.code, "").strip()
            else item
            for item in findings
        ),
        not_applicable=tuple(silent),
        consulted=law.consulted,
        passed=tuple(passed),
        unasked=tuple(unasked),
    )


def _ask(one: Rule, law: LawOn, facts: Mapping[str, Any]) -> list[Finding | NotApplicable]:
    """What one rule says, as a list; a value not in force makes it not applicable."""
    try:
        found = one.ask(law, **facts)
        if found is None:
            return []
        return [found] if isinstance(found, Finding | NotApplicable) else list(found)
    except NoValue as none:
        return [NotApplicable(one.code, none.reason)]


def _known(facts: Any) -> dict[str, Any]:
    """The facts that are known."""
    if is_dataclass(facts) and not isinstance(facts, type):
        given = {item.name: getattr(facts, item.name) for item in fields(facts)}
    else:
        given = dict(facts)
    return {name: value for name, value in given.items() if value is not None}


def _is_below_limit(known: Mapping[str, Any], law: LawOn) -> bool:
    """Whether the Procurement Law is not the ground: as told, else by value and central catalogue."""
    told = known.get("below_limit")
    if told is not None:
        return bool(told)
    limit = law.get("procurement.limit") if "value_fen" in known else None
    if limit is None or known["value_fen"] >= limit.amount:
        return False
    central = law.get("procurement.central_catalogue")
    return central is None or known.get("item") not in central.items


def _is_day(value: object) -> bool:
    """Whether a fact is a plain date."""
    return isinstance(value, date) and not isinstance(value, datetime)
