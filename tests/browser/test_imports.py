"""A plan as an office really sends it, brought in by county finance: every problem shown, mended, taken, once."""

from __future__ import annotations

import re
import tomllib

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Sum

from tests.cast import PASSWORD
from tests.stories.imports import CLEAN, PLACE, bring, given, opened
from xianggou.base.people.models import Account
from xianggou.stages.plans.models import PlanItem
from xianggou.web.imports import door, rights

pytestmark = [pytest.mark.browser, pytest.mark.shared, pytest.mark.slow]
FILE = "2023年清岚县乡镇政府购买服务计划汇总表(1).xlsx"
FEN = 100
MENDED = ("date_impossible", "2023-02-28")
MENDED_FEN = 13_9500_00  # what the row with the impossible date is to cost, as the file writes it


@pytest.fixture
def finance(address, desk_at):
    """The county with everything but its plan, and the browser of who brings plans in."""
    given("reallife", FILE)
    opened()
    for kind, name in CLEAN:
        if kind != "plan":
            assert bring(kind, given("clean", name)).taken
    actor = rights.usual_actor("plan", door.place_of(PLACE))
    Account.objects.create(login="finance", person_id=actor.person_id, password=make_password(PASSWORD))
    return desk_at("finance", bypass_csp=True)


@pytest.fixture(scope="module")
def told():
    """What the file's own list says must be found."""
    path = given("reallife", FILE)
    return tomllib.loads(path.with_name(f"{path.stem}.problems.toml").read_text("utf-8"))


def upload(desk):
    desk.page.goto("/imports/")
    desk.page.select_option("[name=kind]", "plan")
    desk.page.set_input_files("main form [name=file]", given("reallife", FILE))
    desk.press("上传并检查")


def faults(desk):
    """(sheet, row, code) of every refusal on the page."""
    rows = desk.page.locator("main form table tbody tr").all()
    found = []
    for row in rows:
        places = row.locator("th").inner_text().replace("、", "\n").split()
        code = row.locator(".code").inner_text().strip()
        found += [
            (sheet, int(re.sub(r"\D", "", cell)), code) for sheet, cell in (p.split("!") for p in places)
        ]
    return found


def figure(desk, word):
    """The number under a word in the row of figures."""
    box = desk.page.locator(".figure", has_text=word).first
    return int(box.locator("b").inner_text().split()[0])


def mend_and_set_aside(desk):
    """Type the one mend, leave the other rows out by reason, confirm what is asked."""
    code, value = MENDED
    for row in desk.page.locator("main form table tbody tr").all():
        if row.locator(".code").inner_text().strip() == code:
            row.locator("input.control").fill(value)
        elif row.locator("input[type=checkbox]").count():
            row.locator("input[type=checkbox]").check()
    desk.page.fill("#reason", "待乡镇核实")
    desk.press("存下，再检查")
    assert figure(desk, "必改") == 0
    with desk.page.expect_navigation():
        desk.page.locator("button[name=confirm]").click()
    with desk.page.expect_navigation():
        desk.page.get_by_role("link", name="下一步：预览变化").click()


def exact_fen(locator):
    """The exact amount behind a figure of a page."""
    return round(float(locator.get_attribute("data-yuan").replace(",", "")) * FEN)


def test_a_real_plan_is_refused_whole_mended_taken_and_known_again(finance, told):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    wanted = {(p["sheet"], p["row"], p["kind"]) for p in told["problem"] if p["action"] == "refuse"}

    upload(finance)
    assert figure(finance, "必改") == len(wanted) == told["rows_refused"]
    assert axe.run(finance.page).response["violations"] == []
    finance.page.set_viewport_size({"width": 390, "height": 900})
    assert finance.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe.run(finance.page).response["violations"] == []
    finance.page.set_viewport_size({"width": 1280, "height": 900})
    finance.page.goto(finance.page.url + "?level=refuse")
    assert sorted(faults(finance)) == sorted(wanted)
    shut = finance.page.locator("[aria-disabled=true]", has_text="下一步")
    assert shut.count() == 1 and "处必改" in finance.text()
    assert not PlanItem.objects.exists()

    mend_and_set_aside(finance)
    assert not PlanItem.objects.exists()
    new = figure(finance, "新增")
    assert figure(finance, "挑出") == told["rows_refused"] - 1
    finance.press("整份写入")
    assert "已写入" in finance.page.locator("h1").inner_text()
    assert PlanItem.objects.count() == new == told["rows_ok"] + told["rows_notice"] + 1

    finance.page.goto("/plans/?year=2023")
    written = told["sum_readable_fen"] + MENDED_FEN
    assert PlanItem.objects.aggregate(fen=Sum("budget_fen"))["fen"] == written
    assert exact_fen(finance.page.locator(".sub .amt")) == written
    assert f"{new} 项" in finance.page.locator(".sub").inner_text()

    upload(finance)
    mend_and_set_aside(finance)
    assert "和库里的一致" in finance.text() and figure(finance, "未变") == new
    finance.press("整份写入")
    assert "没有变化" in finance.page.locator("h1").inner_text()
    assert PlanItem.objects.count() == new
