"""`{placeholders}` in responses: only code can fill them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from tests.lint.python_code import fills
from tests.lint.sources import Finding, Sources


def check_placeholders(sources: Sources) -> Iterator[Finding]:
    calls = [call for call in fills(sources.root) if call.responses]
    filled = [(re.compile("|".join(call.responses)), call.placeholders) for call in calls]
    responses = sources.responses()
    written = {name for _, variations in responses for one in variations for name in _placeholders(one["text"]) or ()}
    for response, variations in responses:
        known = {name for pattern, names in filled if pattern.fullmatch(response.name) for name in names}
        for variation in variations:
            for wrong in _wrong_placeholders(variation["text"], known, known & written or known):
                yield response.finding(f"response {response.name}: {wrong}, or ask the developer")


def _wrong_placeholders(text: str, known: set[str], usual: set[str]) -> Iterator[str]:
    names = _placeholders(text)
    if names is None:
        yield "a brace has no partner; write {name} whole"
    for name in names or ():
        if name not in known:
            use = f"write {' or '.join(f'{{{one}}}' for one in sorted(usual))}" if usual else "delete it"
            yield f"nothing fills {{{name}}}; {use}"


def _placeholders(text: str) -> list[str] | None:
    """None when a brace has no partner."""
    try:
        return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(text) if name is not None))
    except ValueError:
        return None
