"""The civil registry's answers in the demonstration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registry.civil import CivilAnswer, CivilRecord, DemoCivilRegistry
from registry.demo.loading import write_list
from registry.demo.material import load_material
from registry.demo.population import population
from registry.errors import CivilRegistryUnavailable

NIK, BORN = "1471065209990004", date(1999, 9, 12)
REGISTRY = DemoCivilRegistry([CivilRecord(NIK, BORN, "Nur Haliza Setiawan")])


@pytest.mark.parametrize(
    ("nik", "born", "name", "answer"),
    [
        (NIK, BORN, "NUR HALIZA SETIAWAN", CivilAnswer.CONFIRMED),
        (NIK, BORN, "Nur Haliza Setyawan", CivilAnswer.DIFFERENT),
        (NIK, date(1999, 9, 13), "Nur Haliza Setiawan", CivilAnswer.UNKNOWN),
        ("3273035704900006", BORN, "Nur Haliza Setiawan", CivilAnswer.UNKNOWN),
    ],
)
def test_it_confirms_or_not_and_tells_no_name(nik: str, born: date, name: str, answer: CivilAnswer) -> None:
    assert REGISTRY.confirm(nik, born, name) is answer


def test_the_demo_list_is_a_civil_registry(tmp_path: Path) -> None:
    material = load_material()
    households = population(material, minimum=1)
    write_list(households, material.notes, tmp_path / "citizens.json")
    registry = DemoCivilRegistry.from_file(tmp_path / "citizens.json")
    people = {person.profile: person for household in households for person in household.people}
    right, disputed = people["misspelt_confirmed"], people["misspelt_disputed"]
    assert registry.confirm(right.nik, right.birth_date, right.name) is CivilAnswer.DIFFERENT
    assert registry.confirm(right.nik, right.birth_date, right.wanted_name) is CivilAnswer.CONFIRMED
    assert registry.confirm(disputed.nik, disputed.birth_date, disputed.wanted_name) is CivilAnswer.DIFFERENT


def test_without_the_list_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(CivilRegistryUnavailable):
        DemoCivilRegistry.from_file(tmp_path / "absent.json")
