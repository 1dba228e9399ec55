"""Officers at the console in headless Chromium, for the `officer` steps of conversation cases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from clock import SimulatedClock
from identity.officers.totp import code_at
from portal.officers import paths
from registry.case_numbers import parse_case_number
from registry.case_records import CorrectionKind
from settings import Settings
from tests import chromium

DOINGS = ("approve", "refuse", "ask_back", "undo", "look_at", "take", "say", "end", "log_in", "forge")
PHOTOS = ".photos li > a > img"
WHO = "petugas"
PAGE_LIMIT_MS = 10_000
FORBIDDEN = 403


class Officers:
    """The demo officers of a running product; each has a browser of its own, opened at the first step."""

    def __init__(self, settings: Settings) -> None:
        self._portal = f"http://{settings.host}:{settings.ports.portal}"
        self._clock = SimulatedClock(settings.clock_offset_file)
        self._known = settings.demo_officers_file
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._pages: dict[str, Page] = {}

    def act(self, step: Mapping[str, Any]) -> None:
        """`{approve: KR-…, as: penyelia, with: {date: 2021-10-03}}`; raises LookupError when the page refuses."""
        doing, who = next(key for key in step if key in DOINGS), step.get("as", WHO)
        try:
            page = self._page_for(doing, who, step)
            getattr(self, f"_{doing}")(page, step)
            page.wait_for_load_state()
            refused = " ".join(page.locator("[role=alert]").all_inner_texts())
        except PlaywrightError as error:
            raise LookupError(f"the console has no such thing: {error.message.splitlines()[-1]}") from error
        expected = str(step.get("hears", ""))
        if bool(refused) != bool(expected) or expected not in refused:
            raise LookupError(f"the console says: {refused or 'nothing'}")

    def close(self) -> None:
        if self._browser is not None and self._playwright is not None:
            self._browser.close()
            self._playwright.stop()

    def _approve(self, page: Page, step: Mapping[str, Any]) -> None:
        form = page.locator("form[action$='/setujui']")
        for name, value in (step.get("with") or {}).items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(_option(field, str(value)))
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(str(value))
        form.locator("button[type=submit]").click()

    def _refuse(self, page: Page, step: Mapping[str, Any]) -> None:
        self._choose(page, "tolak", str(step["reason"]))

    def _ask_back(self, page: Page, step: Mapping[str, Any]) -> None:
        self._choose(page, "tanya", str(step["question"]))

    @staticmethod
    def _look_at(page: Page, step: Mapping[str, Any]) -> None:
        photos = page.locator(PHOTOS).all()
        for photo in photos:
            photo.scroll_into_view_if_needed()
            photo.evaluate("picture => picture.decode()")  # raises for what a browser cannot show, as HEIC
        wanted = int(step.get("photos", len(photos)))
        if len(photos) != wanted:
            raise LookupError(f"the console shows {len(photos)} photos, not {wanted}")

    @staticmethod
    def _take(page: Page, step: Mapping[str, Any]) -> None:
        page.get_by_role("button", name="Ambil percakapan").click()

    @staticmethod
    def _say(page: Page, step: Mapping[str, Any]) -> None:
        page.get_by_label("Pesan untuk warga").fill(str(step["text"]))
        page.get_by_role("button", name="Kirim").click()

    @staticmethod
    def _end(page: Page, step: Mapping[str, Any]) -> None:
        page.get_by_role("button", name="Selesai").click()

    def _log_in(self, page: Page, step: Mapping[str, Any]) -> None:
        self._identify(page, str(step["log_in"]), str(step["code"]))

    def _forge(self, page: Page, step: Mapping[str, Any]) -> None:
        """Sends an approval that no page of this officer's offers; its token only `with_token`."""
        token = page.locator("[name=form_token]").first.input_value() if step.get("with_token") else ""
        form = {"form_token": token, "version": "1", "command_id": "c" * 32}
        answer = page.context.request.post(f"{page.url}/setujui", form=form, max_redirects=0)
        if answer.status != FORBIDDEN:
            raise LookupError(f"the console answered {answer.status} to a forged approval, not {FORBIDDEN}")

    @staticmethod
    def _undo(page: Page, step: Mapping[str, Any]) -> None:
        page.locator("form[action$='/urungkan'] button").first.click()

    @staticmethod
    def _choose(page: Page, action: str, value: str) -> None:
        form = page.locator(f"form[action$='/{action}']")
        page.locator("details", has=form).locator("summary").click()
        form.locator(f"input[value={value}]").check()
        form.locator("button[type=submit]").click()

    def _page_for(self, doing: str, who: str, step: Mapping[str, Any]) -> Page:
        if doing == "log_in":
            page = self._new_page()
            page.goto(self._portal + paths.LOGIN)
            return page
        return self._pages[who] if step.get("as_seen") else self._at_case(who, str(step[doing]))

    def _at_case(self, who: str, number_or_phone: str) -> Page:
        page = self._pages[who] = self._pages.get(who) or self._new_page()
        number = parse_case_number(number_or_phone) or self._request_for(page, who, number_or_phone)
        self._open(page, who, paths.case_page(number))
        if not page.get_by_role("heading", name=number).count():
            raise LookupError(f"the console does not show {number}: {page.title()}")
        return page

    def _request_for(self, page: Page, who: str, new_phone: str) -> str:
        """The case by which an account is to move to this number; several requests may be open at once."""
        self._open(page, who, f"{paths.ROOT}?kind={CorrectionKind.PHONE.value}")
        for number in page.locator("a.case-link .number").all_inner_texts():
            self._open(page, who, paths.case_page(number))
            if _digits(page.locator("dd.asked").inner_text()) == _digits(new_phone):
                return number
        raise LookupError(f"no case of the queue is to move an account to {new_phone}")

    def _open(self, page: Page, who: str, path: str) -> None:
        page.goto(self._portal + path)
        if page.url.startswith(self._portal + paths.LOGIN):
            self._identify(page, who)
            page.goto(self._portal + path)

    def _identify(self, page: Page, who: str, code: str | None = None) -> None:
        known = {one["name"]: one for one in json.loads(self._known.read_text(encoding="utf8"))}[who]
        code = code or code_at(known["totp_secret"], self._clock.now())
        page.locator("[name=officer_name]").fill(who)
        page.locator("[name=password]").fill(known["password"])
        page.locator("form button[type=submit]").last.click()
        page.locator("[name=code]").fill(code)
        page.locator("form button[type=submit]").last.click()
        page.wait_for_load_state()

    def _new_page(self) -> Page:
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = chromium.launch(self._playwright)
        page = self._browser.new_context(locale="id-ID").new_page()
        page.set_default_timeout(PAGE_LIMIT_MS)
        return page


def _option(field: Locator, wanted: str) -> str:
    """The value of the one option that has it or shows these words."""
    options = {str(each.get_attribute("value")): each.inner_text() for each in field.locator("option").all()}
    fitting = [value for value, shown in options.items() if wanted == value or wanted in shown]
    if len(fitting) != 1:
        raise LookupError(f"the console offers {len(fitting)} times {wanted!r}")
    return fitting[0]


def _digits(phone: str) -> str:
    return re.sub(r"^(0|62)", "", re.sub(r"\D", "", phone))
