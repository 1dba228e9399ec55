"""Plays conversation cases through the simulator, hence through the whole product."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.conversations.cases import ACTING, Case, Step
from tests.conversations.made_files import at_hand
from tests.conversations.officers import Officers
from tests.conversations.people import People
from tests.conversations.phone import BotAnswer, Phone, SimulatorClient
from tests.conversations.values import fill, fill_all

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
COLUMN = 58
CASE_NUMBER = re.compile(r"\b(?:KR|LP)-\d{6}-\w{4}\b")
SlotReader = Callable[[str, str], Any]


class CaseFailed(AssertionError):
    """The conversation went otherwise; the message shows it side by side."""


def response_patterns(folder: Path) -> dict[str, list[re.Pattern[str]]]:
    """For each response name, patterns of its variations with `{placeholders}` standing for anything."""
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for file in sorted(folder.rglob("*.yml")):
        content = YAML(typ="safe").load(file) or {}
        for name, variations in (content.get("responses") or {}).items():
            patterns[name] = [_pattern(v.get("text") or "") for v in variations]
    return patterns


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}|…", text.strip())
    return re.compile(r"[\s\S]*".join(re.escape(part) for part in parts))


@dataclass
class _Play:
    """One case under way: what was expected on the left, what came on the right."""

    rows: list[tuple[str, str]] = field(default_factory=list)

    def both(self, expected: str, actual: str) -> None:
        self.rows.append((expected, actual))

    def side_by_side(self) -> str:
        lines = [f"{'expected':<{COLUMN}} | actual"]
        for pair in self.rows:
            left, right = (
                [line for part in side.splitlines() or [""] for line in textwrap.wrap(part, COLUMN) or [""]]
                for side in pair
            )
            for n in range(max(len(left), len(right))):
                lines.append(f"{left[n] if n < len(left) else '':<{COLUMN}} | {right[n] if n < len(right) else ''}")
            lines.append("-" * COLUMN + "-+-" + "-" * COLUMN)
        return "\n".join(lines)


class Runner:
    """Every case gets a chat and a citizen of its own, so that limits of one do not touch another.

    Cases may be played side by side in threads, those that move the world excepted; a citizen is in one at a time.
    """

    def __init__(
        self,
        client: SimulatorClient,
        responses: Path,
        read_slot: SlotReader | None = None,
        officers: Officers | None = None,
    ) -> None:
        self._client = client
        self._officers = officers
        self._patterns = response_patterns(responses)
        self._read_slot = read_slot
        self._people = People(client.citizens())

    def let_limits_run_out(self) -> None:
        """Moves the clock on, so that an earlier run's codes and failures count no more."""
        self._client.advance_clock(25 * UNITS["hour"])

    def run(self, case: Case) -> None:
        """Raises CaseFailed when the conversation went otherwise."""
        try:
            values, alone = self._people.cast(case)
        except LookupError as error:
            raise CaseFailed(f"{case.file.name}: {case.name}: {error}") from error
        with alone:
            self._play(case, values)

    def _play(self, case: Case, values: dict[str, str]) -> None:
        phones = {"first": Phone(self._client, values["wa_id"]), "second": Phone(self._client, values["second_wa_id"])}
        phone = phones["first"]
        play = _Play()
        waiting: list[BotAnswer] = []
        turn_end = self._checks_of_turn(case, -1)
        try:
            for position, step in enumerate(case.steps):
                if step.kind in ACTING:
                    waiting = self._act(step, phone, values, play)
                    turn_end = self._checks_of_turn(case, position)
                elif step.kind == "whatsapp":
                    phone = phones[step.value]
                    play.both(f"whatsapp: {step.value}", "")
                    turn_end -= 1
                else:
                    self._check(step, waiting, phone, values, play)
                    turn_end -= 1
                if turn_end == 0 and waiting and self._counts_bubbles(case, position):
                    self._fail(play, "nothing more", waiting[0])
        except (LookupError, TimeoutError) as error:
            play.both("", f"✗ {error}")
            raise CaseFailed(self._report(case, play)) from error
        except CaseFailed as error:
            raise CaseFailed(self._report(case, play)) from error
        finally:
            if any(step.kind == "faults" for step in case.steps):
                self._client.set_faults({})

    @staticmethod
    def _checks_of_turn(case: Case, position: int) -> int:
        checks = 0
        for step in case.steps[position + 1 :]:
            if step.kind in ACTING:
                break
            checks += 1
        return checks

    @staticmethod
    def _counts_bubbles(case: Case, position: int) -> bool:
        for step in reversed(case.steps[: position + 1]):
            if step.kind in ("utter", "bot", "document", "silence"):
                return True
            if step.kind in ACTING:
                return False
        return False

    def _report(self, case: Case, play: _Play) -> str:
        return f"{case.file.name}: {case.name}\n{play.side_by_side()}"

    def _act(self, step: Step, phone: Phone, values: dict[str, str], play: _Play) -> list[BotAnswer]:
        if step.kind == "advance_clock":
            amount, unit = str(step.value).split()
            self._client.advance_clock(int(amount) * UNITS[unit.rstrip("s")])
            return []
        if step.kind == "faults":
            self._client.set_faults(step.value or {})
            return []
        if step.kind == "officer":
            self._let_act({key: fill_all(value, values) for key, value in step.value.items()}, play)
            return []
        if step.kind == "news":
            return phone.news()
        if step.kind == "photo":
            photos = [_photo(each, values) for each in (step.value if isinstance(step.value, list) else [step.value])]
            play.both("\n".join(f"▶ 📷 {path.name} {caption}".rstrip() for path, caption in photos), "")
            return phone.send_files(photos)
        if step.kind == "burst":
            texts = [fill(text, values) for text in _texts(step.value)]
            play.both("\n".join(f"▶ {text}" for text in texts), "")
            return phone.send_burst(texts)
        text = fill(step.value, values)
        play.both(f"▶ {'[' + text + ']' if step.kind == 'tap' else text}", "")
        return phone.tap(text) if step.kind == "tap" else phone.send(text)

    def _let_act(self, step: dict[str, Any], play: _Play) -> None:
        if self._officers is None:
            raise LookupError("an officer step needs the product's own console; it was not given")
        play.both(f"officer: {step}", "")
        self._officers.act(step)

    def _check(self, step: Step, waiting: list[BotAnswer], phone: Phone, values: dict[str, str], play: _Play) -> None:
        if step.kind == "sms":
            self._check_sms(step.value, values, play)
        elif step.kind == "slot_was_set":
            self._check_slots(step.value, values, play)
        elif step.kind == "options":
            wanted, offered = [fill(title, values) for title in step.value], phone.offered
            if missing := [title for title in wanted if title not in offered]:
                play.both(f"options {', '.join(missing)}", f"✗ offered: {', '.join(offered)}")
                raise CaseFailed
        elif step.kind == "once":
            self._check_once(str(step.value), waiting, play)
        elif step.kind == "silence":
            if waiting:
                self._fail(play, "silence", waiting[0])
        else:
            self._check_bubble(step, waiting.pop(0) if waiting else None, values, play)

    def _check_bubble(self, step: Step, answer: BotAnswer | None, values: dict[str, str], play: _Play) -> None:
        expected = fill(str(step.value), values)
        label = f"{step.kind}: {expected}"
        if answer is None:
            play.both(label, "✗ nothing")
            raise CaseFailed
        if step.kind == "document":
            matches = answer.filename == expected
        elif step.kind == "utter":
            if expected not in self._patterns:
                raise LookupError(f"there is no response {expected} in data/responses")
            matches = any(p.fullmatch(answer.text.strip()) for p in self._patterns[expected])
        else:
            matches = _pattern(expected).fullmatch(answer.text.strip()) is not None
        if not matches:
            self._fail(play, label, answer)
        play.both(label, _shown(answer))
        named = CASE_NUMBER.search(answer.text)
        if named and named[0] != values.get("case_number"):
            values["earlier_case_number"] = values.get("case_number", "")
            values["case_number"] = named[0]

    def _check_once(self, response: str, waiting: list[BotAnswer], play: _Play) -> None:
        said = sum(p.fullmatch(answer.text.strip()) is not None for answer in waiting for p in self._patterns[response])
        play.both(f"once: {response}", "\n".join(map(_shown, waiting)) if said == 1 else f"✗ {said} times")
        if said != 1:
            raise CaseFailed

    @staticmethod
    def _fail(play: _Play, expected: str, answer: BotAnswer) -> None:
        play.both(expected, f"✗ {_shown(answer)}")
        raise CaseFailed

    def _check_sms(self, wanted: dict[str, str], values: dict[str, str], play: _Play) -> None:
        number = re.sub(r"^0", "62", re.sub(r"\D", "", fill(wanted.get("to", "{phone}"), values)))
        contains = fill(wanted.get("contains", ""), values)
        last = self._client.newest_sms(number, contains)
        if not last or contains not in last:
            play.both(f"sms: {wanted}", f"✗ {last or 'no SMS'}")
            raise CaseFailed
        play.both(f"sms: {wanted}", last)
        if code := re.search(r"(?<!\d)\d{6}(?!\d)", last):
            values["otp"] = code[0]
            values["wrong_otp"] = f"{(int(code[0]) + 1) % 1_000_000:06d}"

    def _check_slots(self, slots: list[dict[str, Any]], values: dict[str, str], play: _Play) -> None:
        if self._read_slot is None:
            raise LookupError("slot_was_set needs the product's own database; it was not given")
        for slot, expected in (pair for entry in slots for pair in entry.items()):
            actual = self._read_slot(values["wa_id"], slot)
            if actual != expected:
                play.both(f"slot {slot}: {expected}", f"✗ {actual}")
                raise CaseFailed


def _texts(burst: list[str] | dict[str, Any]) -> list[str]:
    return [str(burst["text"])] * int(burst["times"]) if isinstance(burst, dict) else burst


def _photo(value: str | dict[str, str], values: dict[str, str]) -> tuple[Path, str]:
    """The file and what is written under it."""
    if isinstance(value, dict):
        return at_hand(value["file"]), fill(value.get("caption", ""), values)
    return at_hand(value), ""


def _shown(answer: BotAnswer) -> str:
    parts = [f"📄 {answer.filename}" if answer.filename else "", answer.text]
    parts += [f"[{title}]" for title in answer.titles]
    return "\n".join(part for part in parts if part)
