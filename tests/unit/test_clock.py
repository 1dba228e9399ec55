from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from clock import SimulatedClock, SystemClock


def test_without_an_offset_the_simulated_clock_tells_the_real_time(tmp_path: Path) -> None:
    assert abs(SimulatedClock(tmp_path / "offset").now() - SystemClock().now()) < timedelta(seconds=5)


def test_advancing_one_clock_advances_those_of_other_processes(tmp_path: Path) -> None:
    mine, theirs = SimulatedClock(tmp_path / "offset"), SimulatedClock(tmp_path / "offset")
    before = theirs.now()

    mine.advance(3600)
    mine.advance(60)

    assert timedelta(seconds=3660) <= theirs.now() - before < timedelta(seconds=3665)
