from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from channels.whatsapp.grouping import GATHER_WINDOW, MAX_TEXTS, gather_for, next_group
from channels.whatsapp.records import InboundMessage, InboxRow, MessageKind

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


def row(text: str, kind: MessageKind = MessageKind.TEXT, attempts: int = 0, received_at: datetime = NOW) -> InboxRow:
    message = InboundMessage("wamid", "1", "62", kind, text=text, sent_at=NOW)
    return InboxRow(text, 1, message, attempts, received_at)


def no_option(_: str) -> bool:
    return False


def ids(rows: list[InboxRow]) -> list[str]:
    return [r.id for r in rows]


def test_texts_in_a_row_are_one_turn() -> None:
    assert ids(next_group([row("min"), row("mau donlot"), row("sertif")], no_option)) == [
        "min",
        "mau donlot",
        "sertif",
    ]


def test_at_most_ten_texts() -> None:
    assert len(next_group([row(str(n)) for n in range(15)], no_option)) == MAX_TEXTS


def test_a_tapped_option_stands_for_itself() -> None:
    tap = row("tap", MessageKind.REPLY)
    assert ids(next_group([row("min"), tap, row("halo")], no_option)) == ["min"]
    assert ids(next_group([tap, tap, row("halo")], no_option)) == ["tap"]


def test_a_typed_option_stands_for_itself() -> None:
    def is_two(text: str) -> bool:
        return text == "2"

    assert ids(next_group([row("2"), row("makasih")], is_two)) == ["2"]
    assert ids(next_group([row("eh"), row("2")], is_two)) == ["eh"]


def test_an_album_is_one_thing() -> None:
    photo = row("photo", MessageKind.IMAGE)
    assert ids(next_group([photo, photo, row("ini kak")], no_option)) == ["photo", "photo"]


def test_a_group_tried_before_stays_as_it_was() -> None:
    assert ids(next_group([row("min", attempts=1), row("sertif")], no_option)) == ["min"]


def test_nothing_waits_nothing_grouped() -> None:
    assert next_group([], no_option) == []
    assert gather_for([], NOW, no_option) == timedelta()


@pytest.mark.parametrize("text", ["min", "mau donlot"])
def test_half_a_thought_waits_for_the_rest(text: str) -> None:
    assert gather_for([row(text)], NOW, no_option) == GATHER_WINDOW
    assert gather_for([row(text)], NOW + timedelta(milliseconds=500), no_option) == timedelta(milliseconds=200)
    assert gather_for([row(text)], NOW + timedelta(seconds=5), no_option) == timedelta()


@pytest.mark.parametrize("text", ["081234567890", "dosis 2", "mau download sertifikat"])
def test_a_complete_text_does_not_wait(text: str) -> None:
    assert gather_for([row(text)], NOW, no_option) == timedelta()


def test_options_taps_and_repeats_do_not_wait() -> None:
    assert gather_for([row("batal")], NOW, lambda _: True) == timedelta()
    assert gather_for([row("tap", MessageKind.REPLY)], NOW, no_option) == timedelta()
    assert gather_for([row("min", attempts=1)], NOW, no_option) == timedelta()


def test_a_clock_behind_does_not_make_it_wait_longer() -> None:
    assert gather_for([row("min")], NOW - timedelta(hours=1), no_option) == GATHER_WINDOW


def test_a_photo_waits_for_the_rest_of_its_album() -> None:
    photo = row("", MessageKind.IMAGE)
    assert gather_for([photo], NOW, no_option) == GATHER_WINDOW
    assert gather_for([photo], NOW + GATHER_WINDOW, no_option) == timedelta()
    assert gather_for([row("", MessageKind.STICKER)], NOW, no_option) == timedelta()
