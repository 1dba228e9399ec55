"""What the registry notes in the audit trail."""

from __future__ import annotations

from enum import Enum

from storage.audit import record_event

__all__ = ["AuditKind", "record_event"]


class AuditKind(str, Enum):
    """Beside each: what `subject` is."""

    NAME_CORRECTED = "name_corrected"  # citizen id
    CORRECTION_OPENED = "correction_opened"  # case number
    CORRECTION_CHANGED = "correction_changed"  # case number
    CERTIFICATE_ISSUED = "certificate_issued"  # certificate id
    CERTIFICATE_SUPERSEDED = "certificate_superseded"  # certificate id
    CERTIFICATE_REVOKED = "certificate_revoked"  # certificate id
    REPORT_OPENED = "report_opened"  # case number
    REPORT_CHANGED = "report_changed"  # case number
    ATTACHMENT_ADDED = "attachment_added"  # case number
    ATTACHMENTS_DELETED = "attachments_deleted"  # case number
    PHONE_CHANGED = "phone_changed"  # account id
    RECORD_CORRECTED = "record_corrected"  # citizen id
    DOSE_ENTERED = "dose_entered"  # citizen id
    DOSE_WITHDRAWN = "dose_withdrawn"  # citizen id
    PERSON_REMOVED = "person_removed"  # id of the citizen who left the account
    # Of all below the case number.
    CASE_APPROVED = "case_approved"  # by the only officer, or the first of two
    CASE_SECONDED = "case_seconded"
    CASE_REFUSED = "case_refused"
    CASE_ASKED_BACK = "case_asked_back"
    DECISION_UNDONE = "decision_undone"
    DECISION_APPLIED = "decision_applied"
    DECISION_OVERTAKEN = "decision_overtaken"
    CASE_WITHDRAWN = "case_withdrawn"
    STATEMENT_ADDED = "statement_added"  # case number
    CASE_REOPENED = "case_reopened"  # case number
    CONVERSATION_TAKEN = "conversation_taken"
    CONVERSATION_VIEWED = "conversation_viewed"
    CONVERSATION_ENDED = "conversation_ended"  # by the officer
    ATTACHMENT_KEPT = "attachment_kept"  # out of the conversation, by the officer
    MESSAGE_SENT = "message_sent"
    CASE_VIEWED = "case_viewed"  # case number
    ATTACHMENT_VIEWED = "attachment_viewed"  # attachment id
