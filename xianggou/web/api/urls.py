"""The API's addresses: every room's router, each operation with its row of the access table."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern
from ninja import NinjaAPI

from xianggou import __version__
from xianggou.stages.budget.api import router as budget
from xianggou.stages.contracts.api import router as contracts
from xianggou.stages.delivery.api import router as delivery
from xianggou.stages.payments.api import router as payments
from xianggou.stages.plans.api import router as plans
from xianggou.stages.procurement.api import router as procurement
from xianggou.web.api import errors
from xianggou.web.api.auth import Session, Token
from xianggou.web.api.auth import router as session
from xianggou.web.api.dossiers import router as dossiers

app_name = "api"

api = NinjaAPI(
    title="乡购",
    version=__version__,
    description="与网页同一套办理、同一套检查结论。金额单位为分；每个 POST 要带 Idempotency-Key。",
    auth=[Token(), Session()],
    docs_url=None,
    urls_namespace="api",
)
errors.install(api)
for router in (session, plans, budget, procurement, contracts, delivery, payments, dossiers):
    api.add_router("", router)


def _patterns() -> Iterator[URLPattern]:
    """The API's own views ask their row per operation; the middleware lets them in to do so."""
    for pattern in api.urls[0]:
        pattern.callback.asks = "access.api"
        yield pattern


urlpatterns = list(_patterns())
