"""Photos and documents that citizens send for a case, sealed. What a file is and what of it is kept: `evidence`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from registry.evidence.records import AttachmentProblem, Evidence
from registry.evidence.sniffing import sniff
from registry.tables import attachments
from storage.vault import Vault

MOST_PER_CASE = 10
Clean = Callable[[bytes], Evidence | AttachmentProblem]


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


def examine(content: bytes, clean: Clean, sha256: str | None = None) -> Evidence | AttachmentProblem:
    """The file as it is kept, or why it is not; `sha256`: announced hex digest."""
    claimed = sniff(content, sha256)
    return claimed if isinstance(claimed, AttachmentProblem) else clean(content)


def fingerprint(vault: Vault, content: bytes) -> str:
    """Tells whether two files are one; `content` as the citizen sent it."""
    return vault.fingerprint("attachment", hashlib.sha256(content).hexdigest())


def same_file(connection: Connection, case_number: str, mark: str) -> str | None:
    """Id of the file that the case has already; `mark`: fingerprint of the file as sent."""
    of_case = attachments.c.case_number == case_number
    same = select(attachments.c.id).where(of_case, attachments.c.content_fingerprint == mark)
    found: str | None = connection.execute(same).scalar()
    return found


def keep(
    connection: Connection, vault: Vault, case_number: str, mark: str, evidence: Evidence, now: datetime
) -> Attachment:
    """Adds a cleaned file to the case within the caller's transaction; `mark`: fingerprint of the file as sent."""
    of_case = attachments.c.case_number == case_number
    count: int = connection.execute(select(func.count(attachments.c.id)).where(of_case)).scalar_one()
    there = same_file(connection, case_number, mark)
    if there is not None:
        return Attached(there, count)
    if count >= MOST_PER_CASE:
        return AttachmentRefused(AttachmentProblem.TOO_MANY)
    row_id = uuid4().hex
    row = {
        "id": row_id,
        "case_number": case_number,
        "content": vault.seal_bytes(evidence.content, place=f"attachments/{row_id}/content"),
        "content_fingerprint": mark,
        "mime_type": evidence.file_type.value,
        "size": len(evidence.content),
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
