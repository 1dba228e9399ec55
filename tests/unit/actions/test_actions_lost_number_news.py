"""How is my request? Whoever asked for a lost number from this chat hears it; it is no way around the code."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from actions_fakes import FakeNotices, entity, fake_services, run, tracker

from actions.information import ActionTakeInformation
from actions.start_task import ActionStartTask
from registry.case_records import CaseState
from registry.notice_records import Notice, NoticeKind

NOW = dt.datetime(2022, 2, 1, 3, tzinfo=dt.timezone.utc)
NUMBER = "KR-220201-7K3Q"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def services(told: NoticeKind | None = None, *, verified: bool = False, number: str = NUMBER, **more: Any) -> Any:
    notice = None if told is None else Notice("n1", number, "c1", told, None, (), NOW - HOUR, NOW - HOUR)
    targets = SimpleNamespace(due_at=lambda kind, opened_at: opened_at + DAY)
    moves = {"lost_numbers": SimpleNamespace(asked_in=lambda _: None, refused_in=lambda _: False)}
    return fake_services(verified=verified, case_notices=FakeNotices(notice), target_times=targets, **(moves | more))


def refused() -> Any:
    moves = SimpleNamespace(asked_in=lambda _: None, refused_in=lambda _: True)
    return services(NoticeKind.REFUSED, lost_numbers=moves)


def asks(given: Any, *entities: dict[str, Any], asked: dt.timedelta | None = DAY) -> Any:
    at = None if asked is None else (NOW - asked).timestamp()
    on = tracker("kapan selesainya", "check_ticket_status", *entities, number_asked_at=at)
    return run(ActionStartTask(given), on)


@pytest.mark.parametrize("told", [None, NoticeKind.PHONE_CHANGE_HELD, NoticeKind.PHONE_CHANGE_PAUSED])
def test_a_request_under_way_is_told_without_a_code(told: NoticeKind | None) -> None:
    outcome = asks(services(told))
    assert (outcome.responses, outcome.next_action) == (["utter_lost_number_under_way"], "action_listen")


@pytest.mark.parametrize(
    "outcome",
    [
        lambda: asks(services(), asked=None),
        lambda: asks(services(), asked=8 * DAY),
        lambda: asks(services(verified=True)),
        lambda: asks(services(NoticeKind.PHONE_CHANGED)),
        lambda: asks(services(NoticeKind.REFUSED)),
        lambda: asks(refused(), asked=8 * DAY),
        lambda: asks(services(), entity("ticket_number", NUMBER)),
    ],
    ids=["nothing asked", "long ago", "verified", "moved", "another refused", "refused long ago", "another case"],
)
def test_everything_else_about_cases_needs_the_code(outcome: Any) -> None:
    found = outcome()
    assert "utter_lost_number_under_way" not in found.responses
    assert found.slots["task"] == "cases"


def test_a_refused_request_can_be_made_again_for_no_code_reaches_its_asker() -> None:
    outcome = asks(refused())
    assert (outcome.responses, outcome.next_action) == (["utter_lost_number_refused"], "action_listen")


def test_a_photo_after_the_refusal_is_not_said_to_be_kept() -> None:
    found = photo(refused(), task="lost_number", number_asked_at=(NOW - DAY).timestamp())
    assert found.responses == ["utter_lost_number_refused"]


def photo(given: Any, **slots: Any) -> Any:
    on = tracker("", "inform", **slots)
    on.latest_message["metadata"] = {"media_ids": ["m1"]}
    return run(ActionTakeInformation(given), on)


def test_a_photo_that_an_officer_asked_for_waits_for_the_code() -> None:
    found = photo(services(NoticeKind.ASKED_BACK))
    assert (found.slots["case_number"], found.slots["photos"]) == (NUMBER, ["m1"])
    assert found.next_action == "phone_number_form"


def test_a_photo_for_the_lost_number_itself_needs_none() -> None:
    fetched: list[str] = []

    async def fetch(media_id: str) -> bytes:
        fetched.append(media_id)
        return b"photo"

    move = SimpleNamespace(case_number=NUMBER, state=CaseState.WAITING, new_e164="+6281234567890")
    kept = SimpleNamespace(attach=lambda *_, **__: None)
    found = photo(
        services(
            NoticeKind.ASKED_BACK,
            lost_numbers=SimpleNamespace(asked_in=lambda _: move),
            received_files=SimpleNamespace(fetch=fetch),
            reports=kept,
        )
    )
    assert (found.responses, fetched) == (["utter_lost_number_photo"], ["m1"])
