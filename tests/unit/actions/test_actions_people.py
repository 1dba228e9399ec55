"""Whom a message names: the person verified, somebody named before, or two at once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from actions_fakes import entity, fake_services, tracker

from actions.people import (
    first_of_two,
    goes_back,
    known_person,
    named_relatives,
    remember_person,
)


def test_whoever_was_named_with_a_nik_before_is_known_by_the_name_alone() -> None:
    services = fake_services()
    services.identity.claims = {"p1": "Maryam Fitriyah", "p2": "Taufik Holis"}  # type: ignore[attr-defined]
    on = tracker("punya Maryam", "inform", entity("person_name", "Maryam"), known_people=[["n1", "p1"], ["n2", "p2"]])
    found = {event["name"]: event["value"] for event in asyncio.run(known_person(services, on))}
    assert found == {"nik_ref": "n1", "name_ref": "p1"}


def test_somebody_never_named_is_not_known() -> None:
    services = fake_services()
    services.identity.claims = {"p1": "Maryam Fitriyah"}  # type: ignore[attr-defined]
    on = tracker("punya Joko", "inform", entity("person_name", "Joko"), known_people=[["n1", "p1"]])
    assert asyncio.run(known_person(services, on)) == []


def test_the_writer_is_whoever_was_known_first() -> None:
    services = fake_services()
    services.identity.claims = {"p1": "Maryam Fitriyah", "p2": "Taufik Holis", "p3": "Siti"}  # type: ignore[attr-defined]
    known = [["n1", "p1"], ["n2", "p2"], ["n3", "p3"]]
    first = {"event": "slot", "name": "known_people", "value": known[:1]}
    on = tracker("punyaku sendiri", "inform", entity("whose", "self"), known_people=known)
    on.events = [first, *on.events]
    assert asyncio.run(goes_back(services, on))
    found = {event["name"]: event["value"] for event in asyncio.run(known_person(services, on))}
    assert found == {"nik_ref": "n1", "name_ref": "p1"}


def test_the_one_before_is_whoever_was_known_last() -> None:
    services = fake_services()
    services.identity.claims = {"p1": "Maryam Fitriyah", "p2": "Taufik Holis"}  # type: ignore[attr-defined]
    on = tracker("orang yang tadi", "inform", entity("whose", "previous"), known_people=[["n1", "p1"], ["n2", "p2"]])
    found = {event["name"]: event["value"] for event in asyncio.run(known_person(services, on))}
    assert found == {"nik_ref": "n2", "name_ref": "p2"}


def test_nobody_goes_back_before_anybody_was_known() -> None:
    assert not asyncio.run(goes_back(fake_services(), tracker("punyaku sendiri", "inform", entity("whose", "self"))))


def test_of_two_people_in_one_message_the_first_counts_and_the_second_is_kept() -> None:
    named = [
        entity("person_name", "Maryam Fitriyah"),
        entity("nik", "3527056506770001"),
        entity("person_name", "Taufik Holis"),
        entity("nik", "3527010912730008"),
    ]
    two = asyncio.run(first_of_two(fake_services(), tracker("…", "inform", *named)))
    assert two is not None
    kept, nik, name = two
    assert (nik, name) == ("3527056506770001", "Maryam Fitriyah")
    assert kept[0]["value"] == [["ref-NIK", "ref-PERSON_NAME"]]


def test_a_person_remembered_again_stands_last_and_once() -> None:
    on = tracker(known_people=[["n1", "p1"], ["n2", "p2"]])
    assert remember_person(on, "n1", "p9")[0]["value"] == [["n2", "p2"], ["n1", "p9"]]


FAMILY = [
    SimpleNamespace(id="p1", full_name="Syarifuddin Sewang"),
    SimpleNamespace(id="p2", full_name="Nurhaedah Sewang"),
    SimpleNamespace(id="p3", full_name="Daeng Nai Sewang"),
    SimpleNamespace(id="p4", full_name="Mawar Sewang"),
]


@pytest.mark.parametrize(
    ("text", "spoken_of"),
    [
        ("cek yg nurhaedah, sudah berapa kali vaksinnya?", ["p2"]),
        ("punya NURHAEDAH sama daeng nai", ["p2", "p3"]),
        ("status vaksin saya", []),
        ("sewang", []),
        ("nama saya Syarifuddin, ayah Nurhaedah", []),
        ("vaksinnya di puskesmas mawar", []),
    ],
)
def test_a_part_of_the_name_that_the_verified_person_has_not_tells_who_is_meant(
    text: str, spoken_of: list[str]
) -> None:
    services = fake_services()
    verified = SimpleNamespace(id="s1", phone=SimpleNamespace(e164="+6281234567890"), citizen_id="p1")
    services.identity.session = lambda conversation_id: verified  # type: ignore[method-assign, assignment, return-value]
    services.registry.citizens_of = lambda phone: FAMILY  # type: ignore[method-assign, assignment, return-value]
    assert [each.id for each in asyncio.run(named_relatives(services, tracker(text)))] == spoken_of
