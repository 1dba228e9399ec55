"""Which certificate a message chooses from the list."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.information import chosen_doses

RECORDED: Any = [
    SimpleNamespace(dose=1, vaccine="Sinovac"),
    SimpleNamespace(dose=2, vaccine="Sinovac"),
    SimpleNamespace(dose=3, vaccine="AstraZeneca"),
]


@pytest.mark.parametrize(
    ("text", "named", "chosen"),
    [
        ("yg astra aja", [], ["3"]),
        ("yg sinovac dah", [], ["1", "2"]),
        ("yg sinovac, kalo ada dua yg belakangan", ["latest"], ["2"]),
        ("yang pfizer", [], []),
        ("pertama dulu", ["1"], ["1"]),
        ("yang itu", [], []),
    ],
)
def test_a_dose_is_chosen_by_its_vaccine_or_its_number(text: str, named: list[str], chosen: list[str]) -> None:
    assert chosen_doses(text, named, cast(Any, RECORDED)) == chosen
