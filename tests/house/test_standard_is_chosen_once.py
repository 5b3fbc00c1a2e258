"""The standard is chosen in the plan: no form, act or machine after it takes a target, unit, weight or deduction rule."""

from __future__ import annotations

import importlib
import inspect
import re
from types import SimpleNamespace

import pytest
from django import forms

from tests.house.source import PACKAGE, STAGES
from xianggou.base.access.actions import REGISTER
from xianggou.base.access.machines import Body
from xianggou.base.pages.rowed import RowedForm
from xianggou.stages.delivery.forms import AcceptForm

# merging equal items and reviewing them are still planning: a merged item has its unit
LATER = STAGES[STAGES.index("budget") :]
# What an indicator's own columns are called, in names and in what a person reads beside the box.
NAMES = re.compile(
    r"(^|_)(targets?|units?|weights?|weight_bp|deductions?|measures?|indicators?|standard|standard_id)(_\d+)?$"
)
LABELS = re.compile(r"目标值|指标值|计量单位|权重|分值|扣分规则|扣分标准|取数|核验方法")
# What is found about an indicator is no change of it: its id, what was measured, the points lost.
FOUND = {"indicator_id"}


class Offering:
    """A form that offers nothing to choose from: enough to see which fields a row has."""

    def __getattr__(self, _name: str) -> tuple[str, ...]:
        return ()


def fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """Every field that a form can have: its own, and those of one of its rows."""
    fields = dict(getattr(form, "base_fields", {}))
    if issubclass(form, RowedForm) and form is not RowedForm:
        fields |= form.new_row(Offering())  # type: ignore[arg-type]
    return fields


def bends(form: type[forms.Form]) -> list[str]:
    """Fields of a form that would bend an indicator."""
    return [
        f"{form.__module__}.{form.__name__}.{name}"
        for name, field in fields_of(form).items()
        if (NAMES.search(name) and name not in FOUND) or LABELS.search(str(field.label or ""))
    ]


def defined_in(kind: str, base: type) -> list[type]:
    """Classes of a base that the later rooms define in their modules of a kind."""
    found = []
    for room in LATER:
        if not (PACKAGE / "stages" / room / f"{kind}.py").is_file():
            continue
        module = importlib.import_module(f"xianggou.stages.{room}.{kind}")
        found += [
            one
            for one in vars(module).values()
            if inspect.isclass(one) and issubclass(one, base) and one.__module__ == module.__name__
        ]
    return found


class Bends(forms.Form):
    """A bad one: it asks for a target again."""

    target = forms.CharField(label="达到多少")
    worth = forms.IntegerField(label="权重（分）")


def test_a_form_that_bends_an_indicator_is_found():
    assert [name.rpartition(".")[2] for name in bends(Bends)] == ["target", "worth"]


@pytest.mark.parametrize(
    "form", defined_in("forms", forms.Form), ids=lambda form: f"{form.__module__}.{form.__name__}"
)
def test_no_form_after_the_plan_has_a_field_of_an_indicator(form):
    assert bends(form) == []


def test_the_later_rooms_have_forms_to_look_at():
    rooms = {form.__module__.split(".")[2] for form in defined_in("forms", forms.Form)}
    assert rooms >= {"budget", "procurement", "contracts", "delivery", "payments"}


def test_acceptance_asks_of_an_indicator_only_what_was_found():
    indicator = SimpleNamespace(pk=7, name="合格率", weight=12)
    form = AcceptForm(indicators=[indicator])
    rows = {f"{name}_{n}" for n in range(form.rows) for name in form.parts}
    assert {name for name in form.fields if name not in rows and name not in AcceptForm.base_fields} == {
        "actual_7",
        "lost_7",
    }


@pytest.mark.parametrize(
    "body", defined_in("api", Body), ids=lambda body: f"{body.__module__}.{body.__name__}"
)
def test_no_machine_sends_a_field_of_an_indicator_after_the_plan(body):
    assert [name for name in body.model_fields if NAMES.search(name) and name not in FOUND] == []


def test_no_act_after_the_plan_takes_a_part_of_a_standard():
    told = {
        f"{code}({name})"
        for code, one in REGISTER.items()
        if code.partition(".")[0] in LATER
        for name in inspect.signature(one.run).parameters
        if NAMES.search(name)
    }
    assert told == set()
    assert {code.partition(".")[0] for code in REGISTER} >= {"contracts", "delivery"}
