"""Hand-overs of the channel as officers talk about their cases: the one place that knows both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import uuid4

from adapters import FetchProblem, MediaUnavailable
from channels.whatsapp import handover_records as channel
from channels.whatsapp.handover import HandOvers
from channels.whatsapp.records import MessageKind
from portal.officers.talks import FileProblem, FileRefused, Talk, TalkLine, TalkProblem, TalkRefused
from registry.attachments import AttachmentRefused
from registry.audit import AuditKind
from registry.conversation_log import ConversationLog
from registry.decision_records import Officer, OfficerRole
from registry.errors import AlreadyDecided, NotAllowed
from registry.evidence.records import AttachmentProblem
from registry.sent_files import SentFiles

PROBLEMS = {
    channel.UnknownConversation: TalkProblem.UNKNOWN,
    channel.TakenByAnother: TalkProblem.TAKEN_BY_ANOTHER,
    channel.NotTaken: TalkProblem.NOT_TAKEN,
    channel.WindowClosed: TalkProblem.WINDOW_CLOSED,
    channel.UnfitText: TalkProblem.UNFIT_TEXT,
}
FETCH_PROBLEMS: dict[FetchProblem, FileProblem | AttachmentProblem] = {
    FetchProblem.UNAVAILABLE: FileProblem.UNAVAILABLE,
    FetchProblem.DAMAGED: AttachmentProblem.DAMAGED,
    FetchProblem.TOO_LARGE: AttachmentProblem.TOO_LARGE,
}
FILES = {MessageKind.IMAGE.value, MessageKind.DOCUMENT.value}


class Received(Protocol):
    """What citizens sent, as long as WhatsApp has it; `adapters.ReceivedFiles` is one."""

    async def fetch(self, media_id: str) -> bytes:
        """Raises MediaUnavailable."""


class OfficerTalks:
    """The channel's hand-overs as `portal.officers.talks.Talks`."""

    def __init__(self, hand_overs: HandOvers, log: ConversationLog, received: Received, sent: SentFiles) -> None:
        self._hand_overs = hand_overs
        self._log = log
        self._received = received
        self._sent = sent

    def current(self, number: str) -> Talk | None:
        found = self._hand_overs.of_case(number)
        return None if found is None else Talk(found.officer, found.until)

    def lines(self, officer: Officer, number: str, after: int = 0) -> list[TalkLine]:
        said = self._hand_overs.transcript(self._log.conversation_of(number), after)
        if said:
            self._log.note(officer, number, AuditKind.CONVERSATION_VIEWED, uuid4().hex)
        return [
            TalkLine(line.seq, line.author is channel.Author.OFFICER, line.kind, line.text, line.at, _has_file(line))
            for line in said
        ]

    def take(self, officer: Officer, number: str, command_id: str) -> None:
        _must_decide(officer)
        conversation_id = self._log.conversation_of(number, must_be_open=True)
        with _problems_told():
            taken = self._hand_overs.take(conversation_id, number, officer.id)
        if taken.case_number != number:
            raise TalkRefused(TalkProblem.OF_ANOTHER_CASE)
        self._log.note(officer, number, AuditKind.CONVERSATION_TAKEN, command_id)

    def say(self, officer: Officer, number: str, text: str, command_id: str) -> None:
        _must_decide(officer)
        conversation_id = self._log.conversation_of(number)
        self._must_have(officer, number)
        with _problems_told():
            self._hand_overs.say(conversation_id, text, command_id)
        self._log.note(officer, number, AuditKind.MESSAGE_SENT, command_id)

    def end(self, officer: Officer, number: str, command_id: str) -> None:
        _must_decide(officer)
        conversation_id = self._log.conversation_of(number)
        talk = self.current(number)
        if talk is None or talk.until is None:
            return  # the citizen was faster, or the officer silent for too long
        self._must_have(officer, number)
        with _problems_told():
            self._hand_overs.end(conversation_id)
        self._log.note(officer, number, AuditKind.CONVERSATION_ENDED, command_id)

    async def keep(self, officer: Officer, number: str, seq: int, command_id: str) -> None:
        _must_decide(officer)
        media_id = await asyncio.to_thread(self._media_to_keep, officer, number, seq, command_id)
        if media_id is None:
            return
        try:
            content = await self._received.fetch(media_id)
        except MediaUnavailable as error:
            raise FileRefused(FETCH_PROBLEMS[error.problem]) from None
        outcome = await asyncio.to_thread(self._sent.keep, officer, number, str(seq), content, command_id)
        if isinstance(outcome, AttachmentRefused):
            raise FileRefused(outcome.reason)

    def _media_to_keep(self, officer: Officer, number: str, seq: int, command_id: str) -> str | None:
        """None when the command was carried out before."""
        if self._sent.earlier(number, str(seq), command_id) is not None:
            return None
        try:
            conversation_id = self._log.conversation_of(number, must_be_open=True)
        except AlreadyDecided:
            raise FileRefused(AttachmentProblem.CASE_CLOSED) from None
        talk = self.current(number)
        if talk is None or talk.officer_id != officer.id:
            raise FileRefused(FileProblem.NOT_YOURS)
        said = self._hand_overs.transcript(conversation_id, seq - 1)
        line = next((line for line in said if line.seq == seq and _has_file(line)), None)
        if line is None:
            raise FileRefused(FileProblem.NO_FILE)
        return line.media_id

    def _must_have(self, officer: Officer, number: str) -> None:
        """A conversation is in one officer's hands, for one case."""
        talk = self.current(number)
        if talk is None or talk.until is None:
            raise TalkRefused(TalkProblem.NOT_TAKEN)
        if talk.officer_id != officer.id:
            raise TalkRefused(TalkProblem.TAKEN_BY_ANOTHER)


def _has_file(line: channel.Line) -> bool:
    return line.author is channel.Author.CITIZEN and line.kind in FILES and bool(line.media_id)


def _must_decide(officer: Officer) -> None:
    if officer.role is OfficerRole.AUDITOR:
        raise NotAllowed("auditors talk with nobody")


@contextmanager
def _problems_told() -> Iterator[None]:
    try:
        yield
    except channel.HandOverError as error:
        raise TalkRefused(PROBLEMS[type(error)]) from None
