"""Whatever anybody does: nobody is verified without the live code, typed in time, where it was asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from identity.phone import PhoneNumber
from identity.records import CodePurpose, CodeSent, Locked, NumberProved, SmsUnavailable, Verified, WrongCode
from tests.databases import Databases, SqliteFiles
from tests.unit.identity.identity_fakes import ME, REGISTERED, STRANGER, UNREGISTERED, House

CONVERSATIONS = st.sampled_from([ME, STRANGER])
PHONES = st.sampled_from([REGISTERED, UNREGISTERED])


class Codes(RuleBasedStateMachine):
    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.challenges: list[tuple[str, PhoneNumber, CodePurpose, CodeSent, str]] = []
        self.proofs: list[tuple[str, PhoneNumber, str, datetime]] = []
        self.live: dict[tuple[str, PhoneNumber], str] = {}
        self.tries: dict[str, int] = {}
        self.verified: set[str] = set()
        self.failures: dict[str, list[datetime]] = {ME: [], STRANGER: []}
        self.sent_at: dict[str, list[datetime]] = {ME: [], STRANGER: []}

    @rule(
        conversation=CONVERSATIONS,
        phone=PHONES,
        purpose=st.sampled_from(CodePurpose),
        gateway_down=st.sampled_from([False, False, False, True]),
    )
    def ask(self, conversation: str, phone: PhoneNumber, purpose: CodePurpose, gateway_down: bool) -> None:
        self.house.gateway.down = gateway_down
        outcome = self.house.request(conversation, phone, purpose)
        if isinstance(outcome, CodeSent):
            assert not gateway_down
            has_code = (phone == REGISTERED) is (purpose is CodePurpose.SIGN_IN)
            code = self.house.last_code() if has_code else ""
            self.challenges.append((conversation, phone, purpose, outcome, code))
            self.live[conversation, phone] = outcome.challenge_id
            self.tries[outcome.challenge_id] = 3
            self.sent_at[conversation].append(self.house.clock.now())
        else:
            assert gateway_down or not isinstance(outcome, SmsUnavailable) or self.house.gateway.calls > 2

    @rule(data=st.data(), conversation=CONVERSATIONS, right=st.booleans())
    def type_code(self, data: st.DataObject, conversation: str, right: bool) -> None:
        if not self.challenges:
            return
        asked_in, phone, purpose, sent, code = data.draw(st.sampled_from(self.challenges))
        typed = code if right and code else "0000000"
        now = self.house.clock.now()
        may_succeed = (
            typed == code
            and conversation == asked_in
            and now < sent.expires_at
            and self.live.get((asked_in, phone)) == sent.challenge_id
            and self.tries[sent.challenge_id] > 0
        )
        outcome = self.house.check(sent.challenge_id, typed, conversation)
        if isinstance(outcome, Verified):
            assert may_succeed
            assert purpose is CodePurpose.SIGN_IN
            self.live.pop((asked_in, phone))
            self.verified.add(conversation)
        elif isinstance(outcome, NumberProved):
            assert may_succeed
            assert purpose is CodePurpose.NEW_NUMBER
            self.live.pop((asked_in, phone))
            self.proofs.append((conversation, phone, outcome.proof_id, now + timedelta(minutes=15)))
        else:
            assert not may_succeed or isinstance(outcome, Locked)
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
        self.proofs = [proof for proof in self.proofs if proof[0] != conversation]

    @invariant()
    def only_the_verified_have_a_session(self) -> None:
        for conversation in (ME, STRANGER):
            if conversation not in self.verified:
                assert self.house.identity.session(conversation) is None

    @invariant()
    def a_proof_tells_its_number_in_its_conversation_for_a_while(self) -> None:
        proved_number = self.house.identity.proved_number
        for conversation, phone, proof_id, until in self.proofs:
            good = self.house.clock.now() < until
            assert proved_number(conversation, proof_id) == (phone if good else None)
            assert proved_number(STRANGER if conversation == ME else ME, proof_id) is None

    @invariant()
    def the_hour_has_five_codes_and_the_day_ten_failures(self) -> None:
        now = self.house.clock.now()
        for conversation in (ME, STRANGER):
            assert sum(at > now - timedelta(hours=1) for at in self.sent_at[conversation]) <= 5
            assert sum(at > now - timedelta(days=1) for at in self.failures[conversation]) < 10


def test_nobody_gets_in_without_the_code_and_nobody_is_shut_out_for_good(databases: Databases) -> None:
    houses: list[House] = []

    def codes() -> Codes:
        houses.append(House(databases.fresh()))
        return Codes(houses[-1])

    runs = settings(
        max_examples=25 if isinstance(databases, SqliteFiles) else 10,
        stateful_step_count=30,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(codes, settings=runs)

    for house in houses:
        house.gateway.down = False
        house.clock.advance(hours=25)
        assert isinstance(house.verify(ME), Verified)
        assert house.identity.session(ME) is not None
        assert house.identity.session(STRANGER) is None
