"""The ways of understanding that `make nlu-experiments` compares.

Each contender is trained with labelled messages and says, for other messages, the likeliest intent and how sure it is.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from ruamel.yaml import YAML
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.svm import LinearSVC

from language.identifiers import find_identifiers
from language.intent_model import IntentModel
from language.masking import classifier_text
from tests.nlu.pipeline import Labelled

Guess = tuple[str, float]  # intent and confidence
Reader = Callable[[str], str]
PLAIN = str.lower


class Contender(Protocol):
    def trained(self, examples: Sequence[Labelled]) -> Callable[[str], Guess]: ...


def normalised(text: str) -> str:
    return classifier_text(text, find_identifiers(text))


def stemmed(text: str) -> str:
    return str(_stemmer().stem(normalised(text)))


@cache
def _stemmer() -> Any:
    return StemmerFactory().create_stemmer()


@dataclass(frozen=True)
class Ours:
    """The shipped model, read by `read`; `bayes_share` 0 is regression alone, 1 naive Bayes alone."""

    read: Reader = normalised
    bayes_share: float = 0.3

    def trained(self, examples: Sequence[Labelled]) -> Callable[[str], Guess]:
        texts = [self.read(one.text) for one in examples]
        model = IntentModel.fitted(texts, [one.intent for one in examples], 20.0, self.bayes_share)
        return lambda text: model.ranking(self.read(text), 1)[0]


@dataclass(frozen=True)
class Linear:
    """scikit-learn's own TF-IDF of words, pairs and pieces of words, with one of its linear classifiers."""

    classifier: Callable[[], Any]
    read: Reader = normalised
    words_only: bool = False

    def trained(self, examples: Sequence[Labelled]) -> Callable[[str], Guess]:
        blocks = [("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\S+"))]
        if not self.words_only:
            pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
            blocks.append(("pieces", pieces))
        pipeline = Pipeline([("features", FeatureUnion(blocks)), ("classifier", self.classifier())])
        pipeline.fit([self.read(one.text) for one in examples], np.array([one.intent for one in examples]))

        def guess(text: str) -> Guess:
            chances = pipeline.predict_proba([self.read(text)])[0]
            best = int(np.argmax(chances))
            return str(pipeline.classes_[best]), float(chances[best])

        return guess


def regression() -> LogisticRegression:
    return LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", dual=True, max_iter=300)


def calibrated_svm() -> CalibratedClassifierCV:
    return CalibratedClassifierCV(LinearSVC(C=0.5, class_weight="balanced"), cv=3)


def naive_bayes() -> MultinomialNB:
    return MultinomialNB(alpha=0.02)


@dataclass(frozen=True)
class Diet:
    """Rasa's own pipeline as `rasa init` writes it; trained and asked in a process of its own."""

    epochs: int = 30
    transformer_layers: int = 2
    read: Reader = PLAIN
    more: dict[str, Any] = field(default_factory=dict)

    def trained(self, examples: Sequence[Labelled]) -> Callable[[str], Guess]:
        folder = Path(tempfile.mkdtemp(prefix="diet-"))
        YAML().dump(self._config(), folder / "config.yml")
        YAML().dump(_training_file([(self.read(one.text), one.intent) for one in examples]), folder / "nlu.yml")
        quiet = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml"]
        command += ["--config", "config.yml", "--out", ".", "--fixed-model-name", "diet"]
        subprocess.run(command, cwd=folder, env=quiet, check=True, stdout=subprocess.DEVNULL)
        from rasa.core.agent import Agent

        agent = Agent.load(folder / "diet.tar.gz")

        def guess(text: str) -> Guess:
            intent = asyncio.run(agent.parse_message(self.read(text)))["intent"]
            return _slashed(intent["name"] or ""), float(intent["confidence"])

        return guess

    def _config(self) -> dict[str, Any]:
        diet = {
            "name": "DIETClassifier",
            "epochs": self.epochs,
            "number_of_transformer_layers": self.transformer_layers,
            "entity_recognition": False,
            "constrain_similarities": True,
            "random_seed": 42,
            **self.more,
        }
        features = [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        ]
        return {
            "recipe": "default.v1",
            "assistant_id": "experiment",
            "language": "id",
            "pipeline": [*features, diet],
            "policies": [{"name": "RulePolicy"}],
        }


def _training_file(examples: Sequence[tuple[str, str]]) -> dict[str, Any]:
    by_intent: dict[str, list[str]] = {}
    for text, intent in examples:
        by_intent.setdefault(intent.replace("/", "__"), []).append(" ".join(text.split()))
    entries = [{"intent": name, "examples": "".join(f"- {t}\n" for t in texts)} for name, texts in by_intent.items()]
    return {"version": "3.1", "nlu": entries}


def _slashed(intent: str) -> str:
    return intent.replace("__", "/")


FULL: dict[str, Contender] = {
    "regression + naive Bayes, normalised (shipped)": Ours(),
    "the same without the normaliser": Ours(read=PLAIN),
    "the same with stemming (Sastrawi)": Ours(read=stemmed),
    "regression alone": Ours(bayes_share=0.0),
    "naive Bayes alone": Ours(bayes_share=1.0),
    "scikit-learn regression, words and pieces": Linear(regression),
    "scikit-learn regression, words only": Linear(regression, words_only=True),
    "linear SVM, calibrated": Linear(calibrated_svm),
    "linear SVM, calibrated, without the normaliser": Linear(calibrated_svm, read=PLAIN),
    "scikit-learn naive Bayes": Linear(naive_bayes),
}
SUBSET: dict[str, Contender] = {
    "regression + naive Bayes, normalised (shipped)": Ours(),
    "DIET as rasa init has it, 2 transformer layers, 30 epochs": Diet(),
    "DIET, 1 transformer layer, 30 epochs": Diet(transformer_layers=1),
    "DIET, no transformer, 30 epochs": Diet(transformer_layers=0),
    "DIET, no transformer, 30 epochs, normalised": Diet(transformer_layers=0, read=normalised),
}
BEST_DIET: dict[str, Contender] = {
    "DIET, no transformer, 30 epochs, normalised": Diet(transformer_layers=0, read=normalised),
}
