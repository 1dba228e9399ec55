"""SMS printed for the developer at the terminal; the embedded mode only, because the code shows."""

from __future__ import annotations

import sys
from typing import TextIO

from identity.phone import PhoneNumber


class ConsoleSmsGateway:
    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, phone_e164: str, text: str) -> None:
        print(f"SMS {PhoneNumber(phone_e164).masked}: {text}", file=self._stream or sys.stdout, flush=True)
