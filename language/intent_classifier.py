"""Rasa component: one linear model over all intents and all questions of `faq`, with calibrated confidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, INTENT_RESPONSE_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.denials import Denials, denials_in
from language.faq_details import find_detail
from language.identifier_extractor import identifiers_of
from language.intent_model import IntentModel
from language.masking import classifier_text, gives_only_identifiers
from language.parts import PARTS, asks, parts_of
from language.records import DOSE, TICKET, Identifier

Ranking = list[tuple[str, float]]  # full names of intents with their confidence, likeliest first

INFORM = "inform"
# How sure a request beside a courtesy must be: whoever is angry names much that he does not ask for.
SURE_OF_A_REQUEST_BESIDE = {
    "greet": 0.85,
    "thank": 0.85,
    "affirm": 0.85,
    "cancel": 0.9,  # "ga jadi deh, liat status aja"
    "goodbye": 0.9,
    "complain_service": 0.95,
}
COURTESIES_BESIDE_A_DOSE = frozenset({"greet", "thank", "affirm"})
SURE_OF_A_WHOLE = 0.9  # surer than that, the whole says better what is meant than its parts
SURE_OF_A_REQUEST_ALONE = 0.95
SURE_BESIDE_A_DENIAL = 0.6
SURE_OF_A_COURTESY = 0.9  # surer than that, a whole that asks nothing is not looked into
# What a part by itself is easily taken for, though nobody asks for anything.
NO_REQUESTS = frozenset({"ask_menu", "bot_challenge", "deny", INFORM, "out_of_scope", "wait"})
WITHDRAWAL = "withdrawal"
WISH, CASES, CANCEL = "wish", "check_ticket_status", "cancel"
CASE_WISHES = frozenset({"add_to_case", "withdraw_case", "reopen_case", "stop_move"})
_FILE = "intents.joblib"


@dataclass(frozen=True)
class Part:
    text: str
    ranking: Ranking

    def head(self, *, of_a_question: bool) -> dict[str, Any]:
        """What it is likeliest, and where something is asked the response that answers it."""
        full_name, confidence = self.ranking[0]
        name, _, question = full_name.partition("/")
        if not (question and of_a_question):
            return {"name": full_name, "confidence": confidence}
        answer = f"utter_{name}/{find_detail(question, self.text) or question}"
        return {"name": full_name, "confidence": confidence, "response": answer}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IndonesianIntentClassifier(GraphComponent, IntentClassifier):
    """Predicts full names (`faq/next_dose`): Rasa gets `faq` and, beside it, the answer in `response_selector`.

    A message that only gives identifiers is `inform` by rule: what a number looks like need not be learned.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IndonesianIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IndonesianIntentClassifier:
        """The trained classifier; raises ValueError when this resource was never trained."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 10.0, "bayes_share": 0.3, "ranking_length": 10}

    @staticmethod
    def fingerprint_addon(config: dict[str, Any]) -> str | None:
        """Word lists and code that shape the features: when they change, the classifier is trained anew."""
        folder = Path(__file__).parent
        files = sorted([*folder.glob("*.py"), *folder.glob("*.yml"), *folder.glob("*.txt")])
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        if not examples:
            raise RasaException("No training messages: the intent classifier needs data/nlu.")
        texts = [classifier_text(example.get(TEXT), identifiers_of(example)) for example in examples]
        intents = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._model = IntentModel.fitted(texts, intents, self._config["C"], self._config["bayes_share"])
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text, identifiers = message.get(TEXT) or "", identifiers_of(message)
            denials = denials_in(text)
            parts = self._parts(denials, identifiers)
            whole = _without(denials, self._ranking(denials.rest, identifiers))
            rankings = [part.ranking for part in parts]
            ranking = _about_a_case(message) or _dose_beside(denials.rest, identifiers, rankings, whole)
            ranking = ranking or _request_in(rankings, whole, asks="?" in text)
            if denials.intents and not _asks_for_something(ranking):
                ranking = [(CANCEL, 1.0), *(guess for guess in ranking if guess[0] != CANCEL)]
            message.set(PARTS, [part.head(of_a_question=asks(text)) for part in parts], add_to_output=True)
            if not ranking:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
                continue
            full_name, confidence = ranking[0]
            name, _, question = full_name.partition("/")
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
            if question:
                message.set(RESPONSE_SELECTOR, response_selection(full_name, confidence), add_to_output=True)
            entries = [{"name": entry, "confidence": value} for entry, value in ranking]
            message.set(INTENT_RANKING_KEY, entries, add_to_output=True)
        return messages

    def _parts(self, denials: Denials, identifiers: Sequence[Identifier]) -> list[Part]:
        """What each part of the message would be by itself; empty for a message of one part."""
        if self._model is None:
            return []
        parts = [
            Part(text, _without(denials, self._ranking(text, within)))
            for text, within in parts_of(denials.rest, identifiers)
            if text.strip() and not gives_only_identifiers(text, within)
        ]
        return [part for part in parts if part.ranking]

    def _ranking(self, text: str, identifiers: Sequence[Identifier]) -> Ranking:
        if self._model is None or not text.strip():
            return []
        ranking = self._model.ranking(classifier_text(text, identifiers), self._config["ranking_length"])
        if gives_only_identifiers(text, identifiers):
            return _information(ranking)
        return ranking


def _without(denials: Denials, ranking: Ranking) -> Ranking:
    return [guess for guess in ranking if guess[0] not in denials.intents]


def _asks_for_something(ranking: Ranking) -> bool:
    likeliest, confidence = ranking[0] if ranking else ("", 0.0)
    nothing = NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE) - {INFORM}
    return likeliest not in nothing and confidence >= SURE_BESIDE_A_DENIAL


def _about_a_case(message: Message) -> Ranking:
    """What only a case can be asked for, `CASE_WISHES` of phrases.yml, is about a case by rule, as "hapus LP-…" is."""
    found = {(one["entity"], one["value"]) for one in message.get(ENTITIES) or ()}
    wishes = any(entity == WISH and value in CASE_WISHES for entity, value in found)
    withdraws = (WITHDRAWAL, "confirmed") in found and any(entity == TICKET for entity, _ in found)
    return [(CASES, 1.0)] if wishes or withdraws else []


def _dose_beside(text: str, identifiers: Sequence[Identifier], others: Sequence[Ranking], whole: Ranking) -> Ranking:
    """ "Boleh, dosis 1", "yang pertama juga, terima kasih" give a dose, whatever politeness stands beside it."""
    if not others or any(part[0][0] not in COURTESIES_BESIDE_A_DOSE for part in others):
        return []
    parts = parts_of(text, identifiers)
    doses = any(gives_only_identifiers(*part) and {one.kind for one in part[1]} == {DOSE} for part in parts)
    return _information(whole) if doses else []


def _information(ranking: Ranking) -> Ranking:
    return [(INFORM, 1.0), *((name, 0.0) for name, _ in ranking if name != INFORM)]


def _request_in(parts: Sequence[Ranking], whole: Ranking, *, asks: bool) -> Ranking:
    """The part that asks for something, when the whole is taken for a courtesy: "makasih, kalo booster kapan?"."""
    courtesy, confidence = whole[0] if whole else ("", 0.0)
    if confidence < SURE_OF_A_WHOLE and (request := _request_after_courtesies(parts)):
        return request
    looked_into = asks or confidence < SURE_OF_A_COURTESY or courtesy == CANCEL  # "ga jadi. status aja"
    if courtesy not in SURE_OF_A_REQUEST_BESIDE or not looked_into:
        return whole
    none = NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)
    requests = [part for part in parts if part[0][0] not in none and part[0][1] >= SURE_OF_A_REQUEST_BESIDE[courtesy]]
    return max(requests, key=lambda part: part[0][1], default=whole)


def _request_after_courtesies(parts: Sequence[Ranking]) -> Ranking:
    """The one part that asks for something where every other is surely a courtesy: "gak jadi deh, sertifikat aja"."""
    requests = [part for part in parts if part[0][0] not in NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)]
    courtesies = [part for part in parts if part[0][0] in SURE_OF_A_REQUEST_BESIDE and part[0][1] >= SURE_OF_A_COURTESY]
    alone = len(requests) == 1 and len(courtesies) == len(parts) - 1 > 0
    return requests[0] if alone and requests[0][0][1] >= SURE_OF_A_REQUEST_ALONE else []


def response_selection(full_name: str, confidence: float) -> dict[str, Any]:
    """What Rasa's `utter_faq` reads to find the answer to `faq/next_dose`: the response `utter_faq/next_dose`."""
    name = full_name.partition("/")[0]
    response = {INTENT_RESPONSE_KEY: full_name, "utter_action": f"utter_{full_name}", "confidence": confidence}
    return {"all_retrieval_intents": [name], name: {"response": response, "ranking": []}}
