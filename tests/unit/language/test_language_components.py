from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.captions import CaptionReader
from language.fallback import UncertaintyFallback
from language.identifier_extractor import IdentifierExtractor
from language.intent_classifier import IndonesianIntentClassifier

EXAMPLES = {
    "greet": ["halo", "selamat pagi", "assalamualaikum", "hai kak", "permisi"],
    "download_certificate": [
        "mau download sertifikat",
        "unduh sertifikat vaksin",
        "minta sertif dosis 2",
        "kirim sertifikat",
        "donlot sertip",
    ],
    "inform": ["nomor saya 081234567890", "nik 3273012301900001", "482913", "Siti Aminah", "dosis 2"],
    "faq/next_dose": [
        "kapan booster",
        "jarak dosis 1 ke 2",
        "jadwal vaksin berikutnya",
        "kapan boleh booster",
        "interval dosis",
    ],
    "faq/side_effects": [
        "efek samping vaksin",
        "demam habis vaksin",
        "kipi apa saja",
        "lengan sakit setelah suntik",
        "pusing habis divaksin",
    ],
}
CONTEXT = ExecutionContext(GraphSchema({}), node_name="intents")


def example(intent: str, text: str) -> Message:
    name, _, question = intent.partition("/")
    return Message.build(text, intent) if question else Message.build(text, name)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> IndonesianIntentClassifier:
    """A classifier as Rasa would have it at run time: trained, stored and loaded again."""
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("storage")), Resource("intents")
    config = IndonesianIntentClassifier.get_default_config()
    classifier = IndonesianIntentClassifier.create(config, storage, resource, CONTEXT)
    classifier.train(TrainingData([example(intent, text) for intent, texts in EXAMPLES.items() for text in texts]))
    return IndonesianIntentClassifier.load(config, storage, resource, CONTEXT)


def understood(classifier: IndonesianIntentClassifier, text: str) -> dict[str, Any]:
    message = Message.build(text)
    extractor = IdentifierExtractor.create({}, None, None, CONTEXT)
    fallback = UncertaintyFallback(UncertaintyFallback.get_default_config())
    for component in (extractor, classifier, fallback):
        component.process([message])
    return message.as_dict(only_output_properties=True)


def test_a_task_is_recognised_in_slang(trained: IndonesianIntentClassifier) -> None:
    assert understood(trained, "min mw dwnload sertipikat")["intent"]["name"] == "download_certificate"


def test_a_question_names_its_answer(trained: IndonesianIntentClassifier) -> None:
    parsed = understood(trained, "kapan boleh booster kak")
    assert parsed["intent"]["name"] == "faq"
    assert parsed["intent_ranking"][0]["name"] == "faq/next_dose"
    selected = parsed["response_selector"]
    assert selected["all_retrieval_intents"] == ["faq"]
    assert selected["faq"]["response"]["utter_action"] == "utter_faq/next_dose"
    assert selected["faq"]["response"]["intent_response_key"] == "faq/next_dose"
    assert selected["faq"]["response"]["confidence"] == parsed["intent"]["confidence"]


@pytest.mark.parametrize("text", ["085612345678", "nik 3273 0123 0190 0001", "Joko Widodo", "kodenya 112233 kak"])
def test_identifiers_alone_are_information_by_rule(trained: IndonesianIntentClassifier, text: str) -> None:
    assert understood(trained, text)["intent"] == {"name": "inform", "confidence": 1.0}


def test_entities_carry_what_was_found(trained: IndonesianIntentClassifier) -> None:
    (entity,) = understood(trained, "nomor saya 0812-3456-7890")["entities"]
    assert entity == {
        "entity": "phone_number",
        "start": 11,
        "end": 25,
        "value": "+6281234567890",
        "confidence": 1.0,
        "extractor": "IdentifierExtractor",
    }


@pytest.mark.parametrize("text", ["", "   ", "🤷", "qxqx zqzq"])
def test_what_says_nothing_is_unclear(trained: IndonesianIntentClassifier, text: str) -> None:
    parsed = understood(trained, text)
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert parsed["intent_ranking"][0]["name"] == "nlu_fallback"
    assert not parsed.get("response_selector")


def test_the_result_can_be_stored_as_json(trained: IndonesianIntentClassifier) -> None:
    assert json.loads(json.dumps(understood(trained, "efek samping vaksin")))


def test_probabilities_add_up_to_one(trained: IndonesianIntentClassifier) -> None:
    ranking = understood(trained, "mau download sertifikat")["intent_ranking"]
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1.0, abs=1e-3)


def test_training_without_messages_is_refused(tmp_path: Path) -> None:
    config = IndonesianIntentClassifier.get_default_config()
    classifier = IndonesianIntentClassifier.create(config, LocalModelStorage(tmp_path), Resource("intents"), CONTEXT)
    with pytest.raises(RasaException, match="data/nlu"):
        classifier.train(TrainingData([]))


@pytest.mark.parametrize(
    ("confidences", "unsure"),
    [([], True), ([0.39, 0.1], True), ([0.45, 0.4], False), ([1.0], False)],
)
def test_unsure_is_below_the_threshold(confidences: list[float], unsure: bool) -> None:
    message = Message.build("apa saja")
    message.set("intent", {"name": "greet", "confidence": confidences[0] if confidences else 0.0})
    message.set("intent_ranking", [{"name": f"i{n}", "confidence": value} for n, value in enumerate(confidences)])
    UncertaintyFallback({"threshold": 0.4, "surer": {}, "question": 0.3}).process([message])
    assert (message.get("intent")["name"] == "nlu_fallback") is unsure


@pytest.mark.parametrize(("text", "unsure"), [("harus bayar berapa?", False), ("bayar", True)])
def test_a_question_that_is_asked_as_one_needs_less(text: str, unsure: bool) -> None:
    message = Message.build(text)
    message.set("intent", {"name": "faq", "confidence": 0.35})
    message.set("intent_ranking", [{"name": "faq/where_to_vaccinate", "confidence": 0.35}])
    UncertaintyFallback({"threshold": 0.4, "surer": {}, "question": 0.3}).process([message])
    assert (message.get("intent")["name"] == "nlu_fallback") is unsure


@pytest.mark.parametrize("config", [{"C": 1.0}, {"C": 10.0}])
def test_word_lists_and_code_are_part_of_the_fingerprint(config: dict[str, Any]) -> None:
    assert IndonesianIntentClassifier.fingerprint_addon(config)


@pytest.mark.parametrize(
    ("media_ids", "intent", "confidence", "understood"),
    [
        (["m1"], "report_wrong_record", 0.9, "report_wrong_record"),
        (["m1"], "report_wrong_record", 0.7, "inform"),
        (["m1"], "bot_challenge", 0.99, "inform"),
        ([], "bot_challenge", 0.99, "bot_challenge"),
    ],
)
def test_words_under_a_photo_describe_it_unless_they_are_surely_a_wish(
    media_ids: list[str], intent: str, confidence: float, understood: str
) -> None:
    message = Message.build("ini sisi belakangnya", intent)
    message.set("metadata", {"media_ids": media_ids})
    message.set("intent", {"name": intent, "confidence": confidence})
    CaptionReader({"wishes": ["report_wrong_record"], "sure": 0.8, "fewest_words": 3}).process([message])
    assert message.get("intent")["name"] == understood
