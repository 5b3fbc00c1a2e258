"""Joins a finding with its words: what page, API, workbook and paper show of it.

The rooms own their sentences; they are gathered here by name, since no room below may import one above.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xianggou.core.findings import Finding
from xianggou.core.money import yuan
from xianggou.core.rooms import modules_named
from xianggou.core.wording import Wording

_BP_PER_PERCENT = 100
_NAMES = frozenset(
    {"name", "item", "line", "part", "fund", "seat", "supplier", "department", "township", "body"}
)

# Words that rules and packs put into findings and lists; those of the law's parameters are gathered from `law/`.
TERMS = (
    gettext_noop("日"),
    gettext_noop("个工作日"),
    gettext_noop("记账"),
    gettext_noop("履约"),
    gettext_noop("投标"),
    gettext_noop("平均报价"),
    gettext_noop("次低报价"),
    gettext_noop("微型"),
    gettext_noop("小型"),
    gettext_noop("中型"),
    gettext_noop("优"),
    gettext_noop("良"),
    gettext_noop("中"),
    gettext_noop("差"),
    gettext_noop("直接委托"),
    gettext_noop("询价比选"),
    gettext_noop("公开比选"),
    gettext_noop("需求制定"),
    gettext_noop("采购文件准备"),
    gettext_noop("采购文件复核"),
    gettext_noop("保管"),
    gettext_noop("乡镇自主"),
    gettext_noop("系统"),
    gettext_noop("财政办"),
    gettext_noop("第 17 位与主体标识码的校验不符"),
    gettext_noop("第 18 位与代码的校验不符"),
)


@cache
def wordings() -> Mapping[str, Wording]:
    """The words of every code that a rule of some room can find."""
    found: dict[str, Wording] = {}
    for module in modules_named("wording"):
        words = getattr(module, "WORDING", {})
        found |= {code: said for code, said in words.items() if isinstance(said, Wording)}
    return found


def worded(finding: Finding) -> dict[str, Any]:
    """A finding as it is shown: what, why, then, who, and each clause with its gist.

    Gives: `code`, `level`, `blocks`, `what`, `why`, `then`, `who`, `reason`, `values`, `cites`.
    """
    said = wordings().get(finding.code)
    shown = {name: shown_value(name, value) for name, value in finding.values.items()}
    shown["cites"] = "、".join(str(cite) for cite in finding.cites)
    return {
        "code": finding.code,
        "level": str(finding.level),
        "blocks": finding.blocks,
        "what": str(said.what) % shown if said else finding.code,
        "why": str(said.why) % shown if said else shown["cites"],
        "then": str(said.then) % shown if said else "",
        "who": str(said.who) if said else "",
        "reason": finding.reason,
        "values": finding.as_json()["values"],
        "cites": [cite.as_json() for cite in finding.cites],
    }


def shown_value(name: str, value: Any) -> str:
    """A value as a sentence carries it: 分 as 元, basis points as percent, lists joined."""
    if value is None or value == "":
        return _("本项") if name in _NAMES else _("未填")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return _("、").join(shown_value(name, item) for item in value) or _("无")
    if isinstance(value, int) and name.endswith("_fen"):
        return yuan(value)
    if isinstance(value, int) and name.endswith("_bp"):
        return percent(value)
    return term(value) if isinstance(value, str) and name not in _NAMES else str(value)


def term(word: str) -> str:
    """A word of law or pack in the reader's language; what is no such word stays as it is."""
    return _(word) if word else ""


def percent(bp: int) -> str:
    """Basis points as percent without needless zeros: 2001 is 20.01, 1000 is 10."""
    whole, rest = divmod(abs(bp), _BP_PER_PERCENT)
    digits = f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
    return f"-{digits}" if bp < 0 else digits
