"""The sender's side of the outbox: which message may go next, and what became of it.

A message of a citizen waits until the one before it is accepted or given up. "sending" rows whose time ran out
(a sender died) and sends without an answer are "unknown": Meta may have them. Their status webhook carries our
outbox id and settles it; only when none comes are they sent again.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, and_, bindparam, or_, select, update
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.changes import announce
from channels.whatsapp.errors import Remedy, delay_seconds, remedy_for
from channels.whatsapp.holding import hold
from channels.whatsapp.outbox import ACCEPTED, DEAD, SENDING, UNKNOWN, UNSENT, WAITING, Unasked
from channels.whatsapp.records import DeliveryStatus, StatusUpdate
from channels.whatsapp.tables import wa_outbox, wa_status, wa_user
from clock import Clock
from storage.engine import insert_ignore, reading
from storage.types import UtcDateTime
from storage.vault import Vault, VaultError

log = logging.getLogger(__name__)

UNREADABLE = "unreadable"

LATE_FAILURES = 3
"""So often a message that Meta accepted and then failed for a passing reason is sent again."""


def _next_messages() -> Any:
    """The first unsent message of each citizen when it is due and no document is still under way."""
    earlier, before = wa_outbox.alias("earlier"), wa_outbox.alias("before")
    has_earlier = (
        select(earlier.c.seq)
        .where(earlier.c.user_key == wa_outbox.c.user_key, earlier.c.state.in_(UNSENT))
        .where(earlier.c.seq < wa_outbox.c.seq)
        .exists()
    )
    document_under_way = (
        select(before.c.seq)
        .where(before.c.user_key == wa_outbox.c.user_key, before.c.state == ACCEPTED)
        .where(before.c.accepted_at > bindparam("media_since", type_=UtcDateTime))
        .where(before.c.document_reference.is_not(None), before.c.status.is_(None))
        .exists()
    )
    return (
        select(wa_outbox, wa_user.c.wa_id, wa_user.c.phone_number_id)
        .join_from(wa_outbox, wa_user, wa_user.c.key == wa_outbox.c.user_key)
        .where(wa_outbox.c.state.in_(UNSENT), wa_outbox.c.due_at <= bindparam("now", type_=UtcDateTime))
        .where(~has_earlier, ~document_under_way)
        .where(wa_outbox.c.user_key.not_in(bindparam("busy", expanding=True)))
        .order_by(wa_outbox.c.seq)
        .limit(bindparam("limit", type_=Integer))
    )


ANY_UNSENT = select(wa_outbox.c.seq).where(wa_outbox.c.state.in_(UNSENT)).limit(1)
NEXT = _next_messages()
NEXT_LOCKED = NEXT.with_for_update(skip_locked=True, of=wa_outbox)


@dataclass(frozen=True)
class OutboxRow:
    """A message on its way; `attempt` counts from 1."""

    id: str
    user_key: str
    phone_number_id: str
    wa_id: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)
    document_reference: str | None
    attempt: int
    created_at: datetime
    unasked: Unasked | None = None


@dataclass(frozen=True)
class Patience:
    """How long the sender waits. All in seconds."""

    sending: float = 90
    """A row longer than this "sending" has lost its sender."""
    unknown: float = 6
    """For the status of a message whose answer was lost, before it is sent again."""
    restarted: float = 20
    """The same after our own death: Meta posted the status while nobody listened and comes again only after a while."""
    media: float = 5
    """For the status "sent" of a document, before the citizen's next message may overtake it."""


class Delivery:
    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        owner: str,
        patience: Patience | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.engine = engine
        self._vault = vault
        self._clock = clock
        self._owner = owner
        self._patience = patience or Patience()
        self._chance = chance

    def recover(self) -> int:
        """At the start: what this owner was sending, or waited to hear of, when it died has an unknown outcome.

        Returns how many.
        """
        return self._set(
            and_(wa_outbox.c.state.in_((SENDING, UNKNOWN)), wa_outbox.c.sender == self._owner),
            state=UNKNOWN,
            due_at=self._after(self._patience.restarted),
        )

    def claim(self, limit: int, busy: Collection[str] = ()) -> list[OutboxRow]:
        """Takes up to `limit` messages that may go now, one for each citizen, none for those in `busy`."""
        if limit <= 0:
            return []
        with reading(self.engine).begin() as connection:  # an idle look is cheap and takes no write lock
            if connection.execute(ANY_UNSENT).first() is None:
                return []
            if connection.execute(NEXT, self._moment(limit, busy)).first() is None:
                return []
        claimed = []
        with self.engine.begin() as connection:
            for row in connection.execute(NEXT_LOCKED, self._moment(limit, busy)).all():
                message = None if row.state == SENDING else self._row(row)
                if row.state == SENDING:
                    values = {"state": UNKNOWN, "due_at": self._after(self._patience.unknown)}
                elif message is None:
                    log.error("outbox %s: does not open, given up", row.id)
                    values = {"state": DEAD, "error_code": UNREADABLE}
                else:
                    claimed.append(message)
                    values = {
                        "state": SENDING,
                        "sender": self._owner,
                        "attempts": row.attempts + 1,
                        "due_at": self._after(self._patience.sending),
                    }
                connection.execute(update(wa_outbox).where(wa_outbox.c.id == row.id).values(**values))
        return claimed

    def accepted(self, row_id: str, wamid: str) -> None:
        self._settle(
            row_id, state=ACCEPTED, accepted_at=self._clock.now(), wamid_hash=self._hash(wamid), error_code=None
        )

    def unknown(self, row_id: str) -> None:
        """The answer was lost: wait for the status, then send again."""
        self._settle(row_id, state=UNKNOWN, due_at=self._after(self._patience.unknown))

    def retry(self, row_id: str, seconds: float, code: str) -> None:
        self._settle(row_id, state=WAITING, due_at=self._after(seconds), error_code=code)

    def put_back(self, row_id: str) -> None:
        """Nothing is wrong with the message: as if it had not been tried."""
        self._settle(row_id, state=WAITING, attempts=wa_outbox.c.attempts - 1, due_at=self._clock.now())

    def dead(self, row_id: str, code: str) -> None:
        """Gives the message up; it stays for the operators, and the citizen's next one may go."""
        self._settle(row_id, state=DEAD, error_code=code)

    def hold(self, row_id: str, code: str) -> None:
        """Puts a message of a notice, with the rest of the notice, off until the citizen writes."""
        sending = (wa_outbox.c.id == row_id, wa_outbox.c.state == SENDING)
        with self.engine.begin() as connection:
            row = connection.execute(select(wa_outbox).where(*sending).with_for_update()).first()
            if row is not None:
                hold(connection, row, self._clock.now(), code)

    def replace(self, row_id: str, body: dict[str, Any], code: str) -> None:
        """Says something else in the message's place: its document is not to be had."""
        sealed = self._vault.seal(json.dumps(body), place=f"wa_outbox/{row_id}/body")
        self._settle(
            row_id,
            state=WAITING,
            attempts=0,
            body=sealed,
            document_reference=None,
            due_at=self._clock.now(),
            error_code=code,
        )

    def record_statuses(self, connection: Connection, statuses: Sequence[StatusUpdate]) -> int:
        """Notes Meta's reports inside the caller's transaction; returns how many are about messages of ours."""
        # In one order for everybody, so webhooks that come at once do not wait for each other in a circle.
        ours = sum(self._record(connection, status) for status in sorted(statuses, key=lambda each: each.wamid))
        if ours:
            announce(connection)
        return ours

    def _moment(self, limit: int, busy: Collection[str]) -> dict[str, Any]:
        now = self._clock.now()
        media_since = now - timedelta(seconds=self._patience.media)
        return {"now": now, "media_since": media_since, "limit": limit, "busy": list(busy)}

    def _record(self, connection: Connection, report: StatusUpdate) -> int:
        wamid_hash = self._hash(report.wamid)
        known = or_(wa_outbox.c.id == report.opaque_id, wa_outbox.c.wamid_hash == wamid_hash)
        row = connection.execute(select(wa_outbox).where(known).with_for_update()).first()
        if row is None:
            return 0
        fresh = connection.execute(
            insert_ignore(wa_status, connection).values(
                outbox_id=row.id, status=report.status.value, at=report.at, error_code=report.error_code
            )
        ).rowcount
        rank = DeliveryStatus(row.status).rank if row.status else 0
        of_other_copy = row.wamid_hash not in (None, wamid_hash)
        if not fresh or report.status.rank <= rank or (of_other_copy and report.status is DeliveryStatus.FAILED):
            return 1
        if report.status is DeliveryStatus.FAILED and self._belongs_held(row, report.error_code):
            hold(connection, row, self._clock.now(), str(report.error_code))
            return 1
        if report.status is DeliveryStatus.FAILED:
            values = self._after_failure(row, report.error_code)
        else:
            values = {"status": report.status.value, "wamid_hash": wamid_hash, "error_code": None}
            if row.state in UNSENT:
                values |= {"state": ACCEPTED, "accepted_at": self._clock.now()}
        connection.execute(update(wa_outbox).where(wa_outbox.c.id == row.id).values(**values))
        return 1

    def _after_failure(self, row: Any, code: int | None) -> dict[str, Any]:
        """A message accepted and then failed: once more when that may help, else dead."""
        remedy = remedy_for(code)
        if remedy in (Remedy.DEAD, Remedy.HOLD) or row.attempts >= LATE_FAILURES:
            return {"state": DEAD, "status": DeliveryStatus.FAILED.value, "error_code": str(code)}
        due_at = self._after(delay_seconds(remedy, row.attempts, self._chance()))
        return {"state": WAITING, "status": None, "wamid_hash": None, "due_at": due_at, "error_code": str(code)}

    def _row(self, row: Any) -> OutboxRow | None:
        """None when it does not open (damaged, or its key is gone)."""
        try:
            wa_id = self._vault.open(row.wa_id, place=f"wa_user/{row.user_key}/wa_id")
            body = json.loads(self._vault.open(row.body, place=f"wa_outbox/{row.id}/body"))
        except (VaultError, ValueError, LookupError, TypeError):
            return None
        return OutboxRow(
            row.id,
            row.user_key,
            row.phone_number_id,
            wa_id,
            body,
            row.document_reference,
            row.attempts + 1,
            row.created_at,
            Unasked.of(row.turn_id),
        )

    @staticmethod
    def _belongs_held(row: Any, code: int | None) -> bool:
        return remedy_for(code) is Remedy.HOLD and Unasked.of(row.turn_id) is Unasked.NOTICE

    def _settle(self, row_id: str, **values: Any) -> None:
        """Only a message still being sent is settled: a status webhook may have been faster."""
        self._set(and_(wa_outbox.c.id == row_id, wa_outbox.c.state == SENDING), **values)

    def _set(self, which: Any, **values: Any) -> int:
        with self.engine.begin() as connection:
            return int(connection.execute(update(wa_outbox).where(which).values(**values)).rowcount)

    def _after(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)

    def _hash(self, wamid: str) -> str:
        return self._vault.fingerprint("wamid", wamid)
