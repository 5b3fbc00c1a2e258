"""Reads from the source which values each finding carries, so that wordings can be held against them."""

import ast
import inspect
from collections import defaultdict

from xianggou.core.rooms import load_rules
from xianggou.core.rules import all_rules


def values_by_code() -> dict[str, set[str]]:
    """The names of the values of every code, over all functions that make it."""
    load_rules()
    found: dict[str, set[str]] = defaultdict(set)
    modules = {inspect.getmodule(rule.ask) for rule in all_rules().values()}
    for module in modules:
        for function in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(function, ast.FunctionDef):
                for code, names in _values_in(function):
                    found[code] |= names
    for code, keys in _SHARED.items():
        found[code] |= keys
    return found


# Findings made by a shared function of the room: the code is passed in.
_PERIOD = {"days", "limit", "unit", "earliest"}
_TAKEN = {"days", "limit"}
_SHARED = {
    **dict.fromkeys(
        (
            "procurement.document.offered_too_short",
            "procurement.document.response_too_short",
            "procurement.document.prequalify_too_short",
            "procurement.document.clarified_too_late",
            "procurement.notice.too_short",
            "procurement.single_source.publicity_too_short",
        ),
        _PERIOD,
    ),
    **dict.fromkeys(
        (
            "procurement.award.late",
            "procurement.award.report_late",
            "procurement.award.notice_late",
            "procurement.framework.join_late",
            "procurement.framework.tell_late",
            "procurement.query.reply_late",
            "procurement.challenge.out_of_time",
            "procurement.challenge.reply_late",
            "procurement.complaint.out_of_time",
            "procurement.complaint.admit_late",
            "procurement.complaint.answer_late",
        ),
        _TAKEN,
    ),
}


def _values_in(function: ast.FunctionDef):
    """Codes made in a function, each with the names of its values."""
    dicts, texts = {}, {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if isinstance(node.value, ast.Dict):
                dicts[node.targets[0].id] = {key.value for key in node.value.keys if key is not None}
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                texts[node.targets[0].id] = node.value.value
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "broken":
            code = node.args[0]
            name = code.value if isinstance(code, ast.Constant) else texts.get(getattr(code, "id", ""), "")
            if not name:
                continue
            values = set()
            for keyword in node.keywords:
                if keyword.arg is None:
                    values |= dicts.get(getattr(keyword.value, "id", ""), set())
                elif keyword.arg != "also":
                    values.add(keyword.arg)
            yield name, values
