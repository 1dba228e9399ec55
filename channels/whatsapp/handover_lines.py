"""What was said during hand-overs, sealed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from channels.whatsapp.handover_records import Author, Line
from channels.whatsapp.records import MessageKind
from channels.whatsapp.tables import wa_handover_line
from storage.vault import Vault


class Lines:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(
        self,
        connection: Connection,
        handover_id: str,
        author: Author,
        at: datetime,
        text: str,
        kind: str = MessageKind.TEXT.value,
        media_id: str = "",
    ) -> None:
        row_id = uuid4().hex
        content = json.dumps({"kind": kind, "text": text, "media_id": media_id})
        row = {
            "id": row_id,
            "handover_id": handover_id,
            "author": author.value,
            "content": self._vault.seal(content, place=_place(row_id)),
            "at": at,
        }
        connection.execute(insert(wa_handover_line).values(row))

    def after(self, connection: Connection, handover_ids: Iterable[str], seq: int) -> list[Line]:
        """Lines of these hand-overs later than `seq`, in order."""
        mine = wa_handover_line.c.handover_id.in_(list(handover_ids))
        query = select(wa_handover_line).where(mine, wa_handover_line.c.seq > seq).order_by(wa_handover_line.c.seq)
        return [
            Line(
                seq=row.seq,
                author=Author(row.author),
                at=row.at,
                **json.loads(self._vault.open(row.content, place=_place(row.id))),
            )
            for row in connection.execute(query).all()
        ]


def _place(row_id: str) -> str:
    return f"wa_handover_line/{row_id}/content"
