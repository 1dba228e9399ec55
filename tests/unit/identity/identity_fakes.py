"""Fakes of what `identity` talks to, and a house that has them all."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from identity.codes import ScryptCost
from identity.errors import SmsGatewayError
from identity.phone import PhoneNumber
from identity.records import CodePurpose, CodeSent
from identity.service import IdentityService
from storage.engine import open_engine
from storage.vault import Vault

ME, STRANGER = "a" * 32, "b" * 32
REGISTERED = PhoneNumber("+6281234567890")
UNREGISTERED = PhoneNumber("+6281298765432")
CHEAP = ScryptCost(n=2, r=1, p=1)


class FakeClock:
    def __init__(self) -> None:
        self.moment = datetime(2022, 1, 26, 3, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class FakeDirectory:
    def __init__(self, vault: Vault, *phones: PhoneNumber) -> None:
        self._vault = vault
        self._known: set[str] = set()
        self.asked = 0
        for phone in phones:
            self.add(phone)

    def add(self, phone: PhoneNumber) -> None:
        self._known.add(self._vault.fingerprint("phone", phone.e164))

    def is_registered(self, phone_fingerprint: str) -> bool:
        self.asked += 1
        return phone_fingerprint in self._known


class FakeGateway:
    def __init__(self) -> None:
        self.down = False
        self.calls = 0
        self.sent: list[tuple[str, str]] = []

    def send(self, phone_e164: str, text: str) -> None:
        self.calls += 1
        if self.down:
            raise SmsGatewayError("down")
        self.sent.append((phone_e164, text))


class FakeWords:
    def text(self, name: str, **values: object) -> str:
        return f"{name} {values.get('code', '')}".strip()


@dataclass
class House:
    """On the database at `url`, which has its tables."""

    url: str
    phones: tuple[PhoneNumber, ...] = (REGISTERED,)
    scrypt_cost: ScryptCost = CHEAP
    clock: FakeClock = field(default_factory=FakeClock)
    gateway: FakeGateway = field(default_factory=FakeGateway)

    def __post_init__(self) -> None:
        self.engine = open_engine(self.url)
        self.vault = Vault({"test": bytes(32)}, bytes(32))
        self.directory = FakeDirectory(self.vault, *self.phones)
        self.identity = self.restarted()
        self._turns = itertools.count()

    def restarted(self) -> IdentityService:
        return IdentityService(
            self.engine,
            self.vault,
            self.clock,
            self.directory,
            self.gateway,
            FakeWords(),
            scrypt_cost=self.scrypt_cost,
        )

    def turn(self) -> str:
        return f"turn{next(self._turns)}:action_test"

    def request(
        self,
        conversation: str = ME,
        phone: PhoneNumber = REGISTERED,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
    ) -> object:
        return self.identity.request_code(conversation, phone, self.turn(), purpose=purpose)

    def sent(
        self,
        conversation: str = ME,
        phone: PhoneNumber = REGISTERED,
        purpose: CodePurpose = CodePurpose.SIGN_IN,
    ) -> CodeSent:
        outcome = self.request(conversation, phone, purpose)
        assert isinstance(outcome, CodeSent), outcome
        return outcome

    def check(self, challenge_id: str, code: str, conversation: str = ME) -> object:
        return self.identity.check_code(conversation, challenge_id, code, self.turn())

    def last_code(self) -> str:
        return re.findall(r"\d{6}", self.gateway.sent[-1][1])[-1]

    def wrong_code(self) -> str:
        """Not the one of the last SMS."""
        codes = re.findall(r"\d{6}", self.gateway.sent[-1][1]) if self.gateway.sent else []
        return "000000" if codes != ["000000"] else "111111"

    def verify(self, conversation: str = ME, phone: PhoneNumber = REGISTERED) -> object:
        return self.check(self.sent(conversation, phone).challenge_id, self.last_code(), conversation)

    def fail(self, times: int, conversation: str = ME, phone: PhoneNumber = REGISTERED) -> object:
        """So many wrong codes, over as many challenges as needed; hours pass where the limits want it."""
        outcome: object = None
        challenge: CodeSent | None = None
        for index in range(times):
            if index % 3 == 0:
                self.clock.advance(minutes=13)
                challenge = self.sent(conversation, phone)
            assert challenge is not None
            outcome = self.check(challenge.challenge_id, self.wrong_code(), conversation)
        return outcome
