"""The API's addresses: every room's router, each operation with its row of the access table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern
from ninja import NinjaAPI

from xianggou import __version__
from xianggou.stages.budget.api import router as budget
from xianggou.stages.catalogue.api import router as catalogue
from xianggou.stages.contracts.api import router as contracts
from xianggou.stages.delivery.api import router as delivery
from xianggou.stages.duties.api import router as duties
from xianggou.stages.funds.api import router as funds
from xianggou.stages.intentions.api import router as intentions
from xianggou.stages.payments.api import router as payments
from xianggou.stages.plans.api import router as plans
from xianggou.stages.procurement.api import router as procurement
from xianggou.stages.unified.api import router as unified
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
EARLY = (duties, funds, catalogue, plans, unified, budget, intentions)
LATE = (procurement, contracts, delivery, payments, dossiers)
for router in (session, *EARLY, *LATE):
    api.add_router("", router)


def _asked() -> dict[str, dict[str, str]]:
    """Path of an operation -> method -> the row of the access table it asks."""
    found: dict[str, dict[str, str]] = {}
    for prefix, mounted in api._routers:
        for path, view in mounted.path_operations.items():
            rows = found.setdefault(f"{prefix}{path}".strip("/"), {})
            for one in view.operations:
                rows |= {method: str(getattr(one.view_func, "asks", "")) for method in one.methods}
    return found


def _patterns() -> Iterator[URLPattern]:
    """The API's views with the rows their operations ask; its description is open to everybody."""
    rows = {re.sub(r"{(\w+)}", "<>", path): by_method for path, by_method in _asked().items()}
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern):
            view: Any = pattern.callback
            by_method = rows.get(re.sub(r"<[^>]*>", "<>", str(pattern.pattern)))
            view.asks = "access.api"
            if by_method is not None:
                view.asks_by_method = by_method
            yield pattern


urlpatterns = list(_patterns())
