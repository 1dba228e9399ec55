"""Everything about the conversations in one page: `python -m tests.qa` → results/qa/index.html.

Data lint, `rasa data validate`, test stories, understanding, and every conversation case played through the whole
product. Ends with 1 when something fails; the page is written all the same. Without a model (Rasa refuses to train)
the last three are left out.
"""

from __future__ import annotations

import sys
import time

from settings import ROOT
from tests.lint.sources import Sources
from tests.qa.data_checks import lint_check, validation_check
from tests.qa.flows import flows_of
from tests.qa.model import model_check
from tests.qa.page import write_page
from tests.qa.playing import conversations_check
from tests.qa.progress import Progress
from tests.qa.records import Check, PlayedCase
from tests.qa.stories import stories_check
from tests.qa.understanding import Understanding, understanding_check

OUT = ROOT / "results" / "qa"
STEPS = 6
SHOWN_IN_TERMINAL = 20


def main() -> int:
    started = time.monotonic()
    progress = Progress(STEPS)
    with progress.step("data lint"):
        lint, findings = lint_check()
    with progress.step("rasa data validate"):
        validation = validation_check(findings)
    with progress.step("model"):
        model = model_check()
    checks: tuple[Check, ...] = (lint, validation, model)
    understanding: Understanding | None = None
    played: tuple[PlayedCase, ...] = ()
    if model.passed:
        with progress.step("test stories (rasa test core)"):
            stories = stories_check(OUT / "core")
        with progress.step("understanding (tests/nlu/validation.yml)"):
            nlu, understanding = understanding_check()
        with progress.step("conversation cases"):
            conversations, played = conversations_check(progress, OUT / "log")
        checks = (*checks, stories, nlu, conversations)
    write_page(
        "report.html",
        OUT / "index.html",
        checks=checks,
        seconds=time.monotonic() - started,
        understanding=understanding,
        flows=flows_of(Sources(ROOT)),
        played=sorted(played, key=lambda one: (one.passed, one.file, one.line)),
    )
    return _say(checks)


def _say(checks: tuple[Check, ...]) -> int:
    for check in checks:
        print(f"{'✓' if check.passed else '✗'} {check.key:<14} {check.counted:5}  {check.seconds:6.1f} s")
    problems = [problem for check in checks for problem in check.problems]
    for problem in problems[:SHOWN_IN_TERMINAL]:
        print(f"\n{problem}")
    if len(problems) > SHOWN_IN_TERMINAL:
        print(f"\n… and {len(problems) - SHOWN_IN_TERMINAL} more in the page")
    print(f"\nOpen  {(OUT / 'index.html').relative_to(ROOT)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
