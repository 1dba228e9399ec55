"""Every file is answered: kept, or why not, with what to do next."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from actions_fakes import WORDING, FakeIdentity, tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.photos import attach_photos, keep_for_the_report
from bootstrap import FetchProblem, MediaUnavailable, ReceivedFiles, Services
from channels.whatsapp.graph import GraphUnreachable
from channels.whatsapp.media import MediaTooLarge, MediaUnusable
from registry.attachments import Attached, AttachmentRefused
from registry.evidence.records import AttachmentProblem

NUMBER = "LP-220201-7K3Q"
OUTCOMES = [*AttachmentProblem, *FetchProblem]


def answer(*, attached: Any = None, fetching: Exception | None = None) -> dict[str, Any]:
    """The one message that is said when a file comes, with what the services say of it."""

    class Files:
        async def fetch(self, media_id: str) -> bytes:
            if fetching is not None:
                raise fetching
            return b"content"

    reports = SimpleNamespace(attach=lambda *_, **__: attached)
    services = SimpleNamespace(identity=FakeIdentity(), reports=reports, received_files=Files())
    dispatcher = CollectingDispatcher()
    asyncio.run(attach_photos(cast(Services, services), dispatcher, tracker(), NUMBER, ["77"]))
    (message,) = dispatcher.messages
    return message


@pytest.mark.parametrize("problem", AttachmentProblem)
def test_a_file_that_cannot_be_kept_is_answered_with_the_reason(problem: AttachmentProblem) -> None:
    message = answer(attached=AttachmentRefused(problem))
    assert (message["response"], message["number"]) == (f"utter_photo_{problem.value}", NUMBER)


@pytest.mark.parametrize("problem", FetchProblem)
def test_a_file_that_cannot_be_fetched_is_answered_with_the_reason(problem: FetchProblem) -> None:
    message = answer(fetching=MediaUnavailable(problem))
    assert (message["response"], message["number"]) == (f"utter_photo_{problem.value}", NUMBER)


@pytest.mark.parametrize("problem", OUTCOMES, ids=str)
def test_every_reason_has_words(problem: AttachmentProblem | FetchProblem) -> None:
    assert WORDING.text(f"utter_photo_{problem.value}", number=NUMBER)


def test_a_kept_file_is_counted() -> None:
    message = answer(attached=Attached("a1", 2))
    assert (message["response"], message["count"]) == ("utter_photo_kept", 2)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (MediaTooLarge("x"), FetchProblem.TOO_LARGE),
        (MediaUnusable("x"), FetchProblem.DAMAGED),
        (GraphUnreachable("x"), FetchProblem.UNAVAILABLE),
    ],
)
async def test_what_the_channel_meets_is_told_apart(error: Exception, problem: FetchProblem) -> None:
    class Graph:
        async def get_media(self, media_id: str) -> Any:
            raise error

    with pytest.raises(MediaUnavailable) as caught:
        await ReceivedFiles(cast(Any, Graph())).fetch("77")
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    ("task", "said", "kept"),
    [
        ("wrong_record", "utter_photo_for_the_report", ["76", "77"]),
        ("certificate", "utter_photo_not_needed_in_form", None),
    ],
)
def test_a_photo_before_the_report_is_asked_about_waits_for_it(task: str, said: str, kept: list[str] | None) -> None:
    dispatcher, on = CollectingDispatcher(), tracker("ini kartunya", "inform", task=task, photos=["76"])
    on.latest_message["metadata"] = {"media_ids": ["77", "76"]}
    events = keep_for_the_report(dispatcher, on)
    assert [message["response"] for message in dispatcher.messages] == [said]
    assert [sorted(event["value"]) for event in events] == ([] if kept is None else [kept])
