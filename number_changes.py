"""What an officer's move of an account means for the number it leaves: the one place that knows both sides."""

from __future__ import annotations

from identity.phone import PhoneNumber
from identity.service import IdentityService
from registry.phone_moves import PhoneMove, PhoneMoves

HELD, DONE = "utter_sms_number_change_held", "utter_sms_number_changed"


class NumberChanges:
    """Synchronous. Each step of a move is a command of its own, so that it may be told again and happens once."""

    def __init__(self, moves: PhoneMoves, identity: IdentityService) -> None:
        self._moves = moves
        self._identity = identity
        self._told: set[PhoneMove] = set()  # spares the database: the moves of a day are asked for every few seconds

    def follow(self) -> None:
        """Warns old numbers by SMS while their owners can stop it; afterwards tells them and ends their sessions."""
        recent = self._moves.recent()
        for move in recent:
            if move not in self._told:
                self._follow(move)
        self._told = set(recent)

    def _follow(self, move: PhoneMove) -> None:
        phone = PhoneNumber(move.old_e164)
        command_id = f"phone_move:{move.decision_id}:{'done' if move.done else 'held'}"
        if move.done:
            self._identity.end_sessions_of(phone, command_id)
        self._identity.notify(phone, DONE if move.done else HELD, command_id)
