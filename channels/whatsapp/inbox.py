"""What citizens wrote and nobody has answered yet, kept so that every message is answered exactly once.

A worker leases a citizen, not a message: turns of one citizen never overlap. Each lease carries a fencing number;
a worker that was thought dead and comes back can no longer commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.changes import announce
from channels.whatsapp.message_payload import dump_message, load_message
from channels.whatsapp.recipient import user_hash
from channels.whatsapp.records import InboundMessage, InboxRow, Lease
from channels.whatsapp.tables import wa_inbox, wa_user
from clock import Clock
from storage.engine import insert_ignore, reading
from storage.types import UtcDateTime
from storage.vault import Sealed, Vault, VaultError

LEASE_SECONDS = 90
WAITING, TAKEN, DONE, DEAD, SKIPPED = "waiting", "taken", "done", "dead", "skipped"


def _next_citizen() -> Any:
    """The citizen with the oldest message that is due, whom nobody serves and whose messages are not put off."""
    now = bindparam("now", type_=UtcDateTime)
    put_off = wa_inbox.alias("put_off")
    held_back = (
        select(put_off.c.seq)
        .where(put_off.c.user_key == wa_inbox.c.user_key, put_off.c.state == WAITING)
        .where(put_off.c.due_at > now)
        .exists()
    )
    due = and_(wa_inbox.c.state == WAITING, wa_inbox.c.due_at <= now, ~held_back)
    free = or_(wa_user.c.lease_until.is_(None), wa_user.c.lease_until <= now)
    return (
        select(wa_user.c.key, wa_user.c.fence, wa_user.c.phone_number_id)
        .join_from(wa_user, wa_inbox, wa_inbox.c.user_key == wa_user.c.key)
        .where(wa_inbox.c.state.in_((WAITING, TAKEN)), free, or_(due, wa_inbox.c.state == TAKEN))
        .order_by(wa_inbox.c.seq)
        .limit(1)
    )


ANY_OPEN = select(wa_inbox.c.seq).where(wa_inbox.c.state.in_((WAITING, TAKEN))).limit(1)
NEXT = _next_citizen()
NEXT_LOCKED = NEXT.with_for_update(skip_locked=True, of=wa_user)


class LeaseLost(Exception):
    """Another worker has leased this citizen meanwhile; whatever the turn did must be rolled back."""


class Unreadable(Exception):
    """Messages of a citizen do not open (damaged, or their key is gone): no attempt will ever answer them."""

    def __init__(self, row_ids: Sequence[str]) -> None:
        super().__init__(f"{len(row_ids)} messages do not open")
        self.row_ids = row_ids


class Inbox:
    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self.engine = engine
        self._vault = vault
        self._clock = clock

    def store(self, messages: Sequence[InboundMessage]) -> int:
        """Stores all messages in one transaction, each only once; returns how many were new."""
        with self.engine.begin() as connection:
            return self.store_in(connection, messages)

    def store_in(self, connection: Connection, messages: Sequence[InboundMessage]) -> int:
        """As `store`, inside the caller's transaction; citizens in one order for all, so none wait in a circle."""
        in_order = sorted(messages, key=lambda message: (message.phone_number_id, message.wa_id))
        new = sum(self._store_one(connection, message) for message in in_order)
        announce(connection)
        return new

    def claim(self, owner: str) -> Lease | None:
        """Leases the citizen who has waited longest and whom nobody serves, for 90 s; None when there is none.

        Messages taken under an earlier lease that ran out become waiting again.
        """
        now = self._clock.now()
        with reading(self.engine).begin() as connection:  # an idle look is cheap and takes no write lock
            if connection.execute(ANY_OPEN).first() is None or connection.execute(NEXT, {"now": now}).first() is None:
                return None
        with self.engine.begin() as connection:
            row = connection.execute(NEXT_LOCKED, {"now": now}).first()
            if row is None:
                return None
            lease = Lease(row.key, row.fence + 1, row.phone_number_id)
            connection.execute(
                update(wa_user)
                .where(wa_user.c.key == lease.user_key)
                .values(lease_owner=owner, lease_until=now + timedelta(seconds=LEASE_SECONDS), fence=lease.fence)
            )
            connection.execute(
                update(wa_inbox)
                .where(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.state == TAKEN)
                .values(state=WAITING)
            )
            return lease

    def recover(self, is_dead: Callable[[str], bool]) -> int:
        """Ends the leases of owners that are dead, so their citizens need not wait; returns how many."""
        leased = and_(wa_user.c.lease_until > self._clock.now(), wa_user.c.lease_owner.is_not(None))
        with reading(self.engine).begin() as connection:
            owners = connection.execute(select(wa_user.c.lease_owner).where(leased).distinct()).scalars().all()
        dead = [owner for owner in owners if is_dead(owner)]
        if not dead:
            return 0
        free = update(wa_user).where(leased, wa_user.c.lease_owner.in_(dead))
        with self.engine.begin() as connection:
            return int(connection.execute(free.values(lease_owner=None, lease_until=None)).rowcount)

    def waiting(self, lease: Lease) -> list[InboxRow]:
        """The citizen's waiting messages in the order they were written, up to the first that is put off.

        Raises Unreadable when some of them do not open.
        """
        query = select(wa_inbox).where(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.state == WAITING)
        with reading(self.engine).begin() as connection:
            rows = connection.execute(query.order_by(wa_inbox.c.sent_at, wa_inbox.c.seq)).all()
        now = self._clock.now()
        due = list(takewhile(lambda row: row.due_at <= now, rows))
        ready = [message for row in due if (message := self._row(row)) is not None]
        if len(ready) < len(due):
            readable = {row.id for row in ready}
            raise Unreadable([row.id for row in due if row.id not in readable])
        return ready

    def take(self, lease: Lease, rows: Sequence[InboxRow]) -> None:
        """Marks the messages as part of the turn that starts now, and counts the attempt; raises LeaseLost."""
        with self.engine.begin() as connection:
            self._check(connection, lease)
            self._set(
                connection,
                lease,
                [row.id for row in rows],
                state=TAKEN,
                fence=lease.fence,
                attempts=wa_inbox.c.attempts + 1,
            )

    def renew(self, lease: Lease) -> datetime | None:
        """Holds the lease for another 90 s; raises LeaseLost.

        Returns until when an officer has the conversation (see `handover.py`), which costs no look-up of its own.
        """
        with self.engine.begin() as connection:
            officer_until = self._check(connection, lease)
            until = self._clock.now() + timedelta(seconds=LEASE_SECONDS)
            connection.execute(update(wa_user).where(wa_user.c.key == lease.user_key).values(lease_until=until))
        return officer_until

    def release(self, lease: Lease, rest: timedelta | None = None) -> None:
        """Gives the citizen back; messages still taken wait again. Harmless when the lease was lost.

        With `rest` nobody serves the citizen for that long: what went wrong would go wrong again at once.
        """
        until = None if rest is None else self._clock.now() + rest
        with self.engine.begin() as connection:
            released = connection.execute(
                update(wa_user)
                .where(wa_user.c.key == lease.user_key, wa_user.c.fence == lease.fence)
                .values(lease_owner=None, lease_until=until)
            )
            announce(connection)  # more may have come since the last look
            if released.rowcount:
                connection.execute(
                    update(wa_inbox)
                    .where(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.state == TAKEN)
                    .values(state=WAITING)
                )

    def finish(self, connection: Connection, lease: Lease, row_ids: Sequence[str]) -> None:
        """Marks the messages answered, in the transaction that writes the answers; raises LeaseLost."""
        self._check(connection, lease)
        self._set(connection, lease, row_ids, state=DONE, payload=None)

    def skip(self, connection: Connection, lease: Lease, row_ids: Sequence[str]) -> None:
        """Leaves the messages unread for good, in the caller's transaction; raises LeaseLost."""
        self._check(connection, lease)
        self._set(connection, lease, row_ids, state=SKIPPED, payload=None)

    def retry_later(self, lease: Lease, row_ids: Sequence[str], due_at: datetime) -> None:
        """Puts the messages off until `due_at`; later ones of the citizen wait behind them. Raises LeaseLost."""
        with self.engine.begin() as connection:
            self._check(connection, lease)
            self._set(connection, lease, row_ids, state=WAITING, due_at=due_at)

    def bury(self, lease: Lease, row_ids: Sequence[str], connection: Connection | None = None) -> None:
        """Sets messages aside that no attempt could answer, so the citizen goes on. Raises LeaseLost."""
        if connection is None:
            with self.engine.begin() as own:
                self.bury(lease, row_ids, own)
            return
        self._check(connection, lease)
        self._set(connection, lease, row_ids, state=DEAD)

    def _store_one(self, connection: Connection, message: InboundMessage) -> int:
        user_key = self._user_key(connection, message)
        row_id, now = uuid4().hex, self._clock.now()
        inserted = connection.execute(
            insert_ignore(wa_inbox, connection).values(
                id=row_id,
                user_key=user_key,
                phone_number_id=message.phone_number_id,
                wamid_hash=self._vault.fingerprint("wamid", message.wamid),
                kind=message.kind.value,
                payload=self._vault.seal(dump_message(message), place=f"wa_inbox/{row_id}/payload"),
                state=WAITING,
                attempts=0,
                fence=0,
                sent_at=message.sent_at,
                received_at=now,
                due_at=now,
            )
        )
        if not inserted.rowcount:
            return 0
        moment = min(message.sent_at, now)
        newer = or_(wa_user.c.last_inbound_at.is_(None), wa_user.c.last_inbound_at < moment)
        connection.execute(update(wa_user).where(wa_user.c.key == user_key, newer).values(last_inbound_at=moment))
        return 1

    def _user_key(self, connection: Connection, message: InboundMessage) -> str:
        wa_hash = user_hash(self._vault, message.phone_number_id, message.wa_id)
        query = select(wa_user.c.key).where(wa_user.c.wa_hash == wa_hash).with_for_update()
        key = connection.execute(query).scalar()
        if key is None:
            key = uuid4().hex
            connection.execute(
                insert_ignore(wa_user, connection).values(
                    key=key,
                    wa_hash=wa_hash,
                    wa_id=self._vault.seal(message.wa_id, place=f"wa_user/{key}/wa_id"),
                    phone_number_id=message.phone_number_id,
                    fence=0,
                )
            )
            key = connection.execute(query).scalar_one()  # another process may have been first
        return str(key)

    def _row(self, row: Any) -> InboxRow | None:
        try:
            message = load_message(self._vault.open(Sealed(row.payload), place=f"wa_inbox/{row.id}/payload"))
        except (VaultError, ValueError, LookupError, TypeError):
            return None
        return InboxRow(row.id, row.seq, message, row.attempts, row.received_at)

    def _check(self, connection: Connection, lease: Lease) -> datetime | None:
        query = select(wa_user.c.fence, wa_user.c.officer_until).where(wa_user.c.key == lease.user_key)
        row = connection.execute(query.with_for_update()).first()
        if row is None or row.fence != lease.fence:
            raise LeaseLost
        officer_until: datetime | None = row.officer_until
        return officer_until

    def _set(self, connection: Connection, lease: Lease, row_ids: Sequence[str], **values: Any) -> None:
        connection.execute(
            update(wa_inbox)
            .where(wa_inbox.c.user_key == lease.user_key, wa_inbox.c.id.in_(list(row_ids)))
            .values(**values)
        )
