"""From hello to the certificates, after which nothing is left to do."""

from __future__ import annotations

import re

import pytest

from tests.conversations.people import of_no_case
from tests.conversations.phone import BotAnswer
from tests.integration.product.product_kit import World

pytestmark = pytest.mark.product

PROFILE = "two_doses"


def test_a_conversation_from_hello_to_the_certificates(world: World) -> None:
    person = of_no_case(world.simulator.citizens(), PROFILE)
    phone = world.citizen().phone

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
    assert set(world.store.inbox_states(phone.wa_id)) == {"done"}
    assert {state for state, _ in world.store.outbox(phone.wa_id)} == {"accepted"}
