"""After the report form: the case with its number, and what it holds."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.certificate import ALL_DOSES
from actions.due import due
from actions.notes import recall
from actions.photos import attach_photos
from actions.read_back import read_back
from actions.report import is_missing
from actions.session import verified_citizen
from actions.slots import (
    COMPLAINT_REF,
    DOSE,
    FORM_SLOTS,
    GIVEN_ABROAD,
    PHOTOS,
    REPORT_DETAIL_REF,
    REPORT_TOPIC,
    VERIFICATION_SLOTS,
    forget,
)
from actions.support import Domain, Events, ServiceAction, command_id, in_thread, said_in_turn
from actions.task import go_on
from registry.case_records import ReportKind
from registry.routing import ABOUT_THE_PERSON, ABROAD, COMPLAINT, STATEMENT
from registry.routing import DOSE as DOSE_DETAIL
from registry.routing import FIELD as FIELD_DETAIL
from registry.routing import PLACE as PLACE_DETAIL


class ActionOpenReport(ServiceAction):
    """After the form: the case with its number; photos sent on the way are added to it."""

    def name(self) -> str:
        return "action_open_report"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        citizen = await verified_citizen(self.services, tracker.sender_id)
        session = await in_thread(self.services.identity.session, tracker.sender_id)
        if citizen is None or session is None:
            if not said_in_turn(tracker, "session_expired"):
                dispatcher.utter_message(response="utter_session_expired")
            return [*forget(*VERIFICATION_SLOTS), FollowupAction("phone_number_form")]
        missing = is_missing(tracker) or await self._is_about_no_recorded_dose(tracker, citizen.id)
        kind = ReportKind.MISSING_CERTIFICATE if missing else ReportKind.WRONG_RECORD
        outcome = await in_thread(
            self.services.reports.open_report,
            kind,
            citizen.id,
            session.phone.e164,
            await self._details(tracker, missing=missing),
            tracker.sender_id,
            command_id(tracker, self.name()),
        )
        photos = tracker.get_slot(PHOTOS)
        how = "added" if outcome.already_open else "opened"
        of_the_person = not missing and tracker.get_slot(REPORT_TOPIC) in ABOUT_THE_PERSON
        asks_for_photo = "" if photos else "_send_identity_photo" if of_the_person else "_send_photo"
        dispatcher.utter_message(
            response=f"utter_report_{how}{asks_for_photo}",
            number=outcome.case_number,
            name=citizen.full_name,
            recorded=await self._recorded(tracker),
            date=due(self.services, kind).date,
        )
        if photos:
            await attach_photos(self.services, dispatcher, tracker, outcome.case_number, photos)
        return [*forget(DOSE, *FORM_SLOTS), *await go_on(self.services, dispatcher, tracker)]

    async def _is_about_no_recorded_dose(self, tracker: Tracker, citizen_id: str) -> bool:
        """ "Tgl dosis 2 yang bener 7 September", where that dose is the one that is missing."""
        dose = tracker.get_slot(DOSE) or ""
        if not dose.isdigit() or tracker.get_slot(REPORT_TOPIC) in ABOUT_THE_PERSON:
            return False
        recorded = await in_thread(self.services.registry.vaccinations, citizen_id)
        return int(dose) not in {each.dose for each in recorded}

    async def _recorded(self, tracker: Tracker) -> str:
        """What the officers will read, in the citizen's own words; nothing where photos say it all."""
        statement = await recall(self.services, tracker, REPORT_DETAIL_REF)
        if not statement:
            return ""
        return self.services.wording.text("utter_row_report_recorded", statement=read_back(statement))

    async def _details(self, tracker: Tracker, *, missing: bool) -> dict[str, str]:
        topic, dose = tracker.get_slot(REPORT_TOPIC), tracker.get_slot(DOSE)
        complaint = await recall(self.services, tracker, COMPLAINT_REF)
        statement = await recall(self.services, tracker, REPORT_DETAIL_REF)
        details = {
            COMPLAINT: None if complaint == statement else complaint,  # the first message may say all
            STATEMENT: statement,
            DOSE_DETAIL: topic if is_missing(tracker) and topic != ALL_DOSES else dose,
            FIELD_DETAIL: None if missing else topic,
            PLACE_DETAIL: ABROAD if missing and tracker.get_slot(GIVEN_ABROAD) else None,
        }
        return {key: value for key, value in details.items() if value}
