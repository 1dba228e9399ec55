from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp.graph import GraphError, GraphUnreachable
from channels.whatsapp.housekeeping import KEPT
from channels.whatsapp.news import News
from channels.whatsapp.notices import Notices
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import BotButton, BotMessage, DeliveryStatus, StatusUpdate
from channels.whatsapp.retention import Retention
from channels.whatsapp.window import MARGIN
from storage.engine import open_engine
from tests.databases import create_tables
from tests.unit.channels.channels_fakes import fake_vault
from tests.unit.channels.notices_kit import CASE, CERTIFICATE, DAY, WORDING, Desk

TEXT = f"<solved {CASE}>"
TEMPLATE = f"[case_update {CASE}]"
FILE = CERTIFICATE.filename


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    desk = Desk(database_url)
    yield desk
    desk.engine.dispose()


def test_inside_the_window_the_text_and_the_new_certificate_are_sent(desk: Desk) -> None:
    desk.decide(documents=(CERTIFICATE,))
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEXT, FILE]
    assert desk.source.reported == ["n1"]


def test_outside_the_window_a_template_comes_first_and_the_text_when_the_citizen_writes(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide(documents=(CERTIFICATE,))
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE]
    assert desk.source.reported == ["n1"]

    desk.clock.advance(2 * DAY)
    desk.citizen_writes("ada apa?")
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, TEXT, FILE]


def test_the_template_holds_the_case_number_and_an_option_of_ours_and_nothing_else(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide(values={"number": CASE, "name": "Siti"})
    desk.news.look()
    desk.send()
    (payload,) = desk.meta.sent
    token = desk.template_token()
    assert payload["template"] == {
        "name": "case_update",
        "language": {"code": "id"},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": CASE}]},
            {
                "type": "button",
                "sub_type": "quick_reply",
                "index": "0",
                "parameters": [{"type": "payload", "payload": token}],
            },
        ],
    }
    assert desk.outbox.payload_of(desk.citizen, token) is not None


@pytest.mark.parametrize(("before_the_end", "expected"), [(MARGIN.total_seconds() + 1, TEXT), (60, TEMPLATE)])
def test_shortly_before_the_window_closes_nothing_is_risked(desk: Desk, before_the_end: float, expected: str) -> None:
    desk.clock.advance(DAY - before_the_end)
    desk.decide()
    desk.news.look()
    desk.send()
    assert desk.seen() == [expected]


def test_refused_because_the_window_closed_meanwhile_a_template_goes_instead(desk: Desk) -> None:
    desk.clock.advance(DAY - 300)
    desk.decide(documents=(CERTIFICATE,))
    desk.news.look()
    desk.clock.advance(600)  # the sender was held up
    desk.send()
    assert desk.seen() == []
    desk.news.look()
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE]
    desk.citizen_writes()
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, TEXT, FILE]


def test_a_refused_text_takes_its_documents_along(desk: Desk) -> None:
    desk.decide(documents=(CERTIFICATE,))
    desk.news.look()
    (row,) = desk.delivery.claim(1)
    desk.delivery.hold(row.id, "131047")
    desk.send()
    assert desk.seen() == []
    desk.news.look()
    desk.send()
    desk.citizen_writes("ya")
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, TEXT, FILE]


def test_accepted_and_refused_later_is_as_good_as_refused(desk: Desk) -> None:
    desk.decide()
    desk.news.look()
    (row,) = desk.delivery.claim(1)
    desk.delivery.accepted(row.id, "o1")
    with desk.engine.begin() as connection:
        report = StatusUpdate("o1", DeliveryStatus.FAILED, desk.clock.now(), 131047, row.id)
        desk.delivery.record_statuses(connection, [report])
    desk.clock.advance(DAY)
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE]
    desk.citizen_writes()
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, TEXT]


def test_a_refusal_that_we_do_not_understand_is_not_repeated_until_the_citizen_writes(desk: Desk) -> None:
    desk.clock.advance(3600)
    desk.decide()
    desk.meta.failures = [GraphError(131047, 400)]  # though by our count the window is open
    for _ in range(3):
        desk.news.look()
        desk.send()
    assert desk.seen() == [TEMPLATE]
    desk.clock.advance(120)
    desk.citizen_writes()
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, TEXT]


def test_an_answer_outside_the_window_is_given_up_as_before(desk: Desk) -> None:
    desk.answer("terlambat")
    desk.clock.advance(2 * DAY)
    desk.send()
    desk.citizen_writes()
    desk.news.look()
    desk.send()
    assert desk.seen() == []


def test_dying_between_outbox_and_report_adds_nothing(desk: Desk) -> None:
    desk.decide()
    desk.source.dying = True
    desk.news.look()
    desk.send()
    desk.source.dying = False
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEXT]
    assert desk.source.reported == ["n1"]


def test_dying_before_the_commit_loses_nothing(desk: Desk) -> None:
    desk.decide()
    desk.breaking = True
    desk.news.look()
    desk.breaking = False
    assert desk.queued() == []
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEXT]


def test_two_processes_at_once_say_it_once(desk: Desk, database_url: str) -> None:
    desk.clock.advance(3 * DAY)
    for number in range(10):
        desk.decide(f"n{number}")
    start = Barrier(2)

    def look() -> None:
        engine = open_engine(database_url)
        outbox = Outbox(engine, fake_vault(), desk.clock)
        news = News([desk.source], Notices(outbox, desk.clock, WORDING), desk.hand_overs)
        start.wait()
        news.look()
        engine.dispose()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(look) for _ in range(2)]:
            done.result()
    assert [text for text, _ in desk.queued()].count(TEXT) == 10
    assert [text for text, _ in desk.queued()].count(TEMPLATE) == 10


def test_one_notice_that_cannot_be_said_holds_up_no_other(desk: Desk) -> None:
    desk.decide("broken", response="utter_notice_not_written")
    desk.decide("for nobody", conversation_id="0" * 32)
    desk.decide("good")
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEXT]
    assert desk.source.reported == ["for nobody", "good"]  # the words may yet be written; that conversation is gone


def test_trouble_of_many_hours_does_not_lose_it(desk: Desk) -> None:
    desk.decide()
    desk.news.look()
    for _ in range(10):
        desk.meta.failures = [GraphUnreachable()] * 50
        desk.send()
        desk.clock.advance(3600)
    desk.meta.failures = []
    desk.send()
    assert desk.seen() == [TEXT]


def test_held_news_waits_for_the_end_of_an_answer(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide()
    desk.news.look()
    desk.send()
    desk.citizen_writes()
    desk.answer("satu", "dua")
    (row,) = desk.delivery.claim(1)
    desk.news.look()
    desk.delivery.accepted(row.id, "o")
    desk.news.look()
    desk.send()
    desk.news.look()
    desk.send()
    assert desk.seen() == [TEMPLATE, "dua", TEXT]


def test_an_open_question_can_still_be_answered_with_its_number(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        question = BotMessage("Dosis berapa?", (BotButton("Dosis 1", "/inform"), BotButton("Dosis 2", "/inform")))
        desk.outbox.enqueue(connection, desk.citizen, "turn", [question])
    desk.decide()
    desk.news.look()
    assert [option.title for option in desk.outbox.options_of_last_turn(desk.citizen)] == ["Dosis 1", "Dosis 2"]


def test_held_news_is_owed_only_once_the_citizen_has_written(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide()
    desk.news.look()
    desk.send()
    assert desk.unsent() == 0
    desk.citizen_writes()
    assert desk.unsent() == 1
    desk.news.look()
    desk.send()
    assert desk.unsent() == 0


def test_buttons_of_held_news_are_good_when_it_is_read_at_last(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide()
    desk.news.look()
    desk.send()
    desk.clock.advance(10 * DAY)
    desk.citizen_writes()
    desk.news.look()
    desk.send()
    (button,) = desk.meta.sent[-1]["interactive"]["action"]["buttons"]
    chosen = desk.outbox.payload_of(desk.citizen, button["reply"]["id"])
    assert chosen is not None
    assert chosen.payload == "/ask_menu"


def test_news_that_nobody_came_for_is_deleted_after_a_month(desk: Desk) -> None:
    desk.clock.advance(3 * DAY)
    desk.decide()
    desk.news.look()
    desk.send()
    desk.clock.advance(31 * DAY)
    Retention(desk.engine).purge(desk.clock.now() - KEPT)
    assert desk.queued() == []


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            ["decide", "look", "look dying", "look broken", "send", "send lost", "day", "write", "answer", "restart"]
        ),
        max_size=25,
    )
)
def test_whatever_happens_each_text_is_in_the_outbox_once_and_arrives(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'channel.db'}"
        create_tables(url)
        desk = Desk(url)
        decided = 0
        for step in steps:
            desk.clock.advance(7)
            if step == "decide":
                decided += 1
                desk.decide(f"n{decided}", values={"number": f"K{decided}"})
            elif step == "day":
                desk.clock.advance(DAY + 60)
            elif step == "write":
                desk.citizen_writes(f"halo {desk.clock.now()}")
            elif step == "answer":
                desk.answer("jawaban", turn=f"t{desk.clock.now().timestamp()}")
            elif step == "restart":
                desk.delivery.recover()
            elif step.startswith("look"):
                desk.source.dying, desk.breaking = step.endswith("dying"), step.endswith("broken")
                desk.news.look()
                desk.source.dying = desk.breaking = False
            else:
                desk.meta.failures = [GraphUnreachable()] if step.endswith("lost") else []
                desk.send()
        desk.meta.failures = []
        for _ in range(3):
            desk.clock.advance(120)
            desk.citizen_writes(f"lagi {desk.clock.now()}")
            desk.news.look()
            desk.send()
        texts = [f"<solved K{number}>" for number in range(1, decided + 1)]
        in_outbox = [text for text, _ in desk.queued() if text.startswith("<solved")]
        assert sorted(in_outbox) == sorted(texts)
        assert sorted(text for text in desk.seen() if text.startswith("<solved")) == sorted(texts)
        desk.engine.dispose()
