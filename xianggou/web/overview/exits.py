"""The county's decision about a duty that leaves: taken here, where the purchases that run on it can be counted."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.stages.contracts.models import Contract
from xianggou.stages.duties import applying
from xianggou.stages.duties.admission_views import decide_form, decided
from xianggou.stages.duties.models import Admission
from xianggou.stages.plans.models import PlanItem
from xianggou.stages.plans.queries import LIVE


def running(place_code: str, duty_code: str) -> int:
    """How many purchases on a duty are not at their end: planned, approved, bought, not closed.  Queries: 1."""
    closed = Contract.objects.filter(
        status=Contract.Status.CLOSED, award__procedure__items__item=OuterRef("pk")
    )
    items = PlanItem.objects.filter(place_code=place_code, duty_code=duty_code, status__in=LIVE)
    return items.exclude(Exists(closed)).count()


@asks("duties.decide")
@require_http_methods(["GET", "POST"])
def decide(request: Request, admission_id: int) -> HttpResponse:
    """Decide about an exit; refused while purchases run on the duty."""
    admission = applying.seen_admission(request.actor, admission_id)
    if admission.kind != Admission.Kind.EXIT:
        raise Http404(str(admission_id))
    form = decide_form(request, admission, may_agree=True)
    return decided(request, admission, form, count=lambda: running(admission.place_code, admission.duty_code))
