"""Status Vaksinasi: doses, what is odd about them, and what comes next, in words."""

from __future__ import annotations

import asyncio
import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest
from actions_fakes import WORDING
from rasa_sdk.executor import CollectingDispatcher

from actions.status import tell_status
from bootstrap import Services
from registry.case_records import CaseState, CaseStatus, ReportKind
from registry.next_dose import next_dose
from registry.oddities import oddities
from registry.records import Citizen, Vaccination
from registry.service import VaccinationStatus

TODAY = dt.date(2022, 2, 1)
BORN = dt.date(1990, 5, 14)


def given(*doses: tuple[int, str, str]) -> list[Vaccination]:
    """Doses as (number, vaccine, ISO date)."""
    return [
        Vaccination(f"v{dose}", dose, vaccine, "B1", dt.date.fromisoformat(date), "Puskesmas Melati", f"c{dose}")
        for dose, vaccine, date in doses
    ]


def told(vaccinations: list[Vaccination], *cases: CaseStatus, **how: bool) -> list[dict[str, Any]]:
    status = VaccinationStatus(
        tuple(vaccinations), tuple(oddities(vaccinations, TODAY)), next_dose(vaccinations, BORN, TODAY)
    )
    registry = SimpleNamespace(status=lambda citizen_id, today: status)
    now = dt.datetime(2022, 2, 1, 3, tzinfo=dt.timezone.utc)
    services = SimpleNamespace(
        registry=registry,
        reports=SimpleNamespace(cases_of=lambda citizen_id: list(cases)),
        wording=WORDING,
        clock=SimpleNamespace(now=lambda: now),
    )
    dispatcher = CollectingDispatcher()
    citizen = cast(Citizen, SimpleNamespace(id="p1", full_name="Siti Aminah"))
    asyncio.run(tell_status(cast(Services, services), dispatcher, citizen, **how))
    return dispatcher.messages


@pytest.mark.parametrize(
    ("doses", "sentence"),
    [
        ([(1, "Sinovac", "2022-01-20")], "Dosis 2 bisa diterima mulai *17 Februari 2022*"),
        ([(1, "Sinovac", "2021-10-01")], "Dosis 2 sudah boleh diterima sejak *29 Oktober 2021*"),
        ([(1, "Sinovac", "2021-07-01"), (2, "Sinovac", "2021-08-01")], "Booster sudah boleh diterima"),
        ([(1, "Sinovac", "2021-11-01"), (2, "Sinovac", "2021-12-01")], "Booster bisa diterima mulai *1 Juni 2022*"),
        ([(1, "Pfizer", "2021-11-01"), (2, "Pfizer", "2021-12-01")], "belum ditetapkan"),
        ([(1, "Sinovac", "2021-10-01"), (2, "Pfizer", "2021-12-01")], "ditentukan petugas"),
    ],
)
def test_the_next_dose_is_told_with_the_day_of_the_rule(doses: list, sentence: str) -> None:
    rows, following = told(given(*doses))
    assert rows["rows"].count("Dosis") == len(doses)
    assert following["response"] == "utter_status_next"
    assert sentence in following["next_dose"]
    assert "31 Januari 2022" in following["next_dose"]


@pytest.mark.parametrize(
    ("doses", "words"),
    [
        ([(2, "Sinovac", "2021-08-01")], "Dosis 1 belum tercatat"),
        ([(1, "Sinovac", "2021-08-01"), (2, "Sinovac", "2021-08-01")], "hari yang sama"),
        ([(1, "Sinovac", "2023-08-01")], "belum tiba"),
        ([(1, "Soberana", "2021-08-01")], "luar negeri"),
        (
            [(1, "Sinovac", "2021-06-01"), (2, "Sinovac", "2021-12-01"), (3, "Pfizer", "2021-11-01")],
            "lebih dulu daripada dosis 2",
        ),
    ],
)
def test_what_is_odd_is_explained_in_place_of_a_next_dose(doses: list, words: str) -> None:
    _, odd = told(given(*doses))
    assert odd["response"] == "utter_status_oddities"
    assert words in odd["oddities"]


def test_nobody_is_left_with_an_empty_list() -> None:
    (only,) = told([])
    assert only["response"] == "utter_status_none"
    assert "Dosis 1 sudah boleh" in only["next_dose"]


def test_a_dose_that_was_reported_missing_is_not_told_as_due_without_a_word_of_the_report() -> None:
    opened = dt.datetime(2022, 1, 30, tzinfo=dt.timezone.utc)
    report = CaseStatus("LP-220130-ABCD", ReportKind.MISSING_CERTIFICATE, CaseState.PENDING, opened, opened, None)
    doses = given((1, "Sinovac", "2021-10-01"))
    assert "LP-220130-ABCD" in told(doses, report)[-1]["next_dose"]
    closed = CaseStatus("LP-220130-ABCD", ReportKind.MISSING_CERTIFICATE, CaseState.DONE, opened, opened, opened)
    assert "LP-220130-ABCD" not in told(doses, closed)[-1]["next_dose"]


def test_asked_right_after_the_list_only_the_next_dose_is_told() -> None:
    (following,) = told(given((1, "Sinovac", "2021-10-01")), told_just_before=True)
    assert following["response"] == "utter_status_next_alone"
    assert following["name"]  # it may be asked after another person


def test_a_first_dose_is_due_without_a_day() -> None:
    (nothing,) = told([])
    assert "Dosis 1 sudah boleh diterima (" in nothing["next_dose"]
