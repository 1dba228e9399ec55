"""By when a case shall be decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from registry.case_records import CorrectionKind, ReportKind
from working_hours import WorkingHours

CaseKind = CorrectionKind | ReportKind


def kind_of(value: str) -> CaseKind:
    """The kind with this value; corrections and reports have none in common."""
    return CorrectionKind(value) if value in {kind.value for kind in CorrectionKind} else ReportKind(value)


class TargetTimes:
    def __init__(self, hours: Mapping[str, int], working_hours: WorkingHours) -> None:
        """`hours`: of working time, by the value of each kind. Raises KeyError when a kind has none."""
        self._spans = {kind: timedelta(hours=hours[kind.value]) for kind in (*CorrectionKind, *ReportKind)}
        self._working_hours = working_hours

    def due_at(self, kind: CaseKind, opened_at: datetime) -> datetime:
        """In UTC; of two cases of one kind the elder is never due later."""
        return self._working_hours.after(opened_at, self._spans[kind])
