"""The details of questions in language/faq_details.yml: each has its answer, and its words are not taken already."""

from __future__ import annotations

from collections.abc import Iterator

from language.phrases import first_fit, patterns_in
from tests.lint.sources import Finding, Sources


def check_faq_details(sources: Sources) -> Iterator[Finding]:
    if not sources.details_file.exists():
        return
    answers = {response.name for response, _ in sources.responses()}
    trained = {intent.name for _, intent in sources.training_messages()}
    patterns = patterns_in(sources.details_file)
    seen: set[tuple[str, str]] = set()
    for question, detail, phrases in sources.details():
        if f"faq/{question.name}" not in trained:
            yield question.finding(f"no message in data/nlu asks faq/{question.name}; write a question that is trained")
        if f"utter_faq/{detail.name}" not in answers:
            yield detail.finding(f"there is no response utter_faq/{detail.name}; add it to data/responses")
        for phrase in phrases:
            fitting = first_fit(phrase.name, patterns[question.name])
            first = fitting[0] if fitting else detail.name
            if first != detail.name or (question.name, phrase.name) in seen:
                yield phrase.finding(f"{phrase.name!r} of {detail.name} already belongs to {first}; keep one of them")
            seen.add((question.name, phrase.name))
