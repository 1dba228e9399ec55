"""Every response on one page, for whoever reviews the language: `python -m tests.qa.wording` → results/wording.html."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

from settings import ROOT
from tests.lint.responses import LONGEST_TEXT
from tests.lint.sources import Named, Sources
from tests.qa.page import write_page
from tests.qa.usage import Use, uses

TARGET = ROOT / "results" / "wording.html"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Button:
    title: str
    payload: str
    description: str = ""


@dataclass(frozen=True)
class Variation:
    text: str
    buttons: tuple[Button, ...]
    list_button: str

    @property
    def length(self) -> int:
        return len(self.text)

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.text)))


@dataclass(frozen=True)
class Response:
    name: str
    file: str
    line: int
    variations: tuple[Variation, ...]
    uses: tuple[Use, ...]


def response_of(named: Named, variations: list[Any], found: list[Use]) -> Response:
    return Response(
        named.name, named.file, named.line, tuple(_variation(one) for one in variations or ()), tuple(found)
    )


def _variation(content: Any) -> Variation:
    buttons = tuple(Button(b["title"], b["payload"], b.get("description", "")) for b in content.get("buttons") or ())
    list_button = (content.get("custom") or {}).get("list_button", "")
    return Variation(str(content.get("text") or "").strip(), buttons, list_button)


def responses_by_file(sources: Sources) -> dict[str, list[Response]]:
    found = uses(sources)
    by_file: dict[str, list[Response]] = {}
    for named, variations in sources.responses():
        by_file.setdefault(named.file, []).append(response_of(named, variations, found[named.name]))
    return by_file


def main() -> int:
    files = responses_by_file(Sources(ROOT))
    write_page("wording.html", TARGET, files=files, longest=LONGEST_TEXT)
    print(f"{sum(map(len, files.values()))} responses\nOpen  {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
