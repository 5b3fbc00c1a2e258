"""Takes the pictures of the documents from a running demo: `python docs/pictures/take.py http://127.0.0.1:8000`.

Small on purpose: 64 colours, no more than what a reader of the page needs to see.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
PASSWORD = "demo-xianggou"
WIDE, HIGH = 1280, 860
COLOURS = 64


def dossier(page: Page, site: str) -> None:
    """A purchase half-way through its payments, as an auditor sees it."""
    page.goto(f"{site}/dossiers/QL2023-100-004/")


def ledger(page: Page, site: str) -> None:
    """The books of one township."""
    page.goto(f"{site}/budget/")


def refusal(page: Page, site: str) -> None:
    """A payment request that asks for more than was accepted; the refusal writes nothing."""
    page.goto(f"{site}/payments/instalments/5/request/")
    page.fill("main input[name=amount_fen]", "60000.00")
    page.fill("main input[name=invoice_no]", "23590000000000000001")
    page.fill("main input[name=invoiced_on]", "2023-12-15")
    with page.expect_navigation():
        page.click('main button:has-text("申请付款")')


def imports(page: Page, site: str) -> None:
    """A township's old workbook with what its check says, when the given sample data is at hand."""
    shared = Path(os.environ.get("XIANGGOU_SHARED", HERE.parents[2] / "shared"))
    page.goto(f"{site}/imports/")
    page.select_option("select[name=kind]", "plan")
    page.set_input_files("input[type=file]", shared / "data/county-a/reallife/河嘴镇2023计划 终稿.xls")
    with page.expect_navigation():
        page.click("text=上传并检查")


# file, who looks, what they open
PICTURES: tuple[tuple[str, str, Callable[[Page, str], None]], ...] = (
    ("dossier.png", "a-shenji", dossier),
    ("ledger.png", "a-kuaiji", ledger),
    ("refusal.png", "a-fukuan", refusal),
    ("import-problems.png", "a-caizheng", imports),
)


def small(png: bytes) -> bytes:
    """The same picture in few colours."""
    with Image.open(io.BytesIO(png)) as picture:
        out = io.BytesIO()
        picture.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(site: str) -> int:
    """Take every picture.  Gives: 0."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, login, show in PICTURES:
            page = browser.new_context(viewport={"width": WIDE, "height": HIGH}, locale="zh-CN").new_page()
            page.goto(f"{site}/sign-in/")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", PASSWORD)
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
            show(page, site)
            page.evaluate("window.scrollTo(0, 0)")
            (HERE / name).write_bytes(small(page.screenshot()))
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"))
