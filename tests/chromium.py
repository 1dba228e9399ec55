"""Chromium for whatever the tests look at: console, pages and the simulated phone."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

# The first is Chromium without a window's own pages, which cost more than ours.
PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def launch(playwright: Playwright) -> Browser:
    """Raises LookupError when no Chromium is installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise LookupError("install Chromium first: on Debian, apt install chromium-headless-shell")
    return playwright.chromium.launch(executable_path=program, args=FLAGS)
