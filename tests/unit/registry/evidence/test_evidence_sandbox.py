"""The process of its own: it says the same as the cleaning itself, and gives up in time."""

from __future__ import annotations

import pytest
from evidence_kit import card, pdf, png_bomb

from registry.evidence.cleaning import clean
from registry.evidence.records import AttachmentProblem
from registry.evidence.sandbox import clean_apart


@pytest.mark.parametrize(
    "content",
    [card("JPEG"), card("HEIF"), pdf(), png_bomb(60_000, 60_000), b"<html>"],
    ids=["JPEG", "HEIC", "PDF", "bomb", "page"],
)
def test_the_outcome_is_that_of_the_cleaning(content: bytes) -> None:
    outcome, expected = clean_apart(content), clean(content)
    assert type(outcome) is type(expected)
    if isinstance(expected, AttachmentProblem):
        assert outcome is expected
    else:
        assert outcome.file_type is expected.file_type


def test_a_file_that_takes_too_long_is_given_up() -> None:
    assert clean_apart(card("JPEG"), timeout_s=0.001) is AttachmentProblem.UNREADABLE
