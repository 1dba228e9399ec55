"""The names at the left edge of a file, and what stands below them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lint.sources import Finding, Sources

LISTS = frozenset({"intents", "entities", "actions", "nlu", "rules", "stories"})
MAPPINGS = frozenset({"slots", "forms", "responses", "session_config"})
SECTIONS = LISTS | MAPPINGS | {"version"}


def check_sections(sources: Sources) -> Iterator[Finding]:
    for section, content in sources.sections():
        if section.name not in SECTIONS:
            yield section.finding(f"there is no section {section.name}:; write one of {', '.join(sorted(SECTIONS))}")
        if section.name in LISTS and not isinstance(content, (list, type(None))):
            yield section.finding(f"below {section.name}: each line begins with a dash; write `- …`")
        if section.name in MAPPINGS and not isinstance(content, (dict, type(None))):
            yield section.finding(f"below {section.name}: names have no dash; write `name:`")
