"""What can be wrong with a command on officers."""

from __future__ import annotations


class OfficerError(Exception):
    """Base of the errors below."""


class NameTaken(OfficerError):
    """There is such an officer."""


class UnknownOfficer(OfficerError):
    """There is no such officer."""
