"""How often a code may be sent and guessed, and who is locked out when.

Failures lock the pair (sender, number) and the sender, never the number alone, else anyone could lock anyone out. A
number has a daily budget of failures and an hourly one of codes over all senders that never verified it; a sender
that verified it lately is not touched by what strangers do (NIST SP 800-63B 5.2.2, OWASP ASVS 5.0 6.6.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Column, and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from identity.tables import ChallengeState, otp_challenges, otp_failures, otp_subjects, trusted_senders
from storage.engine import insert_ignore

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class LimitPolicy:
    code_life: timedelta = timedelta(minutes=5)
    resend_after: timedelta = timedelta(seconds=60)
    tries_per_code: int = 3
    codes_per_hour: int = 5
    failures_per_day: int = 10  # of a pair, and of a sender over all numbers
    number_failures_per_day: int = 20  # over all senders that never verified the number
    lock: timedelta = DAY
    trust: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """`locked_until` is None while the pair may try; `trusted`: the sender verified this number lately."""

    trusted: bool
    locked_until: datetime | None


class Limits:
    """Every method runs within the caller's transaction, after `hold` has made the pair's rivals wait."""

    def __init__(self, policy: LimitPolicy) -> None:
        self.policy = policy

    def hold(self, connection: Connection, conversation_id: str, phone_hash: str, now: datetime) -> Standing:
        """Locks sender, pair and number against concurrent turns and tells how the pair stands."""
        subjects = _subjects(conversation_id, phone_hash)
        rows = [{"subject": subject, "rank": rank, "created_at": now} for rank, subject in enumerate(subjects)]
        connection.execute(insert_ignore(otp_subjects, connection), rows)
        table = otp_subjects.c
        held = select(table.locked_until).where(table.subject.in_(subjects)).order_by(table.rank).with_for_update()
        locks = [until for until in connection.execute(held).scalars() if until is not None and until > now]
        trusted = self._is_trusted(connection, conversation_id, phone_hash, now)
        number_lock = self._number_lock(connection, phone_hash, now)
        if number_lock is not None and not trusted:
            locks.append(number_lock)
        return Standing(trusted, max(locks, default=None))

    def codes_used_up_until(
        self, connection: Connection, conversation_id: str, phone_hash: str, standing: Standing, now: datetime
    ) -> datetime | None:
        """When the next code may be sent if the hour's codes of sender or number are used up, else None."""
        table = otp_challenges.c
        of_number = and_(table.phone_hash == phone_hash, table.trusted.is_(False))
        ends = [
            self._hour_full_until(connection, table.conversation_id == conversation_id, now),
            self._hour_full_until(connection, of_number, now),
        ]
        applying = ends[:1] if standing.trusted else ends
        return max((end for end in applying if end is not None), default=None)

    def record_failure(
        self, connection: Connection, conversation_id: str, phone_hash: str, standing: Standing, now: datetime
    ) -> datetime | None:
        """Counts a wrong code; returns until when that locks the pair or the sender, None when it does not."""
        row = {"id": uuid4().hex, "conversation_id": conversation_id, "phone_hash": phone_hash, "at": now}
        connection.execute(insert(otp_failures).values(**row, trusted=standing.trusted))
        table = otp_failures.c
        sender, pair, _number = _subjects(conversation_id, phone_hash)
        of_sender = table.conversation_id == conversation_id
        counted = {sender: of_sender, pair: and_(of_sender, table.phone_hash == phone_hash)}
        full = [
            s for s, whose in counted.items() if self._count(connection, whose, now) >= self.policy.failures_per_day
        ]
        if not full:
            return None
        until = now + self.policy.lock
        connection.execute(update(otp_subjects).where(otp_subjects.c.subject.in_(full)).values(locked_until=until))
        return until

    def trust(self, connection: Connection, conversation_id: str, phone_hash: str, now: datetime) -> None:
        """The sender has shown that it holds the number."""
        row = {"conversation_id": conversation_id, "phone_hash": phone_hash, "verified_at": now}
        connection.execute(insert_ignore(trusted_senders, connection), row)
        pair = _pair_is(conversation_id, phone_hash)
        connection.execute(update(trusted_senders).where(pair).values(verified_at=now))

    def purge(self, connection: Connection, before: datetime, now: datetime) -> None:
        connection.execute(delete(otp_failures).where(otp_failures.c.at < min(before, now - DAY)))
        old_trust = trusted_senders.c.verified_at < min(before, now - self.policy.trust)
        connection.execute(delete(trusted_senders).where(old_trust))
        table = otp_subjects.c
        unlocked = or_(table.locked_until.is_(None), table.locked_until < now)
        connection.execute(delete(otp_subjects).where(unlocked, table.created_at < min(before, now - DAY)))

    def _is_trusted(self, connection: Connection, conversation_id: str, phone_hash: str, now: datetime) -> bool:
        verified_at = select(trusted_senders.c.verified_at).where(_pair_is(conversation_id, phone_hash))
        at = connection.execute(verified_at).scalar()
        return at is not None and bool(at > now - self.policy.trust)

    def _number_lock(self, connection: Connection, phone_hash: str, now: datetime) -> datetime | None:
        table = otp_failures.c
        strangers = and_(table.phone_hash == phone_hash, table.trusted.is_(False), table.at > now - DAY)
        return _full_until(connection, table.at, strangers, self.policy.number_failures_per_day, DAY)

    def _hour_full_until(self, connection: Connection, whose: ColumnElement, now: datetime) -> datetime | None:
        table = otp_challenges.c
        counted = and_(whose, table.state != ChallengeState.UNDELIVERED, table.created_at > now - HOUR)
        return _full_until(connection, table.created_at, counted, self.policy.codes_per_hour, HOUR)

    @staticmethod
    def _count(connection: Connection, whose: ColumnElement, now: datetime) -> int:
        counted = select(func.count()).select_from(otp_failures).where(whose, otp_failures.c.at > now - DAY)
        return int(connection.execute(counted).scalar_one())


def _full_until(
    connection: Connection, moment: Column, counted: ColumnElement, budget: int, window: timedelta
) -> datetime | None:
    """When the oldest of the newest `budget` moments leaves the window; None while the budget is not used up."""
    newest = connection.execute(select(moment).where(counted).order_by(moment.desc()).limit(budget)).scalars().all()
    return newest[-1] + window if len(newest) == budget else None


def _subjects(conversation_id: str, phone_hash: str) -> tuple[str, str, str]:
    """Sender, pair, number, in the order in which they are locked."""
    return f"sender:{conversation_id}", f"pair:{conversation_id}:{phone_hash}", f"number:{phone_hash}"


def _pair_is(conversation_id: str, phone_hash: str) -> ColumnElement:
    table = trusted_senders.c
    return and_(table.conversation_id == conversation_id, table.phone_hash == phone_hash)
