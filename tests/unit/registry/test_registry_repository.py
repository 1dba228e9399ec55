"""The SQL adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from registry.demo.loading import load
from registry.demo.material import load_material
from registry.demo.people import Household, Person
from registry.demo.population import population
from registry.records import Sex
from registry.repository import SqlRegistry
from registry.tables import accounts, certificates, citizens, vaccinations
from storage.engine import open_engine
from storage.vault import Vault

VAULT = Vault({"test": bytes(32)}, bytes(32))
HOUSEHOLDS = population(load_material(), minimum=1)
FAMILY = next(household for household in HOUSEHOLDS if len(household.people) > 1)


def someone(profile: str) -> tuple[Household, Person]:
    return next((house, who) for house in HOUSEHOLDS for who in house.people if who.profile == profile)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    load(HOUSEHOLDS, engine, VAULT)
    yield engine
    engine.dispose()


@pytest.fixture
def registry(engine: Engine) -> SqlRegistry:
    return SqlRegistry(engine, VAULT)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_a_citizen_is_found_by_phone_and_nik_and_read_back_whole(registry: SqlRegistry) -> None:
    household, person = someone("three_doses")
    citizen = registry.citizen_of(household.phone, person.nik)
    assert citizen is not None
    assert (citizen.full_name, citizen.nik) == ("Ratna Puspitasari", person.nik)
    assert (citizen.birth_date, citizen.sex) == (date(1990, 4, 17), Sex.FEMALE)
    assert registry.citizen(citizen.id) == citizen


def test_another_phones_citizen_is_not_found(registry: SqlRegistry) -> None:
    _, person = someone("three_doses")
    other, _ = someone("two_doses")
    assert registry.citizen_of(other.phone, person.nik) is None


def test_finding_nobody_costs_the_same_statements(engine: Engine, registry: SqlRegistry) -> None:
    household, person = someone("three_doses")
    runs = []
    for phone, nik in [(household.phone, person.nik), (household.phone, "1" * 16), ("+6281111111", person.nik)]:
        with counted(engine) as statements:
            registry.citizen_of(phone, nik)
        runs.append(statements)
    assert runs[0] == runs[1] == runs[2]


def test_a_family_shares_a_number_in_the_order_of_registration(registry: SqlRegistry) -> None:
    found = registry.citizens_of(FAMILY.phone)
    assert [citizen.full_name for citizen in found] == [person.name for person in FAMILY.people]


def test_an_account_may_hold_nobody_and_a_stranger_has_none(registry: SqlRegistry) -> None:
    nobody, _ = someone("nobody")
    stranger, _ = someone("unregistered")
    assert registry.account_exists(VAULT.fingerprint("phone", nobody.phone))
    assert not registry.account_exists(VAULT.fingerprint("phone", stranger.phone))
    assert registry.citizens_of(nobody.phone) == registry.citizens_of(stranger.phone) == []


def test_doses_come_in_order_with_their_certificates(registry: SqlRegistry) -> None:
    household, person = someone("three_doses")
    citizen = registry.citizens_of(household.phone)[0]
    found = registry.vaccinations(citizen.id)
    assert [(dose.dose, dose.vaccine, dose.date) for dose in found] == [
        (dose.dose, dose.vaccine, dose.date) for dose in person.doses
    ]
    assert all(dose.certificate_id for dose in found)


def test_a_dose_may_lack_its_certificate(registry: SqlRegistry) -> None:
    household, _ = someone("missing_certificate")
    citizen = registry.citizens_of(household.phone)[0]
    first, second = registry.vaccinations(citizen.id)
    assert first.certificate_id
    assert second.certificate_id is None


def test_a_certificate_says_everything_but_the_whole_nik(registry: SqlRegistry) -> None:
    household, person = someone("three_doses")
    citizen = registry.citizens_of(household.phone)[0]
    dose = registry.vaccinations(citizen.id)[0]
    record = registry.certificate(str(dose.certificate_id))
    assert record is not None
    assert record.valid
    assert (record.full_name, record.birth_date) == (person.name, person.birth_date)
    assert (record.dose, record.vaccine, record.batch, record.date) == (1, dose.vaccine, dose.batch, dose.date)
    assert (record.facility, record.citizen_id) == (dose.facility, citizen.id)
    assert record.masked_nik == f"{person.nik[:4]}********{person.nik[-4:]}"
    assert record.issued_at.utcoffset() == timedelta()


def test_a_replaced_certificate_points_to_the_one_that_counts(engine: Engine, registry: SqlRegistry) -> None:
    household, person = someone("reissued")
    citizen = registry.citizens_of(household.phone)[0]
    current = registry.vaccinations(citizen.id)[0].certificate_id
    old_number = person.doses[0].issues[0].number
    with engine.connect() as connection:
        old_id = connection.execute(select(certificates.c.id).where(certificates.c.number == old_number)).scalar_one()
    old = registry.certificate(old_id)
    assert old is not None
    assert old.superseded
    assert not old.valid
    assert old.superseded_by == current != old.id


def test_a_revoked_certificate_is_not_offered(registry: SqlRegistry) -> None:
    household, _ = someone("revoked")
    citizen = registry.citizens_of(household.phone)[0]
    assert registry.vaccinations(citizen.id)[1].certificate_id is None


def test_unknown_ids_give_nothing(registry: SqlRegistry) -> None:
    assert registry.citizen("nobody") is None
    assert registry.certificate("none") is None
    assert registry.vaccinations("nobody") == []


def test_nothing_personal_stands_readable_in_the_tables(engine: Engine) -> None:
    personal = [
        value
        for household in HOUSEHOLDS
        for person in household.people
        for value in (household.phone, person.nik, person.name, person.birth_date.isoformat())
    ]
    personal += [dose.facility for household in HOUSEHOLDS for who in household.people for dose in who.doses]
    with engine.connect() as connection:
        stored = b"\n".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in (accounts, citizens, vaccinations, certificates)
            for row in connection.execute(select(table))
            for value in row
        )
    assert not [value for value in personal if value.encode() in stored]


def test_records_do_not_print_the_person(registry: SqlRegistry) -> None:
    household, person = someone("three_doses")
    citizen = registry.citizens_of(household.phone)[0]
    printed = f"{citizen} {registry.vaccinations(citizen.id)}"
    assert not [text for text in (person.name, person.nik, "Sinovac", "1990") if text in printed]
