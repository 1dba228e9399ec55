"""SMS that tell the owner of a number what happened to it, without asking for anything."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.audit import AuditKind, record_event
from identity.commands import Commands
from identity.phone import PhoneNumber
from identity.ports import SmsWords
from identity.records import Notified
from identity.sms import Courier
from identity.sms_queue import QueuedSms, SmsQueue
from storage.engine import reading
from storage.vault import Vault

OPERATION = "notify"
NOTICE_LIFE = timedelta(days=1)  # the gateway may be down for long; older news help nobody


class Notices:
    def __init__(self, engine: Engine, vault: Vault, clock: Clock, words: SmsWords, courier: Courier) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._words = words
        self._courier = courier
        self._commands = Commands(vault)
        self._queue = SmsQueue(vault)

    def notify(self, phone: PhoneNumber, response_name: str, command_id: str) -> Notified:
        text = self._words.text(response_name)
        key, now = self._commands.key(command_id, OPERATION), self._clock.now()
        queued: list[QueuedSms] = []

        def enqueue(connection: Connection) -> Notified:
            queued[:] = [self._queue.add(connection, uuid4().hex, phone.e164, text, now, now + NOTICE_LIFE)]
            record_event(connection, now, "", AuditKind.NOTIFIED, self._vault.fingerprint("phone", phone.e164))
            return Notified()

        outcome: Notified = self._commands.once(self._engine, key, now, enqueue)
        for sms in queued:
            self._deliver(sms)
        return outcome

    def _deliver(self, sms: QueuedSms) -> None:
        """At once if the gateway works; else `Courier.deliver_pending` takes it up again."""
        with reading(self._engine).begin() as connection:
            if not self._courier.available(connection):
                return
        delivered = self._courier.hand_over(sms)
        with self._engine.begin() as connection:
            self._courier.settle(connection, sms, delivered=delivered, keep=True)
