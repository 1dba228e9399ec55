"""How far a conversation has come, as the server knows it: who is verified, and whose data may be shown."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.notes import recall
from actions.slots import NIK_REF, OTP_REF, PERSON_REF, PHONE_REF
from actions.support import Events, in_thread, phone_numbers, replaced_values
from actions.task_names import Task
from bootstrap import Services
from registry.records import Citizen


async def where_verification_stands(services: Services, tracker: Tracker, task: Task) -> Events:
    """Slots as the server knows them: a live session, else a code still waiting, else nothing; a noted NIK stays."""
    session = await in_thread(services.identity.session, tracker.sender_id)
    changes = task is Task.PHONE_CHANGE  # then the others are what to change to
    numbers = replaced_values(tracker, "phone_number") if changes else phone_numbers(tracker)
    nik_ref = tracker.get_slot(NIK_REF) if await recall(services, tracker, NIK_REF) else None
    known: dict[str, str | None] = {PHONE_REF: None, OTP_REF: None, NIK_REF: nik_ref, PERSON_REF: None}
    if numbers and (session is None or numbers[-1] != session.phone.e164):
        pass  # the number just given is to be proved
    elif session is not None:
        person = session.citizen_id
        known |= {PHONE_REF: session.id, OTP_REF: session.id, NIK_REF: person or nik_ref, PERSON_REF: person}
    elif challenge_id := tracker.get_slot(PHONE_REF):
        waiting = await in_thread(services.identity.challenge, tracker.sender_id, challenge_id)
        known[PHONE_REF] = challenge_id if waiting else None
    return [SlotSet(slot, value) for slot, value in known.items()]


async def verified_citizen(services: Services, conversation_id: str) -> Citizen | None:
    """The person whose data this conversation may see now; the session on the server decides."""
    session = await in_thread(services.identity.session, conversation_id)
    if session is None or session.citizen_id is None:
        return None
    return await in_thread(services.registry.citizen_on, session.phone.e164, session.citizen_id)
