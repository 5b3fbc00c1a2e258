"""The pages of reference that are written from the code: parameters of the law, codes, the API's description.

`python -m tests.docs.reference` writes them; a test compares them with what stands in docs/.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianggou.web.settings")

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from tests.docs import said
from xianggou.base.access import roles
from xianggou.base.access.actions import REGISTER
from xianggou.base.access.wording import wordings
from xianggou.base.sheets.wording import WORDING
from xianggou.base.trail.gates import CODES
from xianggou.core.law import library
from xianggou.core.parameters import Parameter
from xianggou.core.rooms import load_rules
from xianggou.core.rules import all_rules
from xianggou.web.api.urls import api
from xianggou.web.cli.built import is_built

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WRITTEN = "<!-- 由 python -m tests.docs.reference 写出，请勿手改 · written from the code, do not edit -->"
HAN = re.compile(r"[一-鿿]")
CODE = re.compile(r"[a-z_…]+(\.[a-z_…]+)*")
SAYS_A_PROBLEM = {"Problem", "problem", "_problem", "_at"}


def acts() -> list[str]:
    """Codes of all actions, every room's module loaded."""
    for app in apps.get_app_configs():
        if app.name.startswith("xianggou.") and is_built(f"{app.name}.actions"):
            importlib.import_module(f"{app.name}.actions")
    return sorted(REGISTER)


def rights() -> list[str]:
    """Everything that the access table grants."""
    return sorted(frozenset().union(*(post.actions for post in roles.posts())))


def law_parameters() -> str:
    """docs/law-parameters.md."""
    known = library()
    rooms: dict[str, list[Parameter]] = {}
    for key, parameter in known.parameters.items():
        rooms.setdefault(key.partition(".")[0], []).append(parameter)
    values = sum(len(p.values) for p in known.parameters.values())
    parts = [
        "# 法规参数一览",
        WRITTEN,
        (
            "Every dated parameter of the law that the software reads, with its values and clauses. "
            "Figures are data in `law/`; a place's pack may tighten them in the direction shown."
        ),
        (
            f"共 {len(known.parameters)} 个参数、{values} 个值。金额以元写出；“自”为该值起效日；“由何日期决定”是卷宗中"
            "选用哪个值的日期；“地方”是实践包可以怎样改。单个参数的沿革：`xianggou law show 参数`。"
        ),
    ]
    for room, found in sorted(rooms.items()):
        parts.append(f"## {room} {said.ROOMS[room]}")
        rows = [
            [f"`{p.key}`", p.title, _values(p), "、".join(p.governed_by), said.TIGHTEN[p.tighten]]
            for p in found
        ]
        parts.append(table(["参数", "名称", "值和依据", "由何日期决定", "地方"], rows))
    return "\n\n".join(parts) + "\n"


def _values(parameter: Parameter) -> str:
    shown = []
    for value in parameter.values:
        cites = "、".join(f"{cite.title} {cite.clause}" for cite in value.cites)
        until = f"至 {value.ends}" if value.ends else ""
        shown.append(f"自 {value.starts}{until}：{_value(parameter.unit, value.shown())}（{cites}）")
    return "<br>".join(shown) or "法律留给地方定，由实践包给出"


def _value(unit: str, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(map(str, value))
    if unit == "fen":
        return f"{value // 100:,}.{value % 100:02d} 元"
    if unit == "bp":
        return f"万分之 {value}"
    return f"{value} {said.UNITS[unit]}".strip()


def codes() -> str:
    """docs/codes.md."""
    load_rules()
    parts = [
        "# 代码一览",
        WRITTEN,
        (
            "Every code that a page, a workbook check or the API can show: acts, rights to read, findings of the "
            "rules, gates of the database, problems of workbooks and other input."
        ),
        "打电话问人时念代码，找得最快。拒绝面板、批注工作簿和接口里都是这些代码。",
        "## 办理\n\n每一项办理都要查权限表、留操作记录。谁能办见[权限表](../xianggou/base/access/roles.toml)或页面“权限和人员”。",
        table(["代码", "做什么"], ([f"`{c}`", said.RIGHTS[c]] for c in acts())),
        "## 其他权限\n\n权限表里有、但不改变业务记录的（查看、导出），以及已留位置、还没有做成的。",
        table(["代码", "说明"], ([f"`{c}`", said.RIGHTS[c]] for c in rights() if c not in REGISTER)),
        (
            "## 规则的结论\n\n挡住的不能办；“写明理由后可办”的要写书面理由；提醒的不挡。"
            "每条在页面上都连同条款、缘由、下一步和谁能办一起给出。`%(…)s` 处显示当时的数。"
        ),
        rule_tables(),
        "## 数据库的门\n\n绕过页面直接写数据库也会被这些挡下；接口中显示为 `gate.名称`。",
        table(
            ["代码", "名称", "守什么"],
            ([f"`{c}`", f"`{name}`", said.GATES[c]] for c, name in sorted(CODES.items())),
        ),
        "字段自身的约束（名称就是一句话），接口中同样显示为 `gate.名称`：",
        table(["约束", "表"], ([f"`{name}`", f"`{owner}`"] for name, owner in sorted(constraints()))),
        "## 导入表格的问题\n\n必改：不改不能写入；请确认：照读到的写入，须有人点头；说明：只是版式。",
        table(
            ["代码", "级别", "说什么"],
            ([f"`{c}`", said.SEVERITIES[w.severity], w.what] for c, w in sorted(WORDING.items())),
        ),
        (
            "## 填写和接口的问题\n\n内容看不懂或前后对不上，什么也没写入（接口答 400）。"
            "`api.` 开头而表中没有的，是接口对格式的检查，名称随检查库。"
        ),
        table(["代码", "说什么"], ([f"`{c}`", what] for c, what in sorted(problems().items()))),
    ]
    return "\n\n".join(parts) + "\n"


def rule_tables() -> str:
    """The findings, room by room."""
    words = wordings()
    rooms: dict[str, list[list[str]]] = {}
    for code, rule in sorted(all_rules().items()):
        row = [f"`{code}`", said.LEVELS[rule.level], said.SCOPES[rule.scope], str(words[code].what)]
        rooms.setdefault(code.partition(".")[0], []).append(row)
    return "\n\n".join(
        f"### {room} {said.ROOMS[room]}\n\n{table(['代码', '级别', '适用', '说什么'], rows)}"
        for room, rows in sorted(rooms.items())
    )


def constraints() -> Iterator[tuple[str, str]]:
    """Named constraints of the tables of this house."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            yield constraint.name, model._meta.db_table


def problems() -> dict[str, str]:
    """Codes of problems that no workbook check gives, with what they say (… where a value stands)."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "xianggou").rglob("*.py")):
        # a check of a workbook takes its words from the table above; the guide of pieces shows made-up ones
        if {"tests", "migrations"} & set(path.parts) or path.name in {"sheets.py", "guide.py"}:
            continue
        if path.parent.name == "sheets":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in SAYS_A_PROBLEM:
                code, what = _said(node)
                if not CODE.fullmatch(code):
                    continue
                if code in said.PROBLEMS or (HAN.search(what) and code not in WORDING):
                    found.setdefault(code, said.PROBLEMS.get(code, what))
                elif "." in code and code not in WORDING:
                    raise KeyError(f"{code}: its words are put together; say it in said.PROBLEMS")
    return found


def _name(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def _said(node: ast.Call) -> tuple[str, str]:
    named = {k.arg: k.value for k in node.keywords}
    texts = [_text(a) for a in node.args]
    given = [t for t in texts if t]
    code = _text(named["code"]) if "code" in named else (given[0] if given else "")
    what = _text(named["what"]) if "what" in named else (given[1] if len(given) > 1 else "")
    return code, what


def _text(node: ast.AST) -> str:
    """A constant or an f-string with … for what is put in; nothing for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
    if isinstance(node, ast.BinOp):
        return _text(node.left) + (_text(node.right) if isinstance(node.op, ast.Add) else "")
    if isinstance(node, ast.Call) and _name(node) in {"_", "gettext", "gettext_lazy"} and node.args:
        return _text(node.args[0])
    return ""


def openapi() -> str:
    """docs/openapi.json."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, default=str) + "\n"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table in Markdown; bars and line ends inside cells are made harmless."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {"law-parameters.md": law_parameters, "codes.md": codes, "openapi.json": openapi}


def main() -> int:
    """Write every page anew."""
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
