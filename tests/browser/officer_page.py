"""The console behind a port of its own, and what an officer does on its pages, in words."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from typing import Protocol

import uvicorn
from playwright.sync_api import Page
from starlette.applications import Starlette

from settings import ROOT
from tests.browser.conftest import SCREENSHOTS

IN_THE_GUIDE = {
    "kode",
    "antrean",
    "kasus",
    "kasus-hp",
    "urungkan",
    "tolak",
    "dosis",
    "angka",
    "percakapan",
}  # docs/petugas.md
RENEW = "RENEW_PICTURES"  # set to 1, the guide gets these pictures
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


class ServedConsole(Protocol):
    """A portal whose officers' names, passwords and codes are known."""

    app: Starlette

    def credentials(self, who: str) -> tuple[str, str]:
        """Name and password."""

    def fresh_code(self, who: str) -> str:
        """A code that was not taken yet; the clock moves."""


class Served:
    """Answers at `address` while the context lasts."""

    def __init__(self, console: ServedConsole) -> None:
        self.console = console
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._server = uvicorn.Server(
            uvicorn.Config(console.app, port=port, log_level="error", ws="none", lifespan="off")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        give_up_at = time.monotonic() + 10
        while not self._server.started and time.monotonic() < give_up_at:
            threading.Event().wait(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=5)


class OfficerPage:
    """What an officer does, in words; fails on anything the page's policy blocks."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self._served = served
        self.blocked: list[str] = []
        page.on("console", lambda said: self.blocked.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> None:
        self.page.goto(self._served.address + path)

    def give_password(self, name: str) -> None:
        self.open("/petugas/masuk")
        officer_name, password = self._served.console.credentials(name)
        self.page.get_by_label("Nama petugas").fill(officer_name)
        self.page.get_by_label("Kata sandi").fill(password)
        self.page.get_by_role("button", name="Lanjut").click()

    def log_in(self, name: str = "officer") -> None:
        self.give_password(name)
        self.page.get_by_label("Kode enam angka").fill(self._served.console.fresh_code(name))
        self.page.get_by_role("button", name="Masuk").click()
        self.page.wait_for_url(re.compile("/petugas(?!/kode|/masuk)"))

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=5_000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def fits(self) -> bool:
        """Nothing sticks out sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def photograph(self, name: str) -> None:
        narrow = (self.page.viewport_size or WIDE)["width"] == NARROW["width"]
        name += "-hp" if narrow else ""
        renewed = name in IN_THE_GUIDE and os.environ.get(RENEW)
        folder = ROOT / "docs" / "images" if renewed else SCREENSHOTS
        self.page.screenshot(path=str(folder / f"petugas-{name}.png"))
