"""Rows of `otp_challenges`: at most one live code for a pair (conversation, number)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from identity.codes import HashedCode
from identity.phone import PhoneNumber
from identity.records import CodePurpose
from identity.tables import ChallengeState, otp_challenges
from storage.vault import Vault

_COLUMNS = otp_challenges.c


@dataclass(frozen=True)
class StoredChallenge:
    id: str
    conversation_id: str
    phone: PhoneNumber
    phone_hash: str
    hashed: HashedCode = field(repr=False)
    state: str
    tries_left: int
    created_at: datetime
    resend_at: datetime
    expires_at: datetime
    purpose: CodePurpose

    def usable(self, now: datetime) -> bool:
        return self.state == ChallengeState.LIVE and now < self.expires_at


class Challenges:
    """Every method runs within the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def add(self, connection: Connection, challenge: StoredChallenge, *, trusted: bool) -> None:
        row = {
            "id": challenge.id,
            "conversation_id": challenge.conversation_id,
            "phone_hash": challenge.phone_hash,
            "phone": self._vault.seal(challenge.phone.e164, place=_place(challenge.id)),
            "salt": challenge.hashed.salt,
            "code_hash": challenge.hashed.digest,
            "state": challenge.state,
            "tries_left": challenge.tries_left,
            "trusted": trusted,
            "created_at": challenge.created_at,
            "resend_at": challenge.resend_at,
            "expires_at": challenge.expires_at,
            "purpose": challenge.purpose.value,
        }
        connection.execute(insert(otp_challenges).values(row))

    def find(self, connection: Connection, conversation_id: str, challenge_id: str) -> StoredChallenge | None:
        """The challenge, whatever its state, if it belongs to this conversation."""
        mine = (_COLUMNS.id == challenge_id) & (_COLUMNS.conversation_id == conversation_id)
        return self._one(connection, mine)

    def live(self, connection: Connection, conversation_id: str, phone_hash: str) -> StoredChallenge | None:
        """The pair's live challenge; it may have expired."""
        pair = (_COLUMNS.conversation_id == conversation_id) & (_COLUMNS.phone_hash == phone_hash)
        return self._one(connection, pair & (_COLUMNS.state == ChallengeState.LIVE))

    def set_state(
        self, connection: Connection, challenge_id: str, state: str, *, tries_left: int | None = None
    ) -> None:
        values: dict[str, Any] = {"state": state} if tries_left is None else {"state": state, "tries_left": tries_left}
        connection.execute(update(otp_challenges).where(_COLUMNS.id == challenge_id).values(**values))

    def replace(self, connection: Connection, old_id: str, new_id: str) -> None:
        values = {"state": ChallengeState.REPLACED, "replaced_by": new_id}
        connection.execute(update(otp_challenges).where(_COLUMNS.id == old_id).values(**values))

    def take_back(self, connection: Connection, challenge_id: str) -> None:
        """The SMS did not go out: the challenge never counted, and the code it had replaced is good again."""
        current = select(_COLUMNS.state).where(_COLUMNS.id == challenge_id)
        if connection.execute(current).scalar() != ChallengeState.LIVE:
            return
        self.set_state(connection, challenge_id, ChallengeState.UNDELIVERED)
        revived = update(otp_challenges).where(_COLUMNS.replaced_by == challenge_id)
        connection.execute(revived.values(state=ChallengeState.LIVE, replaced_by=None))

    def purge(self, connection: Connection, before: datetime) -> None:
        connection.execute(delete(otp_challenges).where(_COLUMNS.created_at < before))

    def _one(self, connection: Connection, where: Any) -> StoredChallenge | None:
        row = connection.execute(select(otp_challenges).where(where)).mappings().one_or_none()
        if row is None:
            return None
        return StoredChallenge(
            id=row["id"],
            conversation_id=row["conversation_id"],
            phone=PhoneNumber(self._vault.open(row["phone"], place=_place(row["id"]))),
            phone_hash=row["phone_hash"],
            hashed=HashedCode(bytes(row["salt"]), bytes(row["code_hash"])),
            state=row["state"],
            tries_left=row["tries_left"],
            created_at=row["created_at"],
            resend_at=row["resend_at"],
            expires_at=row["expires_at"],
            purpose=CodePurpose(row["purpose"]),
        )


def _place(challenge_id: str) -> str:
    return f"otp_challenges/{challenge_id}/phone"
