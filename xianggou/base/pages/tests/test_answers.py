"""What goes out: headers, files, error pages; drafts that are one's own and never act."""

import json
from urllib.parse import unquote

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

from xianggou.base.access.actions import NotGranted, OnceConflict
from xianggou.base.pages import drafts, errors, views
from xianggou.base.pages.forms import Form, TextField, YuanField
from xianggou.base.pages.middleware import Refusals, SecurityHeaders
from xianggou.base.pages.models import Draft
from xianggou.base.pages.tests.conftest import CLERK, OTHER
from xianggou.core.actor import PUBLIC
from xianggou.core.findings import BadInput, Finding, Level, Problem, Refused, Stale, Verdict

# Headers -------------------------------------------------------------------------------------


def test_every_answer_bears_the_policy(ask):
    answer = SecurityHeaders(lambda r: HttpResponse("<p>"))(ask())
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Language"]


def test_a_public_page_may_be_kept(ask):
    answer = SecurityHeaders(lambda r: HttpResponse("<p>"))(ask(actor=PUBLIC))
    assert "Cache-Control" not in answer


def test_a_download_keeps_its_stricter_policy(ask):
    answer = SecurityHeaders(lambda r: views.download(b"x", "a.pdf", "application/pdf"))(ask())
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("合同 (终).pdf", "__ (_).pdf", "合同 (终).pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf", "abSet-Cookie x.pdf"),
        ("../../etc/passwd", "etcpasswd", "etcpasswd"),
        ("", "file", "file"),
    ],
)
def test_a_file_name_goes_both_ways_and_carries_nothing_else(name, plain, full):
    answer = views.download(b"12", name, "application/pdf")
    way = answer["Content-Disposition"]
    assert way.startswith(f'attachment; filename="{plain}"; ')
    assert unquote(way.partition("UTF-8''")[2]) == full
    assert answer["Content-Length"] == "2"


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("application/pdf", "inline"),
        ("image/png", "inline"),
        ("text/html", "attachment"),
        ("image/svg+xml", "attachment"),
    ],
)
def test_only_pdf_and_pictures_open_inside_the_browser(kind, way):
    assert views.download(b"", "a", kind, inline=True)["Content-Disposition"].startswith(way)


# Error pages ---------------------------------------------------------------------------------


def by(state):
    cause = Exception()
    cause.sqlstate = state
    error = OperationalError("x")
    error.__cause__ = cause
    return error


STOP = Verdict("a.b", (Finding("a.b.stop", Level.STOP),))


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (Refused(STOP), 422),
        (Stale("何志强"), 409),
        (BadInput([Problem("a", "表头少一列")]), 400),
        (NotGranted("a.b"), 403),
        (NotGranted("a.b", is_hidden=True), 404),
        (OnceConflict("k"), 409),
        (by("40001"), 503),
        (by("57P01"), 503),
        (by("55P03"), 409),
        (InterfaceError("closed"), 503),
    ],
)
def test_what_an_action_raises_outside_a_form_becomes_a_page(ask, raised, status):
    answer = Refusals(lambda r: HttpResponse()).process_exception(ask(), raised)
    assert answer.status_code == status
    html = answer.content.decode()
    assert "<h1>" in html
    assert "下一步" in html
    for word in ("失败", "非法", "错误", "异常", "无权限", "系统繁忙"):
        assert word not in html


@pytest.mark.parametrize("raised", [by("42501"), ValueError("x"), AssertionError()])
def test_a_defect_is_left_to_the_log_and_gets_an_id(ask, raised, caplog):
    request = ask()
    assert Refusals(lambda r: HttpResponse()).process_exception(request, raised) is None
    assert request.trouble_id in caplog.text
    page = errors.handler500(request)
    assert page.status_code == 500
    assert request.trouble_id in page.content.decode()


def test_a_refusal_page_names_the_finding(ask):
    assert "a.b.stop" in errors.refused(ask(), Refused(STOP)).content.decode()


def test_a_broken_line_never_says_that_it_failed(ask):
    html = errors.unavailable(ask(), outcome_unknown=True).content.decode()
    assert "还不知道" in html
    assert "没有办成" not in html


def test_a_program_gets_trouble_as_json(ask):
    answer = errors.not_found(ask(Accept="application/json"))
    assert json.loads(answer.content)["status"] == 404


# Drafts --------------------------------------------------------------------------------------

KEY = "contracts.sign:7"


class Signing(Form):
    price_fen = YuanField(label="价")
    name = TextField(label="名")


def test_a_draft_is_saved_and_restored_as_typed(ask, db):
    sent = {"price_fen": "3万", "name": "半句", "csrfmiddlewaretoken": "t", "once": "o", "password": "p"}
    answer = views.draft(
        ask(f"/drafts/{KEY}/?page=/contracts/7/sign/&title=签合同", sent, Accept="application/json"), KEY
    )
    assert answer.status_code == 200
    kept = drafts.kept(7, KEY)
    assert dict(kept.body) == {"price_fen": ["3万"], "name": ["半句"]}
    assert (kept.page, kept.title) == ("/contracts/7/sign/", "签合同")
    form = Signing(initial={"price_fen": 100, "name": "旧"})
    form.draft_as(ask("/contracts/7/sign/"), "contracts.sign", 7)
    assert (form["price_fen"].value(), form["name"].value()) == ("3万", "半句")
    assert form.draft_saved_at == kept.saved_at


def test_saving_again_replaces(ask, db):
    for name in ("一", "二"):
        views.draft(ask(f"/drafts/{KEY}/", {"name": name}), KEY)
    assert Draft.objects.count() == 1
    assert drafts.kept(7, KEY).body == {"name": ["二"]}


def test_nobody_sees_or_overwrites_the_draft_of_another(ask, db):
    views.draft(ask(f"/drafts/{KEY}/", {"name": "我的"}), KEY)
    views.draft(ask(f"/drafts/{KEY}/", {"name": "他的"}, actor=OTHER), KEY)
    assert drafts.kept(7, KEY).body == {"name": ["我的"]}
    views.draft(ask(f"/drafts/{KEY}/", {"drop": "1"}, actor=OTHER), KEY)
    assert [k.key for k in drafts.kept_by(7)] == [KEY]
    assert drafts.kept_by(8) == []


@pytest.mark.parametrize("actor", [PUBLIC])
def test_the_public_has_no_drafts(ask, db, actor):
    assert views.draft(ask(f"/drafts/{KEY}/", {"name": "x"}, actor=actor), KEY).status_code == 404
    form = Signing()
    form.draft_as(ask(actor=actor), "contracts.sign", 7)
    assert form.draft_url == ""


def test_a_draft_is_written_only_by_post(ask, db):
    assert views.draft(ask(f"/drafts/{KEY}/"), KEY).status_code == 405


@pytest.mark.parametrize("key", ["x", "A.b", "a.b:../..", "a.b:" + "1" * 200, "a.b: drop"])
def test_a_key_that_names_no_form_is_no_page(ask, db, key):
    assert views.draft(ask("/drafts/k/", {"name": "x"}), key).status_code == 404


@pytest.mark.parametrize("body", [{"name": "\x00"}, {"name": "长" * 40_000}, {"na\x00me": "x"}])
def test_a_draft_that_cannot_be_kept_is_refused(ask, db, body):
    with pytest.raises(BadInput):
        views.draft(ask(f"/drafts/{KEY}/", body), KEY)
    assert drafts.kept(7, KEY) is None


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("/a/?b=1", "/a/?b=1"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/%0d%0aX", "/"),
        ("/\\evil", "/"),
    ],
)
def test_the_way_back_stays_on_this_site(sent, path):
    assert drafts.back_to(sent) == path


def test_a_done_act_drops_the_draft_and_a_refused_one_keeps_it(ask, db):
    views.draft(ask(f"/drafts/{KEY}/", {"name": "半句"}), KEY)
    form = Signing({"price_fen": "1", "name": "x"})
    form.draft_as(ask("/s/", {"name": "x"}), "contracts.sign", 7)
    with views.refusals_shown_on(form):
        raise Refused(STOP)
    assert drafts.kept(7, KEY) is not None
    with views.refusals_shown_on(form):
        pass
    assert drafts.kept(7, KEY) is None


def test_the_cast_is_who_it_says():
    assert drafts.owner_of(type("R", (), {"actor": CLERK})) == 7


@pytest.mark.django_db
def test_a_name_that_is_not_this_site_is_refused_in_words(client, settings):
    settings.ALLOWED_HOSTS = ["ok.example"]
    answer = client.get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_key_leaves_out_what_is_not_known_yet():
    assert drafts.key("duties.apply", "") == "duties.apply" and drafts.is_key(drafts.key("duties.apply", ""))
