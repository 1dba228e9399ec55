"""The old number is lost: who claims an account, proof of the new number, photos; then an officer decides.

Nothing in here tells whether a claim is right: words, steps and time are the same.
"""

from __future__ import annotations

import asyncio

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Answer, answer_of
from actions.forms import FormWithWaysOut, refuses
from actions.lost_number_claim import read_claim, said_ahead
from actions.lost_number_news import tell_of_request
from actions.new_number import prove_new_number, send_code_to_new_number
from actions.notes import note_new_number, recall
from actions.photos import keep_quietly
from actions.phrase_values import Wish
from actions.slots import (
    BIRTH_DATE_REF,
    DOSE,
    FORM_SLOTS,
    IDENTITY_PHOTOS,
    LOST_NAME_REF,
    LOST_NIK_REF,
    NEW_NUMBER_REF,
    NEW_OTP_REF,
    NEW_PHONE_REF,
    NEXT_TASK,
    NUMBER_ASKED_AT,
    OLD_NUMBER_REF,
    PHOTOS,
    REQUESTED_SLOT,
    TASK,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    entity_values,
    guesses_of,
    in_thread,
    media_of,
    replaced_values,
)
from actions.task import introduce
from actions.task_names import Task
from actions.verification import phone_attempts
from bootstrap import Services
from identity.phone import PhoneNumber
from registry.records import Identified

CLAIM_SLOTS = (LOST_NIK_REF, LOST_NAME_REF, BIRTH_DATE_REF, OLD_NUMBER_REF)
ENOUGH_PHOTOS = 2  # the card, and the face with it
SENT, LATER = "sent", "later"
ANSWERED_AFTER_S = 3.0  # a right claim takes longer to enter than a wrong one


async def begin_lost_number(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Starts the form, or goes on with it; it needs no code from the old number."""
    if tracker.active_loop.get("name") == "lost_number_form":
        dispatcher.utter_message(response="utter_task_continues")
        return [FollowupAction("lost_number_form")]
    typed = bool(guesses_of(tracker))  # and not "Ajukan lagi" chosen
    if typed and await tell_of_request(services, dispatcher, tracker):
        return [*forget(REQUESTED_SLOT), ActiveLoop(None), FollowupAction("action_listen")]
    introduced = introduce(services.wording, dispatcher, tracker)
    dispatcher.utter_message(response="utter_start_lost_number")
    said = await said_ahead(services, tracker)
    begun: Events = [*forget(DOSE, NEXT_TASK, *FORM_SLOTS), SlotSet(TASK, Task.LOST_NUMBER.value)]
    return [*introduced, *begun, *said, FollowupAction("lost_number_form")]


class ValidateLostNumberForm(FormWithWaysOut):
    slots = (*CLAIM_SLOTS, IDENTITY_PHOTOS, NEW_PHONE_REF, NEW_OTP_REF)
    explained = (IDENTITY_PHOTOS,)
    answered_by_no = (IDENTITY_PHOTOS,)
    hears_questions = True
    takes_photos = True
    mistakes = ("nik_", "birth_date_", "phone_", "otp_wrong_length")

    def name(self) -> str:
        return "validate_lost_number_form"

    def explanation(self, tracker: Tracker, wanted: str) -> str:
        one_is_there = wanted == IDENTITY_PHOTOS and tracker.get_slot(PHOTOS)
        return "utter_explain_identity_photos_one_more" if one_is_there else super().explanation(tracker, wanted)

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT)
        if asked not in self.slots:
            return None
        taken = await self._take(dispatcher, tracker, asked)
        if taken is None:
            return None
        given = {event.get("name") for event in taken}  # the others stay, else they would be asked again
        return [*(event for event in self.ask_again(tracker) if event["name"] not in given), *taken]

    async def _take(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> Events | None:
        if photos := media_of(tracker):
            taken = self._take_photos(dispatcher, tracker, [*(tracker.get_slot(PHOTOS) or ()), *photos])
            return [*taken, *await self._to_the_noted_number(dispatcher, tracker, taken)]
        if asked in CLAIM_SLOTS:
            claimed = await self._take_claim(dispatcher, tracker, asked)
            return claimed and [*claimed, *await self._to_the_noted_number(dispatcher, tracker, claimed)]
        if asked == IDENTITY_PHOTOS and (noted := await note_new_number(self.services, tracker)):
            if tracker.get_slot(PHOTOS):  # who goes on with the number has no more of them
                sent = [*noted, SlotSet(IDENTITY_PHOTOS, SENT)]
                return [*sent, *await self._to_the_noted_number(dispatcher, tracker, sent)]
            dispatcher.utter_message(response="utter_information_noted")
            return noted
        only_the_old = replaced_values(tracker, "phone_number") and not entity_values(tracker, "phone_number")
        if asked == NEW_PHONE_REF and only_the_old:
            dispatcher.utter_message(response="utter_information_noted")
            return await said_ahead(self.services, tracker)
        if asked == IDENTITY_PHOTOS:
            done = self._no_more_photos(dispatcher, tracker)
            return done and [*done, *await self._to_the_noted_number(dispatcher, tracker, done)]
        codes = entity_values(tracker, "otp_code") if asked == NEW_OTP_REF else []
        if codes:
            return await prove_new_number(self.services, dispatcher, tracker, codes[-1])
        attempts = phone_attempts(tracker, whole_text=asked == NEW_PHONE_REF)
        if not attempts and asked == NEW_PHONE_REF and entity_values(tracker, "this_number"):
            dispatcher.utter_message(response="utter_phone_this_one_new")
            return self.ask_again(tracker)
        if not attempts:
            return None
        said = await said_ahead(self.services, tracker) if replaced_values(tracker, "phone_number") else []
        told = next((event["value"] for event in said if event["name"] == OLD_NUMBER_REF), None)
        ref = told or tracker.get_slot(OLD_NUMBER_REF)
        old = ref and await in_thread(self.services.identity.recall, tracker.sender_id, ref)
        present = PhoneNumber(old) if old else None
        return [*said, *await send_code_to_new_number(self.services, dispatcher, tracker, attempts, present)]

    async def _take_claim(self, dispatcher: CollectingDispatcher, tracker: Tracker, asked: str) -> Events | None:
        later = Wish.SEND_LATER in entity_values(tracker, "wish") and tracker.get_slot(IDENTITY_PHOTOS) is None
        taken = await read_claim(self.services, dispatcher, tracker, asked)
        if not later:
            return taken
        dispatcher.utter_message(response="utter_photos_later")
        return [*(taken or ()), SlotSet(IDENTITY_PHOTOS, LATER)]

    async def _to_the_noted_number(self, dispatcher: CollectingDispatcher, tracker: Tracker, taken: Events) -> Events:
        """The code goes to a new number that was told before it is asked, once all the rest is there."""
        known = {slot: tracker.get_slot(slot) for slot in (*CLAIM_SLOTS, IDENTITY_PHOTOS, NEW_NUMBER_REF)}
        known |= {event["name"]: event["value"] for event in taken}
        if not all(known[slot] for slot in (*CLAIM_SLOTS, IDENTITY_PHOTOS, NEW_NUMBER_REF)):
            return []
        recall_claim = self.services.identity.recall
        noted = await in_thread(recall_claim, tracker.sender_id, known[NEW_NUMBER_REF])
        old = await in_thread(recall_claim, tracker.sender_id, known[OLD_NUMBER_REF])
        if noted is None:
            return []
        present = None if old is None else PhoneNumber(old)
        return await send_code_to_new_number(self.services, dispatcher, tracker, [noted], present)

    def _take_photos(self, dispatcher: CollectingDispatcher, tracker: Tracker, photos: list[str]) -> Events:
        enough = len(photos) >= ENOUGH_PHOTOS
        dispatcher.utter_message(response="utter_photo_noted" if enough else "utter_photo_noted_one_more")
        return [SlotSet(PHOTOS, photos), SlotSet(IDENTITY_PHOTOS, SENT if enough else None)]

    def _no_more_photos(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        sent, answer = bool(tracker.get_slot(PHOTOS)), answer_of(tracker)
        if sent and answer is not None:
            return [SlotSet(IDENTITY_PHOTOS, SENT)]
        refused = answer is Answer.NO or refuses(tracker)
        if not (refused or Wish.SEND_LATER in entity_values(tracker, "wish")):
            return None
        dispatcher.utter_message(response="utter_photos_later")
        return [SlotSet(IDENTITY_PHOTOS, SENT if sent else LATER)]


class ActionOpenLostNumber(ServiceAction):
    """After the form: opens the request if the claim is right; the answer is the same if it is not."""

    def name(self) -> str:
        return "action_open_lost_number"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        claim = [await recall(self.services, tracker, slot) for slot in CLAIM_SLOTS]
        proof_id = tracker.get_slot(NEW_OTP_REF)
        new = proof_id and await in_thread(self.services.identity.proved_number, tracker.sender_id, proof_id)
        if not new or None in claim:
            dispatcher.utter_message(response="utter_lost_number_expired")
        else:
            nik, name, birth_date, old = (str(value) for value in claim)
            await asyncio.gather(
                self._enter(tracker, (nik, name, birth_date, old), new), asyncio.sleep(ANSWERED_AFTER_S)
            )
            later = "" if tracker.get_slot(PHOTOS) else "_send_photos"
            dispatcher.utter_message(response=f"utter_lost_number_received{later}")
            return [*forget(*FORM_SLOTS), SlotSet(NUMBER_ASKED_AT, self.services.clock.now().timestamp())]
        return forget(*FORM_SLOTS)

    async def _enter(self, tracker: Tracker, claim: tuple[str, str, str, str], new: PhoneNumber) -> None:
        nik, name, birth_date, old_e164 = claim
        conversation_id, command = tracker.sender_id, command_id(tracker, self.name())
        await in_thread(self.services.identity.count_claim, conversation_id, new, command)
        found = await in_thread(self.services.registry.identify_claim, old_e164, nik, name)
        if isinstance(found, Identified) and found.citizen.birth_date.isoformat() == birth_date:
            await in_thread(self.services.lost_numbers.open, found.citizen.id, new.e164, conversation_id, command)
            move = await in_thread(self.services.lost_numbers.asked_in, conversation_id)
        else:
            move = None
        await keep_quietly(self.services, tracker, move, tracker.get_slot(PHOTOS) or ())
