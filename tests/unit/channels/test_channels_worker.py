from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.core.channels.channel import UserMessage

from channels.whatsapp.records import BotButton, MessageKind
from channels.whatsapp.turn import ActionFailed, TurnAborted
from channels.whatsapp.worker import Limits
from tests.unit.channels.turn_world import OWN_WORDS, World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World(database_url)
    yield world
    world.inbox.engine.dispose()


async def fail(_: UserMessage) -> None:
    raise RuntimeError("kata rahasia")


async def test_texts_written_one_after_another_are_one_turn(world: World) -> None:
    world.write("min", "/mau donlot", "sertif")
    await world.serve()
    assert world.said() == ["re: min\nmau donlot\nsertif"]
    assert world.states() == ["done"] * 3
    heard = world.agent.heard[0]
    assert heard.parse_data is None
    assert heard.input_channel == "whatsapp"
    assert len(world.graph.marked) == 1


async def test_rasa_knows_the_citizen_by_an_opaque_id_alone(world: World) -> None:
    world.write("halo")
    lease = await world.serve()
    assert lease is not None
    assert world.agent.heard[0].sender_id == lease.user_key
    assert "6281" not in lease.user_key
    assert set(world.agent.heard[0].metadata) == {"silence_s", "media_ids"}


async def test_rasa_learns_how_long_the_citizen_was_silent(world: World) -> None:
    world.write("halo")
    await world.serve()
    world.clock.advance(1200)
    world.write("halo lagi")
    await world.serve()
    assert [message.metadata["silence_s"] for message in world.agent.heard] == [0, 1200]


async def test_a_short_text_waits_for_the_rest_of_the_thought(database_url: str) -> None:
    world = World(database_url, Limits(gathering=0.2))
    world.write("min")
    lease = world.inbox.claim("test")
    assert lease is not None
    serving = asyncio.create_task(world.worker.serve(lease))
    await asyncio.sleep(0)
    world.write("mau download sertifikat")
    await serving
    assert world.said() == ["re: min\nmau download sertifikat"]


async def test_a_tapped_option_runs_its_payload(world: World) -> None:
    world.agent.buttons = (BotButton("Dosis 2", '/inform{"dose": "2"}'),)
    world.write("halo")
    lease = await world.serve()
    assert lease is not None
    token = world.outbox.options_of_last_turn(lease.user_key)[0].token
    world.write("Dosis 2", kind=MessageKind.REPLY, reply_token=token)
    await world.serve()
    heard = world.agent.heard[-1]
    assert heard.text == "Dosis 2"
    assert heard.parse_data["intent"]["name"] == "inform"
    assert heard.parse_data["entities"] == [{"entity": "dose", "value": "2"}]


@pytest.mark.parametrize("typed", ["2", "no. 2", "status vaksinasi", "2️⃣"])
async def test_a_typed_option_runs_its_payload(world: World, typed: str) -> None:
    world.agent.buttons = (BotButton("Download", "/download"), BotButton("Status Vaksinasi 📋", "/faq/next_dose"))
    world.write("halo")
    await world.serve()
    world.write(typed)
    await world.serve()
    assert (
        world.agent.heard[-1].parse_data["response_selector"]["faq"]["response"]["utter_action"]
        == "utter_faq/next_dose"
    )


@pytest.mark.parametrize("token", ["forged", "", "/download_certificate"])
async def test_an_option_we_never_offered_is_not_run(world: World, token: str) -> None:
    world.write("Download", kind=MessageKind.REPLY, reply_token=token)
    await world.serve()
    assert world.agent.heard == []
    assert world.said() == ["<stale_option>"]


async def test_an_expired_option_is_not_run(world: World) -> None:
    world.agent.buttons = (BotButton("Ya", "/affirm"),)
    world.write("halo")
    lease = await world.serve()
    assert lease is not None
    token = world.outbox.options_of_last_turn(lease.user_key)[0].token
    world.clock.advance(25 * 3600)
    world.write("Ya", kind=MessageKind.REPLY, reply_token=token)
    await world.serve()
    assert world.said()[-1] == "<stale_option>"


@pytest.mark.parametrize("kind", [k for k in MessageKind if k.value in OWN_WORDS], ids=lambda kind: str(kind.value))
async def test_what_is_not_text_gets_its_own_answer(world: World, kind: MessageKind) -> None:
    world.write("", kind=kind)
    await world.serve()
    assert world.said() == [f"<{kind.value}>"]
    assert world.agent.heard == []


@pytest.mark.parametrize("text", ["👍", "\u200b", "🙏🙏"])
async def test_a_picture_of_a_mood_gets_an_answer(world: World, text: str) -> None:
    world.write(text)
    await world.serve()
    assert world.said() == ["<emoji>"]


@pytest.mark.parametrize("kind", [MessageKind.REACTION, MessageKind.SYSTEM])
async def test_a_reaction_is_done_in_silence(world: World, kind: MessageKind) -> None:
    world.write("👍", kind=kind)
    await world.serve()
    assert world.said() == []
    assert world.states() == ["done"]
    assert world.graph.marked == []


async def test_an_album_is_one_message_with_its_files_unfetched(world: World) -> None:
    for number in (1, 2, 3):
        world.write("", kind=MessageKind.IMAGE, media_id=f"m{number}")
    await world.serve()
    [heard] = world.agent.heard
    assert heard.metadata["media_ids"] == ["m1", "m2", "m3"]
    assert heard.parse_data["intent"]["name"] == "inform"


async def test_what_is_written_under_a_photo_is_understood_like_any_text(world: World) -> None:
    world.write("", kind=MessageKind.IMAGE, media_id="m1", caption="/dosis 2 saya belum muncul")
    await world.serve()
    [heard] = world.agent.heard
    assert (heard.text, heard.parse_data) == ("dosis 2 saya belum muncul", None)
    assert heard.metadata["media_ids"] == ["m1"]


async def test_a_file_that_meta_does_not_name_cannot_be_read(world: World) -> None:
    world.write("", kind=MessageKind.DOCUMENT)
    await world.serve()
    assert world.said() == ["<unsupported>"]


async def test_too_many_messages_get_one_request_to_slow_down(world: World) -> None:
    world.write(*(f"pesan nomor {n}" for n in range(25)))
    await world.serve()
    world.write("dan lagi 1", "dan lagi 2")
    await world.serve()
    assert world.said().count("<slow_down>") == 1
    assert len(world.agent.heard) == 2
    assert world.states() == ["done"] * 20 + ["skipped"] * 7
    assert (world.agent.heard[-1].text or "").endswith("pesan nomor 19")
    world.clock.advance(61)
    world.write("sekarang pelan pelan")
    await world.serve()
    assert world.said()[-1] == "re: sekarang pelan pelan"


async def test_what_was_skipped_does_not_crowd_out_what_was_kept(world: World) -> None:
    kinds = (MessageKind.AUDIO, MessageKind.VIDEO)
    for n in range(30):
        world.write("", kind=kinds[n % 2])
    for _ in range(5):
        await world.serve()
    assert [said for said in world.said() if said != "<slow_down>"] == ["<audio>", "<video>"] * 10
    assert world.said().count("<slow_down>") == 1


async def test_a_failed_turn_is_tried_again_and_later_messages_wait_for_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.agent.reactions = [fail, fail]
    world.write("pesan yang pertama")
    await world.serve()
    world.write("pesan yang kedua")
    assert await world.serve() is None
    world.clock.advance(2)
    await world.serve()
    world.clock.advance(2)
    assert await world.serve() is None
    world.clock.advance(6)
    await world.serve()
    assert world.said() == ["re: pesan yang pertama", "re: pesan yang kedua"]
    ids = [heard.message_id for heard in world.agent.heard[:3]]
    assert len(set(ids)) == 1
    assert "rahasia" not in caplog.text


async def test_after_three_failures_the_citizen_is_told_and_goes_on(world: World) -> None:
    world.agent.reactions = [fail, fail, fail]
    world.write("pesan yang beracun")
    for _ in range(3):
        await world.serve()
        world.clock.advance(10)
    assert world.said() == ["<apology>"]
    assert world.states() == ["dead"]
    world.write("pesan yang sehat")
    await world.serve()
    assert world.said()[-1] == "re: pesan yang sehat"


@pytest.mark.parametrize("error", [TurnAborted("load"), LookupError()])
async def test_a_turn_that_did_not_commit_is_not_done(world: World, error: BaseException) -> None:
    async def break_off(_: UserMessage) -> None:
        raise error

    async def forget(_: UserMessage) -> None:
        return None

    world.agent.reactions = [break_off, forget]
    world.write("pesan yang pertama")
    await world.serve()
    assert world.states() == ["waiting"]
    world.clock.advance(3)
    await world.serve()
    assert world.states() == ["waiting"]
    assert world.said() == []


async def test_a_failing_action_is_told_at_once_and_what_was_said_before_it_is_not(world: World) -> None:
    async def half_a_turn(message: UserMessage) -> None:
        await message.output_channel.send_response("x", {"text": "Terverifikasi"})
        raise ActionFailed("action_check_code")

    world.agent.reactions = [half_a_turn]
    world.write("kode saya 123456")
    await world.serve()
    assert world.said() == ["<apology>"]
    assert world.states() == ["done"]


async def test_a_turn_beyond_its_deadline_is_cancelled_and_told(database_url: str) -> None:
    world = World(database_url, Limits(deadline=0.3, typing_again=0.05, gathering=0.0))

    async def hang(_: UserMessage) -> None:
        await asyncio.sleep(60)

    world.agent.reactions = [hang]
    world.write("pesan yang pertama")
    await world.serve()
    assert world.said() == ["<apology>"]
    assert len(world.graph.marked) > 1


async def test_a_worker_that_lost_its_lease_writes_nothing(world: World) -> None:
    async def sleep_too_long(message: UserMessage) -> None:
        world.clock.advance(100)
        assert world.inbox.claim("another") is not None
        await message.output_channel.send_response("x", {"text": "terlambat"})
        world.agent.commit()

    world.agent.reactions = [sleep_too_long]
    world.write("pesan yang pertama")
    await world.serve()
    assert world.said() == []
    assert world.states() == ["waiting"]


async def test_a_message_whose_process_died_each_time_is_set_aside(world: World) -> None:
    world.write("pesan yang mematikan")
    for _ in range(3):
        lease = world.inbox.claim("dying")
        assert lease is not None
        world.inbox.take(lease, world.inbox.waiting(lease))
        world.clock.advance(91)
    await world.serve()
    assert world.said() == ["<apology>"]
    assert world.states() == ["dead"]


async def test_a_missing_typing_sign_does_not_matter(world: World) -> None:
    world.graph.broken = True
    world.write("pesan yang pertama")
    await world.serve()
    assert world.said() == ["re: pesan yang pertama"]
