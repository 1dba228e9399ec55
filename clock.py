"""Time as a dependency: services ask a `Clock`, so tests and the simulator can move it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

WIB = timezone(timedelta(hours=7), "WIB")


class Clock(Protocol):
    def now(self) -> datetime:
        """The current moment, timezone-aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(timezone.utc)


class SimulatedClock:
    """System time plus the offset that the simulator shares with all processes through one small file."""

    def __init__(self, offset_file: Path) -> None:
        self._file = offset_file
        self._read_at_mtime_ns = -1
        self._offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(timezone.utc) + self._current_offset()

    def advance(self, seconds: float) -> None:
        offset = self._current_offset() + timedelta(seconds=seconds)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(str(offset.total_seconds()), encoding="ascii")
        fresh.replace(self._file)

    def _current_offset(self) -> timedelta:
        try:
            mtime = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if mtime != self._read_at_mtime_ns:
            self._offset = timedelta(seconds=float(self._file.read_text(encoding="ascii")))
            self._read_at_mtime_ns = mtime
        return self._offset
