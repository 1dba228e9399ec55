"""What `identity` notes in the audit trail."""

from __future__ import annotations

from enum import Enum

from storage.audit import record_event

__all__ = ["AuditKind", "record_event"]


class AuditKind(str, Enum):
    CODE_REQUESTED = "code_requested"
    CODE_REFUSED = "code_refused"
    SMS_FAILED = "sms_failed"
    CODE_WRONG = "code_wrong"
    LOCKED = "locked"
    VERIFIED = "verified"
    NUMBER_PROVED = "number_proved"
    NUMBER_ADOPTED = "number_adopted"
    NOTIFIED = "notified"
    IDENTITY_WRONG = "identity_wrong"
    RECORD_CLAIMED = "record_claimed"
    CITIZEN_SELECTED = "citizen_selected"
    SESSION_ENDED = "session_ended"
    OFFICER_ADDED = "officer_added"
    OFFICER_DISABLED = "officer_disabled"
    OFFICER_RENEWED = "officer_renewed"
    OFFICER_LOGGED_IN = "officer_logged_in"
    OFFICER_REFUSED = "officer_refused"
