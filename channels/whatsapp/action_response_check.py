"""Two changes to how Rasa calls the action server, both applied by `install`.

Rasa checks the JSON schema itself anew on every answer (18 of 19 ms a call) and every event against all 23 kinds of
event (another 3 ms): the checkers are built once here, and an event is checked as the kind that it says it is. And Rasa
goes on after an action that failed as if it had run, so a form whose validator could not be asked counts as
filled in: inside a turn such a failure ends the turn instead.
"""

from __future__ import annotations

import functools
from copy import deepcopy
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction

from channels.whatsapp.turn import ActionFailed, current_turn


def install() -> None:
    """Changes `RemoteAction` in this process; a second call changes nothing."""
    if getattr(RemoteAction, "_ends_failed_turns", False):
        return
    RemoteAction._ends_failed_turns = True
    RemoteAction._validate_action_result = _checker()
    RemoteAction.run = _ending_failed_turns(RemoteAction.run)


def _checker() -> Any:
    schema = deepcopy(RemoteAction.action_response_format_spec())
    kinds = schema["properties"]["events"]["items"].pop("oneOf")
    whole = Draft202012Validator(schema)
    by_kind = {kind["properties"]["event"]["const"]: Draft202012Validator(kind) for kind in kinds}

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Raises jsonschema.ValidationError."""
        if (error := best_match(whole.iter_errors(result))) is not None:
            raise error
        for event in result.get("events") or ():
            if event["event"] not in by_kind:
                raise ValidationError("an event of no known kind")
            if (error := best_match(by_kind[event["event"]].iter_errors(event))) is not None:
                raise error
        return True

    return validate


def _ending_failed_turns(run: Any) -> Any:
    @functools.wraps(run)
    async def run_or_abort(self: RemoteAction, *arguments: Any, **keywords: Any) -> Any:
        try:
            return await run(self, *arguments, **keywords)
        except ActionExecutionRejection:  # a form that leaves the message to the rules
            raise
        except Exception as error:
            if current_turn.get() is None:
                raise
            raise ActionFailed(self.name()) from error

    return run_or_abort
