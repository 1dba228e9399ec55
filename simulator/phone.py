"""What can happen on a citizen's phone: sending, receiving, reading; each tells ingest by webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clock import Clock
from simulator.chats import Chat, Chats, File, Kind, Message, Sender, Status
from simulator.citizens import Citizens
from simulator.inputs import BadRequest
from simulator.media import MediaStore
from simulator.webhook_payloads import (
    Sending,
    file_content,
    media_kind,
    message_webhook,
    reply_content,
    status_webhook,
    text_content,
)
from simulator.webhooks import WebhookPusher

TEXT_LIMIT = 65_536


class Phone:
    def __init__(
        self,
        chats: Chats,
        media: MediaStore,
        citizens: Citizens,
        webhooks: WebhookPusher,
        clock: Clock,
        phone_number_id: str,
    ) -> None:
        self._chats = chats
        self._media = media
        self._citizens = citizens
        self._webhooks = webhooks
        self._clock = clock
        self._phone_number_id = phone_number_id

    def send_text(self, wa_id: str, text: Any) -> Message:
        """The citizen writes; raises BadRequest for nothing or too much."""
        if not isinstance(text, str) or not text.strip() or len(text) > TEXT_LIMIT:
            raise BadRequest(f"text must hold 1 to {TEXT_LIMIT} characters")
        return self._send(wa_id, Message(Sender.CITIZEN, Kind.TEXT, text), text_content(text))

    def send_reply(self, wa_id: str, option_id: Any) -> Message:
        """The citizen taps a button or a row, of the newest message that offered it; BadRequest when none did."""
        offer = self._chats.peek(wa_id).offer(option_id) if isinstance(option_id, str) else None
        if offer is None:
            raise BadRequest("no message of this chat offers an option with this id", 404)
        offered_in, option = offer
        message = Message(Sender.CITIZEN, Kind.TEXT, option.title, replied_to=offered_in.wamid)
        return self._send(wa_id, message, reply_content(offered_in, option))

    def send_file(self, wa_id: str, content: bytes, mime_type: str, filename: str, caption: str) -> Message:
        """The citizen sends a photo or another file; GraphError when WhatsApp does not take it."""
        media = self._media.store(content, mime_type, filename, by_citizen=True)
        kind = Kind.IMAGE if media_kind(media) in ("image", "sticker") else Kind.DOCUMENT
        file = File(media.filename, media.mime_type, media.path(), media.size)
        return self._send(wa_id, Message(Sender.CITIZEN, kind, caption, file=file), file_content(media, caption))

    def receive(self, chat: Chat, message: Message) -> Message:
        """A message of the business appears on the screen; `report` tells ingest afterwards."""
        return self._chats.add(chat, replace(message, status=Status.SENT))

    def report(self, chat: Chat, message: Message) -> None:
        """The statuses of a message that the phone has received."""
        self._report(chat, [message], Status.SENT)
        if self._chats.advance(chat, message.wamid, Status.DELIVERED):
            self._report(chat, [message], Status.DELIVERED)

    def report_failure(self, chat: Chat, message: Message, code: int) -> None:
        """Meta accepted the message and could not deliver it."""
        self._webhooks.push(
            chat.wa_id,
            status_webhook(self._phone_number_id, chat.wa_id, [message], "failed", self._clock.now(), code),
        )

    def read(self, wa_id: str) -> None:
        """The citizen looks at the chat: all that the business sent is read."""
        chat = self._chats.peek(wa_id)
        unread = self._chats.unread_by_citizen(chat)
        for message in unread:
            self._chats.advance(chat, message.wamid, Status.READ)
        if unread:
            self._report(chat, unread, Status.READ)

    def _send(self, wa_id: str, message: Message, content: dict[str, Any]) -> Message:
        self.read(wa_id)  # who answers has looked at the chat
        chat = self._chats.get(wa_id)
        sent = self._chats.add(chat, replace(message, status=Status.SENT))
        sending = Sending(wa_id, chat.user_id, self._citizens.profile_name(wa_id), self._phone_number_id)
        self._webhooks.push(
            wa_id,
            message_webhook(sending, sent.wamid, self._clock.now(), content, sent.replied_to),
            is_message=True,
            on_delivered=lambda: self._delivered(chat, sent.wamid),
        )
        return sent

    def _delivered(self, chat: Chat, wamid: str) -> None:
        self._chats.advance(chat, wamid, Status.DELIVERED)

    def _report(self, chat: Chat, messages: Sequence[Message], status: Status) -> None:
        payload = status_webhook(self._phone_number_id, chat.wa_id, messages, status.value, self._clock.now())
        self._webhooks.push(chat.wa_id, payload)
