"""Whom "istri saya" means, when somebody is verified."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace

import pytest
from actions_fakes import entity, fake_services, tracker
from rasa_sdk import Tracker

from actions.people import known_person, only_a_relative_is_known
from actions.relatives import speaks_of_a_relative
from bootstrap import Services
from registry.records import Citizen, Sex

HUSBAND = Citizen("p1", "Joko Susilo", "3578011208750003", dt.date(1975, 8, 12), Sex.MALE)
WIFE = Citizen("p2", "Ratna Kusumawati", "3578015204780001", dt.date(1978, 4, 12), Sex.FEMALE)
SON = Citizen("p3", "Bagas Susilo", "3578010101110005", dt.date(2011, 1, 1), Sex.MALE)
FAMILY = {"n1": HUSBAND, "n2": WIFE, "n3": SON}


def family(verified: Citizen) -> Services:
    session = SimpleNamespace(id="s1", phone=SimpleNamespace(e164="+6281234567890"), citizen_id=verified.id)
    services = fake_services()
    services.identity.session = lambda conversation_id: session  # type: ignore[method-assign, assignment, return-value]
    services.registry.citizens_of = lambda phone: list(FAMILY.values())  # type: ignore[method-assign, assignment, return-value]
    services.registry.citizen_on = lambda phone, citizen_id: verified  # type: ignore[method-assign, assignment, return-value]
    claims = {ref: person.nik for ref, person in FAMILY.items()}
    names = {f"name-{ref}": person.full_name for ref, person in FAMILY.items()}
    services.identity.claims = claims | names  # type: ignore[attr-defined]
    return services


def says(relation: str, *known: str) -> Tracker:
    people = [[ref, f"name-{ref}"] for ref in known]
    return tracker("…", "check_vaccination_status", entity("relative", relation), known_people=people)


@pytest.mark.parametrize(
    ("verified", "relation", "another"),
    [
        (HUSBAND, "female", True),
        (HUSBAND, "child", True),
        (HUSBAND, "male", False),  # he may be the one who was fetched for somebody else
        (WIFE, "female", False),
        (SON, "child", False),
        (HUSBAND, "with_me", False),
    ],
)
def test_a_relative_is_another_person_where_the_verified_one_cannot_be_meant(
    verified: Citizen, relation: str, *, another: bool
) -> None:
    assert asyncio.run(speaks_of_a_relative(family(verified), says(relation))) is another


def test_the_relative_named_before_is_not_asked_for_anew() -> None:
    found = asyncio.run(known_person(family(HUSBAND), says("female", "n1", "n2", "n3")))
    assert [event["value"] for event in found] == ["n2", "name-n2"]


def test_of_two_who_may_be_meant_none_is_taken() -> None:
    assert asyncio.run(known_person(family(WIFE), says("male", "n1", "n2", "n3"))) == []


def test_nobody_is_known_who_was_not_named() -> None:
    assert asyncio.run(known_person(family(HUSBAND), says("female", "n1"))) == []


def asked(intent: str, *entities: dict) -> dict:
    return {"event": "user", "parse_data": {"intent": {"name": intent}, "entities": list(entities)}}


def knows(*refs: str) -> dict:
    return {"event": "slot", "name": "known_people", "value": [[ref, f"name-{ref}"] for ref in refs]}


@pytest.mark.parametrize(
    ("events", "relative_only"),
    [
        ([asked("check_vaccination_status", entity("relative", "child")), knows("n3")], True),
        ([asked("check_vaccination_status", entity("relative", "child")), knows("n3"), knows("n3", "n1")], False),
        ([asked("check_vaccination_status"), knows("n1")], False),
        ([asked("faq", entity("relative", "child")), asked("check_vaccination_status"), knows("n1")], False),
        ([asked("download_certificate", entity("relative", "with_me")), knows("n1")], False),
    ],
)
def test_whoever_writes_is_not_the_relative_who_was_asked_for_first(events: list[dict], relative_only: bool) -> None:
    on = says("child")
    on.events = events
    assert only_a_relative_is_known(on) is relative_only
