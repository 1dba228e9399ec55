from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from rasa.core.channels.channel import UserMessage
from sqlalchemy import event, select

from channels.whatsapp.handover_records import (
    Author,
    Ending,
    NotTaken,
    TakenByAnother,
    UnfitText,
    UnknownConversation,
    WindowClosed,
)
from channels.whatsapp.records import MessageKind, Notice
from channels.whatsapp.retention import Retention
from channels.whatsapp.tables import wa_handover_line, wa_outbox, wa_token, wa_user
from tests.unit.channels.turn_world import World

CASE = "LP-211103-7K2D"
MINUTE = 60.0
DAY = 86400.0


class Conversation(World):
    """One in which the citizen has had an answer already."""

    @property
    def key(self) -> str:
        with self.inbox.engine.begin() as connection:
            return str(connection.execute(select(wa_user.c.key)).scalar_one())

    def lines(self, after: int = 0) -> list[tuple[str, str]]:
        return [(line.author.value, line.text) for line in self.hand_overs.transcript(self.key, after)]


@pytest.fixture
async def talk(database_url: str) -> Conversation:
    talk = Conversation(database_url)
    talk.write("halo")
    await talk.serve()
    return talk


async def test_the_citizen_is_told_and_the_bot_is_silent_while_an_officer_writes(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write("tolong", "sertifikat saya salah")
    await talk.serve()
    talk.hand_overs.say(talk.key, "Selamat siang, boleh minta tanggalnya?", "c1")
    assert talk.said() == ["re: halo", "<started>", "Selamat siang, boleh minta tanggalnya?"]
    assert len(talk.agent.heard) == 1
    assert talk.graph.marked == talk.graph.marked[:1]
    assert talk.lines() == [
        ("citizen", "tolong"),
        ("citizen", "sertifikat saya salah"),
        ("officer", "Selamat siang, boleh minta tanggalnya?"),
    ]
    assert set(talk.states()) == {"done"}


async def test_the_console_asks_only_for_what_is_new(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write("satu")
    await talk.serve()
    (first,) = talk.hand_overs.transcript(talk.key)
    talk.write("dua")
    await talk.serve()
    assert talk.lines(after=first.seq) == [("citizen", "dua")]


async def test_a_photo_reaches_the_officer_by_its_media_id(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write("", kind=MessageKind.IMAGE, media_id="m1", caption="ini kartunya")
    await talk.serve()
    (line,) = talk.hand_overs.transcript(talk.key)
    assert (line.author, line.kind, line.text, line.media_id) == (Author.CITIZEN, "image", "ini kartunya", "m1")


@pytest.mark.parametrize("word", ["selesai", "Selesai.", "SELESAI 🙏"])
async def test_the_citizen_ends_it_and_the_bot_answers_what_comes_after(talk: Conversation, word: str) -> None:
    taken = talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write("terima kasih", word, "status vaksinasi dong kak")
    await talk.serve()
    assert talk.said() == ["re: halo", "<started>", "<ended>", "re: status vaksinasi dong kak"]
    assert talk.lines() == [("citizen", "terima kasih"), ("citizen", word)]
    ended = talk.hand_overs.of_case(CASE)
    assert ended is not None
    assert (ended.id, ended.ending, ended.until) == (taken.id, Ending.CITIZEN, None)
    with pytest.raises(NotTaken):
        talk.hand_overs.say(talk.key, "Masih di sana?", "c2")


async def test_the_officer_ends_it_once(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.hand_overs.end(talk.key)
    talk.hand_overs.end(talk.key)
    talk.write("halo lagi bapak ibu")
    await talk.serve()
    assert talk.said() == ["re: halo", "<started>", "<ended>", "re: halo lagi bapak ibu"]


async def test_after_half_an_hour_without_the_officer_the_bot_resumes(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.clock.advance(20 * MINUTE)
    talk.hand_overs.say(talk.key, "Sebentar ya.", "c1")
    talk.clock.advance(29 * MINUTE)
    assert talk.hand_overs.time_out() == 0
    talk.clock.advance(1 * MINUTE)
    assert talk.hand_overs.time_out() == 1
    assert talk.hand_overs.time_out() == 0
    assert talk.said()[-1] == "<timed_out>"
    ended = talk.hand_overs.of_case(CASE)
    assert ended is not None
    assert ended.ending is Ending.TIMED_OUT


async def test_a_message_after_the_time_is_up_is_the_bots_even_before_anybody_looked(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.clock.advance(31 * MINUTE)
    talk.write("masih ada orang di sana?")
    await talk.serve()
    assert talk.said() == ["re: halo", "<started>", "<timed_out>", "re: masih ada orang di sana?"]
    with pytest.raises(NotTaken):
        talk.hand_overs.say(talk.key, "Maaf lama.", "c1")


async def test_the_citizens_messages_do_not_stretch_the_time(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    for _ in range(3):
        talk.clock.advance(9 * MINUTE)
        talk.write("halo?")
        await talk.serve()
    talk.clock.advance(4 * MINUTE)
    assert talk.hand_overs.time_out() == 1


async def test_a_burst_is_kept_wholly_and_nobody_is_told_to_slow_down(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write(*(f"pesan {number}" for number in range(60)))
    await talk.serve()
    assert talk.said() == ["re: halo", "<started>"]
    assert len(talk.lines()) == 60


async def test_taken_during_a_turn_that_turn_still_answers_and_the_next_message_is_the_officers(
    talk: Conversation,
) -> None:
    async def taken_meanwhile(message: UserMessage) -> None:
        talk.hand_overs.take(talk.key, CASE, "dewi")
        talk.write("yang kedua")
        await message.output_channel.send_response("x", {"text": f"re: {message.text}"})
        talk.agent.commit()

    talk.agent.reactions = [taken_meanwhile]
    talk.write("pertanyaan yang pertama")
    await talk.serve()
    assert talk.said() == ["re: halo", "<started>", "re: pertanyaan yang pertama"]
    assert talk.lines() == [("citizen", "yang kedua")]


async def test_the_same_command_says_it_once(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    for _ in range(2):
        talk.hand_overs.say(talk.key, "Halo", "c1")
    talk.hand_overs.say(talk.key, "Halo", "c2")
    assert talk.said().count("Halo") == 2
    assert len(talk.lines()) == 2


async def test_only_one_officer_at_a_time(talk: Conversation) -> None:
    first = talk.hand_overs.take(talk.key, CASE, "dewi")
    assert talk.hand_overs.take(talk.key, CASE, "dewi") == first
    with pytest.raises(TakenByAnother):
        talk.hand_overs.take(talk.key, CASE, "agus")
    talk.clock.advance(31 * MINUTE)
    assert talk.hand_overs.take(talk.key, CASE, "agus").officer == "agus"
    assert talk.said() == ["re: halo", "<started>", "<timed_out>", "<started>"]


async def test_two_officers_at_once_and_two_endings_at_once(talk: Conversation) -> None:
    key, start = talk.key, Barrier(2)

    def take(officer: str) -> str:
        start.wait()
        try:
            return talk.hand_overs.take(key, CASE, officer).officer
        except TakenByAnother:
            return "nobody"

    def end(ending: Callable[[], object]) -> None:
        start.wait()
        ending()

    with ThreadPoolExecutor(2) as pool:
        takers = sorted(pool.map(take, ["agus", "dewi"]))
        assert takers[1] == "nobody"
        talk.clock.advance(31 * MINUTE)
        list(pool.map(end, [talk.hand_overs.time_out, lambda: talk.hand_overs.end(key)]))
    assert len(talk.said()) == 3
    assert talk.said()[:2] == ["re: halo", "<started>"]


async def test_outside_the_window_nothing_is_taken_or_said(talk: Conversation) -> None:
    talk.clock.advance(DAY - 10 * MINUTE)
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.clock.advance(15 * MINUTE)
    with pytest.raises(WindowClosed):
        talk.hand_overs.say(talk.key, "Halo", "c1")
    talk.hand_overs.end(talk.key)
    with pytest.raises(WindowClosed):
        talk.hand_overs.take(talk.key, CASE, "dewi")
    assert talk.said() == ["re: halo", "<started>"]


async def test_what_cannot_be_said(talk: Conversation) -> None:
    with pytest.raises(UnknownConversation):
        talk.hand_overs.take("0" * 32, CASE, "dewi")
    with pytest.raises(NotTaken):
        talk.hand_overs.say(talk.key, "Halo", "c0")
    talk.hand_overs.take(talk.key, CASE, "dewi")
    for text in ("  \n ", "x" * 4097):
        with pytest.raises(UnfitText):
            talk.hand_overs.say(talk.key, text, "c1")
    talk.hand_overs.say(talk.key, "x" * 4096, "c1")
    assert talk.said()[-1] == "x" * 4096


async def test_nothing_that_was_said_stands_in_clear_and_it_goes_after_a_month(talk: Conversation) -> None:
    talk.hand_overs.take(talk.key, CASE, "dewi")
    talk.write("NIK saya 3273014507900001")
    await talk.serve()
    talk.hand_overs.say(talk.key, "Rahasia", "c1")
    with talk.inbox.engine.begin() as connection:
        for row in connection.execute(select(wa_handover_line)).all():
            assert b"3273014507900001" not in row.content
            assert b"Rahasia" not in row.content
    assert "Rahasia" not in repr(talk.hand_overs.transcript(talk.key))
    talk.hand_overs.end(talk.key)
    talk.clock.advance(31 * DAY)
    Retention(talk.inbox.engine).purge(talk.clock.now())
    assert talk.lines() == []
    assert talk.hand_overs.of_case(CASE) is None


async def test_an_ordinary_message_costs_no_statement_more(talk: Conversation) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(talk.inbox.engine, "before_cursor_execute", note)
    talk.write("apa kabar hari ini?")
    await talk.serve()
    assert talk.said()[-1] == "re: apa kabar hari ini?"
    assert not [statement for statement in statements if "wa_handover" in statement or "wa_notice" in statement]


class Pressed(Conversation):
    """A citizen to whom a template was sent; `token` is its button's."""

    async def prepare(self) -> str:
        self.write("halo")
        await self.serve()
        self.clock.advance(3 * DAY)
        notice = Notice("n1", self.key, CASE, "utter_notice_solved", "utter_template_case_update", {"number": CASE})
        self.notices.post(notice)
        with self.inbox.engine.begin() as connection:
            connection.execute(wa_outbox.update().where(wa_outbox.c.state == "waiting").values(state="accepted"))
            query = select(wa_token.c.token).where(wa_token.c.turn_id == "template:n1")
            return str(connection.execute(query).scalar_one())


@pytest.fixture
async def pressed(database_url: str) -> Iterator[tuple[Pressed, str]]:
    world = Pressed(database_url)
    return world, await world.prepare()


async def test_the_templates_button_brings_the_news_and_nothing_beside_it(pressed: tuple[Pressed, str]) -> None:
    world, token = pressed
    world.write("Baca", kind=MessageKind.REPLY, reply_token=token)
    await world.serve()
    assert world.notices.release() == 1
    assert world.said() == ["re: halo", f"<solved {CASE}>", f"[case_update {CASE}]"]
    assert len(world.agent.heard) == 1


async def test_the_news_may_go_before_the_press_is_answered(pressed: tuple[Pressed, str]) -> None:
    world, token = pressed
    world.write("Baca", kind=MessageKind.REPLY, reply_token=token)
    world.clock.advance(2)
    assert world.notices.release() == 1
    await world.serve()
    assert world.said() == ["re: halo", f"<solved {CASE}>", f"[case_update {CASE}]"]


async def test_pressed_when_the_news_stands_above_it_says_so(pressed: tuple[Pressed, str]) -> None:
    world, token = pressed
    world.write("ada kabar apa ya pak?")
    assert world.notices.release() == 1
    await world.serve()
    world.clock.advance(60)
    world.write("Baca", kind=MessageKind.REPLY, reply_token=token)
    await world.serve()
    assert world.said()[-1] == "<shown before>"
