"""Which detail a question asks for, and the answer that the message then gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from language.faq_details import FaqDetailSelector, find_detail
from language.intent_classifier import response_selection
from tests.lint.details import check_details
from tests.lint.sources import Sources


def answered(text: str, selection: dict[str, Any] | None) -> dict[str, Any]:
    message = Message.build(text)
    message.set("response_selector", selection, add_to_output=True)
    FaqDetailSelector().process([message])
    output: dict[str, Any] = message.as_dict(only_output_properties=True)
    return output


@pytest.mark.parametrize(
    ("question", "text", "detail"),
    [
        ("app_problem", "PIN saya lupa", "forgotten_pin"),
        ("app_problem", "lupa e-mail yang dipake daftar", "lost_email"),
        ("app_problem", "nomor lama udah hangus, ga bisa login", "lost_number"),
        ("app_problem", "OTPnya ditolak terus", "code_refused"),
        ("app_problem", "NIK saya dipakai orang lain", "nik_taken"),
        ("app_problem", "check in di mall gagal", "check_in"),
        ("app_problem", "udah scan, kok statusku item?", "status_black"),
        ("app_problem", "layar hitam pas dibuka", "app_crash"),
        ("app_problem", "merah padahal vaksin lengkap", "status_red"),
        ("app_problem", "kuning artinya apa", "status_colour"),
        ("app_problem", "NIK dan nama dibilang tidak sesuai", "profile_mismatch"),
        ("children", "orang tua saya ga punya hp, sertifikatnya gimana", "family_without_phone"),
        ("children", "masukin sertifikat istri", "family_certificates"),
        ("children", "umur 7 udah boleh?", "child_vaccine"),
        ("next_dose", "dosis 2 telat karena positif omicron", "booster_after_covid"),
        ("next_dose", "telat dosis 2", "late_second_dose"),
        ("next_dose", "booster syaratnya", "booster_conditions"),
        ("cannot_be_vaccinated", "hamil 11 minggu, minta surat dokter", "doctors_letter"),
        ("cannot_be_vaccinated", "lagi hamil", "pregnant"),
        ("cannot_be_vaccinated", "Tensiku 160", "comorbid"),
        ("cannot_be_vaccinated", "hiv positif", "comorbid"),
        ("travel_requirements", "anak 5 tahun naik pesawat", "children_travelling"),
        ("travel_requirements", "naik kereta", "train"),
        ("where_to_vaccinate", "belum punya NIK", "without_nik"),
        ("vaccinated_abroad", "WNA", "foreigner"),
        ("data_privacy", "NIK itu yang mana", "where_is_nik"),
        ("data_privacy", "kenapa kode OTP diminta", "why_code"),
        ("side_effects", "demam terus sesak napas", "heavy_reaction"),
    ],
)
def test_the_first_detail_that_fits(question: str, text: str, detail: str) -> None:
    assert find_detail(question, text) == detail


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("travel_requirements", "syarat perjalanan"),
        ("data_privacy", "kenapa harus kasih NIK?"),
        ("app_problem", "pinter juga kamu"),
        ("side_effects", "lagi hamil"),
        ("unknown", "lagi hamil"),
        ("app_problem", ""),
    ],
)
def test_no_detail(question: str, text: str) -> None:
    assert find_detail(question, text) is None


def test_a_detail_changes_the_answer_and_not_the_question() -> None:
    output = answered("lagi hamil", response_selection("faq/cannot_be_vaccinated", 0.9))

    response = output["response_selector"]["faq"]["response"]
    assert response == {
        "intent_response_key": "faq/cannot_be_vaccinated",
        "utter_action": "utter_faq/pregnant",
        "confidence": 0.9,
    }


def test_without_a_detail_the_general_answer_stays() -> None:
    selection = response_selection("faq/cannot_be_vaccinated", 0.9)

    assert answered("siapa yang ga boleh", selection)["response_selector"] == selection


@pytest.mark.parametrize("selection", [None, {}])
def test_what_is_no_question_is_left_alone(selection: dict[str, Any] | None) -> None:
    assert not answered("lagi hamil", selection).get("response_selector")


def test_mistakes_of_designers_are_found(tmp_path: Path) -> None:
    files = {
        "domain.yml": "intents: [faq]\n",
        "data/nlu/faq.yml": "nlu:\n- intent: faq/children\n  examples: |\n    - vaksin anak\n",
        "data/responses/faq.yml": "responses:\n  utter_faq/family:\n    - text: Bawa KK.\n",
        "language/faq_details.yml": (
            "children:\n  family: [satu hp]\n  famly: [nebeng, di satu hp]\n  none: []\nchildrn:\n  family: [satu hp]\n"
        ),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf8")

    assert [str(finding) for finding in check_details(Sources(tmp_path))] == [
        "language/faq_details.yml:3: there is no response utter_faq/famly; add it to data/responses",
        "language/faq_details.yml:3: 'di satu hp' of famly is found by 'satu hp' of family already; delete one of them",
        "language/faq_details.yml:4: there is no response utter_faq/none; add it to data/responses",
        "language/faq_details.yml:4: none has no words; write what people type",
        "language/faq_details.yml:5: no message in data/nlu asks faq/childrn; correct the name",
    ]
