"""Conversation cases: YAML in the shape of Rasa Pro's end-to-end tests, with steps for the world around the chat.

    test_cases:
      - test_case: a citizen in a hurry gets dose 2
        citizen: three_doses            # a demo citizen of this profile; gives {phone} {nik} {name}, see below
        steps:
          - user: halo min mau donlot sertifikat, hp {phone}
          - utter: utter_ask_otp_form_otp_ref     # one bubble, by response name
          - sms: {to: "{phone}"}                  # remembers {otp}
          - user: "{otp}"
          - tap: Dosis 2                          # choose an option by its title
          - bot: "text of one bubble"             # "…" stands for anything
          - photo: tests/conversations/files/kartu-vaksin.jpg
          - document: Sertifikat-Vaksin-Dosis-2.pdf
          - slot_was_set: [{dose: "2"}]
          - advance_clock: 6 minutes
          - faults: {sms_down: true}              # until the next `faults`
          - officer: {approve: "{case_number}"}   # in the console, see below
          - whatsapp: second                      # from now on the chat of another WhatsApp number; back with `first`
          - news                                  # what comes without being asked for, checked like an answer

When a turn has any `utter`, `bot` or `document` step, they must account for all its bubbles, in order; `…` alone
(`- bot: …`) stands for any one bubble.

`uses_up: true` beside `citizen` keeps later cases from a citizen whose name or number this one changes;
`other_citizen` is the profile of somebody else, who gives `{other_phone} {other_nik} {other_name}`.

Values: `{phone} {nik} {name}`, of relatives `{nik2} {name2}` …, faulty `{nik15} {nik17} {misspelt}`, after an `sms`
step `{otp} {wrong_otp}`; `{name:lower}` is in small letters, `{ha*3}` is "hahaha". `{wanted_name}` is the name a
citizen wishes for, `{birth_date}` is as the NIK has it, `{new_phone} {new_phone2}` are registered with nobody,
`{case_number}` was named in a bubble checked before, `{earlier_case_number}` before that. A stranger has only the
phones.
`burst` takes a list of messages or `{text: …, times: 50}`; `options` are those offered with the latest answer;
`once: utter_…` counts that response among however many bubbles came.
`officer` does one of `approve`, `refuse` (with `reason`), `ask_back` (with `question`), `undo` and `look_at` to a case,
or takes its talk (`take`), says something in it (`say`, with `text`) and ends it (`end`),
`as` one of the demo officers (petugas unless said otherwise), `with` what is entered beside an approval:
`{date: 2021-10-03}`. A lost number's request, of which no citizen hears the case number, is found by the new number.
`photos: 2` counts those that the page shows, `as_seen: true` decides on the page as it was looked at before, and
`hears` is said by the console in place of doing it. `{log_in: auditor, code: "000000"}` opens a fresh page; `forge`
sends an approval past the officer's page, `with_token` as one whose role does not offer it, and must be forbidden.
`photo` takes a file that WhatsApp takes, counted from the project folder, `{file: …, caption: …}` with words under it,
or a list of them, sent one right after the other. Those in `files/made` are made by `made_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from settings import ROOT
from tests.lint.reading import UnreadableError, read_yaml

STRANGER = "stranger"
PROFILES = ROOT / "registry" / "demo" / "notes.yml"
AT_THE_SIMULATOR = ("user", "burst", "tap", "photo", "advance_clock", "faults")
ACTING = (*AT_THE_SIMULATOR, "officer", "news")
CHECKING = ("utter", "bot", "document", "sms", "slot_was_set", "options", "once", "silence")
ON_PHONE, PHONES = ("whatsapp",), ("first", "second")
KINDS = ACTING + CHECKING + ON_PHONE
OF_NAMES = ("faults", "slot_was_set")  # whose values are names with values, not texts


class CaseError(Exception):
    """A case file is not as the runner expects; the message names file and case."""


@dataclass(frozen=True)
class Step:
    kind: str
    value: Any


@dataclass(frozen=True)
class Case:
    name: str
    file: Path
    profile: str
    steps: tuple[Step, ...]
    uses_up: bool = False
    other: str = ""  # profile of a second citizen

    @property
    def moves_the_world(self) -> bool:
        """Whether it turns the common clock, breaks something, needs the officers or two citizens: it runs alone."""
        return bool(self.other) or any(step.kind in ("advance_clock", "faults", "officer") for step in self.steps)


def load_cases(*paths: Path) -> list[Case]:
    files = [f for path in paths for f in (sorted(path.rglob("*.yml")) if path.is_dir() else [path])]
    return [case for file in files for case in _read(file)]


def _read(file: Path) -> list[Case]:
    try:
        content = read_yaml(file)
    except UnreadableError as error:
        raise CaseError(f"{file.name}:{error.line}: {error}") from error
    cases = []
    for entry in content.get("test_cases") or ():
        name, profile = entry.get("test_case", "?"), entry.get("citizen", STRANGER)
        steps = tuple(_step(raw) for raw in entry.get("steps") or ())
        other = entry.get("other_citizen", "")
        for mistake in _mistakes((profile, other or profile), steps):
            raise CaseError(f"{file.name}: case {name!r} {mistake}")
        cases.append(Case(name, file, profile, steps, entry.get("uses_up", False), other))
    return cases


def _step(raw: Any) -> Step:
    return Step(*next(iter(raw.items()))) if isinstance(raw, dict) else Step(str(raw), None)


def _mistakes(people: tuple[str, ...], steps: tuple[Step, ...]) -> Iterator[str]:
    for profile in set(people) - set(_profiles()):
        yield f"has the unknown citizen {profile!r}; known are {', '.join(_profiles())}"
    for step in steps:
        if step.kind not in KINDS:
            yield f"has the unknown step {step.kind!r}; known are {', '.join(KINDS)}"
        elif step.kind in ON_PHONE and step.value not in PHONES:
            yield f"has the unknown phone {step.value!r}; known are {', '.join(PHONES)}"
        elif step.kind not in OF_NAMES and (lost := _without_quotes(step.value, step.kind)):
            yield f"has a value without quotes; write {lost}"


@cache
def _profiles() -> tuple[str, ...]:
    return (*YAML(typ="safe").load(PROFILES), STRANGER)


def _without_quotes(value: Any, name: str) -> str | None:
    """`{phone}` is a mapping to YAML: how the first such value should be written."""
    if isinstance(value, list):
        return next(filter(None, (_without_quotes(one, "-") for one in value)), None)
    if not isinstance(value, dict):
        return None
    if len(value) == 1 and None in value.values():
        return f'{name}{"" if name == "-" else ":"} "{{{next(iter(value))}}}"'
    return next(filter(None, (_without_quotes(one, str(key)) for key, one in value.items())), None)
