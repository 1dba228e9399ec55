"""What an officer must enter for a case to be approved; a mistake shows now and not when the hold is over."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Connection

from registry.accounts import shares_account
from registry.case_records import CorrectionKind, ReportKind
from registry.decision_records import RecordCorrection
from registry.decision_store import Case
from registry.doses import dose_on_record, doses_without_certificate
from registry.errors import BadCorrection
from registry.record_changes import (
    DOSE_FIELDS,
    EVERY_FIELD,
    FUTURE,
    MISSING,
    PERSON_FIELDS,
    UNEXPECTED,
    checked,
    given,
    needs_two,
)
from registry.routing import DOSE
from registry.rows import dose_day, open_cell
from registry.tables import citizens
from storage.vault import Vault

TAKEN, ON_RECORD, NOT_ON_RECORD = "taken", "on_record", "not_on_record"
REMOVE_DOSE, REMOVE_PERSON = "remove_dose", "remove_person"
CASE = "case"  # field of a BadCorrection that no value can mend: nobody known stands behind the case


def prepared(
    connection: Connection, vault: Vault, case: Case, correction: RecordCorrection | None, today: date
) -> RecordCorrection | None:
    """The correction as it will be written, None where the case says all. Raises BadCorrection."""
    entered = checked(correction or RecordCorrection(), today)
    if case.kind is ReportKind.WRONG_RECORD:
        return _of_wrong_record(connection, vault, case, entered)
    if case.kind is ReportKind.MISSING_CERTIFICATE:
        return _of_missing_certificate(connection, vault, case, entered, today)
    _refuse_removal(entered)
    _refuse_fields(entered, EVERY_FIELD)
    return None


def two_must_agree(case: Case, correction: RecordCorrection | None) -> bool:
    return case.kind is CorrectionKind.PHONE or needs_two(correction)


def reported_dose(vault: Vault, case: Case) -> int | None:
    """The dose that a report is about, as said last."""
    details = open_cell(vault, "reports", case.row["id"], "details", case.row["details"])
    said = [statement["details"].get(DOSE, "") for statement in json.loads(details)]
    return next((int(dose) for dose in reversed(said) if dose.isdecimal()), None)


def nik_taken(connection: Connection, vault: Vault, citizen_id: str, nik: str) -> bool:
    """Whether another citizen has it."""
    same = citizens.c.nik_fingerprint == vault.fingerprint("nik", nik)
    return connection.execute(select(citizens.c.id).where(same, citizens.c.id != citizen_id)).first() is not None


def _of_wrong_record(connection: Connection, vault: Vault, case: Case, entered: RecordCorrection) -> RecordCorrection:
    citizen_id = _citizen_id(case)
    of_dose = given(entered, DOSE_FIELDS)
    if entered.remove_person is not None:
        return _of_stranger(connection, citizen_id, entered)
    if entered.remove_dose:
        _refuse_fields(entered, (*DOSE_FIELDS, *PERSON_FIELDS))
    elif not of_dose and not given(entered, PERSON_FIELDS):
        raise BadCorrection("correction", MISSING)
    if (of_dose or entered.remove_dose) and entered.dose is None:
        raise BadCorrection("dose", MISSING)
    if entered.dose is not None and dose_on_record(connection, citizen_id, entered.dose) is None:
        raise BadCorrection("dose", NOT_ON_RECORD)
    if entered.nik is not None and nik_taken(connection, vault, citizen_id, entered.nik):
        raise BadCorrection("nik", TAKEN)
    return entered


def _of_stranger(connection: Connection, citizen_id: str, entered: RecordCorrection) -> RecordCorrection:
    """The number of a dose that stands beside it means nothing: no dose is removed."""
    if entered.remove_dose:
        raise BadCorrection(REMOVE_DOSE, UNEXPECTED)
    _refuse_fields(entered, (*DOSE_FIELDS, *PERSON_FIELDS))
    if not shares_account(connection, citizen_id, str(entered.remove_person)):
        raise BadCorrection(REMOVE_PERSON, NOT_ON_RECORD)
    return RecordCorrection(remove_person=entered.remove_person)


def _of_missing_certificate(
    connection: Connection, vault: Vault, case: Case, entered: RecordCorrection, today: date
) -> RecordCorrection | None:
    citizen_id = _citizen_id(case)
    _refuse_removal(entered)
    _refuse_fields(entered, PERSON_FIELDS)
    dose = entered.dose or reported_dose(vault, case)
    if dose is None:
        _refuse_fields(entered, DOSE_FIELDS, "dose", MISSING)
        if not doses_without_certificate(connection, citizen_id):
            raise BadCorrection("dose", MISSING)
        return None
    on_record = dose_on_record(connection, citizen_id, dose)
    if on_record is None:
        wanting = [name for name in DOSE_FIELDS if getattr(entered, name) is None]
        if wanting:
            raise BadCorrection(wanting[0], MISSING)
    else:
        _refuse_fields(entered, DOSE_FIELDS, "dose", ON_RECORD)
        if dose_day(vault, on_record) > today:
            raise BadCorrection("date", FUTURE)
    entry = given(entered, DOSE_FIELDS)
    return RecordCorrection(dose=dose, **entry)


def _citizen_id(case: Case) -> str:
    if case.citizen_id is None:
        raise BadCorrection(CASE, MISSING)
    return case.citizen_id


def _refuse_removal(entered: RecordCorrection) -> None:
    if entered.remove_dose:
        raise BadCorrection(REMOVE_DOSE, UNEXPECTED)
    if entered.remove_person is not None:
        raise BadCorrection(REMOVE_PERSON, UNEXPECTED)


def _refuse_fields(
    entered: RecordCorrection, names: tuple[str, ...], field: str | None = None, problem: str = UNEXPECTED
) -> None:
    for name in given(entered, names):
        raise BadCorrection(field or name, problem)
