"""Officers log in with a password and a code, and are believed for a while."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from identity.officers.directory import OfficerDirectory
from identity.officers.errors import NameTaken, UnknownOfficer
from identity.officers.passwords import Passwords
from identity.officers.records import Draft, LoggedIn, LoginProblem, LoginRefused, OfficerRole, PasswordAccepted
from identity.officers.service import OfficerService
from identity.officers.tables import officer_attempts, officer_browsers, officer_drafts, officer_sessions, officers
from identity.officers.totp import code_at
from storage.engine import open_engine
from storage.vault import Vault
from tests.unit.identity.identity_fakes import FakeClock

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PAGE = "/petugas/kasus/KR-220126-AAAA"


class Desk:
    """A store with one officer."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.vault = Vault({"test": bytes(32)}, bytes(32))
        self.clock = FakeClock()
        self.directory = OfficerDirectory(self.engine, self.vault, self.clock, QUICK)
        self.service = OfficerService(self.engine, self.vault, self.clock, passwords=QUICK)
        self.new = self.directory.add("Sri Petugas", OfficerRole.OFFICER)

    def code(self) -> str:
        return code_at(self.new.totp_secret, self.clock.now())

    def give_password(self, password: str | None = None, browser: str = "") -> PasswordAccepted | LoginRefused:
        return self.service.check_password("sri petugas", password or self.new.password, browser)

    def log_in(self, browser: str = "") -> LoggedIn:
        accepted = self.give_password(browser=browser)
        assert isinstance(accepted, PasswordAccepted)
        logged_in = self.service.check_code(accepted.token, self.code(), browser)
        assert isinstance(logged_in, LoggedIn)
        return logged_in


@pytest.fixture
def desk(database_url: str) -> Desk:
    return Desk(database_url)


def test_password_and_code_open_a_session(desk: Desk) -> None:
    session = desk.service.session(desk.log_in().token)
    assert session is not None
    assert (session.officer.id, session.officer.name) == (desk.new.id, "Sri Petugas")
    assert session.officer.role is OfficerRole.OFFICER


@pytest.mark.parametrize(("name", "password"), [("Sri Petugas", "guess"), ("Nobody", "guess"), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(desk: Desk, name: str, password: str) -> None:
    assert desk.service.check_password(name, password) == LoginRefused(LoginProblem.WRONG)


def test_the_password_alone_opens_no_session(desk: Desk) -> None:
    accepted = desk.give_password()
    assert desk.service.session(accepted.token) is None


def test_a_wrong_code_is_refused_and_the_next_right_one_taken(desk: Desk) -> None:
    accepted = desk.give_password()
    wrong = str((int(desk.code()) + 1) % 1_000_000).zfill(6)
    assert desk.service.check_code(accepted.token, wrong).problem is LoginProblem.WRONG_CODE
    assert isinstance(desk.service.check_code(accepted.token, desk.code()), LoggedIn)


def test_a_code_is_taken_once(desk: Desk) -> None:
    desk.log_in()
    again = desk.give_password()
    assert desk.service.check_code(again.token, desk.code()).problem is LoginProblem.USED_CODE
    desk.clock.advance(seconds=30)
    assert isinstance(desk.service.check_code(again.token, desk.code()), LoggedIn)


def test_a_clock_that_is_half_a_minute_off_does_no_harm(desk: Desk) -> None:
    early = desk.code()
    desk.clock.advance(seconds=30)
    assert isinstance(desk.service.check_code(desk.give_password().token, early), LoggedIn)


def test_the_authenticator_is_shown_only_until_the_first_right_code(desk: Desk) -> None:
    shown = desk.service.enrolment(desk.give_password().token)
    assert shown is not None
    assert shown.address.startswith("otpauth://totp/PeduliBot:Sri%20Petugas?secret=" + desk.new.totp_secret)
    desk.log_in()
    assert desk.service.enrolment(desk.give_password().token) is None


def test_the_second_step_waits_ten_minutes(desk: Desk) -> None:
    accepted = desk.give_password()
    desk.clock.advance(minutes=10)
    assert desk.service.check_code(accepted.token, desk.code()).problem is LoginProblem.EXPIRED


def test_a_session_ends_when_nobody_uses_it(desk: Desk) -> None:
    token = desk.log_in().token
    desk.clock.advance(minutes=14)
    assert desk.service.session(token)
    desk.clock.advance(minutes=14)
    assert desk.service.session(token)
    desk.clock.advance(minutes=15)
    assert desk.service.session(token) is None


def test_a_session_ends_after_a_working_day_however_busy(desk: Desk) -> None:
    token = desk.log_in().token
    for _ in range(54):
        assert desk.service.session(token)
        desk.clock.advance(minutes=10)
    assert desk.service.session(token) is None


def test_logging_out_and_disabling_end_the_session(desk: Desk) -> None:
    token = desk.log_in().token
    desk.service.log_out(token)
    assert desk.service.session(token) is None
    desk.clock.advance(seconds=30)
    token = desk.log_in().token
    desk.directory.disable("Sri Petugas")
    assert desk.service.session(token) is None
    assert desk.give_password() == LoginRefused(LoginProblem.WRONG)


def test_wrong_tries_lock_for_a_quarter_of_an_hour_and_no_longer(desk: Desk) -> None:
    for _ in range(5):
        assert desk.give_password("guess").problem is LoginProblem.WRONG
    locked = desk.give_password()
    assert locked.problem is LoginProblem.LOCKED
    desk.clock.moment = locked.locked_until
    assert isinstance(desk.give_password(), PasswordAccepted)


def test_a_strangers_wrong_tries_do_not_lock_the_officer_at_the_usual_desk(desk: Desk) -> None:
    browser = desk.log_in().browser
    for _ in range(6):
        desk.give_password("guess")
    assert desk.give_password().problem is LoginProblem.LOCKED
    assert isinstance(desk.give_password(browser=browser), PasswordAccepted)


def test_codes_cannot_be_guessed_by_giving_the_password_again_and_again(desk: Desk) -> None:
    wrong = str((int(desk.code()) + 1) % 1_000_000).zfill(6)
    for _ in range(5):
        assert desk.service.check_code(desk.give_password().token, wrong).problem is LoginProblem.WRONG_CODE
    assert desk.service.check_code(desk.give_password().token, desk.code()).problem is LoginProblem.LOCKED


def test_what_was_typed_is_kept_for_the_same_officer_once(desk: Desk) -> None:
    token = desk.log_in().token
    desk.clock.advance(minutes=16)
    assert desk.service.keep_draft(token, Draft(PAGE, {"vaccine": "CoronaVac"}))
    officer_id = desk.log_in().officer_id
    assert desk.service.draft_path(officer_id) == PAGE
    assert desk.service.take_draft(officer_id, "/petugas/kasus/KR-220126-BBBB") is None
    assert desk.service.take_draft(officer_id, PAGE) == Draft(PAGE, {"vaccine": "CoronaVac"})
    assert desk.service.take_draft(officer_id, PAGE) is None


def test_nothing_is_kept_for_a_session_nobody_had(desk: Desk) -> None:
    token = desk.log_in().token
    desk.service.log_out(token)
    assert not desk.service.keep_draft(token, Draft(PAGE, {}))
    assert not desk.service.keep_draft("made up", Draft(PAGE, {}))


def test_two_officers_have_two_names(desk: Desk) -> None:
    with pytest.raises(NameTaken):
        desk.directory.add(" SRI petugas ", OfficerRole.AUDITOR)
    with pytest.raises(UnknownOfficer):
        desk.directory.disable("nobody")


def test_an_officer_who_begins_anew_has_another_password_and_authenticator(desk: Desk) -> None:
    desk.log_in()
    old, desk.new = desk.new, desk.directory.renew("Sri Petugas")
    assert desk.give_password(old.password).problem is LoginProblem.WRONG
    assert desk.service.enrolment(desk.give_password().token).secret == desk.new.totp_secret != old.totp_secret
    assert [who.enrolled for who in desk.directory.all()] == [False]


def test_nothing_personal_or_secret_is_readable_at_rest(desk: Desk) -> None:
    logged_in = desk.log_in()
    desk.service.keep_draft(logged_in.token, Draft(PAGE, {"name": "Budi"}))
    with desk.engine.connect() as connection:
        tables = (officers, officer_sessions, officer_browsers, officer_drafts, officer_attempts)
        stored = repr([connection.execute(select(table)).all() for table in tables])
    readable = ("Sri", desk.new.password, desk.new.totp_secret, logged_in.token, logged_in.browser, "Budi")
    assert not [text for text in readable if text in stored]
    assert not [text for text in readable if text in repr((desk.new, logged_in, desk.directory.all()))]


def test_what_no_longer_matters_is_forgotten(desk: Desk) -> None:
    token = desk.log_in().token
    desk.service.keep_draft(token, Draft(PAGE, {}))
    desk.give_password("guess")
    desk.clock.advance(days=91)
    desk.service.purge()
    with desk.engine.connect() as connection:
        for table in (officer_sessions, officer_browsers, officer_drafts, officer_attempts):
            assert connection.execute(select(table)).all() == []
