"""Headless Chromium and the page of the simulated phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.product import Product

SCREENSHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


class PhonePage:
    """What a citizen does on the page, in words."""

    def __init__(self, page: Page, product: Product, wa_id: str) -> None:
        self.page = page
        page.goto(f"{product.settings.simulator_url}/#{wa_id}")
        page.locator("#draft").wait_for()

    def write(self, text: str) -> None:
        self.page.locator("#draft").fill(text)
        self.page.locator("#draft").press("Enter")

    def tap(self, title: str) -> None:
        """The newest button of this title."""
        self.page.locator("#bubbles button").filter(has_text=title).last.click()

    def sees(self, text: str) -> None:
        """Waits until a bubble with `text` is on the screen."""
        self.page.locator("#bubbles").get_by_text(text).last.wait_for(timeout=20_000)

    def sms_code(self) -> str:
        """The code of the newest SMS beside the phone."""
        newest = self.page.locator("#sms-list li").first
        newest.wait_for(state="attached", timeout=10_000)  # a small phone shows its SMS elsewhere
        return "".join(c for c in (newest.locator("code, .code, mark, b").first.text_content() or "") if c.isdigit())

    def photograph(self, name: str) -> None:
        self.page.screenshot(path=str(SCREENSHOTS / f"{name}.png"))


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="id-ID")
    yield page
    page.close()


@pytest.fixture
def small_phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 740}, locale="id-ID")
    yield page
    page.close()
