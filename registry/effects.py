"""What an approved case does to the record, in the transaction that closes it and holds the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.engine import Connection

from clock import WIB
from registry.accounts import account_id_of, leave_account, open_account, shares_account
from registry.approvals import nik_taken
from registry.audit import AuditKind, record_event
from registry.case_records import CorrectionKind, PhoneChanged, ReportKind
from registry.decision_records import RecordCorrection
from registry.decision_store import Case
from registry.doses import change_dose, dose_on_record, doses_without_certificate, enter_dose, withdraw_dose
from registry.issuing import issue, reissue_all, reissue_dose, standing_certificate
from registry.notice_records import NoticeKind
from registry.people import account_of, hold_citizen
from registry.phone_change import move_account
from registry.record_changes import DOSE_FIELDS, PERSON_FIELDS, given
from registry.rows import dose_day, open_cell
from registry.tables import citizens
from storage.vault import Vault

NOBODY = ""  # conversation of an event that no message caused
PRINTED = ("full_name", "nik", "birth_date")  # of a person, on each certificate


class NoLongerPossible(Exception):
    """The record has changed since the officer decided."""


@dataclass(frozen=True)
class Effect:
    """What the citizen is told; the new certificates by dose."""

    notice: NoticeKind
    certificate_ids: tuple[str, ...] = ()


def take_effect(
    connection: Connection, vault: Vault, case: Case, correction: RecordCorrection | None, now: datetime
) -> Effect:
    """Raises NoLongerPossible; the caller's transaction must then be rolled back."""
    if case.kind is ReportKind.OTHER:
        return Effect(NoticeKind.SOLVED)
    if case.citizen_id is None or hold_citizen(connection, vault, case.citizen_id) is None:
        raise NoLongerPossible("nobody to change")
    if case.kind is CorrectionKind.PHONE:
        return _move_account(connection, vault, case, case.citizen_id, now)
    if case.kind is CorrectionKind.NAME:
        name = _asked(vault, case, "new_value")
        return _change_name(connection, vault, case.citizen_id, name, now)
    if case.kind is ReportKind.WRONG_RECORD and correction is not None:
        return _correct_record(connection, vault, case.citizen_id, correction, now)
    if case.kind is ReportKind.MISSING_CERTIFICATE:
        return _issue_missing(connection, vault, case.citizen_id, correction, now)
    raise NoLongerPossible("nothing was entered")


def _change_name(connection: Connection, vault: Vault, citizen_id: str, name: str, now: datetime) -> Effect:
    _write_person(connection, vault, citizen_id, {"full_name": name})
    record_event(connection, now, NOBODY, AuditKind.NAME_CORRECTED, citizen_id)
    return Effect(NoticeKind.NAME_CORRECTED, reissue_all(connection, citizen_id, NOBODY, now).certificate_ids)


def _move_account(connection: Connection, vault: Vault, case: Case, citizen_id: str, now: datetime) -> Effect:
    old, new = _asked(vault, case, "old_value"), _asked(vault, case, "new_value")
    account_id = account_id_of(connection, citizen_id)
    if account_id is None:
        if account_of(connection, vault, new) is not None:
            raise NoLongerPossible("the number is taken")
        opened = open_account(connection, vault, citizen_id, new, now)
        record_event(connection, now, NOBODY, AuditKind.PHONE_CHANGED, opened)
        return Effect(NoticeKind.PHONE_CHANGED)
    # The old number may be another household's by now.
    if account_of(connection, vault, old, hold=True) != account_id:
        raise NoLongerPossible("the account has another number")
    if not isinstance(move_account(connection, vault, old, new, NOBODY, now), PhoneChanged):
        raise NoLongerPossible("the number is taken")
    return Effect(NoticeKind.PHONE_CHANGED)


def _correct_record(
    connection: Connection, vault: Vault, citizen_id: str, correction: RecordCorrection, now: datetime
) -> Effect:
    if correction.remove_person is not None:
        return _remove_person(connection, vault, citizen_id, correction.remove_person, now)
    if correction.remove_dose:
        return _remove_dose(connection, citizen_id, correction, now)
    of_person = given(correction, PERSON_FIELDS)
    if correction.nik is not None and nik_taken(connection, vault, citizen_id, correction.nik):
        raise NoLongerPossible("the NIK is another citizen's")
    if of_person:
        _write_person(connection, vault, citizen_id, of_person)
    certificate_ids: tuple[str, ...] = ()
    if correction.dose is not None and given(correction, DOSE_FIELDS):
        row = dose_on_record(connection, citizen_id, correction.dose)
        if row is None:
            raise NoLongerPossible("the dose is not on record")
        change_dose(connection, vault, row["id"], correction)
        if not given(correction, PRINTED):
            certificate_ids = reissue_dose(connection, row["id"], NOBODY, now).certificate_ids
    if given(correction, PRINTED):
        certificate_ids = reissue_all(connection, citizen_id, NOBODY, now).certificate_ids
    record_event(connection, now, NOBODY, AuditKind.RECORD_CORRECTED, citizen_id)
    return Effect(NoticeKind.RECORD_CORRECTED, certificate_ids)


def _remove_dose(connection: Connection, citizen_id: str, correction: RecordCorrection, now: datetime) -> Effect:
    row = None if correction.dose is None else dose_on_record(connection, citizen_id, correction.dose)
    if row is None:
        raise NoLongerPossible("the dose is not on record")
    withdraw_dose(connection, row["id"], now)
    record_event(connection, now, NOBODY, AuditKind.DOSE_WITHDRAWN, citizen_id)
    return Effect(NoticeKind.RECORD_CORRECTED)


def _remove_person(connection: Connection, vault: Vault, citizen_id: str, stranger_id: str, now: datetime) -> Effect:
    hold_citizen(connection, vault, stranger_id)
    if not shares_account(connection, citizen_id, stranger_id):
        raise NoLongerPossible("they have one number no more")
    leave_account(connection, stranger_id, now)
    record_event(connection, now, NOBODY, AuditKind.PERSON_REMOVED, stranger_id)
    return Effect(NoticeKind.PERSON_REMOVED)


def _issue_missing(
    connection: Connection, vault: Vault, citizen_id: str, correction: RecordCorrection | None, now: datetime
) -> Effect:
    if correction is None or correction.dose is None:
        rows = doses_without_certificate(connection, citizen_id)
        if not rows:
            raise NoLongerPossible("no dose lacks its certificate")
        return Effect(NoticeKind.CERTIFICATE_ISSUED, tuple(_certificate(connection, vault, row, now) for row in rows))
    row = dose_on_record(connection, citizen_id, correction.dose)
    entering = bool(given(correction, DOSE_FIELDS))
    if entering is (row is not None):
        raise NoLongerPossible("the dose was entered or taken out meanwhile")
    if entering:
        row_id = enter_dose(connection, vault, citizen_id, correction)
        record_event(connection, now, NOBODY, AuditKind.DOSE_ENTERED, citizen_id)
        return Effect(NoticeKind.CERTIFICATE_ISSUED, (issue(connection, row_id, NOBODY, now),))
    return Effect(NoticeKind.CERTIFICATE_ISSUED, (_certificate(connection, vault, row, now),))


def _certificate(connection: Connection, vault: Vault, row: Any, now: datetime) -> str:
    """The one that stands, or a new one."""
    if dose_day(vault, row) > now.astimezone(WIB).date():
        raise NoLongerPossible("the dose lies in the future")
    standing = standing_certificate(connection, row["id"])
    return standing if standing is not None else issue(connection, row["id"], NOBODY, now)


def _write_person(connection: Connection, vault: Vault, citizen_id: str, values: dict[str, Any]) -> None:
    sealed: dict[str, Any] = {
        name: vault.seal(str(value), place=f"citizens/{citizen_id}/{name}") for name, value in values.items()
    }
    if "nik" in values:
        sealed["nik_fingerprint"] = vault.fingerprint("nik", values["nik"])
    connection.execute(update(citizens).where(citizens.c.id == citizen_id).values(sealed))


def _asked(vault: Vault, case: Case, column: str) -> str:
    return open_cell(vault, "corrections", case.row["id"], column, case.row[column])
