"""What the assistant says, kept until WhatsApp has it.

The worker enqueues in the transaction that ends a turn; `delivery.py` is the sender's side of the same table.
An option travels as a random token; what it means stays here, so a forged or stale tap means nothing.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Connection, Engine

from channels.whatsapp.changes import announce
from channels.whatsapp.records import BotMessage, Option, TokenPayload
from channels.whatsapp.rendering import Bubble, Labels, page_of, render
from channels.whatsapp.tables import wa_outbox, wa_token
from clock import Clock
from storage.engine import reading
from storage.vault import Vault, VaultError

log = logging.getLogger(__name__)

OPTION_LIFE = timedelta(hours=24)
TOKEN_BYTES = 16
WAITING, SENDING, UNKNOWN, ACCEPTED, DEAD = "waiting", "sending", "unknown", "accepted", "dead"
HELD = "held"
"""Until the citizen writes: outside the 24 h window Meta takes only templates. See `holding.py`."""
UNSENT = (WAITING, SENDING, UNKNOWN)


class Unasked(str, Enum):
    """What is said without a message of the citizen. Its turn ids have a colon, those of answers none."""

    NOTICE = "notice"
    TEMPLATE = "template"
    OFFICER = "officer"

    def turn(self, id: str) -> str:
        return f"{self.value}:{id}"

    @classmethod
    def of(cls, turn_id: str) -> Unasked | None:
        """None for an answer."""
        kind, colon, _ = turn_id.partition(":")
        return cls(kind) if colon else None


class Outbox:
    def __init__(self, engine: Engine, vault: Vault, clock: Clock, labels: Labels | None = None) -> None:
        self.engine = engine
        self._vault = vault
        self._clock = clock
        self._labels = labels or Labels()

    def enqueue(self, connection: Connection, user_key: str, turn_id: str, messages: Sequence[BotMessage]) -> None:
        """Renders the messages and queues them in order, inside the caller's transaction.

        Several calls with one `turn_id` add up: positions and options go on counting.
        """
        self.add(connection, user_key, turn_id, self.rendered(messages))

    def rendered(self, messages: Sequence[BotMessage]) -> list[Bubble]:
        return [bubble for message in messages for bubble in render(message, self._labels, new_token)]

    def add(
        self,
        connection: Connection,
        user_key: str,
        turn_id: str,
        bubbles: Sequence[Bubble],
        *,
        held_since: datetime | None = None,
        options_for: timedelta = OPTION_LIFE,
    ) -> None:
        """As `enqueue`, for what is rendered; its options may be chosen for that long.

        With `held_since` nothing goes before the citizen has written after that moment.
        """
        expires_at = self._clock.now() + options_for
        first = self._count(connection, wa_outbox, user_key, turn_id)
        options = self._count(connection, wa_token, user_key, turn_id)
        for position, bubble in enumerate(bubbles, start=first):
            self._insert(connection, user_key, turn_id, position, bubble, held_since)
            for option in bubble.options:
                self._insert_token(connection, user_key, turn_id, options, option, expires_at)
                options += 1
        announce(connection)

    def options_of_last_turn(self, user_key: str) -> list[Option]:
        """The options of the citizen's newest answer in the order shown; empty when it offered none.

        A notice in between takes nothing from the question that was asked before it. Includes the "more options" row
        of a paged list; `payload_of` tells what it means.
        """
        last = (
            select(wa_outbox.c.turn_id)
            .where(wa_outbox.c.user_key == user_key, wa_outbox.c.turn_id.not_like("%:%"))
            .order_by(wa_outbox.c.seq.desc())
            .limit(1)
        )
        query = (
            select(wa_token)
            .where(wa_token.c.user_key == user_key, wa_token.c.turn_id == last.scalar_subquery())
            .where(wa_token.c.expires_at > self._clock.now())
            .order_by(wa_token.c.position)
        )
        with reading(self.engine).begin() as connection:
            rows = connection.execute(query).all()
        return [option for row in rows if (option := self._option(row)) is not None]

    def payload_of(self, user_key: str, token: str) -> TokenPayload | None:
        """What the option means; None when we never offered it to this citizen or offered it over 24 h ago."""
        query = (
            select(wa_token)
            .where(wa_token.c.token == token, wa_token.c.user_key == user_key)
            .where(wa_token.c.expires_at > self._clock.now())
        )
        with reading(self.engine).begin() as connection:
            row = connection.execute(query).first()
        option = None if row is None else self._option(row)
        return None if option is None else TokenPayload(option.title, option.payload, page_of(option.payload))

    def _option(self, row: Any) -> Option | None:
        """None when it does not open: then it is as if it had never been offered."""
        try:
            title = self._vault.open(row.title, place=f"wa_token/{row.token}/title")
            payload = self._vault.open(row.payload, place=f"wa_token/{row.token}/payload")
        except (VaultError, ValueError, LookupError):
            log.error("an option of turn %s does not open", row.turn_id)
            return None
        return Option(row.token, title, payload)

    def _insert(
        self,
        connection: Connection,
        user_key: str,
        turn_id: str,
        position: int,
        bubble: Bubble,
        held_since: datetime | None,
    ) -> None:
        row_id, now = uuid4().hex, self._clock.now()
        connection.execute(
            insert(wa_outbox).values(
                id=row_id,
                user_key=user_key,
                turn_id=turn_id,
                position=position,
                body=self._vault.seal(json.dumps(bubble.body), place=f"wa_outbox/{row_id}/body"),
                document_reference=bubble.document_reference,
                state=HELD if held_since else WAITING,
                attempts=0,
                due_at=held_since or now,
                created_at=now,
            )
        )

    def _insert_token(
        self,
        connection: Connection,
        user_key: str,
        turn_id: str,
        position: int,
        option: Option,
        expires_at: datetime,
    ) -> None:
        connection.execute(
            insert(wa_token).values(
                token=option.token,
                user_key=user_key,
                turn_id=turn_id,
                position=position,
                payload=self._vault.seal(option.payload, place=f"wa_token/{option.token}/payload"),
                title=self._vault.seal(option.title, place=f"wa_token/{option.token}/title"),
                expires_at=expires_at,
            )
        )

    @staticmethod
    def _count(connection: Connection, table: Table, user_key: str, turn_id: str) -> int:
        query = select(func.count()).where(table.c.user_key == user_key, table.c.turn_id == turn_id)
        return int(connection.execute(query).scalar_one())


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)
