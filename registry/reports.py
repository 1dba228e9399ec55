"""Reports of citizens, the state of all their cases, files for them, and the certificate that was missing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from clock import WIB, Clock
from registry import attachments, report_store
from registry.attachments import Attached, AttachedFile, Attachment, AttachmentRefused, Clean
from registry.audit import AuditKind, record_event
from registry.case_numbers import parse_case_number
from registry.case_records import (
    CaseStatus,
    CertificateIssue,
    CertificateIssued,
    CertificateRefused,
    IssueProblem,
    ReportKind,
    ReportOpened,
)
from registry.case_rows import add_to_case, hold_case
from registry.cases import case_of_phone, cases_of_asker, cases_of_citizen
from registry.errors import UnknownCitizen
from registry.evidence.records import AttachmentProblem
from registry.evidence.sandbox import clean_apart
from registry.issuing import issue, standing_certificate, was_revoked
from registry.people import hold_citizen
from registry.report_store import Report
from registry.repository import SqlRegistry
from registry.routing import queue_of
from registry.rows import dose_day
from registry.tables import vaccinations
from storage.commands import Commands
from storage.engine import reading
from storage.vault import Vault

OPEN_REPORT, ATTACH, ISSUE = "open_report", "attach", "issue_missing_certificate"
SHORT = 16  # signs of a fingerprint that tell the parts of one turn apart


class ReportService:
    """Synchronous and thread-safe."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, clean: Clean = clean_apart) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._clean = clean
        self._registry = SqlRegistry(engine, vault)
        self._commands = Commands(vault, [ReportOpened, Attached, CertificateIssued])

    def open_report(
        self,
        kind: ReportKind,
        citizen_id: str | None,
        phone_e164: str | None,
        details: Mapping[str, str],
        conversation_id: str,
        command_id: str,
    ) -> ReportOpened:
        """Opens a report, or adds to the one that is open on the same person, kind, dose and field.

        `phone_e164`: None where no number was proved; then the chat is the asker.
        `details`: what the citizen said; the keys `routing.DOSE` ("2") and `routing.FIELD` (a `RecordField` value)
        decide who must act. Raises UnknownCitizen.
        """
        now = self._clock.now()
        if citizen_id is not None and self._registry.citizen(citizen_id) is None:
            raise UnknownCitizen("no citizen has this id")
        on_record = None if citizen_id is None else self._registry.vaccinations(citizen_id)
        report = Report(
            kind, queue_of(kind, details, on_record), conversation_id, citizen_id, phone_e164, dict(details)
        )
        # One turn may report two doses, send three photos, ask for two certificates: each is a command of its own.
        topic = report_store.topic_of(self._vault, report)
        key = self._commands.key(command_id, f"{OPEN_REPORT}/{topic[:SHORT]}")

        def enter(connection: Connection) -> ReportOpened:
            number, was_open = report_store.open_report(connection, self._vault, report, now)
            audit = AuditKind.REPORT_CHANGED if was_open else AuditKind.REPORT_OPENED
            record_event(connection, now, conversation_id, audit, number)
            return ReportOpened(number, was_open)

        outcome: ReportOpened = self._commands.once(self._engine, key, now, enter)
        return outcome

    def adopt_requests(self, conversation_id: str, phone_e164: str) -> None:
        """Gives the number, once it is proved, what its chat asked for before; nothing the second time."""
        with reading(self._engine).begin() as connection:
            asked = report_store.asked_without_a_number(connection, self._vault, conversation_id)
        if not asked:
            return
        now = self._clock.now()
        with self._engine.begin() as connection:
            for row in asked:
                if report_store.adopt(connection, self._vault, row, phone_e164, now):
                    record_event(connection, now, conversation_id, AuditKind.REPORT_CHANGED, row["number"])

    def cases_of(
        self, *, citizen_id: str | None = None, phone_e164: str | None = None, conversation_id: str | None = None
    ) -> list[CaseStatus]:
        """Of a citizen, of everybody on a number, or asked for in a chat without a number; newest first."""
        with reading(self._engine).begin() as connection:
            if citizen_id is not None:
                return cases_of_citizen(connection, citizen_id)
            if phone_e164 is not None or conversation_id is not None:
                return cases_of_asker(connection, report_store.asker_of(self._vault, conversation_id or "", phone_e164))
        raise TypeError("say whose cases: citizen_id, phone_e164 or conversation_id")

    def case(self, case_number: str, phone_e164: str) -> CaseStatus | None:
        """The case with the number as a person typed it; None when there is none or another owns it."""
        number = parse_case_number(case_number) or ""
        with reading(self._engine).begin() as connection:
            return case_of_phone(connection, number, self._vault.fingerprint("phone", phone_e164))

    def attach(
        self,
        case_number: str,
        phone_e164: str | None,
        content: bytes,
        command_id: str,
        *,
        sha256: str | None = None,
        conversation_id: str = "",
    ) -> Attachment:
        """Adds a photo or plain PDF of at most 10 MB to an open case, cleaned of what is hidden in it.

        The case is this number's or, without a number, this chat's.

        `sha256`: announced hex digest. Takes about half a second, so never call it on an event loop.
        """
        evidence = attachments.examine(content, self._clean, sha256)
        if isinstance(evidence, AttachmentProblem):
            return AttachmentRefused(evidence)
        cleaned = evidence
        now, mark = self._clock.now(), attachments.fingerprint(self._vault, content)
        key = self._commands.key(command_id, f"{ATTACH}/{mark[:SHORT]}")
        owner = report_store.asker_of(self._vault, conversation_id, phone_e164)

        def enter(connection: Connection) -> Attachment:
            case = case_of_phone(connection, parse_case_number(case_number) or "", owner)
            if case is None:
                return AttachmentRefused(AttachmentProblem.UNKNOWN_CASE)
            held = hold_case(connection, case.case_number)
            if held["closed"] is not None:
                return AttachmentRefused(AttachmentProblem.CASE_CLOSED)
            outcome = attachments.keep(connection, self._vault, case.case_number, mark, cleaned, now)
            if isinstance(outcome, Attached):
                add_to_case(connection, held, now)
                record_event(connection, now, conversation_id, AuditKind.ATTACHMENT_ADDED, case.case_number)
            return outcome

        outcome: Attachment = self._commands.once(self._engine, key, now, enter)
        return outcome

    def files_of(self, case_number: str) -> list[AttachedFile]:
        """What was attached to a case, for officers: who may see it is the caller's business."""
        with reading(self._engine).begin() as connection:
            return attachments.read(connection, self._vault, case_number)

    def issue_missing_certificate(
        self, vaccination_id: str, command_id: str, *, conversation_id: str = ""
    ) -> CertificateIssue:
        """The certificate of a dose on record, issued now if it has none; open reports that miss it are done."""
        key, now = self._commands.key(command_id, f"{ISSUE}/{vaccination_id}"), self._clock.now()

        def enter(connection: Connection) -> CertificateIssue:
            on_record = (vaccinations.c.id == vaccination_id) & vaccinations.c.withdrawn_at.is_(None)
            query = select(vaccinations).where(on_record)
            row = connection.execute(query).mappings().first()
            if row is None:
                return CertificateRefused(IssueProblem.UNKNOWN_DOSE)
            hold_citizen(connection, self._vault, row["citizen_id"])
            standing = standing_certificate(connection, vaccination_id)
            if standing is not None:
                return CertificateIssued(standing, already_there=True)
            if was_revoked(connection, vaccination_id):
                return CertificateRefused(IssueProblem.REVOKED)
            if dose_day(self._vault, row) > now.astimezone(WIB).date():
                return CertificateRefused(IssueProblem.FUTURE_DATE)
            certificate_id = issue(connection, vaccination_id, conversation_id, now)
            report_store.close_reports(connection, self._vault, row["citizen_id"], row["dose"], now)
            return CertificateIssued(certificate_id)

        outcome: CertificateIssue = self._commands.once(self._engine, key, now, enter)
        return outcome
