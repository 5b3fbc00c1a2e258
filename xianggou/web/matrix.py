"""The matrix an auditor signs: who may do what, and who held which seat on a day (D6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xianggou.base.access import roles
from xianggou.base.access.wording import term
from xianggou.base.pages.shapes import Action, Column, Empty, Table
from xianggou.base.pages.views import paged, search_box

SCOPE_WORDS = {
    "town": _("本乡镇"),
    "place": _("全县"),
    "self": _("本人"),
    "everyone": _("所有人"),
    "village": _("本村"),
    "system": _("系统自身"),
}
RIGHTS = (
    Column("title", _("岗位职责"), main=True),
    Column("scope", _("范围")),
    Column("holders", _("当日在岗"), kind="number"),
    Column("actions", _("可办事项")),
)
PEOPLE = (
    Column("title", _("岗位"), main=True),
    Column("body", _("机构")),
    Column("name", _("人员")),
    Column("function", _("承担职责")),
    Column("since", _("起始"), kind="day"),
    Column("until", _("截止"), kind="day"),
    Column("seat", _("岗位编号"), kind="code"),
)
ONE_DAY = timedelta(days=1)  # a term ends before its upper day
SEARCHED = ("title", "body", "name", "function", "seat")


def rights(held: Sequence[dict[str, Any]]) -> Table:
    """The access table, each row with how many hold such a seat on the day."""
    rows = [
        {
            "title": term(post.title),
            "scope": SCOPE_WORDS[post.scope],
            "actions": "、".join(sorted(post.actions)),
            "holders": sum(
                row["role"] in post.roles and (not post.functions or row["function"] in post.functions)
                for row in held
            ),
        }
        for post in roles.posts()
    ]
    return Table(caption=_("权限表"), columns=RIGHTS, rows=rows)


def people(held: Sequence[dict[str, Any]], request: HttpRequest, day: date) -> Table:
    """Seats and holders of the day, found by any word, fifty a page."""
    words = request.GET.get("q", "").strip()
    rows = [
        {**row, "until": row["until"] - ONE_DAY if row["until"] else None}
        for row in held
        if not words or any(words in str(row[name]) for name in SEARCHED)
    ]
    page = paged(rows, request, order=("seat", "person"))
    return Table(
        caption=_("岗位和人员"),
        columns=PEOPLE,
        rows=page.rows,
        page=page,
        search=search_box(request, _("查岗位、机构、人员")),
        exports=[
            Action(
                _("导出到 Excel"), f"{reverse('exports:list', args=['people', 'xlsx'])}?on={day.isoformat()}"
            )
        ],
        empty=Empty(sentence=_("这一天没有人在岗"), cause=_("日期早于启用，或还没有导入人员表")),
    )
