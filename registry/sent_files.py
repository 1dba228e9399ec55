"""What a citizen sent to an officer in a talk, added to the case by that officer, without the citizen's session."""

from __future__ import annotations

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from registry import attachments
from registry import decision_store as store
from registry.attachments import Attached, Attachment, AttachmentRefused, Clean
from registry.audit import AuditKind, record_event
from registry.case_rows import add_to_case, hold_case
from registry.decision_records import Officer, OfficerRole
from registry.errors import NotAllowed
from registry.evidence.records import AttachmentProblem
from registry.evidence.sandbox import clean_apart
from storage.commands import Commands
from storage.vault import Vault

KEEP = "keep_file"


class SentFiles:
    """Synchronous and thread-safe. Whether an officer may act for this citizen is the caller's business.

    `file_id`: what the caller knows the file by, never an address or a name.
    """

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, clean: Clean = clean_apart) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._clean = clean
        self._commands = Commands(vault, [Attached])

    def earlier(self, number: str, file_id: str, command_id: str) -> Attached | None:
        """What the command did before, to be asked before the file is fetched again."""
        outcome: Attached | None = self._commands.earlier(self._engine, self._key(number, file_id, command_id))
        return outcome

    def keep(self, officer: Officer, number: str, file_id: str, content: bytes, command_id: str) -> Attachment:
        """Cleaned and sealed as what the assistant receives; once for each command and file.

        Raises UnknownCase and NotAllowed. Takes about half a second, so never call it on an event loop.
        """
        if officer.role is OfficerRole.AUDITOR:
            raise NotAllowed("auditors keep nothing")
        evidence = attachments.examine(content, self._clean)
        if isinstance(evidence, AttachmentProblem):
            return AttachmentRefused(evidence)
        cleaned = evidence
        now, mark = self._clock.now(), attachments.fingerprint(self._vault, content)

        def enter(connection: Connection) -> Attachment:
            case = store.read_case(connection, number)
            held = hold_case(connection, number)
            if held["closed"] is not None:
                return AttachmentRefused(AttachmentProblem.CASE_CLOSED)
            there = attachments.same_file(connection, number, mark)
            outcome = attachments.keep(connection, self._vault, number, mark, cleaned, now)
            if there is None and isinstance(outcome, Attached):
                add_to_case(connection, held, now)
                kept = AuditKind.ATTACHMENT_KEPT
                record_event(connection, now, case.conversation_id, kept, number, actor=officer.id)
            return outcome

        key = self._key(number, file_id, command_id)
        outcome: Attachment = self._commands.once(self._engine, key, now, enter)
        return outcome

    def _key(self, number: str, file_id: str, command_id: str) -> str:
        return self._commands.key(command_id, f"{KEEP}/{number}/{file_id}")
