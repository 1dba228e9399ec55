"""Says in the terminal what is going on: a line for each step, and its seconds ticking while it is silent."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

TICK_S = 1.0
QUIET_TICK_S = 15.0  # where the line cannot be rewritten: in a log


class Progress:
    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._step = 0
        self._live = sys.stdout.isatty()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A numbered step; shows the seconds until the block ends."""
        self._step += 1
        name = f"▸ [{self._step}/{self._steps}] {title}"
        print(name, flush=True)
        started, done = time.monotonic(), threading.Event()
        ticker = threading.Thread(target=self._tick, args=(done, started), daemon=True)
        ticker.start()
        try:
            yield
        finally:
            done.set()
            ticker.join()
            self._clear()
            print(f"    {time.monotonic() - started:.1f} s", flush=True)

    def say(self, line: str) -> None:
        self._clear()
        print(f"    {line}", flush=True)

    def _tick(self, done: threading.Event, started: float) -> None:
        while not done.wait(TICK_S if self._live else QUIET_TICK_S):
            text = f"    … {time.monotonic() - started:.0f} s"
            print(f"\r{text}" if self._live else text, end="" if self._live else "\n", flush=True)

    def _clear(self) -> None:
        if self._live:
            print("\r\033[K", end="")
