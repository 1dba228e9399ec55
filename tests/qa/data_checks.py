"""Data lint and `rasa data validate`, each complaint with its place."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from settings import ROOT
from tests.lint.checks import CHECKS, lint
from tests.lint.sources import Finding
from tests.lint.validation import rasa_findings
from tests.qa.complaints import conversation_files
from tests.qa.records import Check, Problem


def lint_check() -> tuple[Check, list[Finding]]:
    """The findings themselves as well: Rasa need not repeat them."""
    started = time.monotonic()
    findings = lint(ROOT)
    return Check("lint", len(CHECKS), time.monotonic() - started, _problems(findings)), findings


def validation_check(own: Sequence[Finding]) -> Check:
    started = time.monotonic()
    problems = _problems(rasa_findings(ROOT, own))
    return Check("validate", len(conversation_files(ROOT)), time.monotonic() - started, problems)


def _problems(findings: Iterable[Finding]) -> tuple[Problem, ...]:
    return tuple(Problem(finding.message, finding.file, finding.line) for finding in findings)
