"""Whose data? NIK and name choose one person among those of the verified number."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import FormWithWaysOut, close
from actions.slots import NIK_REF, OTP_REF, PERSON_REF, PERSON_SLOTS, REQUESTED_SLOT, forget
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    entity_values,
    in_thread,
    intent_of,
    message_text,
)
from identity.records import ClaimKind
from registry.nik import NikError, parse_nik
from registry.records import Identified, NearMiss

FEWEST_DIGITS_OF_AN_ATTEMPT = 6
MAY_BE_A_NAME = frozenset(
    {"inform", "nlu_fallback", "out_of_scope", "correct_name", "affirm", "greet", "switch_person"}
)
SHAPE_OF_A_NAME = re.compile(r"[^\W\d_]+(?:[ .,'’-]+[^\W\d_]+){0,8}\.?")


class ValidateIdentityForm(FormWithWaysOut):
    slots = PERSON_SLOTS

    def name(self) -> str:
        return "validate_identity_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        nik_ref, name = tracker.get_slot(NIK_REF), self._name(tracker)
        if attempt := self._nik_attempt(tracker):
            try:
                nik = parse_nik(attempt)
            except NikError as error:
                digits = sum(c.isdigit() for c in attempt)
                dispatcher.utter_message(response=f"utter_nik_{error.reason.name.lower()}", digits=digits)
                return forget(*PERSON_SLOTS)
            nik_ref = await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.NIK, nik.value)
        elif name is None:
            return None
        if nik_ref is None or name is None:
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        return await self._identify(dispatcher, tracker, nik_ref, name)

    def _nik_attempt(self, tracker: Tracker) -> str | None:
        if values := entity_values(tracker, "nik"):
            return values[-1]
        text = message_text(tracker)
        asked = tracker.get_slot(REQUESTED_SLOT) == NIK_REF and intent_of(tracker) in ("inform", "nlu_fallback")
        enough = sum(c.isdigit() for c in text) >= FEWEST_DIGITS_OF_AN_ATTEMPT
        return text if asked and enough else None

    def _name(self, tracker: Tracker) -> str | None:
        if values := entity_values(tracker, "person_name"):
            return values[-1]
        text = message_text(tracker)
        asked = tracker.get_slot(REQUESTED_SLOT) == PERSON_REF and intent_of(tracker) in MAY_BE_A_NAME
        return text if asked and SHAPE_OF_A_NAME.fullmatch(text) else None

    async def _identify(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, nik_ref: str, name: str
    ) -> Events:
        identity, registry = self.services.identity, self.services.registry
        session = await in_thread(identity.session, tracker.sender_id)
        nik = await in_thread(identity.recall, tracker.sender_id, nik_ref)
        if session is None or nik is None:
            dispatcher.utter_message(response="utter_session_expired")
            return [*forget(*PERSON_SLOTS), *close()]
        outcome = await in_thread(registry.identify, session.phone.e164, nik, name)
        if isinstance(outcome, Identified):
            await in_thread(identity.select_citizen, tracker.sender_id, outcome.citizen.id)
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, outcome.citizen.id)]
        tries = await in_thread(
            identity.record_identity_failure, tracker.sender_id, command_id(tracker, self.name())
        )
        if tries.left == 0:
            dispatcher.utter_message(response="utter_identity_closed")
            return [*forget(*PERSON_SLOTS), *close()]
        if isinstance(outcome, NearMiss):
            dispatcher.utter_message(response="utter_identity_near_miss")
            return [SlotSet(NIK_REF, nik_ref), SlotSet(PERSON_REF, None)]
        dispatcher.utter_message(response="utter_identity_no_match", tries_left=tries.left)
        return forget(*PERSON_SLOTS)


class ActionSwitchPerson(ServiceAction):
    """ "ganti orang": the number stays verified, another person of the same number is chosen."""

    def name(self) -> str:
        return "action_switch_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if session is None:
            return [*forget(OTP_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]
        await in_thread(self.services.identity.select_citizen, tracker.sender_id, None)
        dispatcher.utter_message(response="utter_switch_person")
        return [*forget(*PERSON_SLOTS), FollowupAction("identity_form")]
