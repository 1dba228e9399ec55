"""`rasa test core` on tests/stories: what failed, with its place and what was predicted instead."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from deploy.model import MODEL
from settings import ROOT
from tests.qa.complaints import complaint
from tests.qa.records import Check, Problem

FOLDER = ROOT / "tests" / "stories"
REPORT = "failed_test_stories.yml"
TITLE = re.compile(r"^\s*-\s+story:\s*(.+?)\s*$")


def stories_check(out: Path) -> Check:
    """Writes Rasa's own reports to `out` as well."""
    started = time.monotonic()
    titles = story_places(FOLDER)
    command = [sys.executable, "-m", "rasa", "test", "core", "--model", str(MODEL), "--stories", str(FOLDER)]
    command += [
        "--out",
        str(out),
        "--no-plot",
    ]  # --fail-on-prediction-errors would end at the first one, without report
    report = out / REPORT
    report.unlink(missing_ok=True)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    problems = failed_stories(report.read_text(encoding="utf8") if report.exists() else "", titles)
    if not problems and (done.returncode or not report.exists()):
        problems = (complaint(done.stderr + done.stdout, ROOT),)
    return Check("stories", len(titles), time.monotonic() - started, problems)


def story_places(folder: Path) -> dict[str, tuple[str, int]]:
    """Title of every test story with its file and line."""
    places = {}
    for file in sorted(folder.glob("*.yml")):
        for number, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
            if match := TITLE.match(line):
                places[match[1].strip("'\"")] = (str(file.relative_to(ROOT)), number)
    return places


def failed_stories(report: str, places: dict[str, tuple[str, int]]) -> tuple[Problem, ...]:
    """Rasa's failed_test_stories.yml: the story again, with `# predicted: …` behind each wrong step.

    Only the first of a story counts; what follows a wrong step is wrong because of it.
    """
    problems: dict[str, Problem] = {}
    title = ""
    for line in report.splitlines():
        if match := TITLE.match(line):
            # Rasa appends the file in parentheses: "- story: title (tests/stories/test_x.yml)".
            title = re.sub(r"\s*\([^)]*\.yml\)$", "", match[1]).strip("'\"")
        elif "# predicted:" in line:
            step, _, predicted = line.partition("# predicted:")
            file, number = places.get(title, ("", 0))
            said = f"{title}: expected {step.strip(' -')}, predicted {predicted.strip()}"
            problems.setdefault(title, Problem(said, file, number))
    return tuple(problems.values())
