"""Correcting what is on record about a person: the name as on the identity card, and the account's number.

A name is changed at once only when the civil registry confirms exactly it for the person's NIK and birth date; the
bot aligns a certificate with the identity card, it renames nobody. Everything else waits for an officer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry.audit import AuditKind, record_event
from registry.case_records import (
    CorrectionKind,
    CorrectionPending,
    NameCheck,
    NameCorrected,
    NameCorrection,
    NameOk,
    NameRefused,
    PhoneChange,
    PhoneChanged,
    SameName,
)
from registry.civil import CivilAnswer, CivilRegistry
from registry.correction_store import Change, keep_applied, open_case
from registry.errors import CivilRegistryUnavailable, UnknownCitizen
from registry.issuing import reissue_all
from registry.name_check import NameProblem, differences, printed_alike, written_name
from registry.people import hold_citizen
from registry.phone_change import move_account
from registry.records import Citizen
from registry.repository import SqlRegistry
from registry.tables import citizens
from storage.commands import Commands
from storage.vault import Vault

CORRECT_NAME, CHANGE_PHONE = "correct_name", "change_phone"
NO_ANSWER = "no_answer"  # stored in place of a `CivilAnswer` when the civil registry was not reachable


class CorrectionService:
    """Synchronous and thread-safe; `civil` may take seconds and is never asked inside a transaction."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, civil: CivilRegistry) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._civil = civil
        self._registry = SqlRegistry(engine, vault)
        self._commands = Commands(vault, [NameCorrected, CorrectionPending, PhoneChanged])

    def check_name(self, citizen_id: str, new_name: str) -> NameCheck:
        """Whether `new_name` can be asked for, and how it differs from the present one. Changes nothing.

        Raises UnknownCitizen.
        """
        return compare(self._citizen(citizen_id), new_name)

    def correct_name(self, citizen_id: str, new_name: str, conversation_id: str, command_id: str) -> NameCorrection:
        """Changes the name and reissues the certificates, or opens (or renews) the citizen's one request.

        Raises UnknownCitizen.
        """
        key = self._commands.key(command_id, CORRECT_NAME)
        earlier: NameCorrection | None = self._commands.earlier(self._engine, key)
        if earlier is not None:
            return earlier
        citizen = self._citizen(citizen_id)
        wanted = compare(citizen, new_name)
        if not isinstance(wanted, NameOk):
            # The same command may have changed the name since we looked, in another process.
            return self._commands.earlier(self._engine, key) or wanted
        civil_answer = self._ask(citizen, wanted.new)
        now = self._clock.now()

        def decide(connection: Connection) -> NameCorrection:
            # Held and compared again: the name may have changed while the civil registry was asked.
            present = self._hold(connection, citizen)
            check = compare(present, wanted.new)
            if not isinstance(check, NameOk):
                return check
            change = Change(
                citizen_id, conversation_id, CorrectionKind.NAME, present.full_name, wanted.new, civil_answer
            )
            if civil_answer == CivilAnswer.CONFIRMED.value:
                return self._apply(connection, change, now)
            return self._leave_to_officer(connection, change, now)

        outcome: NameCorrection = self._commands.once(self._engine, key, now, decide)
        return outcome

    def change_phone(self, old_e164: str, new_e164: str, command_id: str, *, conversation_id: str = "") -> PhoneChange:
        """Moves the account, with everybody on it, to the new number; both must have been verified before."""
        key, now = self._commands.key(command_id, CHANGE_PHONE), self._clock.now()

        def move(connection: Connection) -> PhoneChange:
            return move_account(connection, self._vault, old_e164, new_e164, conversation_id, now)

        outcome: PhoneChange = self._commands.once(self._engine, key, now, move)
        return outcome

    def _citizen(self, citizen_id: str) -> Citizen:
        citizen = self._registry.citizen(citizen_id)
        if citizen is None:
            raise UnknownCitizen("no citizen has this id")
        return citizen

    def _hold(self, connection: Connection, read_before: Citizen) -> Citizen:
        """Raises UnknownCitizen also when NIK or birth date, which were confirmed, are no longer these."""
        present = hold_citizen(connection, self._vault, read_before.id)
        if present is None or (present.nik, present.birth_date) != (read_before.nik, read_before.birth_date):
            raise UnknownCitizen("the citizen changed meanwhile")
        return present

    def _ask(self, citizen: Citizen, name: str) -> str:
        try:
            return self._civil.confirm(citizen.nik, citizen.birth_date, name).value
        except CivilRegistryUnavailable:
            return NO_ANSWER

    def _apply(self, connection: Connection, change: Change, now: datetime) -> NameCorrected:
        sealed = self._vault.seal(change.new, place=f"citizens/{change.citizen_id}/full_name")
        connection.execute(update(citizens).where(citizens.c.id == change.citizen_id).values(full_name=sealed))
        keep_applied(connection, self._vault, change, now)
        record_event(connection, now, change.conversation_id, AuditKind.NAME_CORRECTED, change.citizen_id)
        reissue = reissue_all(connection, change.citizen_id, change.conversation_id, now)
        return NameCorrected(reissue.certificate_ids, reissue.superseded_ids)

    def _leave_to_officer(self, connection: Connection, change: Change, now: datetime) -> CorrectionPending:
        number, was_open = open_case(connection, self._vault, change, now)
        kind = AuditKind.CORRECTION_CHANGED if was_open else AuditKind.CORRECTION_OPENED
        record_event(connection, now, change.conversation_id, kind, number)
        return CorrectionPending(number, was_open)


def compare(citizen: Citizen, new_name: str) -> NameCheck:
    """`new_name` against the name on record."""
    written = written_name(new_name)
    if printed_alike(new_name, citizen.full_name):
        return SameName()
    if isinstance(written, NameProblem):
        return NameRefused(written)
    if printed_alike(written.text, citizen.full_name):
        return SameName(written.titles_left_out)
    found = differences(citizen.full_name, written.text)
    return NameOk(citizen.full_name, written.text, found, written.titles_left_out)
