"""The turn store and the worker around a real, tiny Rasa agent: what commits, what never happens by halves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.model_training import train
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import func, inspect, select
from sqlalchemy.engine import Engine

from channels.whatsapp.action_response_check import install
from channels.whatsapp.turn_store import TurnStore, _events
from channels.whatsapp.worker import Limits
from tests.unit.channels.turn_world import World

CONFIG = """
recipe: default.v1
assistant_id: turns
language: id
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
"""
DOMAIN = """
version: "3.1"
intents: [greet, status, verify, inform]
slots:
  phone_ref: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms: {phone_number_form: {required_slots: [phone_ref]}}
actions: [action_status, validate_phone_number_form]
responses:
  utter_greet: [{text: Halo}]
  utter_ask_phone_ref: [{text: "Nomor Anda?"}]
  utter_verified: [{text: Terverifikasi}]
session_config: {session_expiration_time: 0, carry_over_slots_to_new_session: true}
"""
DATA = """
version: "3.1"
nlu:
- {intent: greet, examples: "- halo\\n- hai\\n"}
- {intent: status, examples: "- status\\n- dosis\\n"}
- {intent: verify, examples: "- verifikasi\\n- masuk\\n"}
- {intent: inform, examples: "- nomor\\n- hp\\n"}
rules:
- rule: greet
  steps: [{intent: greet}, {action: utter_greet}]
- rule: status
  steps: [{intent: status}, {action: action_status}]
- rule: verify
  steps:
  - intent: verify
  - action: phone_number_form
  - active_loop: phone_number_form
- rule: verified
  condition: [{active_loop: phone_number_form}]
  steps:
  - action: phone_number_form
  - active_loop: null
  - action: utter_verified
"""
SECRETS = ("081234567890", "Siti", "Rahayu", "Nomor Anda", "status saya")


class FakeActionServer(EndpointConfig):
    """Answers in this process; `down` refuses connections."""

    def __init__(self) -> None:
        super().__init__(url="http://actions")
        self.down = False
        self.ran: list[str] = []

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
        if self.down:
            raise aiohttp.ClientConnectionError
        self.ran.append(json["next_action"])
        if json["next_action"] == "action_status":
            return {"events": [], "responses": [{"text": "Siti Rahayu: 2 dosis"}]}
        message = json["tracker"]["latest_message"]
        value = "opaque" if any(c.isdigit() for c in message["text"]) else None
        return {"events": [{"event": "slot", "name": "phone_ref", "value": value}], "responses": []}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("tiny")
    for name, content in (("config", CONFIG), ("domain", DOMAIN), ("data", DATA)):
        (folder / f"{name}.yml").write_text(content, encoding="utf8")
    result = train(*(str(folder / f"{name}.yml") for name in ("domain", "config", "data")), output=str(folder))
    assert result.model
    return str(result.model)


class Conversation(World):
    def __init__(self, model: str, url: str) -> None:
        super().__init__(url, Limits(deadline=5, gathering=0))
        self.actions = FakeActionServer()
        self.store = TurnStore(parts=self)  # type: ignore[arg-type]
        self.agent: Any = Agent.load(model, tracker_store=self.store, action_endpoint=self.actions)

    async def hears(self, text: str) -> list[str]:
        before = len(self.said())
        self.write(text)
        await self.serve()
        return self.said()[before:]

    def events(self) -> list[dict[str, Any]]:
        with self.inbox.engine.begin() as connection:
            return [
                json.loads(data) for data in connection.execute(select(_events.c.data).order_by(_events.c.id)).scalars()
            ]


def database_bytes(engine: Engine) -> bytes:
    """All that stands in the file; from a server, all that stands in the tables."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    with engine.connect() as connection:
        rows = [
            row
            for table in inspect(engine).get_table_names()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')  # noqa: S608
        ]
    return b"\n".join(
        bytes(value) if isinstance(value, memoryview) else str(value).encode() for row in rows for value in row
    )


@pytest.fixture
def talk(model: str, database_url: str) -> Iterator[Conversation]:
    install()
    conversation = Conversation(model, database_url)
    yield conversation
    conversation.inbox.engine.dispose()


async def test_a_turn_commits_events_answer_and_inbox_together(talk: Conversation) -> None:
    assert await talk.hears("halo") == ["Halo"]
    assert await talk.hears("status saya") == ["Siti Rahayu: 2 dosis"]
    assert talk.states() == ["done", "done"]
    kinds = [event["event"] for event in talk.events()]
    assert kinds.count("user") == 2
    assert kinds.count("session_started") == 1


async def test_a_failing_save_writes_nothing_and_the_repeat_answers(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.hears("halo")
    before = talk.events()

    def broken(*_: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(talk.outbox, "enqueue", broken)
        assert await talk.hears("status saya") == []
    assert talk.events() == before
    assert talk.states() == ["done", "waiting"]
    talk.clock.advance(3)
    await talk.serve()
    assert talk.said()[-1] == "Siti Rahayu: 2 dosis"


async def test_a_failing_load_runs_nothing_and_keeps_the_open_form(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await talk.hears("masuk") == ["Nomor Anda?"]
    talk.actions.ran.clear()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(talk.store, "_load", broken)
        assert await talk.hears("nomor 081234567890") == []
    assert talk.actions.ran == []
    talk.clock.advance(3)
    await talk.serve()
    assert talk.said()[-1] == "Terverifikasi"


async def test_with_the_action_server_down_there_is_one_apology_and_no_false_success(talk: Conversation) -> None:
    await talk.hears("masuk")
    talk.actions.down = True
    assert await talk.hears("nomor 081234567890") == ["<apology>"]
    assert await talk.hears("status saya") == ["<apology>"]
    talk.actions.down = False
    assert await talk.hears("nomor 081234567890") == ["Terverifikasi"]
    assert await talk.hears("status saya") == ["Siti Rahayu: 2 dosis"]


async def test_a_turn_without_any_answer_gets_an_apology(talk: Conversation) -> None:
    assert await talk.hears("xyzzy plugh") == ["<apology>"]
    assert await talk.hears("halo") == ["Halo"]


async def test_nothing_a_citizen_wrote_or_read_is_in_the_database(talk: Conversation) -> None:
    await talk.hears("masuk")
    await talk.hears("nomor saya 081234567890 Siti")
    await talk.hears("status saya Siti Rahayu")
    content = database_bytes(talk.inbox.engine)
    assert b"phone_number_form" in content
    for secret in SECRETS:
        assert secret.encode() not in content


async def test_a_long_conversation_is_shortened_after_a_quiet_while(talk: Conversation) -> None:
    for _ in range(45):
        await talk.hears("halo kak selamat")
        talk.clock.advance(10)
    await talk.hears("masuk")
    long = len(talk.events())
    talk.clock.advance(31 * 60)
    assert await talk.hears("nomor 081234567890") == ["Terverifikasi"]
    with talk.inbox.engine.begin() as connection:
        start = select(func.max(_events.c.id)).where(_events.c.type_name == "session_started")
        since = connection.execute(select(func.count()).where(_events.c.id >= start.scalar_subquery())).scalar_one()
    assert long > 150
    assert since < 20
    assert await talk.hears("status saya") == ["Siti Rahayu: 2 dosis"]


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "phone_ref", "value": None, "timestamp": None}], "responses": [{}]},
        {"events": [{"event": "followup", "name": "action_listen"}], "responses": [{"text": "Halo"}]},
        {"events": [{"event": "slot", "name": 3}], "responses": []},
        {"events": [{"event": "slot"}], "responses": []},
        {"events": [{"event": "unheard_of"}], "responses": []},
        {"events": [{"event": 3}], "responses": []},
        {"events": [{}], "responses": []},
        {"events": ["slot"], "responses": []},
        {"events": {}, "responses": []},
        {"events": [], "responses": "Halo"},
        [],
    ],
    ids=str,
)
def test_answers_of_the_action_server_are_judged_as_rasa_judges_them(answer: Any) -> None:
    install()
    action = RemoteAction("action_status", EndpointConfig("http://actions"))

    rasa_takes_it = Draft202012Validator(RemoteAction.action_response_format_spec()).is_valid(answer)

    if rasa_takes_it:
        assert action._validate_action_result(answer)
    else:
        with pytest.raises(ValidationError):
            action._validate_action_result(answer)
