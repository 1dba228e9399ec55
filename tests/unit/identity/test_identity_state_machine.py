"""Whatever anybody does: nobody is verified without the live code, typed in time, where it was asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from identity.phone import PhoneNumber
from identity.records import CodeSent, Locked, SmsUnavailable, Verified, WrongCode
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House

CONVERSATIONS = st.sampled_from([ME, STRANGER])
PHONES = st.sampled_from([REGISTERED, UNREGISTERED])


class Codes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.challenges: list[tuple[str, PhoneNumber, CodeSent, str]] = []
        self.live: dict[tuple[str, PhoneNumber], str] = {}
        self.tries: dict[str, int] = {}
        self.verified: set[str] = set()
        self.failures: dict[str, list[datetime]] = {ME: [], STRANGER: []}
        self.sent_at: dict[str, list[datetime]] = {ME: [], STRANGER: []}

    @rule(conversation=CONVERSATIONS, phone=PHONES, gateway_down=st.sampled_from([False, False, False, True]))
    def ask(self, conversation: str, phone: PhoneNumber, gateway_down: bool) -> None:
        self.house.gateway.down = gateway_down
        outcome = self.house.request(conversation, phone)
        if isinstance(outcome, CodeSent):
            assert not gateway_down
            code = self.house.last_code() if phone == REGISTERED else ""
            self.challenges.append((conversation, phone, outcome, code))
            self.live[conversation, phone] = outcome.challenge_id
            self.tries[outcome.challenge_id] = 3
            self.sent_at[conversation].append(self.house.clock.now())
        else:
            assert gateway_down or not isinstance(outcome, SmsUnavailable) or self.house.gateway.calls > 2

    @rule(data=st.data(), conversation=CONVERSATIONS, right=st.booleans())
    def type_code(self, data: st.DataObject, conversation: str, right: bool) -> None:
        if not self.challenges:
            return
        asked_in, phone, sent, code = data.draw(st.sampled_from(self.challenges))
        typed = code if right and code else "0000000"
        now = self.house.clock.now()
        may_verify = (
            typed == code
            and conversation == asked_in
            and now < sent.expires_at
            and self.live.get((asked_in, phone)) == sent.challenge_id
            and self.tries[sent.challenge_id] > 0
        )
        outcome = self.house.check(sent.challenge_id, typed, conversation)
        if isinstance(outcome, Verified):
            assert may_verify
            self.live.pop((asked_in, phone))
            self.verified.add(conversation)
        else:
            assert not may_verify or isinstance(outcome, Locked)
        if isinstance(outcome, WrongCode):
            self.tries[sent.challenge_id] -= 1
            assert outcome.tries_left == self.tries[sent.challenge_id] >= 0
            self.failures[conversation].append(now)

    @rule(seconds=st.sampled_from([1, 30, 61, 299, 900, 3600]))
    def wait(self, seconds: int) -> None:
        self.house.clock.advance(seconds=seconds)

    @rule(conversation=CONVERSATIONS)
    def log_out(self, conversation: str) -> None:
        self.house.identity.end_session(conversation)
        self.verified.discard(conversation)

    @invariant()
    def only_the_verified_have_a_session(self) -> None:
        for conversation in (ME, STRANGER):
            if conversation not in self.verified:
                assert self.house.identity.session(conversation) is None

    @invariant()
    def the_hour_has_five_codes_and_the_day_ten_failures(self) -> None:
        now = self.house.clock.now()
        for conversation in (ME, STRANGER):
            assert sum(at > now - timedelta(hours=1) for at in self.sent_at[conversation]) <= 5
            assert sum(at > now - timedelta(days=1) for at in self.failures[conversation]) < 10


Codes.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestCodes = Codes.TestCase
