"""The protected tasks by name."""

from __future__ import annotations

from enum import Enum


class Task(str, Enum):
    """What a citizen may want done; `utter_start_<task>` and `utter_welcome_back_<task>` speak of it."""

    CERTIFICATE = "certificate"
    STATUS = "status"
    NAME_CORRECTION = "name_correction"
    PHONE_CHANGE = "phone_change"
    MISSING_CERTIFICATE = "missing_certificate"
    WRONG_RECORD = "wrong_record"
    CASES = "cases"
    LOST_NUMBER = "lost_number"
    DATA_COPY = "data_copy"
    DATA_DELETION = "data_deletion"
    HAND_OVER = "hand_over"


TASK_OF_INTENT = {
    "download_certificate": Task.CERTIFICATE,
    "check_vaccination_status": Task.STATUS,
    "correct_name": Task.NAME_CORRECTION,
    "change_phone_number": Task.PHONE_CHANGE,
    "report_missing_certificate": Task.MISSING_CERTIFICATE,
    "report_wrong_record": Task.WRONG_RECORD,
    "check_ticket_status": Task.CASES,
    "request_data_copy": Task.DATA_COPY,
    "delete_my_data": Task.DATA_DELETION,
    "talk_to_human": Task.HAND_OVER,
}
REPORTS = (Task.MISSING_CERTIFICATE, Task.WRONG_RECORD)
# Two ways to say one thing, mostly: whoever names both wants the first.
ALIKE: tuple[frozenset[Task], ...] = (
    frozenset({Task.CERTIFICATE, Task.MISSING_CERTIFICATE}),
    frozenset({Task.STATUS, Task.MISSING_CERTIFICATE}),
    frozenset({Task.MISSING_CERTIFICATE, Task.WRONG_RECORD}),
    frozenset({Task.NAME_CORRECTION, Task.WRONG_RECORD}),
    frozenset({Task.MISSING_CERTIFICATE, Task.CASES}),
    frozenset({Task.WRONG_RECORD, Task.CASES}),
    frozenset({Task.HAND_OVER, Task.CASES}),
    frozenset({Task.NAME_CORRECTION, Task.DATA_DELETION}),  # "gelarnya bisa dihapus?"
    frozenset({Task.PHONE_CHANGE, Task.DATA_DELETION}),
    frozenset({Task.WRONG_RECORD, Task.DATA_DELETION}),
)
SELF_EXPLAINING = frozenset({Task.CERTIFICATE, Task.STATUS})  # the question that follows says enough
