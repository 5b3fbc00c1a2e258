"""Every route × every role × own and foreign township × method: refused unless the access table grants it.

A route that asks nothing is red. What a role may not do is 403 (or the sign-in page); what it may not know of is 404.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests import admitting
from tests import cast as people
from tests.stories import purchase
from xianggou.base.access import roles
from xianggou.base.access.middleware import DenyByDefault
from xianggou.base.people import middleware as who
from xianggou.base.people import queries as seated
from xianggou.base.people.models import Account, Person, Seat, Term
from xianggou.base.places.models import AdoptedPack, Body, BodyName, Place
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core.actor import PUBLIC, SYSTEM, Acting
from xianggou.core.findings import plain
from xianggou.core.law import library
from xianggou.stages.budget import actions as budget
from xianggou.stages.budget.models import Approval
from xianggou.stages.catalogue import actions as catalogue
from xianggou.stages.catalogue.tests.asked import proposed
from xianggou.stages.contracts import queries as contracts
from xianggou.stages.duties import actions as duties
from xianggou.stages.funds import actions as funds
from xianggou.stages.intentions import actions as intentions
from xianggou.stages.needs import actions as needs
from xianggou.stages.plans import actions as plans
from xianggou.stages.unified import actions as unified
from xianggou.stages.unified import queries as merged
from xianggou.web.api.urls import api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
METHODS = ("get", "post", "put", "delete", "head", "options")
USUAL = METHODS[:2]
REFUSED = {302, 403, 404, 405}
# Papers of the whole place: its townships read them, people of another place never
OF_THE_PLACE = {
    "admission_id",
    "batch_id",
    "fund_id",
    "purchase_id",
    "proposal_id",
    "adjustment_id",
    "carried_id",
}
ELSEWHERE = "590777"


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
            **self.of_the_duties(),
            **self.of_the_money(),
            **self.of_the_catalogue(),
            **self.of_the_plan(),
            **self.ranked(item),
        }

    def of_the_duties(self):
        """An application before the townships; an objection of 青山镇."""
        objection = duties.object_(
            where=self.cast.here, by=self.cast["village"], matter="推下来的事", department="某局"
        )
        return {"admission_id": admitting.sent(self.cast, name="要下放的事").pk, "objection_id": objection.pk}

    def of_the_money(self):
        """A fund with a share of 青山镇, of which a part has come."""
        fund = funds.issue(
            where=self.cast.county, by=self.cast["finance"], year=2023, kind="special", name="公厕管护资金",
            shares={people.QINGSHAN: 100_00}, is_budgeted=False, duty_codes=["D052"], issued_on=date(2023, 3, 1),
        )  # fmt: skip
        share = fund.shares.get()
        receipt = funds.receive(share.pk, by=self.cast["treasury"], amount_fen=40_00, voucher="回单1")
        return {"fund_id": fund.pk, "share_id": share.pk, "receipt_id": receipt.pk}

    def of_the_catalogue(self):
        """A proposal, an item that 青山镇 asks to carry out, a draft of an adjustment."""
        carried = catalogue.carry_out(
            where=self.cast.here, by=self.cast["needs"], code="0101", reason="集镇保洁"
        )
        draft = catalogue.adjust(
            where=self.cast.county, by=self.cast["finance"], label="2024年版", effective_on=date(2024, 1, 1), reason="年度"
        )  # fmt: skip
        return {"proposal_id": proposed(self.cast).pk, "carried_id": carried.pk, "adjustment_id": draft.pk}

    def of_the_plan(self):
        """Equal items of two townships bought together, an intention, a batch of approvals."""
        small = {"budget_fen": 1_0000_00, "sources": {"OWN": 1_0000_00}, "quantity": 50}
        mine = [purchase.plan(self.cast, **small) for _ in range(3)]
        theirs = plans.draft(where=self.cast.there, by=self.cast["foreign_needs"], **people.facts(**small))
        plans.submit(theirs.pk, by=self.cast["foreign_needs"])
        together = unified.propose(
            where=self.cast.county, by=self.cast["industry"], year=2023, catalogue_code="0101", unit="吨",
            lead_code=people.BUREAU, share_rule="按数量", acceptance_rule="各验各的", item_ids=[mine[0].pk, theirs.pk],
        )  # fmt: skip
        part = next(p for p in merged.parts(together) if p.item_id == mine[0].pk)
        told = intentions.draft(
            mine[1].pk, by=self.cast["buyer"], summary="全镇保洁", expected_on=date(2023, 6, 1)
        )
        batch = budget.approve_many(where=self.cast.county, by=self.cast["finance"], item_ids=[mine[2].pk])
        return {
            "purchase_id": together.pk, "part_id": part.pk, "intention_id": told.pk, "batch_id": batch.pk,
        }  # fmt: skip

    def stranger(self):
        """Somebody of another place who holds every county seat and a township's there."""
        town = f"{ELSEWHERE}100"
        compiled = library().pack("district-b")
        place = Place(
            code=ELSEWHERE,
            slug="district-b",
            name="远山县",
            register=trails.register_of(ELSEWHERE, "places", "地方"),
        )
        trail.born(place, "places.open", by=Acting(SYSTEM))
        AdoptedPack.objects.create(
            place=place, digest=compiled.digest, compiled=plain(compiled.as_json()), adopted_at=trails.now()
        )
        people.Town.objects.create(
            place_code=ELSEWHERE, code=town, name="远山镇", kind="镇", villages=1, population=9
        )
        body = Body.objects.create(
            code=ELSEWHERE, place_code=ELSEWHERE, town_code="", level="county", kind="行政机关", may_buy=True
        )
        BodyName.objects.create(body=body, name="远山县", short="远山县", during=people.FOREVER)
        person = Person.objects.create(code="R0777", place_code=ELSEWHERE, name="远七", body=body)
        for n, (where, title, role, function) in enumerate(people.SEATS.values()):
            seat = Seat.objects.create(
                code=f"{ELSEWHERE}-G{n}", place_code=ELSEWHERE, town_code=town if where else "", body=body,
                title=title, role=role, function=function,
            )  # fmt: skip
            Term.objects.create(seat=seat, person=person, during=people.FOREVER)
        account = Account.objects.create(login="stranger", person=person, password="")
        return seated.actor_of_account(account.pk)[0]

    def told(self):
        """A voice and the need made of it, of 青山镇."""
        out = BytesIO()
        Image.new("RGB", (8, 8)).save(out, "PNG")
        photos = [("路灯.png", out.getvalue())]
        told = needs.Told(text="村口的路灯坏了三个月", channel="网格走访", urgency="较急", photos=photos)
        voice = needs.raise_voice(where=self.cast.here, by=self.cast["needs"], told=told)
        need = needs.establish(voice.pk, by=self.cast["needs"], class_name="环境与人居", matter="路灯不亮")
        return {"voice_id": voice.pk, "need_id": need.pk, "photo_id": voice.photos.get().pk}

    def ranked(self, item):
        """A ranking of 青山镇, and two of its items tied."""
        other = plans.draft(where=self.cast.here, by=self.cast["needs"], **people.facts(name="河道保洁"))
        tied = plans.tie(item.pk, by=self.cast["needs"], other_id=other.pk, kind="excludes")
        run = plans.rank(where=self.cast.here, by=self.cast["needs"], year=item.year)
        return {"tie_id": tied.pk, "run_id": run.pk}

    def address(self, path, params):
        """The address of a route for the purchase of 青山镇, or None for a parameter this walk does not know."""
        for name in params:
            if name not in self.ids:
                return None
            path = path.replace(f"<{converter_name(path, name)}{name}>", str(self.ids[name]))
        return "/" + path

    def client(self, login):
        return self.client_of(self.cast[login] if login else None)

    @staticmethod
    def client_of(actor):
        # a refusal in JSON: what its page says is tried elsewhere, and drawing it would take most of the time
        client = Client(raise_request_exception=False, headers={"accept": "application/json"})
        if actor:
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
    walked = set()
    for login in (None, *people.SEATS):
        client = world.client(login)
        actor = world.cast[login] if login else PUBLIC
        role = people.SEATS[login][2] if login else ""
        methods = USUAL if role in walked else METHODS  # the rare ones once for each role
        walked.add(role)
        for path, view, params in every_route:
            asks = getattr(view, "asks", "")
            if path.startswith("api/") or asks in roles.everyone() or roles.may_anywhere(actor, asks):
                continue
            address = world.address(path, params) or "/" + "/".join(
                "1" if "<" in p else p for p in path.split("/")
            )
            for method in methods:
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
                set(params) & (set(world.ids) - {"code", "year", "town_code"} - OF_THE_PLACE)
                or path.startswith("dossiers/")
            ):
                continue
            for method in METHODS:
                status = getattr(client, method)(address).status_code
                if status not in REFUSED:
                    wrong.append((login, method, address, status))
    assert not wrong


def test_papers_of_another_place_are_hidden_from_every_seat_there(every_route):
    world = World()
    client, wrong, walked = world.client_of(world.stranger()), [], set()
    for path, view, params in every_route:
        address = world.address(path, params)
        numbered = set(params) & (set(world.ids) - {"code", "year", "town_code"})
        if not numbered or address is None or path.startswith("api/") or view.asks in roles.everyone():
            continue
        walked |= numbered
        for method in METHODS:
            status = getattr(client, method)(address).status_code
            if status not in REFUSED:
                wrong.append((method, address, status))
    assert not wrong and walked >= OF_THE_PLACE


def test_every_operation_of_the_api_is_refused_without_its_row_and_to_another_township():
    world = World()
    wrong = []
    for login in (None, *people.SEATS):
        client = world.client(login)
        actor = world.cast[login] if login else PUBLIC
        for path, method, view in operations():
            may = view.asks in roles.everyone() or roles.may_anywhere(actor, view.asks)
            shared = any(f"{{{name}}}" in path for name in OF_THE_PLACE)
            foreign = login and login.startswith("foreign") and "{" in path and not shared
            if may and not foreign:
                continue
            if view.asks in roles.everyone():
                continue
            address = path.format_map(
                defaultdict(lambda: 1, world.ids)
            )  # what this world has none of is hidden
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
        # walked by the room's own tests: the pack of this world asks for no resources
        "quarter_id",
        "sending_id",
        "offer_id",
        "pool_id",
        "list_id",
        "wish_id",
    }
    strange = {
        (path, name)
        for path, _, params in every_route
        for name in params
        if name not in world.ids and name not in free
    }
    assert not strange, "teach the walk these parameters"
