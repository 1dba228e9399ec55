"""Who must act on a report.

A dose that is not on record must be entered by the facility that gave it; one given abroad, where no facility of
Indonesia can, a dose on record without a certificate, and everything about a person or an account, is the platform's.
What a facility wrote about a dose it must correct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from registry.case_records import Queue, ReportKind
from registry.records import Vaccination

# Keys of a report's details that decide; any other key is kept and read by officers only.
DOSE, FIELD, PLACE = "dose", "field", "place"
# What the citizen said: with the wish to report, and when asked about the matter.
COMPLAINT, STATEMENT = "complaint", "statement"
ABROAD = "abroad"  # the only value of PLACE


class RecordField(str, Enum):
    """What is wrong in a record: values of the detail `field`."""

    VACCINE = "vaccine"
    DATE = "date"
    FACILITY = "facility"
    BATCH = "batch"
    DOSE = "dose"
    NAME = "name"
    NIK = "nik"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    PHONE = "phone"
    NOT_MINE = "not_mine"  # somebody else's dose or certificate
    OTHER = "other"


WRITTEN_BY_FACILITY = frozenset(
    field.value
    for field in (RecordField.VACCINE, RecordField.DATE, RecordField.FACILITY, RecordField.BATCH, RecordField.DOSE)
)

ABOUT_THE_PERSON = frozenset(
    field.value for field in (RecordField.NAME, RecordField.NIK, RecordField.BIRTH_DATE, RecordField.SEX)
)


def queue_of(kind: ReportKind, details: Mapping[str, str], on_record: Sequence[Vaccination] | None) -> Queue:
    """`on_record`: the person's doses, None when we do not know the person."""
    if kind is ReportKind.WRONG_RECORD:
        return Queue.FACILITY if details.get(FIELD) in WRITTEN_BY_FACILITY else Queue.PLATFORM
    if kind is ReportKind.MISSING_CERTIFICATE and on_record is not None:
        given_abroad = details.get(PLACE) == ABROAD
        waits = _waits_for_certificate(details.get(DOSE), on_record)
        return Queue.PLATFORM if waits or given_abroad else Queue.FACILITY
    return Queue.PLATFORM


def _waits_for_certificate(dose: str | None, on_record: Sequence[Vaccination]) -> bool:
    if dose:
        return any(str(each.dose) == dose for each in on_record)
    return any(each.certificate_id is None for each in on_record)
