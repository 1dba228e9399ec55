"""A registry with the invented citizens of the showcase, and the services that change it."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select

from registry import tables
from registry.additions import Additions
from registry.case_desk import CaseDesk
from registry.case_records import ReportKind
from registry.case_rows import change_case
from registry.civil import CivilAnswer
from registry.corrections import CorrectionService
from registry.demo.loading import load
from registry.demo.material import load_material
from registry.demo.people import Household, Person
from registry.demo.population import population
from registry.errors import CivilRegistryUnavailable
from registry.evidence.cleaning import clean
from registry.names import same_name
from registry.records import Citizen, Vaccination
from registry.reports import ReportService
from registry.repository import SqlRegistry
from registry.sent_files import SentFiles
from registry.target_times import TargetTimes
from settings import read_settings
from storage import tables as shared
from storage.engine import open_engine
from storage.vault import Vault
from tests.unit.registry.evidence.evidence_kit import card

HOUSEHOLDS = population(load_material(), minimum=1)
CHAT, OTHER_CHAT = "c" * 32, "d" * 32
JPEG = card("JPEG")


class FixedClock:
    def __init__(self) -> None:
        self.moment = datetime(2022, 1, 31, 20, tzinfo=timezone.utc)  # 1 February in Indonesia

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class FakeCivilRegistry:
    """Knows the civil names of the showcase."""

    def __init__(self) -> None:
        self.down = False
        self.asked: list[str] = []
        self._names = {who.nik: (who.birth_date, who.civil_name) for house in HOUSEHOLDS for who in house.people}

    def confirm(self, nik: str, birth_date: date, full_name: str) -> CivilAnswer:
        self.asked.append(full_name)
        if self.down:
            raise CivilRegistryUnavailable("down")
        born, name = self._names.get(nik, (None, ""))
        if born != birth_date:
            return CivilAnswer.UNKNOWN
        return CivilAnswer.CONFIRMED if same_name(name, full_name) else CivilAnswer.DIFFERENT


class Office:
    """Everything wired, on the database at `url`; ids and turns on demand."""

    def __init__(self, url: str, *, make_tables: bool = False) -> None:
        self.engine = open_engine(url)
        if make_tables:
            tables.metadata.create_all(self.engine)
            shared.metadata.create_all(self.engine)
        self.vault = Vault({"test": bytes(32)}, bytes(32))
        load(HOUSEHOLDS, self.engine, self.vault)
        self.clock = FixedClock()
        self.civil = FakeCivilRegistry()
        self.registry = SqlRegistry(self.engine, self.vault)
        self.corrections = CorrectionService(self.engine, self.vault, self.clock, self.civil)
        self.reports = ReportService(self.engine, self.vault, self.clock, clean)
        self.sent_files = SentFiles(self.engine, self.vault, self.clock, clean)
        self.additions = Additions(self.engine, self.vault, self.clock)
        settings = read_settings({})
        targets = TargetTimes(settings.case_target_hours, settings.working_hours)
        self.desk = CaseDesk(self.engine, self.vault, self.clock, targets)
        self._turns = itertools.count()

    def turn(self) -> str:
        return f"turn{next(self._turns)}:action_test"

    def citizen(self, profile: str) -> Citizen:
        household, person = someone(profile)
        return next(each for each in self.registry.citizens_of(household.phone) if each.nik == person.nik)

    def doses(self, profile: str) -> list[Vaccination]:
        return self.registry.vaccinations(self.citizen(profile).id)

    def rows(self, table: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return connection.execute(select(table)).mappings().all()

    def audit(self) -> list[str]:
        events = sorted(self.rows(shared.audit_events), key=lambda event: event["at"])
        return [event["kind"] for event in events]

    def report(self, profile: str, kind: ReportKind = ReportKind.OTHER, **details: str) -> str:
        """The number of a new report about the person."""
        citizen_id = self.citizen(profile).id
        opened = self.reports.open_report(kind, citizen_id, phone_of(profile), details, CHAT, self.turn())
        return opened.case_number

    def set_case(self, number: str, **values: Any) -> None:
        """As an officer's decision leaves the case."""
        with self.engine.begin() as connection:
            change_case(connection, number, self.clock.now(), **values)

    def decide(self, number: str, state: str, **values: Any) -> None:
        """A decision as the officer with the id `values["officer_id"]` leaves it, an approval unless told otherwise."""
        row = {"id": uuid4().hex, "case_number": number, "verdict": "approved", "officer_id": "o1", "state": state}
        with self.engine.begin() as connection:
            connection.execute(insert(tables.decisions).values({**row, "decided_at": self.clock.now(), **values}))

    def correct(self, profile: str, name: str, chat: str = CHAT, command: str = "") -> Any:
        return self.corrections.correct_name(self.citizen(profile).id, name, chat, command or self.turn())


def someone(profile: str) -> tuple[Household, Person]:
    return next((house, who) for house in HOUSEHOLDS for who in house.people if who.profile == profile)


def phone_of(profile: str) -> str:
    return someone(profile)[0].phone
