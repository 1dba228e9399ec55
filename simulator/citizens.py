"""The demonstration's citizens, from the file that the demo registry writes; without the file there are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

UNKNOWN_PROFILE = "Warga"


class Citizens:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at_mtime_ns = -1
        self._citizens: list[dict[str, Any]] = []

    def all(self) -> list[dict[str, Any]]:
        """The file's entries as they are; read again when it changes."""
        try:
            mtime = self._file.stat().st_mtime_ns
            if mtime != self._read_at_mtime_ns:
                entries = json.loads(self._file.read_text(encoding="utf-8"))
                self._citizens = [e for e in entries if isinstance(e, dict)]
                self._read_at_mtime_ns = mtime
        except (FileNotFoundError, ValueError):
            return []
        return self._citizens

    def profile_name(self, wa_id: str) -> str:
        """The name this citizen shows on WhatsApp."""
        names = (c.get("full_name") for c in self.all() if str(c.get("wa_id")) == wa_id)
        return str(next(names, None) or UNKNOWN_PROFILE)
