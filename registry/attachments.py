"""Photos and documents that citizens send for a case, sealed. What a file is, its first bytes tell, not its sender."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from registry.tables import attachments
from storage.vault import Vault

LARGEST_BYTES = 10 * 1024 * 1024
MOST_PER_CASE = 10
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)


class AttachmentProblem(str, Enum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"  # more than 10 MB
    UNKNOWN_TYPE = "unknown_type"  # neither JPEG nor PNG nor PDF
    DAMAGED = "damaged"  # not the bytes that were announced
    TOO_MANY = "too_many"  # the case has ten already
    UNKNOWN_CASE = "unknown_case"  # no such case, or another's
    CASE_CLOSED = "case_closed"


@dataclass(frozen=True)
class Attached:
    """`count`: how many files the case has now. The same file sent twice is kept once."""

    attachment_id: str
    count: int


@dataclass(frozen=True)
class AttachmentRefused:
    reason: AttachmentProblem


Attachment = Attached | AttachmentRefused


@dataclass(frozen=True)
class AttachedFile:
    """A file as officers see it."""

    id: str
    case_number: str
    mime_type: str
    content: bytes = field(repr=False)
    created_at: datetime


def inspect(content: bytes, sha256: str | None = None) -> str | AttachmentProblem:
    """The MIME type of an acceptable file, or why it is none; `sha256`: hex digest that was announced, if any."""
    if not content:
        return AttachmentProblem.EMPTY
    if len(content) > LARGEST_BYTES:
        return AttachmentProblem.TOO_LARGE
    announced = (sha256 or "").lower().encode()
    if announced and not hmac.compare_digest(hashlib.sha256(content).hexdigest().encode(), announced):
        return AttachmentProblem.DAMAGED
    found = (mime_type for magic, mime_type in _MAGIC if content.startswith(magic))
    return next(found, AttachmentProblem.UNKNOWN_TYPE)


def fingerprint(vault: Vault, content: bytes) -> str:
    """Tells whether two files are one."""
    return vault.fingerprint("attachment", hashlib.sha256(content).hexdigest())


def keep(
    connection: Connection, vault: Vault, case_number: str, content: bytes, mime_type: str, now: datetime
) -> Attachment:
    """Adds an inspected file to the case within the caller's transaction."""
    mark = fingerprint(vault, content)
    of_case = attachments.c.case_number == case_number
    count: int = connection.execute(select(func.count(attachments.c.id)).where(of_case)).scalar_one()
    same = select(attachments.c.id).where(of_case, attachments.c.content_fingerprint == mark)
    there: str | None = connection.execute(same).scalar()
    if there is not None:
        return Attached(there, count)
    if count >= MOST_PER_CASE:
        return AttachmentRefused(AttachmentProblem.TOO_MANY)
    row_id = uuid4().hex
    row = {
        "id": row_id,
        "case_number": case_number,
        "content": vault.seal_bytes(content, place=f"attachments/{row_id}/content"),
        "content_fingerprint": mark,
        "mime_type": mime_type,
        "size": len(content),
        "created_at": now,
    }
    connection.execute(insert(attachments).values(row))
    return Attached(row_id, count + 1)


def read(connection: Connection, vault: Vault, case_number: str) -> list[AttachedFile]:
    """The files of a case, first sent first."""
    query = select(attachments).where(attachments.c.case_number == case_number).order_by(attachments.c.created_at)
    return [
        AttachedFile(
            id=row["id"],
            case_number=row["case_number"],
            mime_type=row["mime_type"],
            content=vault.open_bytes(row["content"], place=f"attachments/{row['id']}/content"),
            created_at=row["created_at"],
        )
        for row in connection.execute(query).mappings()
    ]
