"""What the assistant may ask about people and doses. Who may ask is `identity`'s business."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from registry.civil import CivilAnswer, CivilRegistry, NoCivilRegistry
from registry.errors import CivilRegistryUnavailable, UnknownCitizen
from registry.names import near_miss, same_name
from registry.next_dose import NextDose, next_dose
from registry.oddities import RecordOddity, oddities
from registry.ports import Registry
from registry.records import (
    CertificateRecord,
    Citizen,
    Identification,
    Identified,
    NearMiss,
    NoMatch,
    Vaccination,
)

# Compared in place of a name that was not found; about as long as names are.
DECOY_NAME = "RANGGA DEWANGKARA"


@dataclass(frozen=True)
class VaccinationStatus:
    """The doses in order, what is odd about them, and what comes next by the dated schedule."""

    vaccinations: tuple[Vaccination, ...]
    oddities: tuple[RecordOddity, ...]
    next: NextDose


class RegistryService:
    """`civil` may take seconds; it is asked only about a name that differs from the one on record."""

    def __init__(self, registry: Registry, civil: CivilRegistry | None = None) -> None:
        self._registry = registry
        self._civil = civil or NoCivilRegistry()

    def is_registered(self, phone_fingerprint: str) -> bool:
        """Whether an account with this phone exists; `phone_fingerprint` is `vault.fingerprint("phone", e164)`."""
        return self._registry.account_exists(phone_fingerprint)

    def identify(self, phone_e164: str, nik: str, name: str) -> Identification:
        """Whether the phone's account holds a citizen with exactly this NIK and, after normalising, this name.

        The name on record counts, and so does the one that the civil registry confirms: whoever comes to have a
        misspelt name corrected types the right one. Right or wrong, the same statements run.
        """
        return self._identified(self._registry.citizen_of(phone_e164, nik), name)

    def identify_claim(self, lost_e164: str, nik: str, name: str) -> Identification:
        """As `identify`, for whoever has not shown that the number is theirs: officers must still look at the claim.

        Whoever is on nobody's account is found whatever number they name.
        """
        citizen = self._registry.citizen_of(lost_e164, nik) or self._registry.citizen_without_number(nik)
        return self._identified(citizen, name)

    def _identified(self, citizen: Citizen | None, name: str) -> Identification:
        expected = DECOY_NAME if citizen is None else citizen.full_name
        same, near = same_name(name, expected), near_miss(name, expected)
        if citizen is None:
            return NoMatch()
        if same or self._is_civil_name(citizen, name):
            return Identified(citizen)
        return NearMiss() if near else NoMatch()

    def _is_civil_name(self, citizen: Citizen, name: str) -> bool:
        try:
            return self._civil.confirm(citizen.nik, citizen.birth_date, name) is CivilAnswer.CONFIRMED
        except CivilRegistryUnavailable:
            return False

    def citizens_of(self, phone_e164: str) -> list[Citizen]:
        """Everybody on the phone's account, first registered first; empty for an unknown phone."""
        return self._registry.citizens_of(phone_e164)

    def citizen_on(self, phone_e164: str, citizen_id: str) -> Citizen | None:
        """The citizen, while they are on this phone's account."""
        return self._registry.citizen_on(phone_e164, citizen_id)

    def vaccinations(self, citizen_id: str) -> list[Vaccination]:
        """The recorded doses in order, each with its valid certificate's id or None."""
        return self._registry.vaccinations(citizen_id)

    def status(self, citizen_id: str, today: dt.date) -> VaccinationStatus:
        """What the record says about a citizen's doses; `today` is the day in Indonesia. Raises UnknownCitizen."""
        citizen = self._registry.citizen(citizen_id)
        if citizen is None:
            raise UnknownCitizen("no citizen has this id")
        recorded = self._registry.vaccinations(citizen_id)
        following = next_dose(recorded, citizen.birth_date, today)
        return VaccinationStatus(tuple(recorded), tuple(oddities(recorded, today)), following)

    def certificate(self, certificate_id: str) -> CertificateRecord | None:
        """The certificate, valid or not: look at `valid` before handing it out."""
        return self._registry.certificate(certificate_id)
