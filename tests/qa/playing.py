"""Plays every conversation case against a product of its own and keeps the transcripts."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from pathlib import Path

import requests

from settings import ROOT
from tests.conversations.cases import Case, CaseError, load_cases
from tests.conversations.officers import Officers
from tests.conversations.runner import CaseFailed, Runner
from tests.lint.sources import Sources
from tests.product import Product, slot_reader
from tests.qa.progress import Progress
from tests.qa.recording import RecordingClient, turns_of
from tests.qa.records import Check, PlayedCase, Problem
from tests.qa.usage import first_texts

FOLDER = ROOT / "tests" / "conversations"


def conversations_check(progress: Progress, logs: Path) -> tuple[Check, tuple[PlayedCase, ...]]:
    """When something fails, the product's own logs are kept in the folder `logs`."""
    started = time.monotonic()
    played: tuple[PlayedCase, ...] = ()
    shutil.rmtree(logs, ignore_errors=True)
    try:
        cases = sorted(load_cases(FOLDER), key=lambda case: case.moves_the_world)
        if cases:
            played = _play_all(cases, progress, logs)
        problems = tuple(_problem(one) for one in played if not one.passed)
    except (CaseError, RuntimeError) as error:
        problems = (Problem(str(error)),)
    return Check("conversations", len(played), time.monotonic() - started, problems), played


def _problem(case: PlayedCase) -> Problem:
    expected, actual = case.deviation
    return Problem(f"{case.name}\n  {expected or '…'}\n  {actual}", case.file, case.line)


def _play_all(cases: list[Case], progress: Progress, logs: Path) -> tuple[PlayedCase, ...]:
    with tempfile.TemporaryDirectory(prefix="qa-") as folder:
        product = Product(Path(folder))
        officers = Officers(product.settings)
        progress.say("starting a product of its own")
        played: list[PlayedCase] = []
        try:
            product.start()
            client = RecordingClient(product.settings.simulator_url)
            runner = Runner(client, product.settings.responses, slot_reader(product.settings), officers)
            texts = first_texts(Sources(ROOT))
            for number, case in enumerate(cases, 1):
                played.append(_play(case, runner, client, texts))
                sign = "✓" if played[-1].passed else "✗"
                progress.say(f"{sign} {number}/{len(cases)}  {case.file.stem}: {case.name}")
        finally:
            officers.close()
            product.stop()
            if len(played) < len(cases) or not all(one.passed for one in played):
                shutil.copytree(Path(folder) / "log", logs, dirs_exist_ok=True, ignore_dangling_symlinks=True)
    return tuple(played)


def _play(case: Case, runner: Runner, client: RecordingClient, texts: dict[str, str]) -> PlayedCase:
    started = time.monotonic()
    client.begin()
    failure = ""
    try:
        runner.run(case)
    except CaseFailed as error:
        failure = str(error)
    except requests.RequestException as error:
        failure = f"{case.file.name}: {case.name}\n✗ {type(error).__name__}: {error}"
    seconds = time.monotonic() - started
    turns = turns_of(case, client.turns(), texts)
    file = str(case.file.relative_to(ROOT))
    return PlayedCase(case.name, file, line_of(case), case.profile, seconds, turns, failure)


def line_of(case: Case) -> int:
    """Where the case begins in its file; 1 when its name is written in a way this does not see."""
    wanted = re.compile(rf"test_case:\s*[\"']?{re.escape(case.name)}")
    lines = case.file.read_text(encoding="utf8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if wanted.search(line)), 1)
