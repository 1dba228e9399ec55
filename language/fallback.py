"""Rasa component: says `nlu_fallback` when the classifier is not sure, and keeps the ranking to ask back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.parts import PARTS, asks
from language.readings import QUESTIONS

SURE_OF_BOTH = 0.95  # at 0.8 two more of 1,800 unseen messages are taken wrongly


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UncertaintyFallback(GraphComponent, IntentClassifier):
    """Unsure is: best confidence below `threshold`.

    `surer`: intents that need more, because acting on them by mistake costs a form or an answer to a question.
    `question`: enough for a question that is asked as one; a wrong answer to it costs a few lines to read.
    Unlike Rasa's FallbackClassifier it also takes back `response_selector`, so that no question of `faq` is
    answered by accident, and it answers for a message without any text.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold: float = config["threshold"]
        self._surer: dict[str, float] = config["surer"]
        self._question: float = config["question"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UncertaintyFallback:
        return cls(config)

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"threshold": 0.35, "surer": {}, "question": 0.35}

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            if _asks_for_both(message, ranking) or not self._is_unsure(ranking, message.get(TEXT) or ""):
                continue
            unsure = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": self._threshold}
            message.set(INTENT, unsure, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [unsure, *ranking], add_to_output=True)
            if message.get(RESPONSE_SELECTOR) is not None:
                message.set(RESPONSE_SELECTOR, {}, add_to_output=True)
        return messages

    def _is_unsure(self, ranking: Sequence[dict[str, Any]], text: str) -> bool:
        if not ranking:
            return True
        likeliest, confidence = ranking[0]["name"], ranking[0]["confidence"]
        asked = likeliest.startswith(QUESTIONS) and asks(text)
        return confidence < (self._question if asked else self._surer.get(likeliest, self._threshold))


def _asks_for_both(message: Message, ranking: Sequence[dict[str, Any]]) -> bool:
    """Whether nothing is sure because the message holds two intents, each sure by itself: "status sama ganti nomor"."""
    sure = {part["name"] for part in message.get(PARTS) or () if part["confidence"] >= SURE_OF_BOTH}
    return len(sure) > 1 and bool(ranking) and ranking[0]["name"] in sure
