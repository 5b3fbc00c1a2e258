"""Every route × every role × own and foreign township × method: refused unless the access table grants it.

A route that asks nothing is red. What a role may not do is 403 (or the sign-in page); what it may not know of is 404.
"""

from __future__ import annotations

import json
import time
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests import cast as people
from tests.stories import purchase
from xianggou.base.access import roles
from xianggou.base.access.middleware import DenyByDefault
from xianggou.base.people import middleware as who
from xianggou.core.actor import PUBLIC
from xianggou.stages.budget.models import Approval
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.needs import actions as needs
from xianggou.web.api.urls import api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
METHODS = ("get", "post", "put", "delete", "head", "options")
REFUSED = {302, 403, 404, 405}


def routes(resolver=None, prefix="", namespace=()):
    """Every pattern of the site: (path with its parameters, view, parameters)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path, namespace)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback, dict(entry.pattern.converters)


def operations():
    """Every operation of the API: (path, method, what it asks)."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield f"/api/v1{prefix}{path}", method, operation.view_func


class World:
    """One purchase of 青山镇 with a row at each stage, and an address for every route."""

    def __init__(self):
        self.cast = people.install()
        self.payment = purchase.requested(self.cast)
        contract = self.payment.contract
        procedure = contract.award.procedure
        item = procedure.items.get().item
        self.ids = {
            "item_id": item.pk,
            "procedure_id": procedure.pk,
            "award_id": contract.award_id,
            "contract_id": contract.pk,
            "instalment_id": contracts.instalments(contract)[0].pk,
            "acceptance_id": self.payment.acceptance_id,
            "payment_id": self.payment.pk,
            "approval_id": Approval.objects.get(item=item).pk,
            "year": item.year,
            "town_code": item.town_code,
            "code": item.code,
            **self.told(),
        }

    def told(self):
        """A voice and the need made of it, of 青山镇."""
        out = BytesIO()
        Image.new("RGB", (8, 8)).save(out, "PNG")
        photos = [("路灯.png", out.getvalue())]
        told = needs.Told(text="村口的路灯坏了三个月", channel="网格走访", urgency="较急", photos=photos)
        voice = needs.raise_voice(where=self.cast.here, by=self.cast["needs"], told=told)
        need = needs.establish(voice.pk, by=self.cast["needs"], class_name="环境与人居", matter="路灯不亮")
        return {"voice_id": voice.pk, "need_id": need.pk, "photo_id": voice.photos.get().pk}

    def address(self, path, params):
        """The address of a route for the purchase of 青山镇, or None for a parameter this walk does not know."""
        for name in params:
            if name not in self.ids:
                return None
            path = path.replace(f"<{converter_name(path, name)}{name}>", str(self.ids[name]))
        return "/" + path

    def client(self, login):
        client = Client(raise_request_exception=False)
        if login:
            actor = self.cast[login]
            session = client.session
            session[who.ACCOUNT], session[who.EPOCH], session[who.SEEN] = (
                actor.account_id,
                0,
                int(time.time()),
            )
            session.save()
        return client


def converter_name(path, name):
    """The `int:` or `str:` before a parameter in a path, as written."""
    start = path[: path.index(f"{name}>")]
    return start[start.rindex("<") + 1 :]


@pytest.fixture(scope="module")
def every_route():
    return list(routes())


def test_every_route_asks_a_row_of_the_access_table(every_route):
    granted = {a for post in roles.posts() for a in post.actions}
    asking = {path: getattr(view, "asks", None) for path, view, _ in every_route}
    assert not [path for path, asks in asking.items() if asks is None]
    assert not [(path, asks) for path, asks in asking.items() if asks not in granted]
    told = {path: getattr(view, "asks", None) for path, _, view in operations()}
    machines = {path for path, view, _ in every_route if hasattr(view, "asks_by_method")}
    assert len(machines) == len({path for path, _, _ in operations()})
    assert not [(path, asks) for path, asks in told.items() if asks not in granted]


def test_a_route_that_asks_nothing_is_refused():
    request = HttpRequest()
    request.actor = PUBLIC
    guard = DenyByDefault(lambda _: HttpResponse())
    with pytest.raises(PermissionDenied):
        guard.process_view(request, lambda _: HttpResponse(), (), {})


def test_every_page_is_refused_to_every_role_that_has_no_row(every_route):
    world = World()
    wrong = []
    for login in (None, *people.SEATS):
        client = world.client(login)
        actor = world.cast[login] if login else PUBLIC
        for path, view, params in every_route:
            asks = getattr(view, "asks", "")
            if path.startswith("api/") or asks in roles.everyone() or roles.may_anywhere(actor, asks):
                continue
            address = world.address(path, params) or "/" + "/".join(
                "1" if "<" in p else p for p in path.split("/")
            )
            for method in METHODS:
                status = getattr(client, method)(address).status_code
                if status not in REFUSED:
                    wrong.append((login, method, address, status))
    assert not wrong


def test_papers_of_another_township_are_hidden_from_those_who_have_the_row(every_route):
    world = World()
    wrong = []
    for login in ("foreign", "foreign_needs"):
        client = world.client(login)
        for path, view, params in every_route:
            asks = getattr(view, "asks", "")
            address = world.address(path, params)
            if not params or address is None or path.startswith("api/") or asks in roles.everyone():
                continue
            if not (
                set(params) & (set(world.ids) - {"code", "year", "town_code"}) or path.startswith("dossiers/")
            ):
                continue
            for method in METHODS:
                status = getattr(client, method)(address).status_code
                if status not in REFUSED:
                    wrong.append((login, method, address, status))
    assert not wrong


def test_every_operation_of_the_api_is_refused_without_its_row_and_to_another_township():
    world = World()
    wrong = []
    for login in (None, *people.SEATS):
        client = world.client(login)
        actor = world.cast[login] if login else PUBLIC
        for path, method, view in operations():
            may = view.asks in roles.everyone() or roles.may_anywhere(actor, view.asks)
            foreign = login and login.startswith("foreign") and "{" in path
            if may and not foreign:
                continue
            if view.asks in roles.everyone():
                continue
            address = path.format(**world.ids)
            answer = client.generic(
                method,
                address,
                json.dumps({}),
                content_type="application/json",
                headers={"Idempotency-Key": "walk"},
            )
            if answer.status_code not in {400, 401, 403, 404} or (answer.status_code == 400 and not may):
                wrong.append((login, method, address, answer.status_code))
    assert not wrong


def test_the_walk_knows_the_parameters_of_every_route(every_route):
    world = World()
    free = {
        "paper",
        "kind",
        "key",
        "list",
        "name",
        "format",
        "upload_id",
        "file_id",
        "line_id",
        "standard_id",
        "other_id",
        "part",
        "supplier_id",
        "number",
        "carried_id",
        "proposal_id",
        "adjustment_id",
        # of the whole county, or walked by the room's own tests
        "admission_id",
        "objection_id",
        "batch_id",
        "fund_id",
        "share_id",
        "receipt_id",
        "intention_id",
        "purchase_id",
        "part_id",
    }
    strange = {
        (path, name)
        for path, _, params in every_route
        for name in params
        if name not in world.ids and name not in free
    }
    assert not strange, "teach the walk these parameters"
