"""What `RegistryService` needs from a store; `repository.SqlRegistry` is the adapter."""

from __future__ import annotations

from typing import Protocol

from registry.records import CertificateRecord, Citizen, Vaccination


class Registry(Protocol):
    def account_exists(self, phone_fingerprint: str) -> bool: ...

    def citizen_of(self, phone_e164: str, nik: str) -> Citizen | None:
        """The citizen with this NIK on this phone's account; finding nobody costs the same work."""

    def citizen_without_number(self, nik: str) -> Citizen | None:
        """The citizen with this NIK, if they are on nobody's account."""

    def citizen_on(self, phone_e164: str, citizen_id: str) -> Citizen | None:
        """The citizen, if they are on this phone's account."""

    def citizens_of(self, phone_e164: str) -> list[Citizen]: ...

    def citizen(self, citizen_id: str) -> Citizen | None: ...

    def vaccinations(self, citizen_id: str) -> list[Vaccination]:
        """By dose."""

    def certificate(self, certificate_id: str) -> CertificateRecord | None: ...
