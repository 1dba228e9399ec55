"""Phone number and one-time code: from "who is writing?" to a verified session."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import FormWithWaysOut, close, refuses
from actions.notes import note_for_task, note_new_number, note_what_was_said, recall
from actions.phrase_values import AsksWhen, NumberState, SmsSays
from actions.slots import (
    NUMBER_REF,
    OTP_REF,
    PERSON_REF,
    PHONE_REF,
    REQUESTED_SLOT,
    TASK,
    forget,
)
from actions.support import (
    Domain,
    Events,
    ServiceAction,
    command_id,
    corrected_values,
    entity_values,
    events_of_turn,
    in_thread,
    intent_of,
    intents_of_parts,
    just_said,
    message_text,
    phone_numbers,
    replaced_values,
    said_in_turn,
)
from actions.task_names import Task
from bootstrap import Services
from identity.errors import PhoneError, PhoneProblem
from identity.phone import PhoneNumber, parse_phone
from identity.records import (
    ClaimKind,
    CodeCheck,
    CodeResend,
    CodeSent,
    Locked,
    SmsUnavailable,
    TooManyCodes,
    TooSoon,
    UnknownChallenge,
    Verified,
    WrongCode,
)
from wording import Wording

CODE_LENGTH = 6
FEWEST_DIGITS_OF_AN_ATTEMPT = 4
FEWEST_DIGITS_OF_A_BARE_ATTEMPT = 3  # "119"


def _moment(wording: Wording, at: datetime) -> dict[str, str]:
    return {"time": wording.time(at), "date": wording.date(at)}


def tell_code_not_sent(dispatcher: CollectingDispatcher, wording: Wording, outcome: CodeResend) -> None:
    """Say why no code was sent: limits, a lock, or an SMS gateway that is down."""
    if isinstance(outcome, TooSoon):
        moment = _moment(wording, outcome.resend_at)
        dispatcher.utter_message(response="utter_otp_too_soon", masked_phone=outcome.masked_phone, **moment)
    elif isinstance(outcome, TooManyCodes):
        dispatcher.utter_message(response="utter_otp_too_many", **_moment(wording, outcome.retry_at))
    elif isinstance(outcome, Locked):
        dispatcher.utter_message(response="utter_otp_locked", **_moment(wording, outcome.until))
    elif isinstance(outcome, SmsUnavailable):
        dispatcher.utter_message(response="utter_sms_unavailable")


def phone_attempts(tracker: Tracker, *, whole_text: bool) -> list[str]:
    """What the citizen typed as a phone number; with `whole_text` any message with enough digits may count."""
    attempts = phone_numbers(tracker)
    text = message_text(tracker)
    others = entity_values(tracker, "nik") or entity_values(tracker, "ticket_number")
    if attempts or others or not whole_text:
        return attempts
    bare = not any(c.isalpha() for c in text)
    fewest = FEWEST_DIGITS_OF_A_BARE_ATTEMPT if bare else FEWEST_DIGITS_OF_AN_ATTEMPT
    meant = bare or intent_of(tracker) in ("inform", "nlu_fallback")
    return [text] if meant and sum(c.isdigit() for c in text) >= fewest else []


def read_phone(attempts: list[str]) -> PhoneNumber:
    """The one number among the attempts. Raises PhoneError; TWO_NUMBERS when valid ones differ."""
    numbers, errors = set(), []
    for attempt in attempts:
        try:
            numbers.add(parse_phone(attempt))
        except PhoneError as error:
            errors.append(error)
    if len(numbers) > 1:
        raise PhoneError(PhoneProblem.TWO_NUMBERS)
    if not numbers:
        raise errors[0]
    return numbers.pop()


async def check_code(
    services: Services, dispatcher: CollectingDispatcher, tracker: Tracker, challenge_id: str, code: str
) -> CodeCheck | None:
    """The outcome, with a word about what is wrong; None for what is no code. Of an expired one the question tells."""
    if len(code) != CODE_LENGTH or not code.isdigit():
        dispatcher.utter_message(response="utter_otp_wrong_length")
        return None
    command = command_id(tracker, "check_code")
    outcome = await in_thread(services.identity.check_code, tracker.sender_id, challenge_id, code, command)
    if isinstance(outcome, Locked):
        dispatcher.utter_message(response="utter_otp_locked", **_moment(services.wording, outcome.until))
    elif isinstance(outcome, WrongCode):
        response = "utter_otp_wrong" if outcome.tries_left else "utter_otp_code_spent"
        dispatcher.utter_message(response=response, tries_left=outcome.tries_left)
    return outcome


async def number_put_right(services: Services, tracker: Tracker, challenge_slot: str) -> PhoneNumber | None:
    """The number that the code went to with the last figures that the latest message gives."""
    endings = entity_values(tracker, "number_ending")
    if not endings:
        return None
    identity, challenge_id = services.identity, tracker.get_slot(challenge_slot)
    return await in_thread(identity.number_ending_in, tracker.sender_id, challenge_id, endings[-1])


def _number_is_new(tracker: Tracker) -> bool:
    slots = (event for event in events_of_turn(tracker) if event.get("event") == "slot")
    return any(event.get("name") == PHONE_REF and event.get("value") for event in slots)


async def _note_person(services: Services, tracker: Tracker) -> Events:
    """NIK, name and dose beside a number or a code."""
    changes_name = tracker.get_slot(TASK) == Task.NAME_CORRECTION.value
    changes_number = tracker.get_slot(TASK) == Task.PHONE_CHANGE.value and replaced_values(tracker, "phone_number")
    if changes_name or changes_number:
        return await note_for_task(services, tracker, Task(tracker.get_slot(TASK)))
    return await note_what_was_said(services, tracker)


class ValidatePhoneNumberForm(FormWithWaysOut):
    slots = (PHONE_REF,)
    hears_more = True
    mistakes = ("phone_",)

    def name(self) -> str:
        return "validate_phone_number_form"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        asked = tracker.get_slot(REQUESTED_SLOT) == PHONE_REF
        changing = tracker.get_slot(TASK) == Task.PHONE_CHANGE.value
        replacing = not asked and changing and intent_of(tracker) == "change_phone_number"  # it names the new number
        attempts = [] if replacing else phone_attempts(tracker, whole_text=asked)
        changes = asked and tracker.get_slot(TASK) == Task.PHONE_CHANGE.value
        if changes and (old := replaced_values(tracker, "phone_number")):  # "yang lama 0812…, yang baru 0813…"
            attempts = old[-1:]
        elif changes and set(attempts) and set(attempts) <= set(corrected_values(tracker, "phone_number")):
            dispatcher.utter_message(response="utter_information_noted")
            return [SlotSet(PHONE_REF, None), *await note_new_number(self.services, tracker)]
        if not attempts and not asked and (noted := await recall(self.services, tracker, NUMBER_REF)):
            attempts = [noted]
        if asked and not attempts and SmsSays.NOT_REGISTERED in entity_values(tracker, "sms_says"):
            dispatcher.utter_message(response="utter_explain_not_registered")
            return [SlotSet(PHONE_REF, None)]
        if asked and not attempts and entity_values(tracker, "this_number"):
            dispatcher.utter_message(response="utter_phone_this_one")
            return [SlotSet(PHONE_REF, None)]
        if not attempts:
            return None
        try:
            phone = read_phone(attempts)
        except PhoneError as error:
            dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
            return [SlotSet(PHONE_REF, None)]
        outcome = await in_thread(
            self.services.identity.request_code, tracker.sender_id, phone, command_id(tracker, self.name())
        )
        if not isinstance(outcome, CodeSent):
            tell_code_not_sent(dispatcher, self.services.wording, outcome)
        if isinstance(outcome, (CodeSent, TooSoon)):
            said = await _note_person(self.services, tracker) if asked else []
            return [*said, SlotSet(PHONE_REF, outcome.challenge_id), *forget(NUMBER_REF)]
        if isinstance(outcome, Locked):
            return [*forget(PHONE_REF, NUMBER_REF), *close()]
        for_later = await in_thread(self.services.identity.remember, tracker.sender_id, ClaimKind.PHONE, phone.e164)
        return [SlotSet(PHONE_REF, None), SlotSet(NUMBER_REF, for_later), *close()]


class ValidateOtpForm(FormWithWaysOut):
    slots = (OTP_REF,)
    hears_more = True
    mistakes = ("otp_wrong_length", "phone_")

    def name(self) -> str:
        return "validate_otp_form"

    def explanation(self, tracker: Tracker, wanted: str) -> str:
        lost = NumberState.LOST in entity_values(tracker, "number_state")  # "nda bisa, hilang kartunya"
        return "utter_explain_otp_ref_lost" if lost else super().explanation(tracker, wanted)

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        codes = entity_values(tracker, "otp_code")
        if tracker.get_slot(REQUESTED_SLOT) != OTP_REF:  # being opened: a code is for a number of an earlier message
            early = codes and not _number_is_new(tracker)
            return await self._check(dispatcher, tracker, codes[-1]) if early else None
        if codes:
            checked = await self._check(dispatcher, tracker, codes[-1])
            return [*await _note_person(self.services, tracker), *checked]
        if attempts := phone_attempts(tracker, whole_text=False):
            return await self._other_number(dispatcher, tracker, attempts)
        if SmsSays.NOT_REGISTERED in entity_values(tracker, "sms_says"):
            dispatcher.utter_message(response="utter_explain_not_registered")
            return [*forget(OTP_REF, PHONE_REF), *close()]
        if AsksWhen.VALIDITY in entity_values(tracker, "asks_when"):
            dispatcher.utter_message(response="utter_otp_validity")
            return [SlotSet(OTP_REF, None)]
        if (phone := await number_put_right(self.services, tracker, PHONE_REF)) is not None:
            return await self._send_code(dispatcher, tracker, phone)
        wants_new_code = intent_of(tracker) == "affirm" and "utter_otp_expired" in just_said(tracker)
        return await self._send_anew(dispatcher, tracker) if wants_new_code else None

    async def _send_anew(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """A yes to "the code has expired, shall we send a new one?"."""
        identity, challenge_id = self.services.identity, tracker.get_slot(PHONE_REF)
        outcome = await in_thread(
            identity.resend_code, tracker.sender_id, challenge_id, command_id(tracker, self.name())
        )
        if isinstance(outcome, CodeSent):
            dispatcher.utter_message(response="utter_otp_resent")
            return [SlotSet(PHONE_REF, outcome.challenge_id), SlotSet(OTP_REF, None)]
        if isinstance(outcome, UnknownChallenge):
            return [*forget(OTP_REF, PHONE_REF), *close()]
        tell_code_not_sent(dispatcher, self.services.wording, outcome)
        return [*forget(OTP_REF, PHONE_REF), *close()] if isinstance(outcome, Locked) else [SlotSet(OTP_REF, None)]

    async def _check(self, dispatcher: CollectingDispatcher, tracker: Tracker, code: str) -> Events:
        outcome = await check_code(self.services, dispatcher, tracker, tracker.get_slot(PHONE_REF), code)
        if isinstance(outcome, Verified):
            session = await in_thread(self.services.identity.session, tracker.sender_id)
            if session is not None:
                await in_thread(self.services.reports.adopt_requests, tracker.sender_id, session.phone.e164)
            return [SlotSet(OTP_REF, outcome.session_id)]
        if isinstance(outcome, Locked):
            return [*forget(OTP_REF, PHONE_REF), *close()]
        return [SlotSet(OTP_REF, None)]

    async def _other_number(self, dispatcher: CollectingDispatcher, tracker: Tracker, attempts: list[str]) -> Events:
        """ "eh salah, nomornya 0813…": the code goes to the number just given."""
        try:
            phone = read_phone(attempts)
        except PhoneError as error:
            dispatcher.utter_message(response=f"utter_phone_{error.reason.name.lower()}")
            return [SlotSet(OTP_REF, None)]
        return await self._send_code(dispatcher, tracker, phone)

    async def _send_code(self, dispatcher: CollectingDispatcher, tracker: Tracker, phone: PhoneNumber) -> Events:
        outcome = await in_thread(
            self.services.identity.request_code, tracker.sender_id, phone, command_id(tracker, self.name())
        )
        if not isinstance(outcome, CodeSent):
            tell_code_not_sent(dispatcher, self.services.wording, outcome)
        if isinstance(outcome, (CodeSent, TooSoon)):
            return [SlotSet(PHONE_REF, outcome.challenge_id), SlotSet(OTP_REF, None)]
        return [SlotSet(OTP_REF, None)]


class ActionCloseVerification(ServiceAction):
    """A form ended without what it was for: begin anew when only time ran out, else leave it at that."""

    def name(self) -> str:
        return "action_close_verification"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        if said_in_turn(tracker, "session_expired"):
            return [*forget(PHONE_REF, OTP_REF, PERSON_REF), FollowupAction("phone_number_form")]
        if not said_in_turn(tracker, "sms_unavailable", "otp_too_many", "explain_not_registered", "request_", "thank"):
            stopped = refuses(tracker) or "cancel" in intents_of_parts(tracker)
            dispatcher.utter_message(response="utter_cancelled" if stopped else "utter_verification_closed")
        return []
