"""What Rasa's validation prints, made into findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.lint.sources import Finding
from tests.lint.validation import new_findings
from tests.unit.lint.lint_kit import DOMAIN, RULES, rules, write

LIBRARY = "/home/a/.venv/lib/python3.10/site-packages"
NOISE = f"{LIBRARY}/rasa/core/tracker_store.py:1044: MovedIn20Warning: Deprecated API features\n  Base = declare()\n"
WARNING = (
    f"\x1b[93m{LIBRARY}/rasa/shared/utils/io.py:100: UserWarning: The action 'utter_bow' is used in the stories,\n"
    "but it is not known.\n  More info at https://rasa.com/docs/rasa/domain\n\x1b[0m"
)
LOGGED = "2026-11-25 14:16:50 INFO     rasa.validator  - Validating intents...\n"
CRASH = (
    "Traceback (most recent call last):\n  File 'a.py', line 3\nValueError: first\n\nDuring handling\n\n"
    "rasa.shared.exceptions.RasaException: the slot 'otp_ref' is missing\n"
)
MALFORMED = f"\x1b[91mYamlValidationException: Failed to validate '{RULES}'.\n  in {RULES}:3:\n      No dict\x1b[0m\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, rules("  - rule: thanks\n    steps:\n      - intent: thank\n      - action: utter_bow\n"))
    return tmp_path


def found(output: str, project: Path, own: Sequence[Finding] = (), *, failed: bool = False) -> list[str]:
    return [str(finding) for finding in new_findings(output, project, own, failed=failed)]


def test_a_warning_gets_its_place_and_loses_colours_paths_and_links(project: Path) -> None:
    output = NOISE + LOGGED + WARNING + LOGGED

    findings = found(output, project)

    assert findings == [
        f"{RULES}:5: Rasa says: The action 'utter_bow' is used in the stories, but it is not known.",
    ]


def test_noise_is_no_finding(project: Path) -> None:
    assert found(NOISE + LOGGED, project) == []


def test_what_an_own_finding_names_is_not_said_again(project: Path) -> None:
    own = [Finding(RULES, 5, "there is no response utter_bow; add it to data/responses")]

    findings = found(WARNING, project, own, failed=True)

    assert findings == []


def test_a_similar_name_is_another_one(project: Path) -> None:
    own = [Finding(RULES, 5, "there is no response utter_bow_again; add it to data/responses")]

    assert len(found(WARNING, project, own)) == 1


def test_of_a_crash_only_the_last_error_is_said(project: Path) -> None:
    output = WARNING + CRASH + NOISE

    findings = found(output, project, failed=True)

    assert findings == [f"{DOMAIN}:1: Rasa says: the slot 'otp_ref' is missing"]


def test_a_file_that_rasa_refuses_is_named_once(project: Path) -> None:
    own = [Finding(RULES, 3, "'thanks' has the step 'intent thank'; write `- intent: …` or `- action: …`")]

    assert found(MALFORMED, project, failed=True) == [
        f"{RULES}:3: Rasa says: Failed to validate '{RULES}'. in {RULES}:3: No dict"
    ]
    assert found(MALFORMED, project, own, failed=True) == []
