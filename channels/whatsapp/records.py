"""What passes between the parts of the channel. Personal fields stay out of `repr`, so no log line shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from enum import Enum


class MessageKind(str, Enum):
    TEXT = "text"
    REPLY = "reply"
    """A tapped button or list row; `reply_token` is the id we gave it, `text` the title the citizen saw."""
    IMAGE = "image"
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    REACTION = "reaction"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class InboundMessage:
    """One message of a citizen. `wa_id` is the WhatsApp number or, where Meta hides it, the business-scoped id."""

    wamid: str = field(repr=False)
    phone_number_id: str
    wa_id: str = field(repr=False)
    kind: MessageKind
    _: KW_ONLY
    text: str = field(default="", repr=False)
    reply_token: str = field(default="", repr=False)
    media_id: str = ""
    mime_type: str = ""
    caption: str = field(default="", repr=False)
    replied_to: str = field(default="", repr=False)
    """wamid of the message this one answers or reacts to."""
    sent_at: datetime
    profile_name: str = field(default="", repr=False)


class DeliveryStatus(str, Enum):
    """What Meta reports of a message we sent, by rank: a later report of a lower rank changes nothing.

    Webhooks arrive in any order. A delivery beats a failure: one device having it is enough.
    """

    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"

    @property
    def rank(self) -> int:
        return list(DeliveryStatus).index(self) + 1


@dataclass(frozen=True)
class StatusUpdate:
    """`opaque_id` is the outbox id we sent along, empty when Meta did not echo one."""

    wamid: str = field(repr=False)
    status: DeliveryStatus
    at: datetime
    error_code: int | None = None
    opaque_id: str = ""


@dataclass(frozen=True)
class Webhook:
    """Everything one webhook body held; `unknown` counts the items nobody here understands."""

    messages: tuple[InboundMessage, ...] = ()
    statuses: tuple[StatusUpdate, ...] = ()
    unknown: int = 0


@dataclass(frozen=True)
class BotButton:
    """One choice; `payload` is Rasa's `/intent{"entity": "value"}`."""

    title: str
    payload: str = field(repr=False)
    description: str = ""


@dataclass(frozen=True)
class DocumentReference:
    """A file named by an opaque reference; its bytes are fetched when it is sent, never before."""

    reference: str
    filename: str
    mime_type: str


@dataclass(frozen=True)
class BotMessage:
    """One message of the assistant before it is fitted to WhatsApp's limits.

    With a document and no buttons, `text` is the document's caption. A `list_button` asks for a list even where
    reply buttons would do.
    """

    text: str = field(default="", repr=False)
    buttons: tuple[BotButton, ...] = ()
    document: DocumentReference | None = None
    list_button: str = ""
    response_name: str = ""
    header: str = ""
    footer: str = ""


@dataclass(frozen=True)
class Option:
    """A choice that was offered, with its full title (the one shown may be cut to fit)."""

    token: str = field(repr=False)
    title: str
    payload: str = field(repr=False)


@dataclass(frozen=True)
class TokenPayload:
    """What a tapped option means. `page` is set on a "more options" row: answer with that message, without Rasa."""

    title: str
    payload: str = field(repr=False)
    page: BotMessage | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Lease:
    """The right to answer one citizen. `fence` grows with every lease; an older one can no longer commit."""

    user_key: str
    fence: int
    phone_number_id: str


@dataclass(frozen=True)
class InboxRow:
    """A stored message; `attempts` counts the turns that took it before and did not finish."""

    id: str
    seq: int
    message: InboundMessage
    attempts: int
    received_at: datetime


@dataclass(frozen=True)
class Notice:
    """News for a citizen that nothing they wrote asked for.

    `id` (at most 48 characters) is its owner's: the same news has the same id however often it is given. `response`
    and `template` are responses of `data/responses`; the template tells outside the 24 h window that there is news,
    and of its content nothing but the case number.
    """

    id: str
    conversation_id: str
    case_number: str
    response: str
    template: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    documents: tuple[DocumentReference, ...] = ()
