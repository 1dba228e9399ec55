"""The citizen's own data (UU 27/2022): a copy at once, deletion through an officer after one question."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.cases import case_rows
from actions.hand_over import open_request
from actions.session import verified_citizen
from actions.slots import FORM_SLOTS, VERIFICATION_SLOTS, forget
from actions.status import vaccination_rows
from actions.support import Domain, Events, ServiceAction, in_thread, just_said, message_text
from bootstrap import Services
from certificates.masking import mask_nik
from registry.records import Citizen

DELETION = "data_deletion"


async def give_data_copy(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, citizen: Citizen
) -> Events:
    """Everything on record about the person, in two messages: who, and what happened."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    if session is None:
        return []
    wording = services.wording
    recorded = await in_thread(services.registry.vaccinations, citizen.id)
    cases = await in_thread(lambda: services.reports.cases_of(citizen_id=citizen.id))
    nothing = wording.text("utter_row_data_none")
    dispatcher.utter_message(
        response="utter_data_copy_person",
        name=citizen.full_name,
        nik=mask_nik(citizen.nik),
        birth_date=wording.date(citizen.birth_date),
        sex=wording.text(f"utter_row_sex_{citizen.sex.value}"),
        phone=session.phone.masked,
    )
    dispatcher.utter_message(
        response="utter_data_copy_records",
        vaccinations=vaccination_rows(wording, recorded) or nothing,
        cases=case_rows(services, cases) or nothing,
    )
    return []


class ActionRequestDeletion(ServiceAction):
    """Opens the request and ends the session: whoever wants to be forgotten is not kept signed in."""

    def name(self) -> str:
        return "action_request_deletion"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        if citizen is None:
            dispatcher.utter_message(response="utter_session_expired_unfinished")
            return forget(*FORM_SLOTS, *VERIFICATION_SLOTS)
        await open_request(self.services, dispatcher, tracker, citizen.id, DELETION)
        await in_thread(self.services.identity.end_session, tracker.sender_id)
        return forget(*FORM_SLOTS, *VERIFICATION_SLOTS)


async def nothing_was_deleted(services: Services, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """ "Masih bisa ambil sertifikat kan?", right after the deletion was declined."""
    if "utter_confirmation_declined" not in just_said(tracker) or "?" not in message_text(tracker):
        return None
    dispatcher.utter_message(response="utter_faq/still_there")
    return []
