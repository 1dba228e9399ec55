"""A claim to a lost number: right or wrong, the answer is the same, and only a right one is entered."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from actions_fakes import FakeIdentity, entity, fake_services, run, tracker

from actions import lost_number
from actions.lost_number import ActionOpenLostNumber, ValidateLostNumberForm
from actions.lost_number_claim import said_ahead
from actions.photos import take_photos
from bootstrap import Services
from identity.phone import PhoneNumber
from identity.records import ClaimKind
from registry.case_records import CaseState
from registry.records import Identified, NoMatch

CLAIM = {"nik": "3273014507900001", "name": "Siti Aminah", "birth_date": "1990-07-05", "old": "+6281234567890"}
PHOTO = b"photo"


class Office:
    """Registry and identity that know one person, and remember what was asked of them."""

    def __init__(self, claim: dict[str, str], *, proved: bool = True) -> None:
        self.opened: list[str] = []
        self.counted = 0
        self.fetched: list[str] = []
        self.attached: list[bytes] = []
        identity: Any = FakeIdentity(verified=False, claims=dict(claim))
        identity.proved_number = lambda *_: PhoneNumber("+6281322223333") if proved else None
        identity.count_claim = self._count
        self.services: Services = fake_services(
            identity=identity,
            registry=SimpleNamespace(identify_claim=self._identify),
            lost_numbers=SimpleNamespace(open=self._open, asked_in=self._asked_in),
            received_files=SimpleNamespace(fetch=self._fetch),
            reports=SimpleNamespace(attach=self._attach),
        )

    def _count(self, *_: Any) -> None:
        self.counted += 1

    def _identify(self, phone: str, nik: str, name: str) -> Any:
        known = (phone, nik, name) == (CLAIM["old"], CLAIM["nik"], CLAIM["name"])
        citizen: Any = SimpleNamespace(id="p1", birth_date=dt.date(1990, 7, 5))
        return Identified(citizen) if known else NoMatch()

    def _open(self, citizen_id: str, *_: Any) -> None:
        self.opened.append(citizen_id)

    def _asked_in(self, _conversation: str) -> Any:
        move = SimpleNamespace(case_number="KR-220201-7K3Q", new_e164="+6281322223333", state=CaseState.PENDING)
        return move if self.opened else None

    async def _fetch(self, media_id: str) -> bytes:
        self.fetched.append(media_id)
        return PHOTO

    def _attach(self, _number: str, _phone: str, content: bytes, *_: Any, **__: Any) -> None:
        self.attached.append(content)


class RememberingServices:
    """Keeps each claim under a reference of its own."""

    def __init__(self) -> None:
        self.claims: dict[str, str] = {}
        identity: Any = FakeIdentity(verified=False, claims=self.claims)
        identity.remember = self._remember
        self.as_services: Services = fake_services(identity=identity)

    def _remember(self, _conversation: str, _kind: ClaimKind, value: str) -> str:
        ref = f"ref-{len(self.claims)}"
        self.claims[ref] = value
        return ref


def claimed(office: Office) -> Any:
    slots = {"lost_nik_ref": "nik", "lost_name_ref": "name", "birth_date_ref": "birth_date", "old_number_ref": "old"}
    return run(ActionOpenLostNumber(office.services), tracker("123456", **slots, new_otp_ref="p", photos=["77"]))


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost_number, "ANSWERED_AFTER_S", 0)


def test_a_right_claim_is_entered_with_its_photos() -> None:
    office = Office(CLAIM)
    assert claimed(office).responses == ["utter_lost_number_received"]
    assert (office.opened, office.attached, office.counted) == (["p1"], [PHOTO], 1)


@pytest.mark.parametrize(
    "wrong",
    [{"nik": "3273014507900002"}, {"name": "Siti Aisyah"}, {"birth_date": "1990-07-06"}, {"old": "+6281234567899"}],
    ids=str,
)
def test_a_wrong_claim_opens_nothing_and_hears_the_same(wrong: dict[str, str]) -> None:
    right, office = Office(CLAIM), Office({**CLAIM, **wrong})
    assert claimed(office) == claimed(right)
    assert (office.opened, office.attached) == ([], [])
    assert (office.counted, office.fetched) == (right.counted, right.fetched)


def test_without_a_proof_of_the_new_number_nothing_is_entered() -> None:
    office = Office(CLAIM, proved=False)
    assert claimed(office).responses == ["utter_lost_number_expired"]
    assert (office.opened, office.counted) == ([], 0)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("12-13-1990", "utter_birth_date_no_such_month"),
        ("31 februari 1990", "utter_birth_date_no_such_day"),
        ("1 mei 2030", "utter_birth_date_in_future"),
        ("tahun 90", "utter_birth_date_unreadable"),
    ],
)
def test_a_birth_date_that_cannot_be_is_explained(text: str, response: str) -> None:
    on = tracker(text, form="lost_number_form", requested_slot="birth_date_ref", lost_nik_ref="nik")
    outcome = run(ValidateLostNumberForm(fake_services()), on)
    assert outcome.responses == [response]
    assert (outcome.slots["birth_date_ref"], outcome.slots["lost_nik_ref"]) == (None, "nik")


def test_a_birth_date_is_kept_sealed() -> None:
    on = tracker("tgl 5 mei 90", form="lost_number_form", requested_slot="birth_date_ref")
    services = fake_services()
    outcome = run(ValidateLostNumberForm(services), on)
    kept: Any = services.identity
    assert outcome.slots["birth_date_ref"] == f"ref-{ClaimKind.BIRTH_DATE.name}"
    assert kept.claims["ref-BIRTH_DATE"] == "1990-05-05"


def test_words_in_place_of_the_photo_are_told_that_a_photo_is_awaited() -> None:
    on = tracker("ktp saya ada di rumah", "out_of_scope", form="lost_number_form", requested_slot="identity_photos")
    assert run(ValidateLostNumberForm(fake_services()), on).responses == ["utter_explain_identity_photos"]


def test_photos_may_come_later() -> None:
    later = entity("wish", "send_later")
    on = tracker("kirim nanti", "inform", later, form="lost_number_form", requested_slot="identity_photos")
    outcome = run(ValidateLostNumberForm(fake_services()), on)
    assert (outcome.responses, outcome.slots["identity_photos"]) == (["utter_photos_later"], "later")


@pytest.mark.parametrize("claim", [CLAIM, {**CLAIM, "name": "Siti Aisyah"}], ids=["right", "wrong"])
def test_a_photo_that_comes_later_is_answered_alike(claim: dict[str, str]) -> None:
    office = Office(claim)
    claimed(office)
    said: list[str] = []
    dispatcher: Any = SimpleNamespace(utter_message=lambda response: said.append(response))
    asyncio.run(take_photos(office.services, dispatcher, tracker(task="lost_number"), ["78"]))
    assert (said, office.fetched) == (["utter_lost_number_photo"], ["77", "78"])


OLD, NEW, NIK = "+6281234567890", "+6281322223333", CLAIM["nik"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ([("phone_number", OLD, None)], {"old_number_ref": OLD}),
        ([("phone_number", NEW, "corrected")], {"new_number_ref": NEW}),
        ([("phone_number", OLD, "old"), ("phone_number", NEW, None)], {"old_number_ref": OLD, "new_number_ref": NEW}),
        ([("nik", NIK, None), ("person_name", "Siti", None)], {"lost_nik_ref": NIK, "lost_name_ref": "Siti"}),
        ([("person_name", "Siti Aminah", None)], {"lost_name_ref": "Siti Aminah"}),
        ([("person_name", "Siti", None)], {}),
        ([("nik", NIK[:-1], None)], {}),
    ],
    ids=["old", "new", "old and new", "NIK and name", "a whole name", "perhaps half a name", "no NIK"],
)
def test_what_is_said_of_the_account_with_the_wish_is_kept(
    said: list[tuple[str, str, str | None]], kept: dict[str, str]
) -> None:
    services = RememberingServices()
    found = [entity(name, value, role=role, start=0, end=0) for name, value, role in said]
    events = asyncio.run(said_ahead(services.as_services, tracker("…", "change_phone_number", *found)))
    assert {event["name"]: services.claims[event["value"]] for event in events} == kept


def test_a_birth_date_beside_the_nik_is_kept_though_the_name_is_asked() -> None:
    services = RememberingServices()
    text = f"{NIK} lahir 5 mei 1990"
    nik = {**entity("nik", NIK), "start": 0, "end": len(NIK)}
    on = tracker(text, "inform", nik, form="lost_number_form", requested_slot="lost_name_ref")
    outcome = run(ValidateLostNumberForm(services.as_services), on)
    assert services.claims[outcome.slots["birth_date_ref"]] == "1990-05-05"
