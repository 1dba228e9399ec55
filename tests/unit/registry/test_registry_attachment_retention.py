"""Files of closed cases go after a while; those of open ones stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from registry import tables
from registry.attachment_retention import AttachmentRetention
from registry.attachments import Attached
from registry.case_records import ReportKind
from storage import tables as shared
from tests.unit.registry.registry_kit import CHAT, JPEG, Office, phone_of

KEPT = timedelta(days=30)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    office = Office(database_url)
    yield office
    office.engine.dispose()


def case_with_photos(office: Office, profile: str, photos: int = 1) -> str:
    citizen, phone = office.citizen(profile).id, phone_of(profile)
    opened = office.reports.open_report(ReportKind.OTHER, citizen, phone, {}, CHAT, office.turn())
    for number in range(photos):
        content = JPEG + bytes([number])
        assert isinstance(office.reports.attach(opened.case_number, phone, content, office.turn()), Attached)
    return opened.case_number


def close(office: Office, case_number: str, table: object = tables.reports, column: str = "closed_at") -> None:
    with office.engine.begin() as connection:
        of_case = table.c.number == case_number
        connection.execute(update(table).where(of_case).values({"state": "done", column: office.clock.now()}))


def purge(office: Office) -> int:
    return AttachmentRetention(office.engine, office.clock).purge(office.clock.now() - KEPT)


def test_the_photos_of_a_case_go_when_it_has_been_closed_long_enough(office: Office) -> None:
    closed, still_open = case_with_photos(office, "two_doses", photos=2), case_with_photos(office, "missing_dose")
    close(office, closed)
    office.clock.advance(days=29)
    assert purge(office) == 0
    office.clock.advance(days=2)
    assert purge(office) == 2
    assert [file.case_number for file in office.reports.files_of(still_open)] == [still_open]
    assert office.reports.files_of(closed) == []
    noted = [row["subject"] for row in office.rows(shared.audit_events) if row["kind"] == "attachments_deleted"]
    assert noted == [closed]
    assert purge(office) == 0


def test_the_photos_of_a_decided_correction_go_too(office: Office) -> None:
    number = office.correct("misspelt_disputed", "Yusuf Wanggai").case_number
    office.reports.attach(number, phone_of("misspelt_disputed"), JPEG, office.turn())
    close(office, number, tables.corrections, "decided_at")
    office.clock.advance(days=31)
    assert purge(office) == 1
    assert office.reports.files_of(number) == []
