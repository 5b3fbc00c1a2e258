"""Forms with rows that repeat (quotes, instalments, members): more rows can be asked for without script.

A row that nobody began is left out; one that was begun must be whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from xianggou.base.pages.reasons import Reasoned

MOST_ROWS = 20


class RowedForm(Reasoned):
    """A form whose fields `name_0`, `name_1` … make rows.

    `needed` are the fields that a begun row must fill; `telling` those that show that it was begun. The post
    carries how many rows there are (`rows`) and `more` when another one is asked for.
    """

    first_rows: ClassVar[int] = 1
    most_rows: ClassVar[int] = MOST_ROWS
    needed: ClassVar[Sequence[str]] = ()
    telling: ClassVar[Sequence[str]] = ()

    def __init__(
        self, data: Any = None, *, given: Sequence[Mapping[str, Any]] = (), spare: int = 0, **rest: Any
    ) -> None:
        """`given` are the rows to begin with; `spare` empty ones come after them."""
        super().__init__(data, **rest)
        asked = str(data.get("rows", "")) if data else ""
        first = max(self.first_rows, len(given) + spare)
        self.rows = min(self.most_rows, int(asked)) if asked.isdecimal() and len(asked) < 4 else first
        if data and "more" in data:
            self.rows = min(self.most_rows, self.rows + 1)
            self.is_taking = True
        self.begun = [n for n in range(self.rows) if any(self._typed(data, n, p) for p in self.telling)]
        self.parts = tuple(self.new_row())
        others = list(self.fields)
        for n in range(self.rows):
            start = given[n] if n < len(given) else {}
            for name, field in self.new_row().items():
                if name in self.needed:
                    field.required = n in self.begun if data else n < max(self.first_rows, len(given))
                self._dress(field)
                self.fields[f"{name}_{n}"] = field
                if name in start:
                    self.initial.setdefault(f"{name}_{n}", start[name])
        self.order_fields([*(f"{p}_{n}" for n in range(self.rows) for p in self.parts), *others])

    def new_row(self) -> dict[str, forms.Field]:
        """The fields of one row."""
        raise NotImplementedError

    @staticmethod
    def _typed(data: Any, n: int, name: str) -> bool:
        return bool(data and str(data.get(f"{name}_{n}", "")).strip())

    def row_fields(self) -> list[list[forms.BoundField]]:
        """The fields of each row, as the page draws them."""
        return [[self[f"{name}_{n}"] for name in self.parts] for n in range(self.rows)]

    def single_fields(self) -> list[forms.BoundField]:
        """The fields outside the rows."""
        inside = {f"{name}_{n}" for n in range(self.rows) for name in self.parts}
        return [bound for bound in self.visible_fields() if bound.name not in inside]

    def typed_rows(self) -> list[dict[str, Any]]:
        """The rows that were begun, as the action takes them."""
        return [{name: self.cleaned_data.get(f"{name}_{n}") for name in self.parts} for n in self.begun]
