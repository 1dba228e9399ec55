"""The whole product with both stores in one PostgreSQL database, as it runs on many machines."""

from __future__ import annotations

import re

import pytest

from tests.conversations.phone import BotAnswer, Phone
from tests.integration.product.product_kit import World
from tests.product import Product

pytestmark = [pytest.mark.product, pytest.mark.postgres]

PROFILE = "two_doses"


def test_a_conversation_from_hello_to_the_certificate(product_on_postgres: Product) -> None:
    world = World(product_on_postgres.settings)
    person = [citizen for citizen in world.simulator.citizens() if citizen["profile"] == PROFILE][-1]
    phone = Phone(world.simulator, person["wa_id"])

    def says(*texts: str) -> list[BotAnswer]:
        answers = [phone.send(text) for text in texts]
        assert all(answers), answers
        return answers[-1]

    says("halo, saya mau download sertifikat", "nomor saya 0" + person["phone"].removeprefix("+62"))
    sms = world.simulator.sms(person["phone"].lstrip("+"))[-1]
    code = re.search(r"(?<!\d)\d{6}(?!\d)", sms)
    assert code
    answers = says(code[0], person["nik"], person["full_name"], "semua dosis")

    files = [answer for answer in answers if answer.filename]
    assert [file.filename for file in files] == ["Sertifikat-Vaksin-Dosis-1.pdf", "Sertifikat-Vaksin-Dosis-2.pdf"]
    assert all(world.simulator.download(file.document_url).startswith(b"%PDF-") for file in files)
    assert set(world.store.inbox_states(person["wa_id"])) == {"done"}
    assert {state for state, _ in world.store.outbox(person["wa_id"])} == {"accepted"}
    assert not list(world.settings.var.glob("*.db"))
