"""The values that language/phrases.yml gives to entities, by entity."""

from __future__ import annotations


class Wish:
    """What a button offers, typed instead."""

    HERE = "here"
    HAND_OVER = "hand_over"
    SEND_LATER = "send_later"
    SENDS_PHOTO = "sends_photo"
    STOP_MOVE = "stop_move"
    REOPEN_CASE = "reopen_case"
    WITHDRAW_CASE = "withdraw_case"
    ADD_TO_CASE = "add_to_case"
    REPORT = "report"
    NEVER_MIND = "never_mind"
    NOT_NEEDED = "not_needed"
    SEND_AGAIN = "send_again"
    CALL_ME = "call_me"


class NumberState:
    """What became of a phone number."""

    UNCHANGED = "unchanged"
    KEPT = "kept"
    LOST = "lost"
    FORGOTTEN = "forgotten"
    ANOTHER = "another"


class ToldBefore:
    """How a message speaks of what was told before."""

    IF_REFUSED = "if_refused"
    IF_LATE = "if_late"
    WHAT_TO_SEND = "what_to_send"
    HURRY = "hurry"
    NEWS_HERE = "news_here"
    WRONG_PHOTO = "wrong_photo"
    CAME_IN = "came_in"
    CORRECTED = "corrected"


class Whose:
    """Of whom a message speaks."""

    OTHER = "other"
    SELF = "self"
    PREVIOUS = "previous"
    MINE = "mine"
    OWN = "own"


class Relative:
    """A relative of whoever writes."""

    FEMALE = "female"
    MALE = "male"
    CHILD = "child"
    WITH_ME = "with_me"


class VaccinatedAt:
    """Where or how lately somebody was vaccinated."""

    RECENT = "recent"
    ABROAD = "abroad"
    PLACE = "place"


class AsksWhen:
    """Of what it is asked how long it takes."""

    VALIDITY = "validity"
    PROGRESS = "progress"


class About:
    """What a message is about that sounds like something else."""

    CARD = "card"
    OLD_CARD = "old_card"
    PASSPORT = "passport"
    NEVER_VACCINATED = "never_vaccinated"
    BOOSTER = "booster"


class Withdrawal:
    """The answer to "shall the report be withdrawn?"."""

    KEPT = "kept"
    CONFIRMED = "confirmed"


class Agrees:
    """How a message agrees to what is shown; that something is right is no wish that it be done."""

    RIGHT = "right"
    SHOWN = "shown"


class SmsSays:
    """What the SMS says in place of a code."""

    NOT_REGISTERED = "not_registered"
