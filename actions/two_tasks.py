"""Two wishes in one message: "mau liat status, sekalian donlot sertifikatnya"."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.how_long import AFTER_A_REPORT
from actions.only_sounds_like import CHANGES
from actions.phrase_values import About
from actions.support import entity_values, guesses_of, intents_of_parts, said_lately
from actions.task_names import ALIKE, REPORTS, SELF_EXPLAINING, TASK_OF_INTENT, Task

SURE = 0.9
PAIR = 2
NOT_GUESSED = (*CHANGES, Task.HAND_OVER)


def tasks_in(tracker: Tracker, asked: Task) -> list[Task]:
    """The two tasks that the latest message asks for, in its order; empty when it asks for one.

    Whoever wants to be forgotten as well is forgotten last.
    """
    surely = _tasks_of_parts(tracker, at_least=SURE)
    named = [task for task in _tasks_of_parts(tracker) if task is asked or task not in NOT_GUESSED or task in surely]
    if About.CARD in entity_values(tracker, "about") and said_lately(tracker, AFTER_A_REPORT, turns=1):
        named = [task for task in named if task is not Task.PHONE_CHANGE]  # of vaccination, not of the telephone
    others = [task for task in named if task is not asked and frozenset({asked, task}) not in ALIKE]
    if asked not in named or not others:
        return []
    return sorted((task for task in named if task in (asked, others[0])), key=lambda task: task is Task.DATA_DELETION)


def clear_tasks_in(tracker: Tracker) -> list[Task]:
    """The same for a message that is unclear as a whole; one of them where two are two ways to say one thing.

    By itself a part is enough for what only shows something: "sertifikat suami gw dong, dia lagi di bandara"; and a
    report behind a yes: "iya betul, yang belum masuk dosis 2".
    """
    named = _tasks_of_parts(tracker)
    if len(named) < PAIR:
        after_a_yes = intents_of_parts(tracker, at_least=SURE)[:1] == ["affirm"]
        enough = (*SELF_EXPLAINING, *REPORTS) if after_a_yes else SELF_EXPLAINING
        return [task for task in _tasks_of_parts(tracker, at_least=SURE) if task in enough]
    likeliest = TASK_OF_INTENT.get(next((intent for intent, _ in guesses_of(tracker)), ""))
    asked = likeliest if likeliest in named else named[0]
    return tasks_in(tracker, asked) or [asked]


def _tasks_of_parts(tracker: Tracker, *, at_least: float = 0.7) -> list[Task]:
    intents = intents_of_parts(tracker, at_least=at_least)
    return list(dict.fromkeys(TASK_OF_INTENT[intent] for intent in intents if intent in TASK_OF_INTENT))
