"""An office whose officers talk with a citizen through the real channel's tables."""

from __future__ import annotations

from sqlalchemy import select

from adapters import FetchProblem, MediaUnavailable
from channels.whatsapp.handover import HandOvers
from channels.whatsapp.inbox import Inbox
from channels.whatsapp.outbox import Outbox
from channels.whatsapp.records import InboundMessage, MessageKind
from channels.whatsapp.tables import wa_user
from officer_talks import OfficerTalks
from registry.case_records import ReportKind
from registry.conversation_log import ConversationLog
from settings import ROOT
from tests.unit.channels.channels_fakes import CITIZEN, NUMBER_ID, text_message
from tests.unit.registry.decisions_kit import DecidingOffice
from tests.unit.registry.registry_kit import phone_of
from wording import Wording

PERSON = "two_doses"
HAND_OVER = {"field": "hand_over", "so_far": "utter_greet, utter_sms_code"}
WORDING = Wording.load(ROOT / "data" / "responses")


class FilesAtWhatsApp:
    """By media id: a file, or why it is not handed out."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | FetchProblem] = {}
        self.fetched: list[str] = []

    async def fetch(self, media_id: str) -> bytes:
        self.fetched.append(media_id)
        found = self.files[media_id]
        if isinstance(found, FetchProblem):
            raise MediaUnavailable(found)
        return found


class TalkingOffice(DecidingOffice):
    """Whose citizen has just written."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.inbox = Inbox(self.engine, self.vault, self.clock)
        outbox = Outbox(self.engine, self.vault, self.clock)
        self.hand_overs = HandOvers(self.inbox, outbox, self.vault, self.clock, WORDING)
        self.received = FilesAtWhatsApp()
        log = ConversationLog(self.engine, self.vault, self.clock)
        self.talks = OfficerTalks(self.hand_overs, log, self.received, self.sent_files)
        self.citizen_writes("halo")
        with self.engine.begin() as connection:
            self.conversation: str = connection.execute(select(wa_user.c.key)).scalar_one()
        self.hand_to_officer()

    def citizen_writes(self, text: str) -> None:
        wamid = f"{text}-{self.turn()}"
        self.inbox.store([text_message(wamid, text, sent_at=self.clock.now().replace(microsecond=0))])

    def citizen_sends(self, file: bytes | FetchProblem, kind: MessageKind = MessageKind.IMAGE) -> None:
        """Straight to the officer who has the talk."""
        media_id = f"media-{self.turn()}"
        self.received.files[media_id] = file
        sent_at = self.clock.now().replace(microsecond=0)
        self.inbox.store(
            [InboundMessage(self.turn(), NUMBER_ID, CITIZEN, kind, media_id=media_id, caption="ini", sent_at=sent_at)]
        )
        self.hand_to_officer()

    def hand_to_officer(self) -> None:
        """What waits goes to the officer, as the turn worker does it; without an officer it is simply answered."""
        lease = self.inbox.claim("worker")
        assert lease is not None
        rows = self.inbox.waiting(lease)
        self.inbox.take(lease, rows)
        self.hand_overs.keep(lease, rows)
        with self.engine.begin() as connection:
            self.inbox.finish(connection, lease, [row.id for row in rows])
        self.inbox.release(lease)

    def ask_for_officer(self, details: dict[str, str] | None = None) -> str:
        """The number of the citizen's case, opened in the conversation."""
        opened = self.reports.open_report(
            ReportKind.OTHER,
            self.citizen(PERSON).id,
            phone_of(PERSON),
            HAND_OVER if details is None else details,
            self.conversation,
            self.turn(),
        )
        return opened.case_number

    def said(self, number: str) -> list[tuple[bool, str]]:
        conversation = self.hand_overs.transcript(self.conversation)
        return [(line.author.value == "officer", line.text) for line in conversation]
