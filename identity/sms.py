"""Carries queued SMS to the gateway, and knows before anyone asks for a number whether the gateway works.

A crash between the gateway's yes and our note of it lets `deliver_pending` send the same SMS once more: the same
code twice is harmless, a code lost is not.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import case, select, update
from sqlalchemy.engine import Connection, Engine

from clock import Clock
from identity.errors import SmsGatewayError
from identity.ports import SmsGateway
from identity.sms_queue import QueuedSms, SmsQueue
from identity.tables import sms_circuit
from storage.engine import insert_ignore

FAILURES_TO_OPEN = 3  # in a row
OPEN_FOR = timedelta(seconds=30)

logger = logging.getLogger(__name__)


class Circuit:
    """Shared by all processes: open (no SMS tried) for half a minute after three failures in a row."""

    def __init__(self, clock: Clock, gateway_name: str = "sms") -> None:
        self._clock = clock
        self._name = gateway_name

    def closed(self, connection: Connection) -> bool:
        open_until = connection.execute(select(sms_circuit.c.open_until).where(self._mine())).scalar()
        return open_until is None or bool(open_until <= self._clock.now())

    def note(self, connection: Connection, *, delivered: bool) -> None:
        """A delivery was tried. The first success closes the circuit, a failure after the pause opens it again."""
        if delivered:
            failing = update(sms_circuit).where(self._mine(), sms_circuit.c.failures > 0)
            connection.execute(failing.values(failures=0, open_until=None))
            return
        row = {"gateway": self._name, "failures": 0}
        connection.execute(insert_ignore(sms_circuit, connection), row)
        failures = sms_circuit.c.failures + 1
        open_until = case((failures >= FAILURES_TO_OPEN, self._clock.now() + OPEN_FOR), else_=None)
        connection.execute(update(sms_circuit).where(self._mine()).values(failures=failures, open_until=open_until))

    def _mine(self) -> bool:
        mine: bool = sms_circuit.c.gateway == self._name
        return mine


class Courier:
    def __init__(self, engine: Engine, queue: SmsQueue, gateway: SmsGateway, clock: Clock) -> None:
        self._engine = engine
        self._queue = queue
        self._gateway = gateway
        self._clock = clock
        self._circuit = Circuit(clock)

    def available(self, connection: Connection) -> bool:
        """Whether it makes sense to promise an SMS; the same for every number."""
        return self._circuit.closed(connection)

    def hand_over(self, sms: QueuedSms) -> bool:
        """Calls the gateway, outside any transaction; whether it took the message."""
        try:
            self._gateway.send(sms.phone_e164, sms.text)
        except SmsGatewayError as error:
            logger.warning("SMS not taken: %s", error)
        except Exception as error:  # an adapter's surprise must not leave a citizen without an answer
            logger.error("SMS gateway failed unexpectedly: %s", type(error).__name__)
        else:
            return True
        return False

    def settle(self, connection: Connection, sms: QueuedSms, *, delivered: bool, keep: bool = False) -> None:
        """Notes the result; the row goes, unless an undelivered one is to be tried again (`keep`)."""
        self._circuit.note(connection, delivered=delivered)
        if delivered or not keep:
            self._queue.remove(connection, sms.id)

    def deliver_pending(self) -> int:
        """Delivers what a crashed process left behind; returns how many SMS went out. Call every few seconds."""
        delivered = 0
        while (sms := self._claim_next()) is not None:
            taken = self.hand_over(sms)
            with self._engine.begin() as connection:
                self.settle(connection, sms, delivered=taken, keep=True)
            if not taken:
                break
            delivered += 1
        return delivered

    def _claim_next(self) -> QueuedSms | None:
        with self._engine.begin() as connection:
            if not self._circuit.closed(connection):
                return None
            return self._queue.claim_next(connection, self._clock.now())
