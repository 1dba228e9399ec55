"""Logging officers in: password, then code; then a session that ends when nobody uses it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.officers.attempts import Attempts
from identity.officers.drafts import Drafts
from identity.officers.passwords import Passwords
from identity.officers.records import (
    Draft,
    Enrolment,
    LoggedIn,
    LoginProblem,
    LoginRefused,
    OfficerPolicy,
    OfficerSession,
    PasswordAccepted,
)
from identity.officers.rows import name_hash, officer_record, place
from identity.officers.sessions import OfficerSessions
from identity.officers.tables import SessionStage, officers
from identity.officers.totp import matching_step, provisioning_address
from storage.engine import reading
from storage.vault import Vault


class OfficerService:
    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        policy: OfficerPolicy | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        policy = policy or OfficerPolicy()
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._attempts = Attempts(vault, policy)
        self._sessions = OfficerSessions(vault, policy)
        self._drafts = Drafts(vault, policy)

    def check_password(self, name: str, password: str, browser: str = "") -> PasswordAccepted | LoginRefused:
        """First step. `browser` is the token of an earlier login on this browser, or empty."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            named = officers.c.name_hash == name_hash(self._vault, name)
            row = connection.execute(select(officers).where(named, officers.c.disabled_at.is_(None))).mappings().first()
            whose = row["id"] if row else name_hash(self._vault, name)
            subject = self._attempts.subject(connection, "password", whose, browser, now)
            locked_until = self._attempts.take(connection, subject, now)
        if locked_until is not None:
            return LoginRefused(LoginProblem.LOCKED, locked_until)
        # Outside of any transaction: it takes long on purpose.
        right = self._passwords.right(password, row["password_hash"] if row else None)
        with self._engine.begin() as connection:
            if not right:
                record_event(connection, now, "", AuditKind.OFFICER_REFUSED, whose)
                return LoginRefused(LoginProblem.WRONG)
            self._attempts.clear(connection, subject)
            return PasswordAccepted(self._sessions.start(connection, whose, SessionStage.PASSWORD, now))

    def enrolment(self, token: str) -> Enrolment | None:
        """For an officer who has given the password and has never shown a code."""
        with reading(self._engine).begin() as connection:
            row = self._sessions.live(connection, token, SessionStage.PASSWORD, self._clock.now())
        if row is None or row["enrolled_at"] is not None:
            return None
        secret = self._totp_secret(row)
        return Enrolment(provisioning_address(secret, officer_record(row, self._vault).name), secret)

    def check_code(self, token: str, code: str, browser: str = "") -> LoggedIn | LoginRefused:
        """Second step: a code is taken once."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            row = self._sessions.live(connection, token, SessionStage.PASSWORD, now)
            if row is None:
                return LoginRefused(LoginProblem.EXPIRED)
            subject = self._attempts.subject(connection, "code", row["id"], browser, now)
            locked_until = self._attempts.take(connection, subject, now)
            if locked_until is not None:
                return LoginRefused(LoginProblem.LOCKED, locked_until)
            problem = self._code_problem(connection, row, code, now)
            if problem is not None:
                record_event(connection, now, "", AuditKind.OFFICER_REFUSED, row["id"])
                return LoginRefused(problem)
            self._attempts.clear(connection, subject)
            return self._log_in(connection, row["id"], token, now)

    def session(self, token: str) -> OfficerSession | None:
        """The officer behind a session's token, while it is believed. Asking keeps the session alive."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            row = self._sessions.live(connection, token, SessionStage.FULL, now)
            if row is None:
                return None
            self._sessions.touch(connection, token, now)
        return OfficerSession(officer_record(row, self._vault), row["started_at"])

    def log_out(self, token: str) -> None:
        with self._engine.begin() as connection:
            self._sessions.end(connection, token, self._clock.now())

    def keep_draft(self, token: str, draft: Draft) -> bool:
        """Keeps what was typed in a session that has timed out; whether it was known whose session it was."""
        with self._engine.begin() as connection:
            officer_id = self._sessions.owner(connection, token)
            if officer_id is None:
                return False
            self._drafts.keep(connection, officer_id, draft, self._clock.now())
        return True

    def draft_path(self, officer_id: str) -> str | None:
        """The page on which something typed is waiting."""
        with reading(self._engine).begin() as connection:
            draft = self._drafts.take(connection, officer_id, None, self._clock.now())
        return draft.path if draft else None

    def take_draft(self, officer_id: str, path: str) -> Draft | None:
        """What was typed on this page; it is given once."""
        with self._engine.begin() as connection:
            return self._drafts.take(connection, officer_id, path, self._clock.now())

    def purge(self) -> None:
        """Forgets sessions, tries, browsers and drafts that no longer matter."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            self._sessions.purge(connection, now)
            self._attempts.purge(connection, now)
            self._drafts.purge(connection, now)

    def _code_problem(self, connection: Connection, row: Any, code: str, now: datetime) -> LoginProblem | None:
        step = matching_step(self._totp_secret(row), code, now)
        if step is None:
            return LoginProblem.WRONG_CODE
        unused = (officers.c.id == row["id"]) & (officers.c.totp_step < step)
        taken = connection.execute(update(officers).where(unused).values(totp_step=step))
        return None if taken.rowcount else LoginProblem.USED_CODE

    def _log_in(self, connection: Connection, officer_id: str, token: str, now: datetime) -> LoggedIn:
        first_time = (officers.c.id == officer_id) & officers.c.enrolled_at.is_(None)
        connection.execute(update(officers).where(first_time).values(enrolled_at=now))
        self._sessions.end(connection, token, now)
        browser = secrets.token_urlsafe(32)
        self._attempts.trust(connection, officer_id, browser, now)
        record_event(connection, now, "", AuditKind.OFFICER_LOGGED_IN, officer_id)
        return LoggedIn(officer_id, self._sessions.start(connection, officer_id, SessionStage.FULL, now), browser)

    def _totp_secret(self, row: Any) -> str:
        return self._vault.open(row["totp_secret"], place=place(row["id"], "totp_secret"))
