from __future__ import annotations

from collections.abc import Iterator

import pytest

from identity.phone import PhoneNumber
from identity.records import CodeSent
from identity.service import IdentityService
from number_changes import NumberChanges
from registry.decision_records import Officer
from registry.phone_moves import PhoneMoves
from settings import ROOT
from tests.unit.identity.identity_fakes import CHEAP, FakeDirectory, FakeGateway
from tests.unit.registry.decisions_kit import FIRST, OTHER, DecidingOffice
from tests.unit.registry.registry_kit import phone_of
from wording import Wording

PERSON, CHAT = "two_doses", "e" * 32
WORDING = Wording.load(ROOT / "data" / "responses")
WARNED, TOLD = WORDING.text("utter_sms_number_change_held"), WORDING.text("utter_sms_number_changed")


class Town(DecidingOffice):
    """The office, and the owner of the old number with a session on it."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.old = PhoneNumber(phone_of(PERSON))
        self.gateway = FakeGateway()
        directory = FakeDirectory(self.vault, self.old)
        self.identity = IdentityService(
            self.engine, self.vault, self.clock, directory, self.gateway, WORDING, scrypt_cost=CHEAP
        )
        self.changes = self.restarted()

    def restarted(self) -> NumberChanges:
        return NumberChanges(PhoneMoves(self.engine, self.vault, self.clock), self.identity)

    def agree(self, *officers: Officer) -> str:
        number = self.lose_number(PERSON)
        for officer in officers:
            self.approve(number, officer)
        return number

    def log_in(self) -> None:
        sent = self.identity.request_code(CHAT, self.old, self.turn())
        assert isinstance(sent, CodeSent)
        code = next(word for word in self.gateway.sent.pop()[1].split() if word.isdigit() and len(word) == 6)
        self.identity.check_code(CHAT, sent.challenge_id, code, self.turn())

    def sms(self) -> list[tuple[str, str]]:
        return self.gateway.sent


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    town = Town(database_url)
    yield town
    town.engine.dispose()


def test_the_old_number_is_warned_once_when_the_second_officer_agrees(town: Town) -> None:
    town.agree(FIRST)
    town.changes.follow()
    assert town.sms() == []
    town.agree(FIRST, OTHER)
    town.changes.follow()
    town.changes.follow()
    town.restarted().follow()
    assert town.sms() == [(town.old.e164, WARNED)]


def test_when_the_account_has_moved_the_old_number_is_told_and_its_sessions_end(town: Town) -> None:
    town.agree(FIRST, OTHER)
    town.clock.advance(hours=23, minutes=50)
    town.log_in()
    assert town.identity.session(CHAT) is not None
    town.pass_hold(minutes=10)
    town.changes.follow()
    town.restarted().follow()
    assert town.identity.session(CHAT) is None
    assert town.sms() == [(town.old.e164, TOLD)]


def test_who_logs_in_on_that_number_later_stays_in(town: Town) -> None:
    town.agree(FIRST, OTHER)
    town.pass_hold(hours=24)
    town.changes.follow()
    town.gateway.sent.clear()
    town.log_in()
    town.restarted().follow()
    assert town.identity.session(CHAT) is not None


def test_a_stopped_move_is_told_no_more(town: Town) -> None:
    town.agree(FIRST, OTHER)
    town.changes.follow()
    town.lost_numbers.stop(town.old.e164, CHAT, town.turn())
    town.pass_hold(hours=24)
    town.changes.follow()
    assert town.sms() == [(town.old.e164, WARNED)]


def test_a_move_of_long_ago_is_told_nobody(town: Town) -> None:
    town.agree(FIRST, OTHER)
    town.pass_hold(hours=24)
    town.clock.advance(hours=24)
    town.changes.follow()
    assert town.sms() == []
