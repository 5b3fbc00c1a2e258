"""The public's page: say that something was pushed down to the village. No account, no script needed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xianggou.base.access.posting import post_once
from xianggou.base.access.requests import Request
from xianggou.base.access.roles import Where
from xianggou.base.access.views import asks
from xianggou.base.pages.views import refusals_shown_on
from xianggou.base.places import queries as places
from xianggou.base.trail import queries as trails
from xianggou.stages.duties import actions
from xianggou.stages.duties.forms import VillagerForm


@asks("duties.object_publicly")
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Tell it; the answer is a code to follow it by.  Queries: 4–10."""
    town = places.town_with_rules(request.GET.get("town", ""))
    if town is None:
        return redirect("needs:speak")
    where, day = Where(town.place_code, town.code), trails.today()
    villages = [(v.name, v.name) for v in places.villages_standing(town, day)]
    form = VillagerForm(
        request.POST or None,
        villages=villages,
        departments=list(places.departments(town.place_code, day).values()),
    )
    if form.is_valid():
        with refusals_shown_on(form):
            code = post_once(
                request,
                "duties.object_publicly",
                lambda: (
                    actions.object_publicly(where=where, by=request.actor, **form.cleaned_data).follow_code
                ),
            )
            return redirect(f"{reverse('needs:follow')}?code={code}&new=1")
    context = {"form": form, "town": town, "place": places.place(town.place_code).name}
    return render(request, "duties/report.html", context, status=form.http_status)
