"""Training messages: written so that Rasa reads them, each once, and enough of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ruamel.yaml.scalarstring import LiteralScalarString

from tests.lint.sources import Finding, Named, Sources

KINDS = frozenset({"intent", "synonym", "regex", "lookup"})
ANNOTATION = re.compile(r"\[[^\]]*\][({]")
FEWEST_MESSAGES = 15


def check_entries(sources: Sources) -> Iterator[Finding]:
    for place, entry in sources.raw_entries():
        if not isinstance(entry, dict):
            yield place.finding(f"{str(entry)!r} belongs to no intent; indent it like the messages above it")
        elif not KINDS & entry.keys():
            yield place.finding(f"{next(iter(entry), '-')!r} begins nothing here; write `- intent: …`")


def check_examples(sources: Sources) -> Iterator[Finding]:
    for entry in sources.entries():
        if entry.examples is None:
            yield entry.intent.finding(f'{entry.intent.name} has no messages; write "examples: |" and them below it')
        elif not isinstance(entry.examples, LiteralScalarString):
            yield Finding(entry.intent.file, entry.line - 1, f'write "examples: |" for {entry.intent.name}')


def check_message_lines(sources: Sources) -> Iterator[Finding]:
    for line, place in (pair for entry in sources.entries() for pair in entry.lines()):
        if line.startswith(" ") and line.strip().startswith("-"):
            yield place.finding(f"{line.strip()!r} is not read; indent it like the messages above it")
        elif not line.startswith("-"):
            yield place.finding(f"{line.strip()!r} is not read; begin it with `- `")


def check_commands(sources: Sources) -> Iterator[Finding]:
    for message, intent in sources.training_messages():
        if message.startswith("/"):
            yield intent.finding(
                f"{message!r} begins with a slash, as only payloads of buttons do; write what people type"
            )


def check_annotations(sources: Sources) -> Iterator[Finding]:
    for message, intent in sources.training_messages():
        if ANNOTATION.search(message):
            yield intent.finding(
                f"{message!r}: no annotations here; entities are found by themselves. Write the message as it came"
            )


def check_duplicates(sources: Sources) -> Iterator[Finding]:
    seen: dict[str, Named] = {}
    for message, intent in sources.training_messages():
        key = plain(message)
        if earlier := seen.get(key):
            yield intent.finding(
                f"{message!r} ({intent.name}) stands in {earlier.file}:{earlier.line} ({earlier.name}) already; "
                "keep one of them"
            )
        seen.setdefault(key, intent)


def check_enough_messages(sources: Sources) -> Iterator[Finding]:
    counts = Counter(intent.name for _, intent in sources.training_messages())
    for name, intent in sources.trained().items():
        if 0 < counts[name] < FEWEST_MESSAGES:
            yield intent.finding(f"intent {name} has {counts[name]} messages; {FEWEST_MESSAGES} is the least")


def plain(message: str) -> str:
    """The words of a message, in small letters; of one without words, the message."""
    return re.sub(r"\W+", " ", message.lower()).strip() or message
