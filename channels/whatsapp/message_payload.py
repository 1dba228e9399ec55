"""How a message of a citizen is written into the inbox, and read from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from channels.whatsapp.records import InboundMessage, MessageKind


def dump_message(message: InboundMessage) -> str:
    return json.dumps({**asdict(message), "kind": message.kind.value, "sent_at": message.sent_at.isoformat()})


def load_message(payload: str) -> InboundMessage:
    """Raises ValueError, LookupError or TypeError when `payload` is not what `dump_message` wrote."""
    fields = json.loads(payload)
    fields["kind"] = MessageKind(fields["kind"])
    fields["sent_at"] = datetime.fromisoformat(fields["sent_at"])
    return InboundMessage(**fields)
