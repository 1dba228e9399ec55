"""A conversation in an officer's hands: the officer writes through the channel, and the assistant is silent.

It ends when the citizen says so, when the officer does, or when the officer has not written for a while; the citizen
is told each time. `wa_user.officer_until` tells the turn worker, which reads that row anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from channels.whatsapp.handover_lines import Lines
from channels.whatsapp.handover_records import (
    Author,
    Ending,
    HandOver,
    Line,
    NotTaken,
    TakenByAnother,
    UnfitText,
    UnknownConversation,
    WindowClosed,
)
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox, Unasked
from channels.whatsapp.records import BotMessage, InboxRow, Lease
from channels.whatsapp.rendering import TEXT_LIMIT
from channels.whatsapp.sanitiser import clean, without_emoji
from channels.whatsapp.sentences import say
from channels.whatsapp.tables import wa_handover, wa_outbox, wa_user
from channels.whatsapp.window import is_open
from clock import Clock
from storage.engine import reading
from storage.vault import Vault
from wording import Wording

log = logging.getLogger(__name__)

STARTED = "utter_handover_started"
SAID_AT_END = {
    Ending.CITIZEN: "utter_handover_ended",
    Ending.OFFICER: "utter_handover_ended",
    Ending.TIMED_OUT: "utter_handover_timed_out",
}
IDLE = timedelta(minutes=30)


class HandOvers:
    def __init__(
        self, inbox: Inbox, outbox: Outbox, vault: Vault, clock: Clock, wording: Wording, idle: timedelta = IDLE
    ) -> None:
        """`idle`: after so long without a message of the officer the assistant resumes."""
        self._engine = outbox.engine
        self._inbox = inbox
        self._outbox = outbox
        self._vault = vault
        self._clock = clock
        self._wording = wording
        self._idle = idle
        self._lines = Lines(vault)

    def take(self, conversation_id: str, case_number: str, officer: str) -> HandOver:
        """The officer has the conversation from now on; repeated by the same officer it changes nothing.

        Raises UnknownConversation, TakenByAnother, WindowClosed.
        """
        now = self._clock.now()
        with self._engine.begin() as connection:
            citizen = self._hold(connection, conversation_id)
            current = self._current(connection, conversation_id)
            if current is not None and self._is_over(citizen, now):
                self._end(connection, citizen, Ending.TIMED_OUT)
                current = None
            if current is not None:
                if current.officer != officer:
                    raise TakenByAnother
                return _hand_over(current, citizen.officer_until)
            if not is_open(citizen.last_inbound_at, now):
                raise WindowClosed
            taken = HandOver(uuid4().hex, case_number, officer, now, now + self._idle, None, None)
            row = {"id": taken.id, "case_number": case_number, "officer": officer, "since": now}
            connection.execute(insert(wa_handover).values(user_key=conversation_id, **row))
            self._keep_until(connection, conversation_id, taken.until)
            self._tell(connection, conversation_id, f"{taken.id}-start", STARTED)
            return taken

    def say(self, conversation_id: str, text: str, command_id: str) -> None:
        """Queues the officer's words, once for each command. Raises UnknownConversation, NotTaken, WindowClosed,
        UnfitText.
        """
        words = text.strip()
        if not 0 < len(words) <= TEXT_LIMIT:
            raise UnfitText
        now = self._clock.now()
        turn_id = Unasked.OFFICER.turn(self._vault.fingerprint("command", command_id)[:32])
        with self._engine.begin() as connection:
            citizen = self._hold(connection, conversation_id)
            said = select(wa_outbox.c.seq).where(wa_outbox.c.user_key == citizen.key, wa_outbox.c.turn_id == turn_id)
            if connection.execute(said.limit(1)).first():
                return
            current = self._current(connection, conversation_id)
            if current is None or self._is_over(citizen, now):
                raise NotTaken
            if not is_open(citizen.last_inbound_at, now):
                raise WindowClosed
            self._outbox.enqueue(connection, conversation_id, turn_id, [BotMessage(words)])
            self._lines.add(connection, current.id, Author.OFFICER, now, words)
            self._keep_until(connection, conversation_id, now + self._idle)

    def end(self, conversation_id: str) -> None:
        """The officer is done, and the assistant resumes; harmless when it has. Raises UnknownConversation."""
        with self._engine.begin() as connection:
            self._end(connection, self._hold(connection, conversation_id), Ending.OFFICER)

    def time_out(self) -> int:
        """Ends those whose officer has been silent for too long; returns how many."""
        now = self._clock.now()
        with reading(self._engine).begin() as connection:
            running = select(wa_user.c.key).join_from(wa_handover, wa_user, wa_user.c.key == wa_handover.c.user_key)
            late = running.where(wa_handover.c.ended_at.is_(None), wa_user.c.officer_until <= now)
            keys = connection.execute(late).scalars().all()
        for key in keys:
            with self._engine.begin() as connection:
                citizen = self._hold(connection, key)
                if self._is_over(citizen, now):
                    self._end(connection, citizen, Ending.TIMED_OUT)
        return len(keys)

    def of_case(self, case_number: str) -> HandOver | None:
        """The newest one about that case; None when there was none."""
        query = (
            select(wa_handover, wa_user.c.officer_until)
            .join_from(wa_handover, wa_user, wa_user.c.key == wa_handover.c.user_key)
            .where(wa_handover.c.case_number == case_number)
            .order_by(wa_handover.c.since.desc())
        )
        with reading(self._engine).begin() as connection:
            row = connection.execute(query.limit(1)).first()
        return None if row is None else _hand_over(row, row.officer_until)

    def transcript(self, conversation_id: str, after: int = 0) -> list[Line]:
        """What was said in the conversation's hand-overs of the last 30 days; only lines later than `after`."""
        query = select(wa_handover.c.id).where(wa_handover.c.user_key == conversation_id)
        with reading(self._engine).begin() as connection:
            return self._lines.after(connection, connection.execute(query).scalars(), after)

    def keep(self, lease: Lease, rows: Sequence[InboxRow]) -> None:
        """The citizen's messages go to the officer, up to the one that ends the hand-over; raises LeaseLost.

        What was written after that one waits for the assistant.
        """
        ends_at = next((at for at, row in enumerate(rows, 1) if self._is_farewell(row)), None)
        kept = rows[:ends_at]
        with self._engine.begin() as connection:
            citizen = self._hold(connection, lease.user_key)
            current = self._current(connection, lease.user_key)
            if current is None or citizen.officer_until is None:
                return  # ended meanwhile: the assistant answers them
            for row in kept:
                message = row.message
                text = "\n".join(filter(None, (message.text, message.caption)))
                kind, media_id = message.kind.value, message.media_id
                self._lines.add(connection, current.id, Author.CITIZEN, message.sent_at, text, kind, media_id)
            self._inbox.finish(connection, lease, [row.id for row in kept])
            if ends_at is not None:
                self._end(connection, citizen, Ending.CITIZEN)

    def _is_farewell(self, row: InboxRow) -> bool:
        words = without_emoji(clean(row.message.text)).strip(" .!,").casefold()
        farewells = self._wording.custom(SAID_AT_END[Ending.CITIZEN]).get("said_by_citizen") or ()
        return words in farewells

    def _end(self, connection: Connection, citizen: Any, ending: Ending) -> None:
        running = (wa_handover.c.user_key == citizen.key, wa_handover.c.ended_at.is_(None))
        current = self._current(connection, citizen.key)
        if current is None:
            return
        now = self._clock.now()
        connection.execute(update(wa_handover).where(*running).values(ended_at=now, ending=ending.value))
        self._keep_until(connection, citizen.key, None)
        if is_open(citizen.last_inbound_at, now):
            self._tell(connection, citizen.key, f"{current.id}-end", SAID_AT_END[ending])

    def _tell(self, connection: Connection, user_key: str, id: str, response: str) -> None:
        turn_id = Unasked.OFFICER.turn(id)
        self._outbox.enqueue(connection, user_key, turn_id, [say(self._wording, response)])

    def _hold(self, connection: Connection, conversation_id: str) -> Any:
        """The citizen's row, locked; everything here and every turn begins with it."""
        query = select(wa_user.c.key, wa_user.c.last_inbound_at, wa_user.c.officer_until)
        row = connection.execute(query.where(wa_user.c.key == conversation_id).with_for_update()).first()
        if row is None:
            raise UnknownConversation
        return row

    @staticmethod
    def _is_over(citizen: Any, now: datetime) -> bool:
        return citizen.officer_until is None or citizen.officer_until <= now

    @staticmethod
    def _current(connection: Connection, user_key: str) -> Any:
        running = (wa_handover.c.user_key == user_key, wa_handover.c.ended_at.is_(None))
        return connection.execute(select(wa_handover).where(*running)).first()

    @staticmethod
    def _keep_until(connection: Connection, user_key: str, until: datetime | None) -> None:
        connection.execute(update(wa_user).where(wa_user.c.key == user_key).values(officer_until=until))


def _hand_over(row: Any, until: datetime | None) -> HandOver:
    ending = None if row.ending is None else Ending(row.ending)
    still = until if row.ended_at is None else None
    return HandOver(row.id, row.case_number, row.officer, row.since, still, row.ended_at, ending)
