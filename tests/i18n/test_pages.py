"""Every page speaks one language: in English no Chinese but names and records, in Chinese no English sentence.

One township's purchases stand at every step; each seat opens each page it may, and the pages that refuse it.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests import cast as people
from tests.i18n import pages
from tests.stories import purchase
from tests.visits import cast, client_of, plain_static
from xianggou.base.access import roles
from xianggou.base.ledger import queries as ledger
from xianggou.base.sheets.kinds import find_kinds
from xianggou.core.actor import Actor
from xianggou.stages.contracts import queries as contracted
from xianggou.stages.delivery import actions as delivery
from xianggou.stages.plans import actions as plans
from xianggou.stages.standards.models import Standard

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
__all__ = ["cast", "plain_static"]
# Amounts in the capital numerals of vouchers; the style guide shows invented things of every kind.
CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整负]{3,}")
INVENTED = "pages/guide/"
PAPER = re.compile(r"\.(docx|pdf|xlsx|csv)$")  # Chinese by law, whoever reads; test_documents sees to it
SENTENCE = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,]+){3,}[A-Za-z]{2,}")
EMPTY = {"sent": "1"}  # a form in which nothing is filled in
FAULTY = "计划编号,乡镇,目录编码,项目名称,数量,单位,预算金额(元)\nJH-1,清山镇,0101,项目一,多,吨,5万\n"


@pytest.fixture(autouse=True)
def quiet(settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path
    logging.disable(logging.CRITICAL)  # hundreds of pages are refused on purpose
    yield
    logging.disable(logging.NOTSET)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every pattern of the site that people open."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        elif isinstance(entry, URLPattern) and not (
            path.startswith(("api/", INVENTED)) or PAPER.search(path)
        ):
            yield path


def addresses(known: dict[str, object]) -> list[str]:
    """The addresses that these ids make; without one for a parameter there is none."""
    made = []
    for path in routes():
        names = re.findall(r"<(?:\w+:)?(\w+)>", path)
        if all(name in known for name in names):
            made.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), path))
    return made


def ids_of_the_paid(payment) -> dict[str, object]:
    contract = payment.contract
    procedure = contract.award.procedure
    item = procedure.items.get().item
    return {
        "item_id": item.pk,
        "procedure_id": procedure.pk,
        "award_id": contract.award_id,
        "contract_id": contract.pk,
        "instalment_id": contracted.instalments(contract)[0].pk,
        "acceptance_id": payment.acceptance_id,
        "payment_id": payment.pk,
        "code": item.code,
        "line_id": ledger.lines_of_item(item.pk)[0].pk,
        "standard_id": Standard.objects.first().pk,
    }


def data() -> list[str]:
    """Chinese that is somebody's record, longest first; a workbook's headings are the workbook's."""
    headings = {
        word
        for kind in find_kinds().values()
        for table in kind.tables
        for column in table.columns
        for word in (table.title, column.title, re.sub(r"\(.*\)$", "", column.title))
    }
    return sorted(
        pages.stored() | pages.shipped() | headings | set(re.split("[,\n]", FAULTY)), key=len, reverse=True
    )


def is_granted(actor: Actor, address: str) -> bool:
    """Whether the access table lets this person ask for this page at all."""
    asks = resolve(address).func.asks
    return asks in roles.everyone() or roles.may_anywhere(actor, asks)


class Reader:
    """Tells what is left Chinese in English; what was found fine once (menus, names) is not read again."""

    def __init__(self) -> None:
        self.records = data()
        self.fine: set[str] = set()

    def left(self, html: str) -> list[str]:
        pieces = [p for p in pages.said(html) if p not in self.fine]
        found = [p for p in pages.foreign(pieces, self.records) if self.is_chinese(p)]
        self.fine |= set(pieces) - set(found)
        return found

    def is_chinese(self, piece: str) -> bool:
        bare = CAPITALS.sub("", piece)
        return bool(pages.HAN.search(bare) and pages.foreign([bare], self.records))


def chinese_on(
    client: Client, found: list[str], method: str = "get", reader: Reader | None = None
) -> dict[str, str]:
    """Chinese left on English pages: text -> one address that shows it."""
    left: dict[str, str] = {}
    reader = reader or Reader()
    client.cookies["django_language"] = "en"
    for address in found:
        answer = client.post(address, EMPTY) if method == "post" else client.get(address)
        assert answer.status_code < 500, address
        if "html" in answer.get("Content-Type", ""):
            for piece in reader.left(answer.content.decode()):
                left.setdefault(piece, address)
    return left


def english_on(client: Client, found: list[str], method: str = "get") -> dict[str, str]:
    """English sentences on Chinese pages."""
    left: dict[str, str] = {}
    client.cookies["django_language"] = "zh-hans"
    for address in found:
        answer = client.post(address, EMPTY) if method == "post" else client.get(address)
        if "html" in answer.get("Content-Type", ""):
            for piece in pages.said(answer.content.decode()):
                if SENTENCE.search(piece) and not pages.HAN.search(piece):
                    left.setdefault(piece, address)
    return left


def test_every_page_of_every_seat_is_english_in_english_and_chinese_in_chinese(cast):
    found = addresses(ids_of_the_paid(purchase.requested(cast)))
    assert len(found) > 40
    wrong: dict[str, dict[str, str]] = defaultdict(dict)
    reader, opened = Reader(), set()
    for login in (None, *people.SEATS):
        client = client_of(cast[login]) if login else Client()
        # what a refusal says is the same for all: a stranger and the first seat are refused everything, the others
        # open what they may; a page is read once for each role
        role = people.SEATS[login][2] if login else ""
        granted = {(role, a) for a in found if login and is_granted(cast[login], a)} - opened
        mine = found if login in {None, "needs"} else [a for a in found if (role, a) in granted]
        opened |= granted
        wrong[f"{login} en"] = chinese_on(client, mine, reader=reader)
        wrong[f"{login} zh"] = english_on(client, mine)
    assert {who: left for who, left in wrong.items() if left} == {}


def steps(cast) -> Iterator[tuple[str, list[str]]]:
    """(seat, its addresses) with a purchase brought to the step where the seat acts."""
    item = plans.draft(where=cast.here, by=cast["needs"], **people.facts(name="草稿一项"))
    yield "needs", [f"/plans/{item.pk}/{act}" for act in ("", "edit/", "submit/")] + ["/", "/plans/new/"]
    sent = purchase.plan(cast, name="送审一项")
    yield "finance", ["/", "/budget/queue/", f"/budget/queue/{sent.pk}/"]
    approved = purchase.approved(cast, name="批复一项")
    yield "buyer", ["/", f"/procurement/items/{approved.pk}/start/", "/suppliers/new/"]
    started = purchase.started(cast, name="启动一项")
    yield "buyer", [f"/procurement/{started.pk}/{act}" for act in ("", "quotes/", "fail/", "cancel/")]
    yield "checker", ["/", f"/procurement/{started.pk}/award/"]
    drafted = purchase.drafted(cast, name="起草一项")
    yield "contracts", [f"/contracts/{drafted.pk}/{act}" for act in ("", "edit/", "sign/", "drop/")]


def accepting(cast) -> Iterator[tuple[str, list[str]]]:
    """The same from the signed contract on."""
    signed = purchase.signed(cast, name="签订一项")
    instalment = contracted.instalments(signed)[0]
    yield "payer", ["/", f"/payments/instalments/{instalment.pk}/request/"]
    yield "accepter", ["/", f"/delivery/instalments/{instalment.pk}/convene/"]
    people.set_clock("2023-12-31 10:00")
    opened = delivery.convene(
        signed.pk,
        by=cast["accepter"],
        instalment_id=instalment.pk,
        delivered_on=date(2023, 12, 30),
        quantity="600吨",
    )
    yield "accepter", [f"/delivery/{opened.pk}/{act}" for act in ("", "accept/", "reject/")]


@pytest.mark.parametrize("way", [steps, accepting])
def test_forms_are_english_at_the_step_where_they_are_filled_in(way, cast):
    left: dict[str, str] = {}
    for login, found in way(cast):
        client = client_of(cast[login])
        shown = [address for address in found if client.get(address).status_code == 200]
        assert shown == found, (login, set(found) - set(shown))
        left |= chinese_on(client, found)
    assert left == {}


@pytest.mark.parametrize("way", [steps, accepting])
def test_what_a_form_says_of_an_empty_answer_is_in_the_readers_language(way, cast):
    left: dict[str, str] = {}
    answered = 0
    for login, found in way(cast):
        client = client_of(cast[login])
        forms = [address for address in found if client.post(address, EMPTY).status_code in {400, 422}]
        left |= english_on(client, forms, "post") | chinese_on(client, forms, "post")
        answered += len(forms)
    assert left == {} and answered >= 4


def test_the_problems_of_a_workbook_are_english(cast):
    client = client_of(cast["finance"])
    client.cookies["django_language"] = "en"
    given = SimpleUploadedFile("plan-2023.csv", FAULTY.encode())
    answer = client.post("/imports/", {"kind": "plan", "file": given})
    assert answer.status_code == 302
    where = answer["Location"]
    assert chinese_on(client, ["/imports/", where, f"{where}preview/"]) == {}


# The checks see what they are for --------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>Plan of 青山镇</p>", []),
        ("<p>青山镇 计划</p>", ["青山镇 计划"]),
        ("<p>验收不合格</p>", ["验收不合格"]),  # a record 验收 excuses the word standing alone only
        ("<p>验收</p>", []),
        ('<button aria-label="关闭"></button>', ["关闭"]),
        ('<textarea>青山</textarea><script>"计划"</script><b lang="zh-hans">中文</b><i>ok</i>', []),
        ('<input type="submit" value="送审">', ["送审"]),
    ],
)
def test_chinese_left_on_a_page_is_seen(html, left):
    assert pages.foreign(pages.said(html), ["青山镇", "验收"]) == left


def test_an_english_sentence_is_seen():
    assert SENTENCE.search("Nothing waits for you here")
    assert not SENTENCE.search("CSV UTF-8")
