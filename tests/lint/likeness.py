"""Training messages that say nothing new: near-copies of another one, and rows that begin alike as from a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from sklearn.feature_extraction.text import TfidfVectorizer

from language.identifiers import find_identifiers
from language.masking import classifier_text
from tests.lint.messages import plain
from tests.lint.sources import Finding, Named, Sources

MOST_ALIKE = 0.85  # of 1, by characters
WORTH_COMPARING = 0.55  # cosine of letter triples; no pair above MOST_ALIKE was seen below it
WORDS_OF_AN_OPENING = 4
MOST_OF_ONE_OPENING = 0.01  # of an intent's messages
ALWAYS_ALLOWED = 2

Message = tuple[str, Named]


def check_near_copies(sources: Sources) -> Iterator[Finding]:
    for messages in _by_intent(sources).values():
        texts = [plain(message) for message, _ in messages]
        for first, second in _candidates(texts):
            if MOST_ALIKE < SequenceMatcher(None, texts[first], texts[second], autojunk=False).ratio() < 1:
                earlier, later = messages[first], messages[second]
                yield later[1].finding(
                    f"{later[0]!r} is nearly {earlier[0]!r} ({earlier[1].file}:{earlier[1].line}); "
                    "write one that another person would write"
                )


def check_contradictions(sources: Sources) -> Iterator[Finding]:
    """Different messages of two intents that are the same to the classifier: it can learn at most one of them."""
    first: dict[str, Message] = {}
    for message, place in sources.training_messages():
        read = classifier_text(message, find_identifiers(message))
        earlier, there = first.setdefault(read, (message, place))
        if there.name != place.name and plain(message) != plain(earlier):
            yield place.finding(
                f"{message!r} ({place.name}) is read like {earlier!r} ({there.name}, {there.file}:{there.line}); keep "
                "one, or teach language/lexicon.yml the difference"
            )


def check_openings(sources: Sources) -> Iterator[Finding]:
    for intent, messages in _by_intent(sources).items():
        openings: dict[str, list[Named]] = defaultdict(list)
        for message, place in messages:
            words = plain(message).split()
            if len(words) > WORDS_OF_AN_OPENING:
                openings[" ".join(words[:WORDS_OF_AN_OPENING])].append(place)
        most = max(ALWAYS_ALLOWED, int(len(messages) * MOST_OF_ONE_OPENING))
        for opening, places in openings.items():
            if len(places) > most:
                yield places[-1].finding(f"{len(places)} messages of {intent} begin with {opening!r}; {most} may")


def _by_intent(sources: Sources) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = defaultdict(list)
    for message, place in sources.training_messages():
        found[place.name].append((message, place))
    return found


def _candidates(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Positions of pairs that may be alike: comparing all by characters would take minutes."""
    if len(texts) < 2 or not any(texts):
        return
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3)).fit_transform([f" {text} " for text in texts])
    likeness = (vectors @ vectors.T).tocoo()
    for row, column, value in zip(likeness.row, likeness.col, likeness.data, strict=True):
        if row < column and value > WORTH_COMPARING:
            yield int(row), int(column)
