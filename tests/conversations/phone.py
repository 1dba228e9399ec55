"""A citizen's phone for scripts: the simulator's script interface as a small client."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import requests

TURN_LIMIT_S = 40
POLL_S = 0.3
FIRST_LOOK_S = 0.2
LOOK_LATER = 1.5  # a turn that takes long is looked at less often
NEWS_LIMIT_S = 15


@dataclass(frozen=True)
class BotAnswer:
    """One bubble from the assistant."""

    kind: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    filename: str = ""
    document_url: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.options)


class SimulatorClient:
    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._http = requests.Session()

    def get(self, path: str, **query: object) -> Any:
        answer = self._http.get(self._base + path, params=query, timeout=30)  # type: ignore[arg-type]
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **arguments: Any) -> Any:
        answer = self._http.post(self._base + path, timeout=30, **arguments)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def download(self, url: str) -> bytes:
        answer = self._http.get(url if url.startswith("http") else self._base + url, timeout=30)
        answer.raise_for_status()
        return answer.content

    def citizens(self) -> list[dict[str, str]]:
        return list(self.get("/sim/citizens"))

    def advance_clock(self, seconds: float) -> None:
        self.post("/sim/clock", json={"advance_s": seconds})

    def set_faults(self, faults: dict[str, Any]) -> None:
        self.post("/sim/faults", json=faults)

    def sms(self, msisdn: str) -> list[str]:
        return [message["text"] for message in self.get(f"/sim/sms/{msisdn}")]

    def newest_sms(self, msisdn: str, contains: str) -> str:
        """Waits for one that has `contains`, which may be about what officers did; else whatever is the newest."""
        give_up_at = time.monotonic() + NEWS_LIMIT_S
        while contains not in (newest := next(reversed(self.sms(msisdn)), "")) and time.monotonic() < give_up_at:
            time.sleep(POLL_S)
        return newest


@dataclass
class Phone:
    """The chat of one `wa_id`. Every `send…` waits until the assistant has nothing more to say."""

    client: SimulatorClient
    wa_id: str
    seen: int = 0
    options: dict[str, str] = field(default_factory=dict)  # all of this chat, old ones too
    offered: tuple[str, ...] = ()  # with the latest answers

    def send(self, text: str) -> list[BotAnswer]:
        return self._deliver(json={"type": "text", "text": text})

    def send_burst(self, texts: list[str]) -> list[BotAnswer]:
        for text in texts:
            self.client.post(f"/sim/chats/{self.wa_id}/messages", json={"type": "text", "text": text})
        return self._answers_of_a_turn()

    def tap(self, title: str) -> list[BotAnswer]:
        """Choose an option by its title. Raises LookupError when no such option was offered."""
        if title not in self.options:
            raise LookupError(f"no option {title!r}; offered: {', '.join(self.options) or 'none'}")
        return self._deliver(json={"type": "reply", "id": self.options[title]})

    def send_files(self, files: Sequence[tuple[Path, str]]) -> list[BotAnswer]:
        """Files with the text under each, one right after the other, as several photos chosen at once arrive."""
        for path, caption in files:
            file = (path.name, path.read_bytes(), guess_type(path.name)[0] or "image/jpeg")
            self.client.post(f"/sim/chats/{self.wa_id}/messages", files={"file": file}, data={"caption": caption})
        return self._answers_of_a_turn()

    def _deliver(self, **request: Any) -> list[BotAnswer]:
        self.client.post(f"/sim/chats/{self.wa_id}/messages", **request)
        return self._answers_of_a_turn()

    def _answers_of_a_turn(self) -> list[BotAnswer]:
        time.sleep(FIRST_LOOK_S)
        return self.answers()

    def news(self) -> list[BotAnswer]:
        """What comes without being asked for; an empty list when nothing does."""
        give_up_at = time.monotonic() + NEWS_LIMIT_S
        while not (fresh := self.answers()) and time.monotonic() < give_up_at:
            time.sleep(POLL_S)
        offered = self.offered
        fresh += self.answers()  # the first may have come just after the look whether anything is under way
        self.offered = offered + self.offered
        return fresh

    def answers(self) -> list[BotAnswer]:
        """What came since the last look, once the chat is idle. Raises TimeoutError when it never is."""
        waited = FIRST_LOOK_S
        while not self.client.get(f"/sim/chats/{self.wa_id}/state")["idle"]:
            if waited > TURN_LIMIT_S:
                raise TimeoutError(f"the assistant was still busy after {waited:.0f} s")
            time.sleep(waited * (LOOK_LATER - 1))
            waited *= LOOK_LATER
        fresh = self.client.get(f"/sim/chats/{self.wa_id}/messages", after=self.seen)
        self.seen = max([self.seen, *(message["n"] for message in fresh)])
        answers = [_answer(message) for message in fresh if message["from"] == "bot"]
        self.offered = tuple(title for answer in answers for title in answer.titles)
        for answer in answers:
            self.options.update({title: option_id for option_id, title in answer.options})
        return answers


def _answer(message: dict[str, Any]) -> BotAnswer:
    document = message.get("document") or {}
    return BotAnswer(
        kind=message["type"],
        text=message.get("text") or "",
        options=tuple((o["id"], o["title"]) for o in message.get("options") or ()),
        filename=document.get("filename", ""),
        document_url=document.get("url", ""),
    )
