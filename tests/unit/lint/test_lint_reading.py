"""Files that are no YAML: where to look and for what; and then nothing else is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.checks import lint
from tests.lint.validation import rasa_findings
from tests.unit.lint.lint_kit import write


@pytest.mark.parametrize(
    ("content", "line", "hint"),
    [
        ("responses:\n\tutter_a:\n    - text: a\n", 2, "there is a tab; use spaces"),
        (
            'responses:\n  utter_a:\n    - text: "halo\n  utter_b:\n    - text: dadah\n',
            3,
            "a quote is opened here and never closed; close it",
        ),
        (
            'responses:\n  utter_a:\n    - text: "halo\n  utter_b:\n    - text: "dadah"\n',
            5,
            "put the text in quotes; look for one not closed on this line or above",
        ),
        (
            "responses:\n  utter_a:\n    - text: a\n  utter_a:\n    - text: b\n",
            4,
            "utter_a stands twice in this list of names; keep one of them",
        ),
        (
            "responses:\n  utter_a:\n    - text: pilih: dosis\n",
            3,
            "there is a second colon, or none on the line above; put text with a colon in quotes",
        ),
        (
            "responses:\n  utter_a:\n    - text: a\n  utter_b\n  utter_c:\n    - text: c\n",
            4,
            "a colon is missing, or spaces are; begin the line with as many spaces as the lines beside it",
        ),
        (
            "nlu:\n- intent: greet\n  examples: - halo\n",
            3,
            "`- ` cannot stand here; begin a new line with it (messages: below `examples: |`)",
        ),
        (
            "nlu:\n- intent: greet\n  examples: |\n    - halo\n  - hai\n",
            5,
            "the spaces are not right; begin the line with as many spaces as the lines beside it",
        ),
        (
            "responses:\n  utter_a:\n    - text: *tebal* ya\n",
            3,
            "there is no &tebal in this file; put text that begins with * in quotes",
        ),
    ],
)
def test_an_unreadable_file_is_the_only_finding(tmp_path: Path, content: str, line: int, hint: str) -> None:
    write(tmp_path, {"domain.yml": "intents: [unused]\n", "data/a.yml": content})

    findings = lint(tmp_path)

    assert [str(finding) for finding in findings] == [f"data/a.yml:{line}: not readable as YAML: {hint}"]


def test_a_file_without_sections_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, {"domain.yml": "", "data/a.yml": "- greet\n"})

    findings = lint(tmp_path)

    assert [str(finding) for finding in findings] == [
        "data/a.yml:1: has no sections; begin with a name and a colon, as the other files do"
    ]


def test_rasa_is_not_asked_about_unreadable_files(tmp_path: Path) -> None:
    write(tmp_path, {"domain.yml": "a: b: c\n"})

    assert rasa_findings(tmp_path, lint(tmp_path)) == []
