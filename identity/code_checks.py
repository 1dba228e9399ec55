"""Checking one-time codes: one live code, in its own conversation, in time, within its tries, once."""

from __future__ import annotations

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.challenges import Challenges, StoredChallenge
from identity.codes import CodeHasher
from identity.commands import Commands
from identity.limits import Limits, Standing
from identity.proofs import Proofs
from identity.records import (
    CodeCheck,
    CodeExpired,
    CodePurpose,
    Locked,
    NumberProved,
    UnknownChallenge,
    Verified,
    WrongCode,
)
from identity.sessions import Sessions
from identity.tables import ChallengeState
from storage.engine import reading
from storage.vault import Vault

OPERATION = "check_code"


class CodeChecks:
    def __init__(
        self, engine: Engine, vault: Vault, clock: Clock, limits: Limits, hasher: CodeHasher, sessions: Sessions
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._limits = limits
        self._hasher = hasher
        self._sessions = sessions
        self._challenges = Challenges(vault)
        self._proofs = Proofs(vault)
        self._commands = Commands(vault)

    def check(self, conversation_id: str, challenge_id: str, code: str, command_id: str) -> CodeCheck:
        command = self._commands.key(command_id, OPERATION)
        with reading(self._engine).begin() as connection:
            earlier: CodeCheck | None = self._commands.outcome(connection, command)
            challenge = self._challenges.find(connection, conversation_id, challenge_id)
        if earlier is not None:
            return earlier
        if challenge is None:
            return UnknownChallenge()
        digest = self._hasher.digest(challenge.id, code, challenge.hashed.salt)  # slow: not inside the transaction
        with self._engine.begin() as connection:
            return self._decide(connection, challenge, digest, command)

    def _decide(self, connection: Connection, read_before: StoredChallenge, digest: bytes, command: str) -> CodeCheck:
        now = self._clock.now()
        conversation_id = read_before.conversation_id
        standing = self._limits.hold(connection, conversation_id, read_before.phone_hash, now)
        earlier: CodeCheck | None = self._commands.outcome(connection, command)
        if earlier is not None:
            return earlier
        challenge = self._challenges.find(connection, conversation_id, read_before.id)
        outcome: CodeCheck
        if challenge is None:
            outcome = UnknownChallenge()
        elif standing.locked_until is not None:
            outcome = Locked(standing.locked_until)
        elif not challenge.usable(now):
            outcome = CodeExpired()
        elif self._hasher.same(digest, challenge.hashed.digest):
            outcome = self._accept(connection, challenge)
        else:
            outcome = self._refuse(connection, challenge, standing)
        self._commands.record(connection, command, outcome, now)
        return outcome

    def _accept(self, connection: Connection, challenge: StoredChallenge) -> Verified | NumberProved:
        now = self._clock.now()
        conversation_id, phone_hash = challenge.conversation_id, challenge.phone_hash
        self._challenges.set_state(connection, challenge.id, ChallengeState.USED)
        self._limits.trust(connection, conversation_id, phone_hash, now)
        if challenge.purpose is CodePurpose.NEW_NUMBER:
            record_event(connection, now, conversation_id, AuditKind.NUMBER_PROVED, phone_hash)
            return NumberProved(self._proofs.add(connection, conversation_id, challenge.phone, now))
        session = self._sessions.start(connection, conversation_id, challenge.phone, phone_hash, now)
        record_event(connection, now, conversation_id, AuditKind.VERIFIED, phone_hash)
        return Verified(session.id, challenge.phone.masked, session.expires_at)

    def _refuse(self, connection: Connection, challenge: StoredChallenge, standing: Standing) -> WrongCode | Locked:
        now = self._clock.now()
        conversation_id, phone_hash = challenge.conversation_id, challenge.phone_hash
        left = challenge.tries_left - 1
        state = ChallengeState.LIVE if left else ChallengeState.EXHAUSTED
        self._challenges.set_state(connection, challenge.id, state, tries_left=left)
        record_event(connection, now, conversation_id, AuditKind.CODE_WRONG, phone_hash)
        locked_until = self._limits.record_failure(connection, conversation_id, phone_hash, standing, now)
        if locked_until is None:
            return WrongCode(left)
        record_event(connection, now, conversation_id, AuditKind.LOCKED, phone_hash)
        return Locked(locked_until)
