"""Mistakes in data/nlu."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.likeness import check_contradictions, check_near_copies
from tests.lint.messages import (
    check_annotations,
    check_commands,
    check_duplicates,
    check_enough_messages,
    check_entries,
    check_examples,
    check_message_lines,
)
from tests.unit.lint.lint_kit import NLU, Check, found, messages


@pytest.mark.parametrize(
    ("check", "written", "line", "finding"),
    [
        (
            check_examples,
            "- intent: greet\n  examples:\n    - halo\n    - hai\n",
            3,
            'write "examples: |" for greet',
        ),
        (check_examples, "- intent: greet\n  examples: halo\n", 3, 'write "examples: |" for greet'),
        (
            check_examples,
            "- intent: greet\n",
            2,
            'greet has no messages; write "examples: |" and them below it',
        ),
        (
            check_message_lines,
            "- intent: greet\n  examples: |\n    - halo\n    hai\n",
            5,
            "'hai' is not read; begin it with `- `",
        ),
        (
            check_message_lines,
            "- intent: greet\n  examples: |\n    - halo\n      - hai\n",
            5,
            "'- hai' is not read; indent it like the messages above it",
        ),
        (
            check_entries,
            "- intent: greet\n  examples: |\n    - halo\n- hai\n",
            5,
            "'hai' belongs to no intent; indent it like the messages above it",
        ),
        (
            check_entries,
            "- intnt: greet\n  examples: |\n    - halo\n",
            2,
            "'intnt' begins nothing here; write `- intent: …`",
        ),
        (
            check_commands,
            "- intent: greet\n  examples: |\n    - /ask_menu\n",
            4,
            "'/ask_menu' begins with a slash, as only payloads of buttons do; write what people type",
        ),
        (
            check_annotations,
            "- intent: greet\n  examples: |\n    - saya [Siti](person_name)\n",
            4,
            "'saya [Siti](person_name)': no annotations here; entities are found by themselves. Write the message as "
            "it came",
        ),
        (
            check_duplicates,
            "- intent: greet\n  examples: |\n    - Halo!\n    - halo\n",
            5,
            f"'halo' (greet) stands in {NLU}:4 (greet) already; keep one of them",
        ),
        (
            check_enough_messages,
            "- intent: greet\n  examples: |\n    - halo\n    - hai\n",
            2,
            "intent greet has 2 messages; 15 is the least",
        ),
    ],
)
def test_a_mistake_in_messages(tmp_path: Path, check: Check, written: str, line: int, finding: str) -> None:
    files = messages(written)

    findings = found(check, tmp_path, files)

    assert findings == [f"{NLU}:{line}: {finding}"]


def test_the_same_message_twice_is_no_near_copy_besides(tmp_path: Path) -> None:
    files = messages(
        "- intent: greet\n  examples: |\n    - halo semuanya\n    - Halo semuanya!\n"
        "- intent: thank\n  examples: |\n    - halo semuanya\n"
    )

    assert len(found(check_duplicates, tmp_path, files)) == 2
    assert found(check_near_copies, tmp_path, files) == []
    assert found(check_contradictions, tmp_path, files) == []
