"""Answers a leased citizen: group by group, each as one turn that is committed wholly or tried again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy import or_, update

from channels.whatsapp.choices import choose
from channels.whatsapp.grouping import gather_for, next_group
from channels.whatsapp.inbox import LeaseLost, Unreadable
from channels.whatsapp.interpretation import ForRasa, Interpreter, OwnAnswer
from channels.whatsapp.output import AnswerChannel
from channels.whatsapp.pace import recent_count, silence_before
from channels.whatsapp.records import BotMessage, InboxRow, Lease, Option
from channels.whatsapp.sentences import say
from channels.whatsapp.tables import wa_user
from channels.whatsapp.turn import ActionFailed, Turn, TurnAborted, TurnParts, current_turn

if TYPE_CHECKING:
    from rasa.core.agent import Agent

logger = logging.getLogger(__name__)

APOLOGY = "utter_channel_apology"
SLOW_DOWN = "utter_channel_slow_down"
MINUTE = timedelta(minutes=1)
AFTER_TROUBLE = timedelta(seconds=5)


@dataclass(frozen=True)
class Limits:
    """Seconds and counts a worker keeps to."""

    deadline: float = 60.0
    typing_again: float = 20.0
    gathering: float = 3.0
    messages_a_minute: int = 20
    attempts: int = 3
    backoff: tuple[float, ...] = (2.0, 8.0)
    turns_a_lease: int = 5


class TurnWorker:
    """Serves one leased citizen at a time; several `serve` calls may run for different citizens."""

    def __init__(self, parts: TurnParts, agent: Callable[[], Agent], limits: Limits | None = None) -> None:
        self._inbox = parts.inbox
        self._outbox = parts.outbox
        self._wording = parts.wording
        self._clock = parts.clock
        self._graph = parts.graph
        self._hand_overs = parts.hand_overs
        self._agent = agent
        self._limits = limits or Limits()
        self._interpreter = Interpreter(parts.outbox, parts.notices, parts.wording)
        self._marks: set[asyncio.Task[None]] = set()

    async def serve(self, lease: Lease) -> None:
        """Answers what the citizen wrote, for a few turns, then gives the lease back."""
        rest: timedelta | None = None
        try:
            for _ in range(self._limits.turns_a_lease):
                options = self._outbox.options_of_last_turn(lease.user_key)
                rows = await self._gathered(lease, options)
                if not rows:
                    return
                officer_until = self._inbox.renew(lease)
                if officer_until is not None and officer_until > self._clock.now():
                    self._hand_overs.keep(lease, rows)
                    continue
                if officer_until is not None:
                    self._hand_overs.time_out()
                rows = self._without_surplus(lease, rows)
                if rows:
                    await self._answer(lease, next_group(rows, _chooses(options)), options)
        except LeaseLost:
            logger.warning("a lease was lost; its citizen is served elsewhere")
        except Exception:
            rest = AFTER_TROUBLE
            raise
        finally:
            self._inbox.release(lease, rest)

    async def _gathered(self, lease: Lease, options: Sequence[Option]) -> list[InboxRow]:
        """The waiting messages, after a moment's patience when the newest looks like half a thought."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._limits.gathering
        while True:
            rows = self._waiting(lease)
            pause = gather_for(rows, self._clock.now(), _chooses(options)).total_seconds()
            if pause <= 0 or loop.time() >= until:
                return rows
            await asyncio.sleep(pause)

    def _waiting(self, lease: Lease) -> list[InboxRow]:
        """What can be read; the rest is set aside, so that it does not stand in the citizen's way for ever."""
        try:
            return self._inbox.waiting(lease)
        except Unreadable as error:
            logger.error("set aside: %s", error)
            self._give_up(lease, error.row_ids)
            return self._inbox.waiting(lease)

    def _without_surplus(self, lease: Lease, rows: list[InboxRow]) -> list[InboxRow]:
        """Drops what goes beyond the messages one person can mean in a minute, and says so once a minute."""
        now = self._clock.now()
        beyond = recent_count(self._inbox.engine, rows, lease, now - MINUTE) - self._limits.messages_a_minute
        surplus = rows[-beyond:] if beyond > 0 else []
        if not surplus:
            return rows
        rested = or_(wa_user.c.slowed_at.is_(None), wa_user.c.slowed_at <= now - MINUTE)
        slow = update(wa_user).where(wa_user.c.key == lease.user_key, rested).values(slowed_at=now)
        with self._inbox.engine.begin() as connection:
            if connection.execute(slow).rowcount:
                answer = [say(self._wording, SLOW_DOWN)]
                self._outbox.enqueue(connection, lease.user_key, surplus[0].id, answer)
            self._inbox.skip(connection, lease, _ids(surplus))
        return rows[: -len(surplus)]

    async def _answer(self, lease: Lease, group: Sequence[InboxRow], options: Sequence[Option]) -> None:
        if group[0].attempts >= self._limits.attempts:  # its process died in every attempt
            self._give_up(lease, _ids(group))
            return
        self._inbox.take(lease, group)
        try:
            meaning = self._interpreter.read(lease.user_key, group, options)
            if isinstance(meaning, OwnAnswer):
                self._answer_ourselves(lease, group, meaning)
            else:
                await self._turn(lease, group, meaning)
        except LeaseLost:
            raise
        except (Exception, TurnAborted) as error:
            if isinstance(error.__cause__, LeaseLost):
                raise LeaseLost from error
            logger.error("turn %s failed: %s", group[0].id, describe(error))
            self._try_again_later(lease, group)

    def _answer_ourselves(self, lease: Lease, group: Sequence[InboxRow], answer: OwnAnswer) -> None:
        if answer.messages:
            self._in_background(self._mark_read(group[-1]))
        self._finish(lease, group, answer.messages)

    async def _turn(self, lease: Lease, group: Sequence[InboxRow], meaning: ForRasa) -> None:
        """Runs Rasa; what it said is committed by the turn store. Raises when the turn has to be tried again."""
        self._in_background(self._mark_read(group[-1]))
        turn = Turn(group[0].id, lease, tuple(row.id for row in group))
        typing = asyncio.create_task(self._type_on(group[-1]))
        token = current_turn.set(turn)
        try:
            silence = silence_before(self._inbox.engine, group[0], lease)
            handling = self._agent().handle_message(_user_message(turn, meaning, silence))
            await asyncio.wait_for(handling, self._limits.deadline)
        except (ActionFailed, asyncio.TimeoutError) as error:
            logger.error("turn %s gave up: %s", turn.id, describe(error))
            if not turn.committed:
                self._finish(lease, group, (say(self._wording, APOLOGY),))
                return
        finally:
            current_turn.reset(token)
            typing.cancel()
        if not turn.committed:
            raise TurnAborted("Rasa returned without committing")

    def _try_again_later(self, lease: Lease, group: Sequence[InboxRow]) -> None:
        failed = group[0].attempts + 1
        if failed >= self._limits.attempts:
            self._give_up(lease, _ids(group))
            return
        pause = self._limits.backoff[min(failed, len(self._limits.backoff)) - 1]
        due_at = self._clock.now() + timedelta(seconds=pause)
        self._inbox.retry_later(lease, _ids(group), due_at)

    def _give_up(self, lease: Lease, row_ids: Sequence[str]) -> None:
        """Sets messages aside for an operator and tells the citizen to write again."""
        apology = [say(self._wording, APOLOGY)]
        with self._inbox.engine.begin() as connection:
            self._inbox.bury(lease, row_ids, connection)
            self._outbox.enqueue(connection, lease.user_key, row_ids[0], apology)

    def _finish(self, lease: Lease, group: Sequence[InboxRow], messages: Sequence[BotMessage]) -> None:
        with self._inbox.engine.begin() as connection:
            self._inbox.finish(connection, lease, _ids(group))
            if messages:
                self._outbox.enqueue(connection, lease.user_key, group[0].id, messages)

    async def _type_on(self, row: InboxRow) -> None:
        """The typing sign goes out after 25 s; shows it again until the turn ends."""
        while True:
            await asyncio.sleep(self._limits.typing_again)
            await self._mark_read(row)

    async def _mark_read(self, row: InboxRow) -> None:
        """Blue ticks and the typing sign: a courtesy, so failures do not matter."""
        try:
            await self._graph.mark_read_typing(row.message.wamid)
        except Exception as error:
            logger.info("typing sign not shown: %s", type(error).__name__)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._marks.add(task)
        task.add_done_callback(self._marks.discard)


def describe(error: BaseException) -> str:
    """An error and its causes by kind and place; their texts may quote what a citizen wrote."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 5:
        trace = cause.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
        own = f"({cause})" if isinstance(cause, TurnAborted) else ""
        parts.append(f"{type(cause).__name__}{own}{place}")
        cause = cause.__cause__ or cause.__context__
    return " <- ".join(parts)


def _ids(rows: Sequence[InboxRow]) -> list[str]:
    return [row.id for row in rows]


def _user_message(turn: Turn, meaning: ForRasa, silence: timedelta) -> UserMessage:
    return UserMessage(
        text=meaning.text,
        output_channel=AnswerChannel(turn.answers),
        sender_id=turn.lease.user_key,
        parse_data=meaning.parse_data,
        input_channel=AnswerChannel.name(),
        message_id=turn.id,
        metadata={"silence_s": silence.total_seconds(), "media_ids": list(meaning.media_ids)},
    )


def _chooses(options: Sequence[Option]) -> Callable[[str], bool]:
    return lambda text: choose(text, options) is not None
