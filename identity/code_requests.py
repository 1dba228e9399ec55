"""Sending one-time codes. A registered and an unregistered number walk exactly the same way: see `_draft`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.challenges import Challenges, StoredChallenge
from identity.codes import CodeHasher, HashedCode, new_code
from identity.commands import Commands
from identity.limits import Limits, Standing
from identity.phone import PhoneNumber
from identity.ports import AccountDirectory, SmsWords
from identity.records import (
    CodePurpose,
    CodeRequest,
    CodeResend,
    CodeSent,
    Locked,
    SmsUnavailable,
    TooManyCodes,
    TooSoon,
    UnknownChallenge,
)
from identity.sms import Courier
from identity.sms_queue import QueuedSms, SmsQueue
from identity.tables import ChallengeState
from storage.engine import reading
from storage.vault import Vault

OPERATION = "request_code"
REASONS = {
    CodePurpose.SIGN_IN: "utter_sms_not_registered",
    CodePurpose.NEW_NUMBER: "utter_sms_number_in_use",
}


@dataclass(frozen=True)
class _Draft:
    """A challenge before it is allowed: hashing is slow, so it is done ahead of the transaction."""

    id: str
    conversation_id: str
    phone: PhoneNumber
    phone_hash: str
    purpose: CodePurpose
    hashed: HashedCode = field(repr=False)
    sms_text: str = field(repr=False)


class CodeRequests:
    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        directory: AccountDirectory,
        words: SmsWords,
        limits: Limits,
        hasher: CodeHasher,
        courier: Courier,
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._directory = directory
        self._words = words
        self._limits = limits
        self._hasher = hasher
        self._courier = courier
        self._challenges = Challenges(vault)
        self._commands = Commands(vault)
        self._queue = SmsQueue(vault)

    def request(self, conversation_id: str, phone: PhoneNumber, command_id: str, purpose: CodePurpose) -> CodeRequest:
        command = self._commands.key(command_id, OPERATION)
        with reading(self._engine).begin() as connection:
            earlier: CodeRequest | None = self._commands.outcome(connection, command)
            sms_works = self._courier.available(connection)
        if earlier is not None:
            return earlier
        if not sms_works:  # asked before the account is looked up: every number hears the same
            return SmsUnavailable()
        draft = self._draft(conversation_id, phone, purpose)
        with self._engine.begin() as connection:
            outcome, sms = self._decide(connection, draft, command)
        return outcome if sms is None else self._send(draft, sms, outcome, command)

    def resend(self, conversation_id: str, challenge_id: str, command_id: str) -> CodeResend:
        """A new code for the number of an earlier challenge, unless that has done its work already."""
        command = self._commands.key(command_id, OPERATION)
        with reading(self._engine).begin() as connection:
            earlier: CodeResend | None = self._commands.outcome(connection, command)
            challenge = self._challenges.find(connection, conversation_id, challenge_id)
        if earlier is not None:
            return earlier
        if challenge is None or challenge.state == ChallengeState.USED:
            return UnknownChallenge()
        return self.request(conversation_id, challenge.phone, command_id, challenge.purpose)

    def _draft(self, conversation_id: str, phone: PhoneNumber, purpose: CodePurpose) -> _Draft:
        challenge_id, code = uuid4().hex, new_code()
        phone_hash = self._vault.fingerprint("phone", phone.e164)
        if self._directory.is_registered(phone_hash) is (purpose is CodePurpose.SIGN_IN):
            hashed = self._hasher.hash(challenge_id, code)
            minutes = int(self._limits.policy.code_life.total_seconds() // 60)
            text = self._words.text("utter_sms_code", code=code, minutes=minutes)
        else:  # its owner learns by SMS why there is no code; a stranger sees a code that never fits
            hashed = self._hasher.unmatchable(challenge_id)
            text = self._words.text(REASONS[purpose])
        return _Draft(challenge_id, conversation_id, phone, phone_hash, purpose, hashed, text)

    def _decide(self, connection: Connection, draft: _Draft, command: str) -> tuple[CodeRequest, QueuedSms | None]:
        now = self._clock.now()
        standing = self._limits.hold(connection, draft.conversation_id, draft.phone_hash, now)
        earlier: CodeRequest | None = self._commands.outcome(connection, command)
        if earlier is not None:
            return earlier, None
        live = self._challenges.live(connection, draft.conversation_id, draft.phone_hash)
        refusal = self._refusal(connection, draft, standing, live, now)
        outcome, sms = (refusal, None) if refusal else self._issue(connection, draft, standing, live, now)
        self._commands.record(connection, command, outcome, now)
        kind = AuditKind.CODE_REFUSED if refusal else AuditKind.CODE_REQUESTED
        record_event(connection, now, draft.conversation_id, kind, draft.phone_hash)
        return outcome, sms

    def _refusal(
        self,
        connection: Connection,
        draft: _Draft,
        standing: Standing,
        live: StoredChallenge | None,
        now: datetime,
    ) -> CodeRequest | None:
        if standing.locked_until is not None:
            return Locked(standing.locked_until)
        if live is not None and now < live.resend_at:
            if live.purpose is not draft.purpose:  # that code would do something else than was asked for
                return TooManyCodes(live.resend_at)
            return TooSoon(live.id, draft.phone.masked, live.expires_at, live.resend_at)
        retry_at = self._limits.codes_used_up_until(connection, draft.conversation_id, draft.phone_hash, standing, now)
        return None if retry_at is None else TooManyCodes(retry_at)

    def _issue(
        self,
        connection: Connection,
        draft: _Draft,
        standing: Standing,
        live: StoredChallenge | None,
        now: datetime,
    ) -> tuple[CodeSent, QueuedSms]:
        if live is not None:
            self._challenges.replace(connection, live.id, draft.id)
            self._queue.remove_of(connection, live.id)
        policy = self._limits.policy
        challenge = StoredChallenge(
            id=draft.id,
            conversation_id=draft.conversation_id,
            phone=draft.phone,
            phone_hash=draft.phone_hash,
            hashed=draft.hashed,
            state=ChallengeState.LIVE,
            tries_left=policy.tries_per_code,
            created_at=now,
            resend_at=now + policy.resend_after,
            expires_at=now + policy.code_life,
            purpose=draft.purpose,
        )
        self._challenges.add(connection, challenge, trusted=standing.trusted)
        sms = self._queue.add(connection, draft.id, draft.phone.e164, draft.sms_text, now, challenge.expires_at)
        return CodeSent(draft.id, draft.phone.masked, challenge.expires_at, challenge.resend_at), sms

    def _send(self, draft: _Draft, sms: QueuedSms, outcome: CodeRequest, command: str) -> CodeRequest:
        """Delivers right after the commit; a message that was not taken leaves no trace in the counts."""
        delivered = self._courier.hand_over(sms)
        with self._engine.begin() as connection:
            self._courier.settle(connection, sms, delivered=delivered)
            if delivered:
                return outcome
            self._challenges.take_back(connection, draft.id)
            unavailable = SmsUnavailable()
            self._commands.correct(connection, command, unavailable)
            now = self._clock.now()
            record_event(connection, now, draft.conversation_id, AuditKind.SMS_FAILED, draft.phone_hash)
        return unavailable
