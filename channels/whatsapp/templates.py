"""Template messages: what Meta takes outside the 24 h window, in words that Meta has approved beforehand.

They stand in `data/responses/templates.yml` with their name, category and language under `custom`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from channels.whatsapp.records import Option
from channels.whatsapp.rendering import Bubble
from wording import Wording, WordingError

NOTICE_PREFIX = "notice:"


@dataclass(frozen=True)
class Template:
    """One template as it was approved: `button` is the title of its one quick reply."""

    name: str
    language: str
    button: str

    @classmethod
    def of(cls, wording: Wording, response: str) -> Template:
        """Raises WordingError when `response` is not written as a template."""
        custom = wording.custom(response)
        try:
            return cls(str(custom["template"]), str(custom["language"]), str(custom["button"]))
        except KeyError as error:
            raise WordingError(f"response {response} needs {error} under custom") from error

    def bubble(self, case_number: str, notice_id: str, token: str) -> Bubble:
        """The message: its only value is the case number, and its button leads to the notice."""
        value = {"type": "text", "text": case_number}
        press = {"type": "payload", "payload": token}
        components = [
            {"type": "body", "parameters": [value]},
            {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [press]},
        ]
        template: dict[str, Any] = {"name": self.name, "language": {"code": self.language}, "components": components}
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "type": "template",
            "template": template,
        }
        return Bubble(body, (Option(token, self.button, NOTICE_PREFIX + notice_id),))


def notice_of(payload: str) -> str:
    """The notice behind a template's button; empty for any other option."""
    return payload.removeprefix(NOTICE_PREFIX) if payload.startswith(NOTICE_PREFIX) else ""
