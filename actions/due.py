"""By when officers decide what is asked for now, as citizens read it."""

from __future__ import annotations

from typing import NamedTuple

from bootstrap import Services
from registry.target_times import CaseKind


class Due(NamedTuple):
    date: str
    time: str


def due(services: Services, kind: CaseKind) -> Due:
    at = services.target_times.due_at(kind, services.clock.now())
    return Due(services.wording.date(at), services.wording.time(at))
