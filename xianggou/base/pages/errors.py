"""Error pages: what happened, why, what next, and an id to read out. They promise nothing that is not true.

Django's handlers and the middleware lead here; 500 and 503 draw without context or database.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from xianggou.base.pages.figures import moment
from xianggou.base.pages.shapes import Action, Trouble
from xianggou.core.findings import BadInput, Refused, Stale

BARE = frozenset({500, 503})


def shown(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of a trouble; a program that asks for JSON gets the same in JSON."""
    if "application/json" in request.headers.get("Accept", ""):
        body = {
            "status": trouble.status,
            "what": str(trouble.what),
            "why": str(trouble.why),
            "then": str(trouble.then),
        }
        return JsonResponse({**body, "id": trouble.code}, status=trouble.status)
    known = getattr(getattr(request, "actor", None), "is_known", False)
    layout = "base_plain.html" if trouble.status in BARE else "base.html" if known else "base_public.html"
    context = {"trouble": trouble, "layout": layout}
    return render(
        None if trouble.status in BARE else request, "pages/error.html", context, status=trouble.status
    )


def home() -> Action:
    """The way back to what waits."""
    return Action(gettext("回到待办"), "/", primary=True)


def back(request: HttpRequest) -> Action:
    """The way back to the same page, freshly loaded."""
    return Action(gettext("重新打开这一页"), request.path, primary=True)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent can't be read."""
    problems = exception.problems if isinstance(exception, BadInput) else ()
    what = "；".join(problem.what for problem in problems) or gettext("送来的内容读不懂，没有写入任何东西")
    then = "；".join(p.then for p in problems if p.then) or gettext("回到上一页，按格子旁的说明重填一次")
    return shown(
        request,
        Trouble(
            400, gettext("这次送来的读不懂"), what, gettext("网址或表格里有不认识的内容"), then, (home(),)
        ),
    )


def not_granted(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it may be seen, but not done from this seat."""
    return shown(
        request,
        Trouble(
            403,
            gettext("这件事不由您现在的岗位办"),
            gettext("看得到，但您名下的岗位没有这一项"),
            gettext("谁能办什么，写在权限表里，按岗位不按人"),
            gettext("请有这个岗位的人办；岗位登记不对的，找本单位管理员改"),
            (home(),),
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page stood open too long, or the form comes from elsewhere."""
    return shown(
        request,
        Trouble(
            403,
            gettext("这一页放得太久了"),
            gettext("页面里的校验码已经过期，这一次没有办成，什么也没写入"),
            gettext("重新登录或清了浏览器记录之后，旧页面不能再送出"),
            gettext("重新打开这一页再办。登录时自动存过的草稿会带回来"),
            (back(request), Action(gettext("回到待办"), "/")),
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing here that this person may know of."""
    return shown(
        request,
        Trouble(
            404,
            gettext("没有这一页"),
            gettext("这个地址下没有您能看的内容"),
            gettext("可能编号抄错了，也可能它属于别的地方或别的岗位"),
            gettext("核对编号，或从列表里找"),
            (home(),),
        ),
    )


def not_allowed(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """405: this address does not take this way of asking."""
    answer = shown(
        request,
        Trouble(
            405,
            gettext("这个地址不能这样打开"),
            gettext("它只接收表格送来的内容"),
            "",
            gettext("从页面上的按钮进来"),
            (home(),),
        ),
    )
    answer["Allow"] = ", ".join(allowed)
    return answer


def conflict(request: HttpRequest, stale: Stale) -> HttpResponse:
    """409 outside a form: someone was quicker."""
    who = stale.changed_by or gettext("别人")
    when = moment(stale.changed_at) if stale.changed_at else gettext("刚才")
    return shown(
        request,
        Trouble(
            409,
            gettext("这一份刚被改过"),
            gettext("%(who)s 在 %(when)s 先办了一步，您这一步没有写入") % {"who": who, "when": when},
            gettext("两个人同时办，只认先到的，免得互相盖掉"),
            gettext("重新打开看看现在的样子，再决定要不要办"),
            (back(request), Action(gettext("回到待办"), "/")),
        ),
    )


def once_conflict(request: HttpRequest) -> HttpResponse:
    """409: the same form was sent twice with different content."""
    return shown(
        request,
        Trouble(
            409,
            gettext("这张表已经送过一次"),
            gettext("同一张表第二次送来时内容变了，只办了第一次的"),
            gettext("一张表只办一次，免得重复付款、重复登记"),
            gettext("看看第一次办成什么样；还要办的，重新打开再填"),
            (back(request), Action(gettext("回到待办"), "/")),
        ),
    )


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """422 outside a form: a rule stops it; the panel says which clause and what next."""
    return shown(
        request,
        Trouble(
            422,
            gettext("这一步现在还不能办"),
            gettext("什么也没有写入"),
            "",
            gettext("照每一条的“下一步”处理完，再办一次"),
            (back(request),),
            findings=refusal.verdict,
        ),
    )


def broken(request: HttpRequest, code: str = "") -> HttpResponse:
    """500: a defect. The id finds the line in the log."""
    return shown(
        request,
        Trouble(
            500,
            gettext("系统自己出了毛病"),
            gettext("这一步没有办成，写到一半的都退回了"),
            gettext("是软件的缺陷，不是您填错了；已经记下"),
            gettext("过一会儿再试。还不行，把下面的编号念给管理员"),
            (home(),),
            code=code or new_id(),
        ),
    )


def unavailable(request: HttpRequest, code: str = "", *, outcome_unknown: bool = False) -> HttpResponse:
    """503: the database is away or too busy. Where the outcome is unknown, it says so."""
    what = (
        gettext("连接中途断了，这一步办没办成还不知道")
        if outcome_unknown
        else gettext("数据库现在忙不过来，这一步没有办成")
    )
    answer = shown(
        request,
        Trouble(
            503,
            gettext("现在办不了，稍等一下"),
            what,
            gettext("同时办的人太多，或系统正在重启"),
            gettext("等一分钟，用同一张表再送一次：办成过的不会办两次"),
            (back(request),),
            code=code or new_id(),
        ),
    )
    answer["Retry-After"] = "60"
    return answer


def new_id() -> str:
    """An id that can be read out on the telephone."""
    text = uuid.uuid4().hex[:8].upper()
    return f"{text[:4]}-{text[4:]}"


def handler500(request: HttpRequest, *args: Any) -> HttpResponse:
    """Django's handler of what nobody caught."""
    return broken(request, getattr(request, "trouble_id", ""))
