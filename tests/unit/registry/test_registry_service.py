"""Who is recognised, against a registry in memory."""

from __future__ import annotations

from datetime import date

import pytest

from registry.civil import CivilRecord, DemoCivilRegistry
from registry.records import CertificateRecord, Citizen, Identified, NearMiss, NoMatch, Sex, Vaccination
from registry.service import RegistryService

PHONE, OTHER_PHONE = "+6281234567801", "+6281234567802"
NIK, OTHER_NIK = "3273035704900006", "3273035704900007"
RATNA = Citizen("c1", "dr. Ratna Puspitasari", NIK, date(1990, 4, 17), Sex.FEMALE)


class RegistryInMemory:
    """Implements `registry.ports.Registry` with one account."""

    def __init__(self) -> None:
        self.questions = 0
        self.without_number: Citizen | None = None

    def account_exists(self, phone_fingerprint: str) -> bool:
        return phone_fingerprint == "known"

    def citizen_of(self, phone_e164: str, nik: str) -> Citizen | None:
        self.questions += 1
        return RATNA if (phone_e164, nik) == (PHONE, NIK) else None

    def citizen_without_number(self, nik: str) -> Citizen | None:
        return self.without_number if nik == OTHER_NIK else None

    def citizen_on(self, phone_e164: str, citizen_id: str) -> Citizen | None:
        return RATNA if (phone_e164, citizen_id) == (PHONE, RATNA.id) else None

    def citizens_of(self, phone_e164: str) -> list[Citizen]:
        return [RATNA] if phone_e164 == PHONE else []

    def citizen(self, citizen_id: str) -> Citizen | None:
        return RATNA if citizen_id == RATNA.id else None

    def vaccinations(self, citizen_id: str) -> list[Vaccination]:
        return []

    def certificate(self, certificate_id: str) -> CertificateRecord | None:
        return None


@pytest.mark.parametrize("name", ["Ratna Puspitasari", "RATNA  PUSPITASARI", "dr. Ratna Puspitasari, Sp.A"])
def test_phone_nik_and_name_together_identify(name: str) -> None:
    assert RegistryService(RegistryInMemory()).identify(PHONE, NIK, name) == Identified(RATNA)


def test_a_slip_in_the_name_is_a_near_miss_only_with_the_right_nik_and_phone() -> None:
    service = RegistryService(RegistryInMemory())
    assert service.identify(PHONE, NIK, "Ratna Puspitasri") == NearMiss()
    assert service.identify(PHONE, OTHER_NIK, "Ratna Puspitasri") == NoMatch()
    assert service.identify(OTHER_PHONE, NIK, "Ratna Puspitasri") == NoMatch()


@pytest.mark.parametrize(
    ("phone", "nik", "name"),
    [
        (OTHER_PHONE, NIK, "Ratna Puspitasari"),
        (PHONE, OTHER_NIK, "Ratna Puspitasari"),
        (PHONE, NIK, "Bambang Wicaksono"),
        (PHONE, NIK, ""),
        (PHONE, "", "Ratna Puspitasari"),
        (PHONE, OTHER_NIK, "Rangga Dewangkara"),
    ],
)
def test_anything_else_is_the_same_no(phone: str, nik: str, name: str) -> None:
    registry = RegistryInMemory()
    assert RegistryService(registry).identify(phone, nik, name) == NoMatch()
    assert registry.questions == 1


def test_the_name_that_the_civil_registry_confirms_counts_too() -> None:
    registry = RegistryInMemory()
    civil = DemoCivilRegistry([CivilRecord(NIK, RATNA.birth_date, "Ratna Poespita Sari")])
    service = RegistryService(registry, civil)
    assert service.identify(PHONE, NIK, "ratna puspita sari") == Identified(RATNA)
    assert service.identify(PHONE, NIK, "Ratna Puspita Dewi") == NoMatch()
    assert service.identify(OTHER_PHONE, NIK, "Ratna Puspita Sari") == NoMatch()


def test_without_the_civil_registry_only_the_name_on_record_counts() -> None:
    assert RegistryService(RegistryInMemory()).identify(PHONE, NIK, "Ratna Puspita Sari") == NearMiss()


def test_registered_means_there_is_an_account() -> None:
    service = RegistryService(RegistryInMemory())
    assert service.is_registered("known")
    assert not service.is_registered("unknown")


def test_a_claim_finds_the_people_of_the_lost_number_and_those_of_no_number() -> None:
    registry = RegistryInMemory()
    registry.without_number = Citizen("c2", "Bayu Saputra", OTHER_NIK, date(1988, 1, 9), Sex.MALE)
    service = RegistryService(registry)
    assert service.identify_claim(PHONE, NIK, "Ratna Puspitasari") == Identified(RATNA)
    assert service.identify_claim(OTHER_PHONE, NIK, "Ratna Puspitasari") == NoMatch()
    assert service.identify_claim(OTHER_PHONE, OTHER_NIK, "Bayu Saputra") == Identified(registry.without_number)
    assert service.identify_claim(OTHER_PHONE, OTHER_NIK, "Bagus Saputra") == NoMatch()


def test_a_verified_number_opens_nobody_who_is_on_no_account() -> None:
    registry = RegistryInMemory()
    registry.without_number = Citizen("c2", "Bayu Saputra", OTHER_NIK, date(1988, 1, 9), Sex.MALE)
    assert RegistryService(registry).identify(PHONE, OTHER_NIK, "Bayu Saputra") == NoMatch()
