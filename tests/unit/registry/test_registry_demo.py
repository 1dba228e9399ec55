"""The invented citizens are plausible, varied and the same every time."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import phonenumbers
import pytest
from sqlalchemy import func, select

from registry.demo.__main__ import seed
from registry.demo.material import load_material
from registry.demo.people import Person
from registry.demo.population import population
from registry.demo.schedule import BOOSTERS_FROM, VACCINES
from registry.names import same_name
from registry.nik import parse_nik
from registry.tables import accounts, certificates, citizens, metadata, vaccinations
from settings import Settings, read_settings
from storage.engine import open_engine

MATERIAL = load_material()
HOUSEHOLDS = population(MATERIAL)
PEOPLE = [person for household in HOUSEHOLDS for person in household.people]
FIRST_DAY, LAST_DAY = date(2021, 1, 13), date(2022, 1, 31)


def of_profile(profile: str) -> list[Person]:
    return [person for person in PEOPLE if person.profile == profile]


def test_there_are_at_least_300_and_each_profile_has_a_note() -> None:
    assert len(PEOPLE) >= 300
    assert {person.profile for person in PEOPLE} == set(MATERIAL.notes)


def test_the_same_seed_invents_the_same_people_and_another_seed_others() -> None:
    assert population(MATERIAL) == HOUSEHOLDS
    assert population(MATERIAL, seed=1) != HOUSEHOLDS


def test_the_first_has_three_doses_with_certificates() -> None:
    first = HOUSEHOLDS[0].people[0]
    assert (first.profile, first.name) == ("three_doses", "Ratna Puspitasari")
    assert [len(dose.issues) for dose in first.doses] == [1, 1, 1]


def test_every_nik_is_possible_unique_and_fits_the_person() -> None:
    niks = [parse_nik(person.nik) for person in PEOPLE]
    assert len({nik.value for nik in niks}) == len(niks)
    for nik, person in zip(niks, PEOPLE, strict=True):
        assert (nik.sex, nik.birth_date(LAST_DAY)) == (person.sex, person.birth_date)


def test_every_phone_is_a_valid_indonesian_mobile_number_of_one_household() -> None:
    phones = [household.phone for household in HOUSEHOLDS]
    assert len(set(phones)) == len(phones)
    for phone in phones:
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def test_names_fit_an_identity_card_and_one_family_has_no_name_twice() -> None:
    assert max(len(person.name) for person in PEOPLE) == 60
    for household in HOUSEHOLDS:
        people = household.people
        assert not [(a, b) for a in people for b in people if a is not b and same_name(a.name, b.name)]


def test_families_of_two_to_five_share_a_number() -> None:
    assert set(Counter(len(household.people) for household in HOUSEHOLDS)) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_every_number_of_doses_occurs(count: int) -> None:
    assert [person for person in PEOPLE if len(person.doses) == count]


def test_dates_keep_the_programme_intervals_and_ages() -> None:
    for person in PEOPLE:
        dates = [dose.date for dose in person.doses]
        assert all(FIRST_DAY < day <= LAST_DAY for day in dates)
        for dose in person.doses:
            assert (dose.date - person.birth_date).days >= VACCINES[dose.vaccine].minimum_age * 365
        for earlier, later in zip(person.doses, person.doses[1:], strict=False):
            early_health_worker = len(person.doses) == 4
            least = 180 if later.dose > 2 else VACCINES[earlier.vaccine].interval_days
            assert (later.date - earlier.date).days >= (14 if early_health_worker and later.dose == 2 else least)
        if len(dates) == 3:
            assert dates[2] >= BOOSTERS_FROM


def test_certificates_follow_their_dose_and_numbers_are_unique() -> None:
    issues = [(dose, issue) for person in PEOPLE for dose in person.doses for issue in dose.issues]
    assert len({issue.number for _, issue in issues}) == len(issues)
    assert all(issue.issued_at.date() > dose.date for dose, issue in issues)
    assert all(issue.issued_at.date() - dose.date < timedelta(days=10) for dose, issue in issues)


def test_profiles_are_what_they_say() -> None:
    assert all(not person.doses[-1].issues for person in of_profile("missing_certificate"))
    assert all(len(person.doses) == 1 for person in of_profile("missing_dose"))
    assert all(" " not in person.name for person in of_profile("single_name"))
    assert all(same_name(person.name, person.civil_name) for person in of_profile("titled_name"))
    assert all(6 <= (LAST_DAY - person.birth_date).days / 365.25 < 12 for person in of_profile("family_child"))
    for person in of_profile("misspelt_confirmed"):
        assert same_name(person.wanted_name, person.civil_name)
        assert not same_name(person.name, person.civil_name)
    for person in of_profile("misspelt_disputed"):
        assert not same_name(person.wanted_name, person.civil_name)
        assert not same_name(person.name, person.wanted_name)
    different = [house for house in HOUSEHOLDS if house.wa_id != house.phone.lstrip("+")]
    assert {house.people[0].profile for house in different} == {"other_whatsapp"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"VAR_DIR": str(tmp_path)})


def test_seeding_twice_leaves_one_of_everything(settings: Settings) -> None:
    engine = open_engine(settings.registry_database_url)
    metadata.create_all(engine)
    seen = []
    for _ in range(2):
        assert seed(settings) == len(PEOPLE)
        with engine.connect() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (accounts, citizens, vaccinations, certificates)
            ]
        seen.append((counts, settings.demo_citizens_file.read_text(encoding="utf-8")))
    assert seen[0] == seen[1]
    assert seen[0][0][1] == len([person for house in HOUSEHOLDS for person in house.registered_people])


def test_the_list_names_everybody_with_what_a_tester_needs(settings: Settings) -> None:
    metadata.create_all(open_engine(settings.registry_database_url))
    seed(settings)
    entries = json.loads(settings.demo_citizens_file.read_text(encoding="utf-8"))
    assert len(entries) == len(PEOPLE)
    first = entries[0]
    assert first["wa_id"] == first["phone"].lstrip("+")
    assert {"wa_id", "phone", "nik", "full_name", "note", "profile"} <= set(first)
    assert all(entry["note"] == MATERIAL.notes[entry["profile"]] for entry in entries)


def test_an_unmigrated_registry_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="python -m migrations"):
        seed(settings)
