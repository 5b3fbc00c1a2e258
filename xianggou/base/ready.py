"""Statements that stand ready: the ORM writes one once, and it is asked with other values each time.

Writing a statement takes the ORM five times as long as asking it. Where the same question is asked at every step of a
purchase or for every list, its text is kept and only the values change. What is asked is still said in the ORM's words.

    @ready(int)
    def _locked(item_id: int) -> QuerySet[PlanItem]:
        return PlanItem.objects.select_for_update(of=("self",)).filter(pk=item_id)

    _locked(7)       # a list of items
    _locked.one(7)   # the only one, or PlanItem.DoesNotExist
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from psycopg.types.json import Jsonb

T = TypeVar("T")
Kind = type | str
INTS = "int[]"  # a list of numbers, asked for by `among`


def _sample(kind: Kind, number: int) -> Any:
    """A value that no statement holds of itself, by which its place in the statement is found."""
    if kind is int:
        return 29_000 + number  # fits the smallest of the database's numbers
    if kind is date:
        return date(1801, 1, 1) + timedelta(days=number)
    if kind is str:
        return f"\x7f{number}"
    if kind == INTS:
        return [29_000 + number]
    raise TypeError(f"no samples of {kind}")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the statement: the number of its value, and what the ORM makes of it (a number of a set width)."""

    number: int
    made: Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A statement as it was written: text, constants and places, and how a row of its answer is read."""

    sql: str
    places: tuple[Any, ...]
    read: Callable[[Sequence[Any]], Any]

    def values(self, given: Sequence[Any]) -> list[Any]:
        """The statement's values."""
        return [
            one
            if not isinstance(one, _Slot)
            else given[one.number]
            if one.made is None
            else one.made(given[one.number])
            for one in self.places
        ]


REGISTER: list[Ready[Any]] = []


class Ready(Generic[T]):
    """A question to the database whose statement is kept."""

    def __init__(self, write: Callable[..., QuerySet[Any, T]], kinds: Sequence[Kind]) -> None:
        """`write` gives the queryset of some values; it may not look at them, for it is called with samples."""
        self.write, self.kinds = write, tuple(kinds)
        self._kept: _Kept | None = None
        REGISTER.append(self)

    def __call__(self, *given: Any) -> list[T]:
        """The rows.  Queries: 1."""
        kept = self._kept or self._keep()
        with connection.cursor() as cursor:
            cursor.execute(kept.sql, kept.values(given))
            return [kept.read(row) for row in cursor.fetchall()]

    def first(self, *given: Any) -> T | None:
        """The first row, if there is one; the statement itself says in which order.  Queries: 1."""
        return next(iter(self(*given)), None)

    def one(self, *given: Any) -> T:
        """The only row.  Raises: the model's DoesNotExist.  Queries: 1."""
        found = self(*given)
        if not found:
            raise self.write(*given).model.DoesNotExist(f"{self.write.__name__}{given}")
        return found[0]

    def statement(self, *given: Any) -> tuple[str, list[Any]]:
        """Text and values as they go to the database."""
        kept = self._kept or self._keep()
        return kept.sql, kept.values(given)

    def samples(self, turn: int = 0) -> list[Any]:
        """Values of its kinds; each turn has others."""
        return [_sample(kind, len(self.kinds) * turn + n) for n, kind in enumerate(self.kinds)]

    def _keep(self) -> _Kept:
        """Write the statement twice with other samples: what differs are the places, what does not is constant."""
        first, second = self.samples(0), self.samples(1)
        rows = self.write(*first)
        compiler = rows.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        again, others = self.write(*second).query.get_compiler(connection=connection).as_sql()
        if sql != again:
            raise TypeError(f"{self.write.__name__}: its statement depends on its values")
        places = tuple(
            one if _bare(one) == _bare(other) else _place(one, other, first, second)
            for one, other in zip(values, others, strict=True)
        )
        self._kept = _Kept(sql, places, _reader(rows, compiler))
        return self._kept


def _bare(value: Any) -> Any:
    """A value that can be compared: JSON comes wrapped."""
    return value.obj if isinstance(value, Jsonb) else value


def _place(one: Any, other: Any, first: Sequence[Any], second: Sequence[Any]) -> _Slot:
    for number, (a, b) in enumerate(zip(first, second, strict=True)):
        if one == a and other == b:
            return _Slot(number, None if type(one) is type(a) else type(one))
    raise TypeError(f"the statement holds a value made of a given one: {one!r}")


def ready(*kinds: Kind) -> Callable[[Callable[..., QuerySet[Any, T]]], Ready[T]]:
    """Keep the statement of a function that gives a queryset; `kinds` are those of its values, in order."""
    return lambda write: Ready(write, kinds)


def among(numbers: Sequence[int]) -> RawSQL:
    """A list of numbers for `…__in`, in one place of the statement, however many there are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [numbers])


def _reader(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """What makes a row of the answer what the queryset would make of it."""
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    steps = [(at, converts, column) for at, (converts, column) in converters.items()]
    made = _maker(rows, compiler)
    if not steps:
        return made

    def read(row: Sequence[Any]) -> Any:
        values = list(row)
        for at, converts, column in steps:
            for convert in converts:
                values[at] = convert(values[at], column, connection)
        return made(values)

    return read


def _maker(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    kind, width = rows._iterable_class, len(compiler.select)
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    if kind is ValuesListIterable:
        return lambda row: tuple(row[:width])
    if kind is not ModelIterable:
        raise TypeError(f"rows of {kind.__name__} are not kept")
    info, select, alias = compiler.klass_info, compiler.select, connection.alias
    model: type[Model] = info["model"]
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[start:end]]
    related = get_related_populators(info, select, alias)  # type: ignore[call-arg]
    annotated = tuple((compiler.annotation_col_map or {}).items())

    def made(row: Sequence[Any]) -> Model:
        one = model.from_db(alias, names, row[start:end])
        for populator in related:
            populator.populate(row, one)
        for name, at in annotated:
            setattr(one, name, row[at])
        return one

    return made
