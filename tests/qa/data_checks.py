"""Data lint and `rasa data validate`, each complaint with its place."""

from __future__ import annotations

import time

from settings import ROOT
from tests.lint.checks import CHECKS, lint
from tests.lint.validation import unexpected_lines
from tests.qa.complaints import conversation_files, located
from tests.qa.records import Check, Problem


def lint_check() -> Check:
    started = time.monotonic()
    problems = tuple(Problem(found.message, found.file, found.line) for found in lint(ROOT))
    return Check("lint", len(CHECKS), time.monotonic() - started, problems)


def validation_check() -> Check:
    started = time.monotonic()
    problems = tuple(located(line, ROOT) for line in unexpected_lines())
    return Check("validate", len(conversation_files(ROOT)), time.monotonic() - started, problems)
