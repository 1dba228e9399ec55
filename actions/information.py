"""A number, code, NIK, name or dose by itself: use it for what is going on, or ask what it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.additions import add_to_the_report
from actions.asking_back import ask_back
from actions.certificate import LATEST_DOSE, LISTED, NEXT_DOSE, REST_OF_DOSES, SEPARATOR, give_certificates, offer_again
from actions.how_long import asks_how_long, tell_how_long
from actions.news import answer_news, answer_with_photos
from actions.notes import note_new_number, note_what_was_said
from actions.offers import IF_YES, offered_task, suggested_task
from actions.people import speaks_of_another
from actions.photos import invite_photos, keep_for_the_report, take_photos
from actions.phrase_values import About
from actions.session import verified_citizen
from actions.slots import DOSE, OTP_REF, PERSON_SLOTS, PHONE_REF, REQUESTED_SLOT, SENT_DOSES, TASK, forget
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    entity_values,
    in_form,
    in_thread,
    intent_of,
    just_said,
    media_of,
    message_text,
    phone_numbers,
    said_lately,
)
from actions.task import begin, go_on
from actions.task_names import REPORTS, Task
from bootstrap import Services
from registry.records import Vaccination

UNUSED = "utter_information_unused"
NONE_ON_RECORD = frozenset({"utter_certificate_none", "utter_status_none"})
TURNS_OF_GIVING = 3
LETTERS = re.compile(r"[^\W\d_]+")
LETTERS_OF_A_VACCINE = 4  # at least, of which its name begins: "astra"
OPEN_CHOICE = LISTED | {NEXT_DOSE}
END_OF_A_SENTENCE = re.compile(r"[.!;\n]")


class ActionTakeInformation(ServiceAction):
    def name(self) -> str:
        return "action_take_information"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        form = tracker.active_loop.get("name")
        if media_ids := media_of(tracker):
            if (answered := await answer_with_photos(self.services, dispatcher, tracker)) is not None:
                return answered
            if form and tracker.get_slot(TASK) in REPORTS:
                return keep_for_the_report(dispatcher, tracker)
            await take_photos(self.services, dispatcher, tracker, media_ids)
            if not form and asks_how_long(tracker):  # under the photo
                return await tell_how_long(self.services, dispatcher, tracker) or []
            return []
        if form in (None, "identity_form") and (numbers := phone_numbers(tracker)):
            session = await in_thread(self.services.identity.session, tracker.sender_id)
            if session is not None and session.phone.e164 == numbers[-1]:
                dispatcher.utter_message(response="utter_number_already_verified")
                return []
            changes = tracker.get_slot(TASK) == Task.PHONE_CHANGE.value and session is not None
            if changes:  # the present number is proved, so this is the new one
                dispatcher.utter_message(response="utter_information_noted")
                return await note_new_number(self.services, tracker)
            if form or tracker.get_slot(TASK) is not None:
                return [*forget(PHONE_REF, OTP_REF, *PERSON_SLOTS), FollowupAction("phone_number_form")]
        said = await note_what_was_said(self.services, tracker)
        if form:
            explain = f"utter_explain_{tracker.get_slot(REQUESTED_SLOT)}"
            dispatcher.utter_message(response="utter_information_noted" if said else explain)
            return said
        return await self._outside_forms(dispatcher, tracker, said)

    async def _outside_forms(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Events) -> Events:
        identity = self.services.identity
        if (answered := await answer_news(self.services, dispatcher, tracker)) is not None:
            return answered
        if (added := await add_to_the_report(self.services, dispatcher, tracker)) is not None:
            return added
        if tell_of_doses(dispatcher, tracker):
            return []
        if entity_values(tracker, "dose"):
            return await give_dose(self.services, dispatcher, tracker)
        session = await in_thread(identity.session, tracker.sender_id)
        if session is not None and entity_values(tracker, "nik"):
            await in_thread(identity.select_citizen, tracker.sender_id, None)
            return [*forget(*PERSON_SLOTS), FollowupAction("identity_form")]
        awaited = tracker.get_slot(PHONE_REF) and tracker.get_slot(TASK)
        if session is None and entity_values(tracker, "otp_code") and awaited:
            return [*said, *forget(OTP_REF), FollowupAction("otp_form")]
        if entity_values(tracker, "ticket_number"):
            begun = await begin(self.services, dispatcher, tracker, Task.CASES)
            return [*begun, FollowupAction("phone_number_form")]
        offered = offered_task(self.services.wording, tracker, IF_YES) or suggested_task(tracker)
        goes_on_giving = said_lately(tracker, ("information_unused",), turns=TURNS_OF_GIVING)
        if said and goes_on_giving:  # who does that wants the data looked up
            offered = offered or Task.STATUS
        if said and offered:
            begun = await begin(self.services, dispatcher, tracker, offered)
            return [*begun, FollowupAction("phone_number_form")]
        if not said and await invite_photos(self.services, dispatcher, tracker):
            return []
        if not said and (listed := await list_once_more(self.services, dispatcher, tracker)) is not None:
            return listed
        if not said:
            return ask_back(self.services.wording, dispatcher, tracker)
        dispatcher.utter_message(response=UNUSED)
        return said


async def give_dose(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, wanted: list[str] | None = None
) -> Events:
    """The certificate of the doses that the latest message names; before any was sent, "the other one" is a person."""
    doses = SEPARATOR.join(wanted or entity_values(tracker, "dose"))
    if doses == REST_OF_DOSES and not tracker.get_slot(SENT_DOSES):
        return [FollowupAction("action_switch_person")]
    if await speaks_of_another(services, tracker):
        return [FollowupAction("action_switch_person")]
    citizen = await verified_citizen(services, tracker.sender_id)
    if citizen is None:
        begun = await begin(services, dispatcher, tracker, Task.CERTIFICATE)
        return [*begun, FollowupAction("phone_number_form")]
    missed = await give_certificates(services, dispatcher, tracker, citizen, doses)
    followed = await go_on(services, dispatcher, tracker)
    return [SlotSet(TASK, Task.CERTIFICATE.value), SlotSet(DOSE, None), *missed, *followed]


def doses_before_the_question(tracker: Tracker) -> list[str]:
    """ "Yang terakhir. QR yang lama masih berlaku?"."""
    text = str(tracker.latest_message.get("text") or "")
    doses = (e for e in tracker.latest_message.get("entities") or () if e.get("entity") == "dose")
    ends = ((str(e["value"]), e.get("end", 0)) for e in doses)
    return [dose for dose, end in ends if END_OF_A_SENTENCE.search(text, end) and "?" not in text[:end]]


def tell_of_doses(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Whether a dose is spoken of that nobody wants: "dosis 3 itu booster kan?", "emang belum pernah suntik saya"."""
    about = entity_values(tracker, "about")
    asks = About.BOOSTER in about and "?" in message_text(tracker)
    none = About.NEVER_VACCINATED in about and bool(NONE_ON_RECORD & set(just_said(tracker)))
    if asks or none:
        response = "utter_faq/booster_is_dose_three" if asks else "utter_faq/vaccine_places"
        dispatcher.utter_message(response=response)
    return asks or none


def is_choosing(services: Services, tracker: Tracker) -> bool:
    """Whether certificates are what the conversation is about, or were just offered."""
    offered = offered_task(services.wording, tracker, IF_YES) is Task.CERTIFICATE or NEXT_DOSE in just_said(tracker)
    return (offered or tracker.get_slot(TASK) == Task.CERTIFICATE.value) and not tracker.active_loop.get("name")


async def take_listed_dose(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Pertama dulu deh nanti sisanya", "yang Sinovac aja": names a dose only below the list."""
    asks = "?" in message_text(tracker) and intent_of(tracker) != "download_certificate"  # "semua bisa ga kak?"
    if in_form(tracker) or asks or not OPEN_CHOICE & set(just_said(tracker)):
        return None
    named = entity_values(tracker, "possible_dose")
    if named == [REST_OF_DOSES] and not tracker.get_slot(SENT_DOSES):
        return None
    citizen = await verified_citizen(services, tracker.sender_id)
    recorded = [] if citizen is None else await in_thread(services.registry.vaccinations, citizen.id)
    doses = chosen_doses(message_text(tracker), named, recorded)
    return await give_dose(services, dispatcher, tracker, doses) if doses else None


def chosen_doses(text: str, named: list[str], recorded: Sequence[Vaccination]) -> list[str]:
    """Of "yg astra, kalo ada dua yg terakhir" the last dose of a vaccine whose name begins so; else those `named`."""
    words = {word for word in LETTERS.findall(text.lower()) if len(word) >= LETTERS_OF_A_VACCINE}
    of_the_vaccine = [str(v.dose) for v in recorded if any(v.vaccine.lower().startswith(word) for word in words)]
    return (of_the_vaccine[-1:] if LATEST_DOSE in named else of_the_vaccine) or named


async def list_once_more(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Yg satu aja dulu", below the list: which one, then?"""
    if not is_choosing(services, tracker) or "?" in message_text(tracker):
        return None
    if (given := await take_listed_dose(services, dispatcher, tracker)) is not None:
        return given
    citizen = await verified_citizen(services, tracker.sender_id)
    offered = citizen is not None and await offer_again(services, dispatcher, tracker, citizen)
    return [] if offered else None
