"""Every conversation case, played through the whole product."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.cases import Case, load_cases
from tests.conversations.runner import Runner

CASES = sorted(load_cases(Path(__file__).parent), key=lambda case: case.moves_the_world)


@pytest.mark.product
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_conversation(case: Case, conversation_runner: Runner) -> None:
    conversation_runner.run(case)
    assert case.steps
