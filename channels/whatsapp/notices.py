"""News for citizens: each is said once, at once where Meta's 24 h window is open, else when the citizen writes next.

Outside the window the text is held in the outbox and a template says that there is news; whatever the citizen then
writes, or its button, opens the window and lets the text go.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection

from channels.whatsapp.holding import SLACK, citizens_who_wrote, release
from channels.whatsapp.outbox import HELD, Outbox, Unasked, new_token
from channels.whatsapp.records import BotMessage, Notice
from channels.whatsapp.sentences import say
from channels.whatsapp.tables import wa_notice, wa_outbox, wa_user
from channels.whatsapp.templates import Template
from channels.whatsapp.window import is_open
from clock import Clock
from storage.engine import insert_ignore, reading
from wording import Wording

log = logging.getLogger(__name__)

OPTION_LIFE = timedelta(days=30)
ID_OF_NOTICE = func.substr(wa_outbox.c.turn_id, len(Unasked.NOTICE.turn("")) + 1)


class Notices:
    """Every method may run in several processes at once and again after a crash."""

    def __init__(self, outbox: Outbox, clock: Clock, wording: Wording) -> None:
        self._outbox = outbox
        self._engine = outbox.engine
        self._clock = clock
        self._wording = wording

    def post(self, notice: Notice) -> bool:
        """Takes over the notice, unless it is here; whether it was new. Raises WordingError, with nothing taken."""
        text = say(self._wording, notice.response, **notice.values)
        template = Template.of(self._wording, notice.template)
        now = self._clock.now()
        with self._engine.begin() as connection:
            citizen = select(wa_user.c.last_inbound_at).where(wa_user.c.key == notice.conversation_id)
            known = connection.execute(citizen.with_for_update()).first()
            if known is None:
                log.error("notice %s: nobody has that conversation", notice.id)
                return False
            row = {
                "id": notice.id,
                "user_key": notice.conversation_id,
                "template": notice.template,
                "case_number": notice.case_number,
                "created_at": now,
            }
            if not connection.execute(insert_ignore(wa_notice, connection).values(row)).rowcount:
                return False
            held_since = None if is_open(known.last_inbound_at, now) else now - SLACK
            self._put(connection, notice, text, held_since)
            if held_since is not None:
                self._announce(connection, notice.id, notice.conversation_id, notice.case_number, template)
        return True

    def announce_refused(self) -> int:
        """Templates for the notices whose text Meta refused, the window having closed meanwhile; returns how many."""
        refused = (
            select(wa_notice)
            .join_from(wa_outbox, wa_notice, wa_notice.c.id == ID_OF_NOTICE)
            .where(wa_outbox.c.state == HELD, wa_notice.c.template_at.is_(None))
            .distinct()
        )
        with reading(self._engine).begin() as connection:
            rows = connection.execute(refused).all()
        for row in rows:
            template = Template.of(self._wording, row.template)
            with self._engine.begin() as connection:
                self._announce(connection, row.id, row.user_key, row.case_number, template)
        return len(rows)

    def release(self) -> int:
        """Lets go what is held for citizens who have written since; returns how many messages."""
        now = self._clock.now()
        let_go = 0
        for user_key in citizens_who_wrote(self._engine, now):
            with self._engine.begin() as connection:
                let_go += release(connection, user_key, now)
        return let_go

    def shown_at(self, notice_id: str) -> datetime | None:
        """When the text of a notice that was held went out; None while it is held, or when nobody knows it."""
        query = select(wa_notice.c.opened_at).where(wa_notice.c.id == notice_id)
        with reading(self._engine).begin() as connection:
            shown_at: datetime | None = connection.execute(query).scalar()
        return shown_at

    def _put(self, connection: Connection, notice: Notice, text: BotMessage, held_since: datetime | None) -> None:
        """The text stands apart from the documents: it must arrive even if one of them is not to be had any more."""
        messages = [text, *(BotMessage(document=document) for document in notice.documents)]
        self._outbox.add(
            connection,
            notice.conversation_id,
            Unasked.NOTICE.turn(notice.id),
            self._outbox.rendered(messages),
            held_since=held_since,
            options_for=OPTION_LIFE,
        )

    def _announce(
        self, connection: Connection, notice_id: str, user_key: str, case_number: str, template: Template
    ) -> None:
        untold = (wa_notice.c.id == notice_id, wa_notice.c.template_at.is_(None))
        told = update(wa_notice).where(*untold).values(template_at=self._clock.now())
        if connection.execute(told).rowcount:
            bubble = template.bubble(case_number, notice_id, new_token())
            turn_id = Unasked.TEMPLATE.turn(notice_id)
            self._outbox.add(connection, user_key, turn_id, [bubble], options_for=OPTION_LIFE)
