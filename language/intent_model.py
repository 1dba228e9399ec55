"""The linear model: words and pieces of words, softmax, one temperature so that confidence means frequency.

Two linear models are added up. Logistic regression learns what tells intents apart and overrates what it saw once;
naive Bayes counts how often an intent's messages hold a feature and has no such opinion. Together they are surer and
more often right than either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import MultinomialNB

from language.text_features import TextFeatures

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_HELD_BACK = 1 / 3  # of the messages, when the temperature is found
_FEWEST_FOR_TEMPERATURE = 3  # messages of an intent
_SMOOTHING = 0.02
_BAYES_SCALE = 10.0  # brings the sum of a message's log probabilities to the size of the regression's scores


@dataclass(frozen=True)
class IntentModel:
    """Trained weights as plain arrays: a prediction is one sparse product and a softmax."""

    features: TextFeatures
    names: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float

    @classmethod
    def fitted(cls, texts: Sequence[str], intents: Sequence[str], c: float, bayes_share: float) -> IntentModel:
        """Trained on normalised texts; a third held back sets the temperature where examples suffice.

        `bayes_share`: from 0, regression alone, to 1, naive Bayes alone.
        """
        labels = np.array(intents)
        features = TextFeatures.fitted(texts)
        matrix = features.matrix(texts)
        temperature = _temperature(matrix, labels, c, bayes_share)
        weights, bias = _weights(matrix, labels, c, bayes_share)
        return cls(
            features,
            tuple(str(name) for name in np.unique(labels)),
            np.ascontiguousarray(weights, dtype=np.float32),
            bias.astype(np.float32),
            temperature,
        )

    def ranking(self, text: str, length: int) -> list[tuple[str, float]]:
        """Likeliest intents with their calibrated probabilities, best first."""
        columns, numbers = self.features.row(text)
        # Nothing known in the text: no intent is likelier than another, whatever their bias says.
        scores = numbers @ self.weights[columns] + self.bias if len(columns) else np.zeros(len(self.names))
        probabilities = _softmax(scores.astype(np.float64) / self.temperature)
        best = np.argsort(-probabilities)[:length]
        return [(self.names[index], float(probabilities[index])) for index in best]


def _regression(c: float) -> LogisticRegression:
    # One intent against the rest with liblinear: as good as one multinomial fit here, and twenty times as fast.
    return LogisticRegression(
        C=c, class_weight="balanced", solver="liblinear", dual=True, tol=1.0, max_iter=300, random_state=42
    )


def _weights(matrix: csr_matrix, labels: NDArray[np.str_], c: float, bayes_share: float) -> tuple[Doubles, Doubles]:
    """Weights (features x intents in alphabetical order) and bias of the two models added up."""
    regression = _regression(c).fit(matrix, labels)
    weights, bias = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    log_probabilities = MultinomialNB(alpha=_SMOOTHING).fit(matrix, labels).feature_log_prob_
    frequencies = log_probabilities - log_probabilities.mean(axis=0)
    scale = _BAYES_SCALE / float(matrix.sum(axis=1).mean())
    return ((1 - bayes_share) * weights + bayes_share * scale * frequencies).T, (1 - bayes_share) * bias


def _temperature(matrix: csr_matrix, labels: NDArray[np.str_], c: float, bayes_share: float) -> float:
    """The divisor of scores that gives unseen messages the best likelihood; 1 with too few examples."""
    names, counts = np.unique(labels, return_counts=True)
    if len(names) < 3 or counts.min() < _FEWEST_FOR_TEMPERATURE:
        return 1.0
    known, unseen = train_test_split(np.arange(len(labels)), test_size=_HELD_BACK, stratify=labels, random_state=42)
    weights, bias = _weights(matrix[known], labels[known], c, bayes_share)
    scores = matrix[unseen] @ weights + bias
    truth = np.searchsorted(names, labels[unseen])

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        top = scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled - top).sum(axis=1)) + top.ravel()
        return float((log_sum - scaled[np.arange(len(truth)), truth]).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 3.0), method="bounded").x)


def _softmax(scores: Doubles) -> Doubles:
    exponents: Doubles = np.exp(scores - scores.max())
    return exponents / exponents.sum()
