"""The entrance to `identity`. Synchronous and thread-safe; takes seconds at worst, so call it from a thread."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.challenges import Challenges
from identity.claims import Claims
from identity.code_checks import CodeChecks
from identity.code_requests import CodeRequests
from identity.codes import CodeHasher, ScryptCost
from identity.commands import Commands
from identity.errors import PhoneError
from identity.limits import DAY, LimitPolicy, Limits
from identity.notices import Notices
from identity.phone import PhoneNumber, parse_phone
from identity.ports import AccountDirectory, SmsGateway, SmsWords
from identity.proofs import Proofs
from identity.records import (
    Challenge,
    ClaimCounted,
    ClaimKind,
    CodeCheck,
    CodePurpose,
    CodeRequest,
    CodeResend,
    IdentityTries,
    Notified,
    SessionsEnded,
    VerifiedSession,
)
from identity.sessions import SessionPolicy, Sessions
from identity.sms import Courier
from identity.sms_queue import SmsQueue
from storage.engine import reading
from storage.vault import Vault


class IdentityService:
    """`words` gives the SMS texts (`Wording` does), `directory` tells who is registered (the registry does)."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        directory: AccountDirectory,
        gateway: SmsGateway,
        words: SmsWords,
        *,
        limit_policy: LimitPolicy | None = None,
        session_policy: SessionPolicy | None = None,
        scrypt_cost: ScryptCost | None = None,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._limits = Limits(limit_policy or LimitPolicy())
        self._sessions = Sessions(vault, session_policy or SessionPolicy())
        self._challenges = Challenges(vault)
        self._claims = Claims(vault)
        self._proofs = Proofs(vault)
        self._commands = Commands(vault)
        self.courier = Courier(engine, SmsQueue(vault), gateway, clock)
        self._notices = Notices(engine, vault, clock, words, self.courier)
        hasher = CodeHasher(vault, scrypt_cost)
        self._requests = CodeRequests(engine, vault, clock, directory, words, self._limits, hasher, self.courier)
        self._checks = CodeChecks(engine, vault, clock, self._limits, hasher, self._sessions)

    def request_code(
        self,
        conversation_id: str,
        phone: PhoneNumber,
        command_id: str,
        *,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
    ) -> CodeRequest:
        """Sends a code to `phone` if the limits allow it; the answer does not tell whether it is registered.

        The owner of a number for which no code can succeed learns by SMS that somebody asked, and why there is none.
        """
        return self._requests.request(conversation_id, phone, command_id, purpose)

    def resend_code(self, conversation_id: str, challenge_id: str, command_id: str) -> CodeResend:
        """A new code for the same number; the old one is void. `CodeSent.challenge_id` is a new one."""
        return self._requests.resend(conversation_id, challenge_id, command_id)

    def check_code(self, conversation_id: str, challenge_id: str, code: str, command_id: str) -> CodeCheck:
        """Compares what the citizen typed; `Verified` starts a session, `NumberProved` leaves it as it is."""
        return self._checks.check(conversation_id, challenge_id, code, command_id)

    def proved_number(self, conversation_id: str, proof_id: str) -> PhoneNumber | None:
        """The new number this conversation has shown it holds; None when unknown or older than 15 minutes."""
        with reading(self._engine).begin() as connection:
            return self._proofs.number(connection, conversation_id, proof_id, self._clock.now())

    def adopt_number(self, conversation_id: str, proof_id: str) -> VerifiedSession | None:
        """The session goes on with the number just proved, after the account has moved there.

        None when there is no session, or no such proof any more; the session then stays as it is.
        """
        now = self._clock.now()
        with self._engine.begin() as connection:
            session = self._sessions.live(connection, conversation_id, now)
            phone = self._proofs.number(connection, conversation_id, proof_id, now)
            if session is None or phone is None:
                return None
            phone_hash = self._vault.fingerprint("phone", phone.e164)
            self._sessions.move(connection, session.id, phone, phone_hash)
            record_event(connection, now, conversation_id, AuditKind.NUMBER_ADOPTED, phone_hash)
            return self._sessions.live(connection, conversation_id, now)

    def notify(self, phone: PhoneNumber, response_name: str, command_id: str) -> Notified:
        """Tells the owner of `phone` by the SMS `response_name`, which has no placeholders; once for a command."""
        return self._notices.notify(phone, response_name, command_id)

    def end_sessions_of(self, phone: PhoneNumber, command_id: str) -> SessionsEnded:
        """The account has left `phone`: every session there ends; once for a command."""
        key, now = self._commands.key(command_id, "end_sessions_of"), self._clock.now()
        phone_hash = self._vault.fingerprint("phone", phone.e164)

        def end(connection: Connection) -> SessionsEnded:
            conversations = self._sessions.conversations_of(connection, phone_hash)
            for conversation_id in conversations:
                self._end(connection, conversation_id)
            return SessionsEnded(len(conversations))

        outcome: SessionsEnded = self._commands.once(self._engine, key, now, end)
        return outcome

    def challenge(self, conversation_id: str, challenge_id: str) -> Challenge | None:
        """The challenge, while its code can still be typed in this conversation."""
        with reading(self._engine).begin() as connection:
            found = self._challenges.find(connection, conversation_id, challenge_id)
        if found is None or not found.usable(self._clock.now()):
            return None
        return Challenge(
            found.id, found.phone.masked, found.expires_at, found.resend_at, found.tries_left, found.purpose
        )

    def number_ending_in(self, conversation_id: str, challenge_id: str, ending: str) -> PhoneNumber | None:
        """The number of a challenge of this conversation with other last digits; None when there is none like that."""
        with reading(self._engine).begin() as connection:
            found = self._challenges.find(connection, conversation_id, challenge_id)
        if found is None or not ending.isdigit():
            return None
        try:
            return parse_phone(found.phone.e164[: -len(ending)] + ending)
        except PhoneError:
            return None

    def session(self, conversation_id: str) -> VerifiedSession | None:
        """The verified session, which is thereby in use; None when there is none or it ran out."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            session = self._sessions.live(connection, conversation_id, now)
            if session is not None:
                self._sessions.touch(connection, session.id, now)
        return session

    def end_session(self, conversation_id: str) -> None:
        """Logout: the session ends and what the citizen said is forgotten."""
        with self._engine.begin() as connection:
            self._end(connection, conversation_id)

    def select_citizen(self, conversation_id: str, citizen_id: str | None) -> VerifiedSession | None:
        """Notes whose records the session is about (None: nobody yet); None when there is no session."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            session = self._sessions.live(connection, conversation_id, now)
            if session is None:
                return None
            self._sessions.touch(connection, session.id, now)
            self._sessions.select_citizen(connection, session.id, citizen_id)
            record_event(connection, now, conversation_id, AuditKind.CITIZEN_SELECTED, citizen_id or "")
            return self._sessions.live(connection, conversation_id, now)

    def record_identity_failure(self, conversation_id: str, command_id: str | None = None) -> IdentityTries:
        """A wrong pair of NIK and name was given; the last one ends the session. Without a session 0 are left."""
        now = self._clock.now()
        command = self._commands.key(command_id, "record_identity_failure") if command_id else None
        with self._engine.begin() as connection:
            session = self._sessions.live(connection, conversation_id, now)
            earlier: IdentityTries | None = self._commands.outcome(connection, command) if command else None
            if earlier is not None:
                return earlier
            if session is None:
                return IdentityTries(0)
            tries = IdentityTries(self._sessions.count_identity_failure(connection, session.id))
            record_event(connection, now, conversation_id, AuditKind.IDENTITY_WRONG, session.id)
            if tries.left == 0:
                self._end(connection, conversation_id)
            if command:
                self._commands.record(connection, command, tries, now)
        return tries

    def count_claim(self, conversation_id: str, phone: PhoneNumber, command_id: str) -> ClaimCounted:
        """Somebody claims a record with a number just proved: as many a day as wrong codes, then codes are refused.

        Right and wrong claims count alike, so that the limit tells nobody which his was.
        """
        now, phone_hash = self._clock.now(), self._vault.fingerprint("phone", phone.e164)
        command = self._commands.key(command_id, "count_claim")
        with self._engine.begin() as connection:
            standing = self._limits.hold(connection, conversation_id, phone_hash, now)
            if self._commands.outcome(connection, command) is None:
                self._limits.record_failure(connection, conversation_id, phone_hash, standing, now)
                record_event(connection, now, conversation_id, AuditKind.RECORD_CLAIMED, phone_hash)
                self._commands.record(connection, command, ClaimCounted(), now)
        return ClaimCounted()

    def remember(self, conversation_id: str, kind: ClaimKind, value: str) -> str:
        """Keeps something the citizen said for an hour, sealed; returns an opaque reference fit for a slot."""
        with self._engine.begin() as connection:
            return self._claims.remember(connection, conversation_id, kind, value, self._clock.now())

    def recall(self, conversation_id: str, ref: str) -> str | None:
        """What was remembered under `ref`, in the same conversation only; None when unknown or too old."""
        with reading(self._engine).begin() as connection:
            return self._claims.recall(connection, conversation_id, ref, self._clock.now())

    def deliver_pending_sms(self) -> int:
        """See `Courier.deliver_pending`."""
        return self.courier.deliver_pending()

    def purge(self, before: datetime) -> None:
        """Deletes what is older than `before`, but nothing that limits and sessions still count on; audit stays."""
        now = self._clock.now()
        horizon = min(before, now - DAY)
        with self._engine.begin() as connection:
            self._limits.purge(connection, before, now)
            self._challenges.purge(connection, horizon)
            self._sessions.purge(connection, before, now)
            self._commands.purge(connection, horizon)
            self._claims.purge(connection, now)
            self._proofs.purge(connection, now)

    def _end(self, connection: Connection, conversation_id: str) -> None:
        now = self._clock.now()
        if self._sessions.end(connection, conversation_id, now):
            record_event(connection, now, conversation_id, AuditKind.SESSION_ENDED)
        self._claims.forget(connection, conversation_id)
        self._proofs.forget(connection, conversation_id)
