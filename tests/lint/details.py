"""Details of questions: each has its answer, a trained question and words that no earlier word finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from language.phrases import Patterns, first_fit, pattern_of
from tests.lint.sources import Finding, Sources


def check_details(sources: Sources) -> Iterator[Finding]:
    answers = {response.name for response, _ in sources.responses()}
    trained = {intent.name for _, intent in sources.training_messages()}
    earlier: dict[str, Patterns] = defaultdict(dict)
    for question, detail, words in sources.details():
        if f"faq/{question.name}" not in trained and question.name not in earlier:
            yield question.finding(f"no message in data/nlu asks faq/{question.name}; correct the name")
        if f"utter_faq/{detail.name}" not in answers:
            yield detail.finding(f"there is no response utter_faq/{detail.name}; add it to data/responses")
        if not words:
            yield detail.finding(f"{detail.name} has no words; write what people type")
        for word in words:
            if found := first_fit(word.name, earlier[question.name]):
                yield word.finding(f"{word.name!r} of {detail.name} is found by {found[0]} already; delete one of them")
            earlier[question.name][f"{word.name!r} of {detail.name}"] = pattern_of([word.name])
