"""Rasa component: one linear model over all intents and all questions of `faq`, with calibrated confidence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
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

from language.denials import DENIED, Denials, denials_in, denied_opening
from language.identifier_extractor import identifiers_of
from language.intent_model import IntentModel
from language.masking import classifier_text, gives_only_identifiers
from language.parts import PARTS, asks, parts_of
from language.readings import (
    FEWEST_WORDS_OF_A_QUESTION,
    NOT_DENIED,
    SURE_OF_A_DENIED_OPENING,
    Part,
    Ranking,
    Reading,
    information,
    without,
)
from language.records import CERTAIN, NUMBERS, Identifier

_FILE = "intents.joblib"


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
            denials = self._with_opening(text, identifiers, denials_in(text))
            parts = self._parts(denials, identifiers)
            whole = without(denials, self._ranking(denials.rest, identifiers))
            ranking = Reading(text, identifiers, message.get(ENTITIES) or (), denials, parts, whole).ranking()
            message.set(DENIED, sorted(denials.intents), add_to_output=True)
            asked = parts or self._question_beside(denials.rest, identifiers)
            message.set(PARTS, [part.head() for part in asked], add_to_output=True)
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

    def _with_opening(self, text: str, identifiers: Sequence[Identifier], denials: Denials) -> Denials:
        """Also what the first words say is not meant, unless they give a name or number or only say no."""
        opening = denied_opening(denials.rest)
        ranking = self._ranking(opening, []) if opening else []
        given = any(one.start < len(opening) for one in identifiers)
        if given or not ranking or ranking[0][0] in NOT_DENIED or ranking[0][1] < SURE_OF_A_DENIED_OPENING:
            return denials
        rest = " " * len(opening) + denials.rest[len(opening) :]
        return Denials(rest, denials.intents | {ranking[0][0]})

    def _parts(self, denials: Denials, identifiers: Sequence[Identifier]) -> list[Part]:
        """What each part of the message would be by itself; empty for a message of one part."""
        if self._model is None:
            return []
        parts = [
            Part(text, without(denials, self._ranking(text, within)), within, _is_asked(text, denials.rest))
            for text, within in parts_of(denials.rest, identifiers)
            if text.strip() and not gives_only_identifiers(text, within)
        ]
        return [part for part in parts if part.ranking]

    def _question_beside(self, text: str, identifiers: Sequence[Identifier]) -> list[Part]:
        """ "581545 nanti kodenya istri lain lagi?": what is asked in one breath with a number, read without it."""
        numbers = [one for one in identifiers if one.kind in NUMBERS and one.confidence >= CERTAIN]
        rest = text
        for number in numbers:
            rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
        rest = rest.strip(" .,;:-\n")
        if not numbers or not asks(rest) or len(rest.split()) < FEWEST_WORDS_OF_A_QUESTION:
            return []
        ranking = self._ranking(rest, [])
        return [Part(rest, ranking, [], is_asked=True)] if ranking else []

    def _ranking(self, text: str, identifiers: Sequence[Identifier]) -> Ranking:
        if self._model is None or not text.strip():
            return []
        ranking = self._model.ranking(classifier_text(text, identifiers), self._config["ranking_length"])
        if gives_only_identifiers(text, identifiers):
            return information(ranking)
        return ranking


def _is_asked(part: str, text: str) -> bool:
    behind = text[text.find(part) + len(part) :].lstrip()
    return behind.startswith("?") or asks(part)


def response_selection(full_name: str, confidence: float) -> dict[str, Any]:
    """What Rasa's `utter_faq` reads to find the answer to `faq/next_dose`: the response `utter_faq/next_dose`."""
    name = full_name.partition("/")[0]
    response = {INTENT_RESPONSE_KEY: full_name, "utter_action": f"utter_{full_name}", "confidence": confidence}
    return {"all_retrieval_intents": [name], name: {"response": response, "ranking": []}}
