"""Pages of suppliers: the register, and entering one into it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xianggou.base.access import roles
from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.access.whereabouts import where_of
from xianggou.base.access.wording import term
from xianggou.base.pages.shapes import Action, Column, Crumb, Empty, Table
from xianggou.base.pages.views import chips, paged, refusals_shown_on, search_box
from xianggou.stages.suppliers import actions, queries
from xianggou.stages.suppliers.forms import RegisterForm

COLUMNS = (
    Column("name", _("名称"), main=True),
    Column("uscc", _("统一社会信用代码"), "code"),
    Column("kind", _("登记类型")),
    Column("sme", _("规模")),
    Column("registered_on", _("登记日期"), "day", sort="registered_on"),
    Column("status", _("状态"), "status"),
)


@asks("suppliers.see")
@require_safe
def list_(request: Request) -> HttpResponse:
    """The register of the place.  Queries: 3."""
    seen = queries.seen_by(request.actor)
    box = search_box(request, _("查名称、信用代码"))
    rows = queries.found(seen, box.value.strip()) if box.value.strip() else seen
    kinds = queries.kinds_counted(rows)
    if request.GET.get("kind"):
        rows = rows.filter(kind=request.GET["kind"].replace("\x00", ""))
    page = paged(rows, request, order=("name", "id"), sorts=("registered_on",))
    may_register = roles.may_anywhere(request.actor, "suppliers.register")
    register = Action(_("登记"), reverse("suppliers:new"), primary=True)
    table = Table(
        caption=_("承接主体名录"),
        columns=COLUMNS,
        rows=queries.supplier_rows(page.rows),
        page=page,
        chips=chips(request, "kind", [(kind, term(kind), n) for kind, n in kinds]),
        search=box,
        empty=Empty(
            _("名录里没有符合的承接主体"),
            _("换个说法；还没有登记过的，报价时或由经办人登记"),
            register if may_register else Action(_("看全部"), request.path),
        ),
    )
    return render(
        request, "suppliers/list.html", {"table": table, "actions": [register] if may_register else []}
    )


@asks("suppliers.register")
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter a supplier; a code that can't be is refused with the reason."""
    where = where_of(request.actor, "suppliers.register")
    form = RegisterForm(request.POST or None, queries.kinds(where.place_code, request.moment.date()))
    form.draft_as(request, "suppliers.register", title=_("登记承接主体"))
    if form.is_valid():
        with refusals_shown_on(form):
            answer = post_once(
                request,
                "suppliers.register",
                lambda: {"name": actions.register(where=where, by=request.actor, **form.cleaned_data).name},
            )
            messages.success(request, gettext("“%(name)s”已在名录里") % {"name": answer["name"]})
            return redirect("suppliers:list")
    trail = [Crumb(_("承接主体名录"), reverse("suppliers:list")), Crumb(_("登记"))]
    return render(request, "suppliers/new.html", {"form": form, "trail": trail}, status=form.http_status)
