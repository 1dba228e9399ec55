"""`rasa data validate`: what it says beyond the known noise and beyond the lint's own findings, with the place."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.lint.sources import DOMAIN, Finding
from tests.qa.complaints import COLOURS, QUOTED, complaint, last_error, located
from tests.qa.records import Problem

# Python libraries that Rasa pins; what Rasa itself cannot see is listed in `language/responses_importer.py`.
KNOWN_NOISE = frozenset({"DeprecationWarning", "MovedIn20Warning"})
SEVERE = frozenset({"WARNING", "ERROR", "CRITICAL"})
ENTRY = re.compile(
    r"^(?:\S+\.py:\d+: (?P<warning>\w*Warning): |\d{4}-\d\d-\d\d [\d:]+ (?P<level>[A-Z]+) +\S+ +- )", re.MULTILINE
)
FURTHER_READING = re.compile(r"^\s*More info at .*$", re.MULTILINE)
MALFORMED = re.compile(r"Failed to (?:validate|read) '([^']+)'")


def rasa_findings(root: Path, own: Sequence[Finding]) -> list[Finding]:
    """Nothing when a file is unreadable: Rasa would stumble over it too."""
    if any(finding.unreadable for finding in own):
        return []
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--max-history", "5"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return new_findings(done.stdout + done.stderr, root, own, failed=done.returncode != 0)


def new_findings(output: str, root: Path, own: Sequence[Finding], *, failed: bool) -> list[Finding]:
    """What Rasa printed, without what `own` tells already."""
    new = [one for one in _problems(output, root, failed) if not _is_told(one.message, own)]
    return [Finding(one.file or DOMAIN, one.line or 1, f"Rasa says: {' '.join(one.message.split())}") for one in new]


def _problems(output: str, root: Path, failed: bool) -> list[Problem]:
    """The warnings; when Rasa broke off, its last error instead."""
    text = COLOURS.sub("", output)
    warnings = [located(warning, root) for warning in _warnings(text)]
    if failed and (not warnings or last_error(text)):
        return [complaint(text, root)]
    return warnings


def _warnings(text: str) -> Iterator[str]:
    entries = list(ENTRY.finditer(text))
    starts = [entry.start() for entry in entries]
    for entry, end in zip(entries, [*starts[1:], len(text)], strict=False):
        warned = entry["warning"] and entry["warning"] not in KNOWN_NOISE
        if warned or entry["level"] in SEVERE:
            yield FURTHER_READING.sub("", text[entry.end() : end]).strip()


def _is_told(said: str, own: Sequence[Finding]) -> bool:
    """Whether a finding speaks of a name that Rasa quotes, or of a file that Rasa cannot take in."""
    if malformed := MALFORMED.search(said):
        return any(finding.file == malformed[1] for finding in own)
    names = [name for name in QUOTED.findall(said) if not name.endswith(".yml")]
    told = " ".join(finding.message for finding in own)
    return any(re.search(rf"(?<![\w/]){re.escape(name)}(?![\w/])", told) for name in names)
