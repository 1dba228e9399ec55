"""What citizens wrote that was not understood, and how it becomes training data.

`python -m tests.nlu.inbox` writes the messages of the last 30 days to results/inbox.yml, commonest first. A designer
gives each an intent, or deletes it; `python -m tests.nlu.inbox --learn` then adds those to data/nlu, unless the lint
objects.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import bootstrap
from channels.whatsapp.unclear import NOT_UNDERSTOOD, UnclearMessage
from language.identifiers import find_identifiers
from language.masking import classifier_text
from settings import ROOT
from tests.lint.checks import lint
from tests.lint.sources import Sources

INBOX = ROOT / "results" / "inbox.yml"
HOW = """\
# Pesan warga yang tidak dipahami dalam 30 hari terakhir; yang tersering di atas. Nomor dan nama sudah diganti.
# `chosen`: yang dipilih warga sesudahnya. Isi `intent` (lihat docs/panduan-intent.md) atau hapus barisnya, lalu
# jalankan `make learn`.
"""


@dataclass(frozen=True)
class Learned:
    """A message with the intent that a designer has given it."""

    text: str
    intent: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learn", action="store_true", help="add the messages that have an intent to data/nlu")
    if parser.parse_args().learn:
        return _learn()
    entries = listed(bootstrap.unclear_messages().all())
    INBOX.parent.mkdir(exist_ok=True)
    with INBOX.open("w", encoding="utf8") as file:
        file.write(HOW)
        YAML().dump(entries, file)
    print(f"{len(entries)} messages. Open  {INBOX.relative_to(ROOT)}")
    return 0


def listed(unclear: Iterable[UnclearMessage]) -> list[dict[str, Any]]:
    """One entry for messages that say the same, commonest first; `intent` is filled in when all chose one."""
    alike: dict[str, list[UnclearMessage]] = {}
    for message in unclear:
        alike.setdefault(classifier_text(message.text, find_identifiers(message.text)), []).append(message)
    return [_entry(messages) for messages in sorted(alike.values(), key=len, reverse=True)]


def _entry(messages: Sequence[UnclearMessage]) -> dict[str, Any]:
    chosen = Counter(one.chosen for one in messages if one.chosen not in (None, NOT_UNDERSTOOD))
    agreed = next(iter(chosen)) if len(chosen) == 1 and chosen.total() == len(messages) else None
    return {
        "text": " ".join(messages[-1].text.split()),
        "times": len(messages),
        "guessed": list(messages[-1].guesses),
        "chosen": dict(chosen.most_common()),
        "intent": agreed,
    }


def _learn() -> int:
    if not INBOX.exists():
        print("Run `make inbox` first.")
        return 1
    learned = [Learned(one["text"], one["intent"]) for one in YAML(typ="safe").load(INBOX) or () if one.get("intent")]
    findings = learn(learned, ROOT)
    for finding in findings:
        print(finding)
    if not findings:
        print(f"{len(learned)} messages added. Look at them with `git diff data/nlu`, then run `make nlu-report`.")
    return 1 if findings else 0


def learn(learned: Sequence[Learned], root: Path) -> list[str]:
    """Adds messages below their intents in data/nlu; nothing is added when this returns findings."""
    homes = {intent.name: intent.file for _, intent in reversed(Sources(root).training_messages())}
    unknown = [f"{one.text!r}: there is no intent {one.intent}" for one in learned if one.intent not in homes]
    if unknown:
        return unknown
    changed = {root / home: (root / home).read_text(encoding="utf8") for home in homes.values()}
    for one in learned:
        changed[root / homes[one.intent]] = _with_message(changed[root / homes[one.intent]], one)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder)
        for entry in root.iterdir():
            if entry.name != "data":
                (trial / entry.name).symlink_to(entry)
        shutil.copytree(root / "data", trial / "data")
        for path, text in changed.items():
            (trial / path.relative_to(root)).write_text(text, encoding="utf8")
        findings = list(_new_findings(root, trial))
    if not findings:
        for path, text in changed.items():
            path.write_text(text, encoding="utf8")
    return findings


def _with_message(text: str, learned: Learned) -> str:
    """The file with one message more at the end of the intent's examples."""
    block = re.compile(rf"^- intent: {re.escape(learned.intent)}\n +examples: \|\n(?: +- .*\n)+", re.MULTILINE)
    found = block.search(text)
    if found is None:
        raise ValueError(f"data/nlu: the messages of {learned.intent} are not written as `examples: |`")
    indent = re.match(r" *", found[0].splitlines()[-1])
    return f"{text[: found.end()]}{indent[0] if indent else ''}- {learned.text}\n{text[found.end() :]}"


def _new_findings(root: Path, trial: Path) -> Iterator[str]:
    known = {finding.message for finding in lint(root)}
    yield from (str(finding) for finding in lint(trial) if finding.message not in known)


if __name__ == "__main__":
    sys.exit(main())
