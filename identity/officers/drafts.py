"""What an officer typed into a form after the session had ended, kept for the same officer's next login."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from identity.officers.records import Draft, OfficerPolicy
from identity.officers.tables import officer_drafts
from storage.vault import Vault

_COLUMNS = officer_drafts.c


class Drafts:
    """Every method runs within the caller's transaction. An officer has one draft, the newest."""

    def __init__(self, vault: Vault, policy: OfficerPolicy) -> None:
        self._vault = vault
        self._policy = policy

    def keep(self, connection: Connection, officer_id: str, draft: Draft, now: datetime) -> None:
        connection.execute(delete(officer_drafts).where(_COLUMNS.officer_id == officer_id))
        fields = self._vault.seal(json.dumps(draft.fields), place=_place(officer_id))
        row = {"officer_id": officer_id, "path": draft.path, "fields": fields, "at": now}
        connection.execute(insert(officer_drafts).values(row))

    def take(self, connection: Connection, officer_id: str, path: str | None, now: datetime) -> Draft | None:
        """The draft for `path`, which is forgotten with this; with None whatever there is, which stays."""
        mine = (_COLUMNS.officer_id == officer_id) & (_COLUMNS.at > now - self._policy.draft_life)
        row = connection.execute(select(officer_drafts).where(mine)).mappings().first()
        if row is None or path not in (None, row["path"]):
            return None
        if path is not None:
            connection.execute(delete(officer_drafts).where(_COLUMNS.officer_id == officer_id))
        return Draft(row["path"], json.loads(self._vault.open(row["fields"], place=_place(officer_id))))

    def purge(self, connection: Connection, now: datetime) -> None:
        connection.execute(delete(officer_drafts).where(_COLUMNS.at < now - self._policy.draft_life))


def _place(officer_id: str) -> str:
    return f"officer_drafts/{officer_id}/fields"
