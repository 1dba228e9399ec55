"""By when a case shall be decided, counted in the hours that officers work."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock import WIB
from registry.case_records import CorrectionKind, ReportKind
from registry.target_times import CaseKind, TargetTimes
from settings import CASE_TARGET_HOURS, read_settings
from working_hours import WorkingHours

HOURS = read_settings({}).case_target_hours
OFFICE_HOURS = WorkingHours.parse("mon-fri 08:00-17:00")
TARGETS = TargetTimes(HOURS, OFFICE_HOURS)
KINDS: tuple[CaseKind, ...] = (*CorrectionKind, *ReportKind)

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(timezone.utc))
weeks = st.builds(
    lambda days, opens, length: WorkingHours.parse(
        f"{days} {opens:02}:00-{min(opens + length, 23):02}:30",
    ),
    st.sampled_from(["mon-fri", "mon-sun", "sat", "tue-thu"]),
    st.integers(0, 22),
    st.integers(0, 12),
)


def jakarta(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("kind", "opened", "due"),
    [
        (CorrectionKind.NAME, "2022-01-10T09:15", "2022-01-10T10:15"),  # a Monday
        (CorrectionKind.NAME, "2022-01-10T16:30", "2022-01-11T08:30"),  # over night
        (CorrectionKind.NAME, "2022-01-31T16:30", "2022-02-02T08:30"),  # over the Lunar New Year
        (CorrectionKind.NAME, "2022-01-10T16:00", "2022-01-10T17:00"),  # until the close, not the next opening
        (CorrectionKind.NAME, "2022-01-10T17:00", "2022-01-11T09:00"),
        (ReportKind.OTHER, "2022-01-14T22:00", "2022-01-17T09:00"),  # over the weekend
        (CorrectionKind.PHONE, "2022-01-10T03:00", "2022-01-12T14:00"),  # 9 + 9 + 6 hours
        (ReportKind.MISSING_CERTIFICATE, "2022-01-10T08:00", "2022-01-19T17:00"),  # eight days of nine hours
    ],
)
def test_only_working_hours_count(kind: CaseKind, opened: str, due: str) -> None:
    assert TARGETS.due_at(kind, jakarta(opened)) == jakarta(due)


@given(weeks, st.sampled_from(KINDS), moments)
def test_nothing_is_due_while_nobody_works(week: WorkingHours, kind: CaseKind, opened_at: datetime) -> None:
    due = TargetTimes(HOURS, week).due_at(kind, opened_at)

    assert due.utcoffset() == timedelta()
    local = due.astimezone(WIB)
    assert local.weekday() in week.days
    assert week.opens <= local.time() <= week.closes
    assert due - opened_at >= timedelta(hours=HOURS[kind.value])


@given(weeks, st.sampled_from(KINDS), moments, moments)
def test_who_comes_first_is_never_due_later(week: WorkingHours, kind: CaseKind, one: datetime, other: datetime) -> None:
    targets = TargetTimes(HOURS, week)
    first, second = sorted((one, other))

    assert targets.due_at(kind, first) <= targets.due_at(kind, second)


def test_every_kind_of_case_has_a_target() -> None:
    assert {part.partition("=")[0] for part in CASE_TARGET_HOURS.split(",")} == {kind.value for kind in KINDS}
