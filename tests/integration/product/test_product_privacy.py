"""After a whole conversation nothing personal stands in the logs, in Rasa's events or in the databases."""

from __future__ import annotations

import re

import pytest

from tests.conversations.people import of_no_case
from tests.conversations.phone import Phone
from tests.integration.product.product_kit import World, files_of, kept_in

pytestmark = pytest.mark.product

PROFILE = "two_doses"


def test_a_whole_conversation_leaves_no_trace_in_clear(world: World) -> None:
    person = of_no_case(world.simulator.citizens(), PROFILE)
    phone = Phone(world.simulator, person["wa_id"])
    number = "0" + person["phone"].removeprefix("+62")
    phone.send("halo, saya mau download sertifikat")
    phone.send(f"nomor saya {number}")
    code_match = re.search(r"(?<!\d)\d{6}(?!\d)", world.simulator.sms(person["phone"].lstrip("+"))[-1])
    assert code_match
    code = code_match[0]
    phone.send(code)
    phone.send(person["nik"])
    phone.send(person["full_name"])
    answers = phone.send("semua dosis")
    assert any(answer.filename for answer in answers), answers

    logs = files_of(world.settings.var / "log", "*")
    assert {"rasa.log", "ingest.log", "actions.log"} <= set(logs)
    stores = [kept_in(url) for url in (world.settings.channel_database_url, world.settings.registry_database_url)]
    opaque = world.store.user_key(person["wa_id"]).encode()
    assert all(any(opaque in content for content in kept.values()) for kept in stores)  # else nothing was looked at
    digits = number[1:]
    secrets = {
        "NIK": re.escape(person["nik"]),
        "phone": re.escape(digits),
        "phone as typed with dashes": rf"{digits[:3]}[- ]{digits[3:7]}[- ]{digits[7:]}",
        "name": re.escape(person["full_name"]),
        "code": rf"(?<![0-9a-f.]){code}(?![0-9a-f])",  # not a part of an id or of a time
    }
    found = [
        (secret, name)
        for secret, pattern in secrets.items()
        for kept in (logs, *stores)
        for name, content in kept.items()
        if re.search(pattern.encode(), content, re.IGNORECASE)
    ]
    assert found == []
    texts = str(world.store.events(person["wa_id"]))
    assert "user" in texts
    assert not [secret for secret, pattern in secrets.items() if re.search(pattern, texts, re.IGNORECASE)]
