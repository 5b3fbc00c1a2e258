"""A voice told where there is no line: it stays on the phone, and goes once when there is one again."""

import io

import pytest
from django.contrib.auth.hashers import make_password
from PIL import Image

from tests import cast as people
from xianggou.base.files import actions as files
from xianggou.base.people.models import Account
from xianggou.stages.needs.models import Contact, Meeting, Photo, Voice
from xianggou.stages.needs.tests.conftest import STONE, WILLOW, settled

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
SPEAK = f"/needs/speak/?town={people.QINGSHAN}"
KEPT, SENT = "收在这台设备里，还没交", "交上去了"


def picture():
    out = io.BytesIO()
    Image.effect_noise((2400, 1200), 90).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "路灯.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.fixture
def phone(chromium, site):
    """A villager's phone, not signed in."""
    cast, address = site
    settled(cast)
    Account.objects.update(password=make_password(people.PASSWORD))
    context = chromium.new_context(base_url=address, **PHONE)
    yield context
    context.close()


def opened(context, url):
    page = context.new_page()
    page.goto(url)
    return page


def bar(page):
    return page.locator("[data-keeping]")


def say(page, text, village=STONE):
    page.select_option("[name=village_code]", village)
    page.fill("[name=text]", text)
    page.select_option("[name=raiser]", "群众")
    page.select_option("[name=urgency]", "较急")


@pytest.mark.browser
def test_what_is_told_without_a_line_goes_once_when_there_is_one(phone, desk_at):
    villager(phone)
    cadre(desk_at("cadre", is_mobile=True))


def villager(phone):
    """Sent without a line, typed without a line, sent with an answer that was lost; the page closed in between."""
    page = opened(phone, SPEAK)
    phone.set_offline(True)
    say(page, "村口的路灯坏了三个月")
    page.set_input_files("[name=photos]", picture())
    page.get_by_role("button", name="交上去").click()
    bar(page).get_by_text(KEPT).wait_for()
    assert page.input_value("[name=text]") == ""  # the next one can be told
    say(page, "桥边的护栏松了", WILLOW)
    page.get_by_role("button", name="删掉这台设备上存的").wait_for()
    page.close()
    assert not Voice.objects.exists()

    phone.set_offline(False)
    page = opened(phone, "/needs/follow/")  # any page will do
    bar(page).get_by_text(SENT).wait_for()
    row = Voice.objects.get()
    shot = Photo.objects.get(voice=row).file
    with files.open_passing(shot) as stream:
        assert Image.open(stream).size == (1600, 800)
    bar(page).get_by_role("link", name="去看").click()
    page.wait_for_url("**/needs/follow/?code=*")
    assert row.follow_code[:4] in page.locator("main").inner_text() and bar(page).is_hidden()

    # what was only typed is there again, and goes by the button; the answer is lost on the way
    page.goto(SPEAK)
    page.get_by_text("接着上次在这台设备上写的").wait_for()
    assert page.input_value("[name=text]") == "桥边的护栏松了"
    assert page.input_value("[name=village_code]") == WILLOW

    def lose(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/needs/speak/**", lose)
    page.get_by_role("button", name="交上去").click()
    bar(page).get_by_text(KEPT).wait_for()
    assert Voice.objects.count() == 2
    page.unroute("**/needs/speak/**")
    page.reload()
    bar(page).get_by_text(SENT).wait_for()
    assert Voice.objects.count() == 2 and set(Voice.objects.values_list("times", flat=True)) == {1}
    assert page.input_value("[name=text]") == ""


def cadre(desk):
    """Minutes with a row added, and for somebody else who was not asked yet."""
    page = desk.page
    page.goto("/needs/meetings/new/")
    desk.context.set_offline(True)
    desk.fill(
        village_code=STONE, held_on="2023-02-20", held_at="石桥村院坝", form="courtyard", invited="50", present="38",
        gist="议路灯和垃圾清运", text_0="路灯不亮", urgency_0="较急", text_1="垃圾没人收", urgency_1="一般",
    )  # fmt: skip
    page.get_by_role("button", name="再加一件").click()
    desk.fill(text_2="水渠堵了", urgency_2="较急")
    page.get_by_role("button", name="登记", exact=True).click()
    bar(page).get_by_text(KEPT).wait_for()
    desk.context.set_offline(False)
    bar(page).get_by_text(SENT).wait_for()
    assert Meeting.objects.get().voices.count() == 3

    page.goto("/needs/voices/new/")
    desk.context.set_offline(True)
    desk.fill(
        village_code=STONE, text="家门口的水管漏水", raiser="群众", channel="网格走访", urgency="较急",
        contact_name="王大爷", contact_phone="13800138000",
    )  # fmt: skip
    page.get_by_role("button", name="登记", exact=True).click()
    bar(page).get_by_text(KEPT).wait_for()
    desk.context.set_offline(False)
    bar(page).get_by_text("没有收下").wait_for()  # nobody asked him
    assert not Contact.objects.exists()
    bar(page).get_by_role("button", name="打开来改").click()
    page.get_by_text("接着上次在这台设备上写的").wait_for()
    assert page.input_value("[name=contact_phone]") == "13800138000"
    page.check("[name=has_consent]")
    with page.expect_navigation(url="**/needs/voices/*/"):
        page.get_by_role("button", name="登记", exact=True).click()
    row = Voice.objects.get(entered=Voice.Entered.FOR_OTHER)
    assert row.has_consent and Contact.objects.get(voice=row).name == "王大爷"
    desk.said[:] = [line for line in desk.said if "ERR_INTERNET_DISCONNECTED" not in line]
