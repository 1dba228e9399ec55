"""Short everyday messages must work, and the validation set says how well the rest does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from deploy.model import model_fits
from tests.nlu.figures import measured
from tests.nlu.pipeline import SEALED, VALIDATION, NluPipeline, messages, training_messages

LOWEST_ACCURACY = 0.93
MOST_CONFIDENTLY_WRONG = 0.025
FEWEST_MESSAGES_OF_AN_INTENT = 12

EVERYDAY = {
    "batal": "cancel",
    "gak jadi": "cancel",
    "ya": "affirm",
    "ok": "affirm",
    "baik": "affirm",
    "baik kak": "affirm",
    "udah": "affirm",
    "lanjut": "affirm",
    "👍": "affirm",
    "bukan": "deny",
    "eh salah": "deny",
    "ga": "deny",
    "menu": "ask_menu",
    "bantuan": "ask_menu",
    "kembali": "ask_menu",
    "petugas": "talk_to_human",
    "admin dong": "talk_to_human",
    "keluar": "logout",
    "ganti orang": "switch_person",
    "kirim ulang": "otp_not_received",
    "kirim ulang kodenya": "otp_not_received",
    "kirim lagi": "otp_not_received",
    "kodenya belum masuk": "otp_not_received",
    "status": "check_vaccination_status",
    "status aja deh": "check_vaccination_status",
    "sertifikat": "download_certificate",
    "sertif": "download_certificate",
    "donlot": "download_certificate",
    "nama salah": "correct_name",
    "ganti nomor": "change_phone_number",
    "cek laporan": "check_ticket_status",
    "hapus data": "delete_my_data",
    "halo": "greet",
    "p": "greet",
    "min": "greet",
    "makasih": "thank",
    "🙏": "thank",
    "kenapa harus NIK?": "faq/data_privacy",
    "aman ga?": "faq/data_privacy",
    "buat apa?": "faq/data_privacy",
    "2": "inform",
    "yang kedua": "inform",
    "booster": "inform",
    "nama saya Siti Aminah": "inform",
}


@pytest.fixture(scope="session")
def pipeline() -> NluPipeline:
    return NluPipeline.shipped() if model_fits() else NluPipeline.trained(training_messages())


@pytest.mark.parametrize(("text", "intent"), EVERYDAY.items())
def test_an_everyday_message_is_understood(pipeline: NluPipeline, text: str, intent: str) -> None:
    assert pipeline.understand(text).intent == intent


def test_unseen_messages_are_understood(pipeline: NluPipeline) -> None:
    figures = measured(pipeline, messages(VALIDATION))
    assert figures.accuracy >= LOWEST_ACCURACY
    assert figures.confidently_wrong <= MOST_CONFIDENTLY_WRONG


def test_the_validation_set_asks_for_every_intent() -> None:
    counts = Counter(message.intent for message in messages(VALIDATION))
    assert counts.keys() == {message.intent for message in training_messages()}
    assert min(counts.values()) >= FEWEST_MESSAGES_OF_AN_INTENT


def test_the_sealed_exam_asks_for_known_intents_only() -> None:
    asked = {message.intent for message in messages(SEALED)}
    assert asked <= {message.intent for message in training_messages()}


@pytest.mark.parametrize("exam", [VALIDATION, SEALED], ids=lambda path: path.stem)
def test_no_message_of_an_exam_was_trained_with(exam: Path) -> None:
    trained = {_bare(message.text) for message in training_messages()}
    assert not [message.text for message in messages(exam) if _bare(message.text) in trained]


def _bare(text: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in text.lower())
    return " ".join(words.split()) or text
