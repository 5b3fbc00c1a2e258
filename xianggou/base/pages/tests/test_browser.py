"""The guide in a real browser: axe, width, touch, keys, clause, unit, autosave, one act per click, no console error."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpResponse
from django.template import engines
from django.test.testcases import LiveServerThread
from django.urls import clear_url_caches, path

from xianggou.base.access.views import asks
from xianggou.base.pages import drafts
from xianggou.base.pages.forms import Form, TextField
from xianggou.base.pages.tests import addresses
from xianggou.base.pages.tests.conftest import CLERK

pytestmark = pytest.mark.browser
GUIDE = "/pages/guide/"


class AsClerk:
    """Stands in for sign-in: every request is the clerk's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = CLERK
        return self.get_response(request)


MIDDLEWARE = [
    "xianggou.base.pages.middleware.SecurityHeaders",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "xianggou.base.pages.tests.test_browser.AsClerk",
    "xianggou.base.pages.middleware.Refusals",
]


@pytest.fixture
def site(chromium, settings):
    """A server of this room alone, in a thread; the guide asks no database."""
    settings.MIDDLEWARE = MIDDLEWARE
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(chromium, site):
    """A page that fails the test on any console error."""
    opened = chromium.new_page(base_url=site, locale="zh-CN", viewport={"width": 1280, "height": 900})
    said = []
    opened.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda e: said.append(str(e)))
    yield opened
    opened.close()
    assert said == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_guide_has_no_violation_and_no_sideways_scroll(chromium, site, width, language):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = chromium.new_page(base_url=site, locale=language, viewport={"width": width, "height": 900})
    page.goto(GUIDE)
    found = axe.run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


TOUCHED = "button, a.button, a.chip, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select, textarea, summary"


def test_on_a_phone_everything_touched_is_44_px_high(page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(GUIDE)
    low = page.evaluate(
        """s => [...document.querySelectorAll(s)].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
               .map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 20))""",
        TOUCHED,
    )
    assert low == []


def test_a_clause_opens_by_key_by_click_and_closes_by_escape(page):
    page.goto(GUIDE)
    clause = page.locator("details.clause").first
    gist = clause.locator(".gist")
    assert not gist.is_visible()
    clause.locator("summary").focus()
    page.keyboard.press("Enter")
    assert gist.is_visible()
    page.keyboard.press("Escape")
    assert not gist.is_visible()
    clause.locator("summary").click()
    assert gist.is_visible()
    page.mouse.move(5, 5)
    assert gist.is_visible()


def test_a_clause_peeks_on_hover_without_moving_the_page(page):
    page.goto(GUIDE)
    clause = page.locator("details.clause").first
    height = page.evaluate("document.body.scrollHeight")
    clause.locator("summary").hover()
    clause.locator(".gist").wait_for(state="visible")
    assert page.evaluate("document.body.scrollHeight") == height
    page.mouse.move(5, 5)
    clause.locator(".gist").wait_for(state="hidden")


def test_the_unit_turns_without_a_reload_and_stays_in_the_address(page):
    page.goto(GUIDE)
    figure = page.locator(".sumline .amt").first
    assert figure.inner_text() == "42.00"
    page.evaluate("window.stayed = 1")
    page.locator("[data-unit=yuan]").first.click()
    assert figure.inner_text() == "420,000.00"
    assert page.evaluate("window.stayed") == 1
    assert "unit=yuan" in page.url
    page.reload()
    assert page.locator(".sumline .amt").first.inner_text() == "420,000.00"


def test_exact_yuan_show_on_focus_and_arrows_walk_the_table(page):
    page.goto(GUIDE)
    figures = page.locator("table.grid").first.locator("tbody .amt")
    assert (
        page.evaluate(
            "[...document.querySelectorAll('table.grid')][0].querySelectorAll('.amt[tabindex=\"0\"]').length"
        )
        == 1
    )
    figures.first.focus()
    shown = "getComputedStyle(document.activeElement, '::after').content"
    assert page.evaluate(shown) == '"420,000.00 元"'
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.exact") == "386,699.95 元"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.exact") == "0.00 元"


def test_trouble_takes_the_focus(page):
    page.goto(GUIDE)
    assert page.evaluate("document.activeElement.hasAttribute('data-focus')")


def test_an_offer_fills_the_box(page):
    page.goto(GUIDE)
    box = page.locator("#id_amount_fen")
    box.fill("1")
    page.locator("#form button[name=take]").click()
    assert box.input_value() == "98500.00"


@asks("access.draft")
def saving_form(request):
    """A form that saves itself, on the real base page."""
    form = Try()
    form.draft_as(request, "guide.try", 1, title="试写")
    if request.method == "POST":
        sent.append(request.POST["name"])
    return HttpResponse(frame().render({"form": form}, request))


sent: list[str] = []


class Try(Form):
    name = TextField(label="名称")


def frame():
    return engines["django"].from_string(
        '{% extends "base.html" %}{% load pages %}{% block title %}试写{% endblock %}{% block content %}'
        '{% draft_state form %}<form method="post"{% draft_attrs form %}>{% form_tokens form %}{% form_fields form %}'
        '<button class="button" id="go">送出</button>{% draft_button form %}</form>{% endblock %}'
    )


@pytest.fixture
def trying(fresh_db, monkeypatch):
    monkeypatch.setattr(addresses, "urlpatterns", [*addresses.urlpatterns, path("try/", saving_form)])
    clear_url_caches()
    sent.clear()


def test_what_is_typed_is_saved_on_leaving_a_field_and_comes_back(trying, page):
    page.goto("/try/")
    page.locator("#id_name").fill("半句话")
    assert "还没存" in page.locator("[data-draft-state]").inner_text()
    with page.expect_response("**/drafts/**"):
        page.locator("#id_name").blur()
    page.locator(".draft.saved").wait_for()
    assert drafts.kept(CLERK.person_id, "guide.try:1").body == {"name": ["半句话"]}
    assert sent == []
    page.goto("/try/")
    assert page.locator("#id_name").input_value() == "半句话"
    assert "接着上次写的" in page.locator("[data-draft-state]").inner_text()


def test_without_script_a_button_keeps_the_draft(trying, chromium, site):
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/try/")
    page.locator("#id_name").fill("没有脚本")
    page.locator("button[formaction]").first.click()
    page.goto("/try/")
    assert page.locator("#id_name").input_value() == "没有脚本"
    page.goto(GUIDE)
    page.locator("details.clause summary").first.click()
    assert page.locator(".gist").first.is_visible()
    context.close()


def test_a_double_click_sends_once(trying, page):
    page.goto("/try/")
    page.locator("#id_name").fill("一次")
    with page.expect_navigation():
        page.evaluate("() => { const go = document.getElementById('go'); go.click(); go.click(); }")
    assert sent == ["一次"]


def test_on_paper_the_clause_stands_in_full_and_nothing_to_click(page):
    page.goto(GUIDE)
    page.emulate_media(media="print")
    assert page.locator(".findings .printed-gist").first.is_visible()
    for gone in (".top", ".nav", ".tabbar", ".list-tools", ".form-end"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".print-head").inner_text().startswith("乡购")
