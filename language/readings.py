"""Which reading of a message counts: that of the whole, of one of its parts, or what a rule says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from language.denials import Denials
from language.faq_details import find_detail
from language.masking import gives_only_identifiers
from language.parts import asks_with_a_no, parts_of
from language.records import CERTAIN, DOSE, NIK, PHONE, TICKET, Identifier

Ranking = list[tuple[str, float]]  # full names of intents with their confidence, likeliest first

INFORM = "inform"
# How sure a request beside a courtesy must be: whoever is angry names much that he does not ask for.
SURE_OF_A_REQUEST_BESIDE = {
    "greet": 0.85,
    "thank": 0.85,
    "affirm": 0.85,
    "cancel": 0.9,  # "ga jadi deh, liat status aja"
    "goodbye": 0.9,
    "complain_service": 0.95,
}
COURTESIES_BESIDE_A_DOSE = frozenset({"greet", "thank", "affirm"})
GIVEN = frozenset({NIK, PHONE})
MOST_WORDS_AROUND_A_DOSE = 9
FEWEST_WORDS_OF_A_WHOLE_QUESTION = 5  # fewer are mostly "bisa kan ya"
FEWEST_WORDS_OF_A_QUESTION = 3  # "lawas kah" behind a question asks the same
SURE_OF_ANOTHER_WISH = 0.7
SURE_OF_A_WHOLE = 0.9  # surer than that, the whole says better what is meant than its parts
SURE_OF_A_REQUEST_ALONE = 0.95
SURE_OF_A_QUESTION_ALONE = 0.75  # a wrong answer does nothing
QUESTIONS = "faq/"
SURE_BESIDE_A_DENIAL = 0.6
SURE_OF_A_DENIED_OPENING = 0.8
NOT_DENIED = frozenset(
    {"deny", "affirm", "correct_name", "report_wrong_record", "check_ticket_status", "cancel", INFORM}
)
SURE_OF_A_COURTESY = 0.9  # surer than that, a whole that asks nothing is not looked into
# What a part by itself is easily taken for, though nobody asks for anything.
NO_REQUESTS = frozenset({"ask_menu", "bot_challenge", "deny", INFORM, "out_of_scope", "wait"})
POLITE_CLOSINGS = ("thank", "affirm")  # "iya kirim semuanya, makasih banyak ya"
# Nothing changes when one of these was not meant.
HARMLESS = frozenset(
    {"download_certificate", "check_vaccination_status", "check_ticket_status", "talk_to_human", "logout"}
)
SURE_OF_SOMETHING_HARMLESS = 0.9
FAREWELLS = ("thank", "goodbye")
WAIT, DENY, SWITCH = "wait", "deny", "switch_person"
PUTS_RIGHT = re.compile(
    r"(?<!\w)(?:bukan|bkn|dudu|sanes|salah|slh|keliru|harusnya|mestinya|ralat|koreksi|maksud\w*)(?!\w)", re.I
)
WITHDRAWAL = "withdrawal"
WISH, CASES, CANCEL, ANGER = "wish", "check_ticket_status", "cancel", "complain_service"
HIDES_A_REQUEST = (CANCEL, ANGER)  # "ga jadi. status aja", "dari tadi muter terus, sertifikat mana"
CASE_WISHES = frozenset({"add_to_case", "withdraw_case", "reopen_case", "stop_move"})


@dataclass(frozen=True)
class Part:
    text: str
    ranking: Ranking
    identifiers: Sequence[Identifier]
    is_asked: bool

    def gives_a_dose(self) -> bool:
        """A few words around nothing but a dose, of which nobody could say that they ask for anything else."""
        likeliest, confidence = self.ranking[0]
        few = len(self.text.split()) <= MOST_WORDS_AROUND_A_DOSE
        unsure = likeliest == INFORM or confidence < SURE_OF_ANOTHER_WISH
        return few and unsure and {one.kind for one in self.identifiers} == {DOSE} and not self.is_asked

    def asks_for_something(self) -> bool:
        likeliest, confidence = self.ranking[0]
        courtesy = likeliest in NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)
        return not courtesy and confidence >= SURE_OF_ANOTHER_WISH

    def is_courtesy_beside_a_dose(self) -> bool:
        return self.ranking[0][0] in COURTESIES_BESIDE_A_DOSE

    def head(self) -> dict[str, Any]:
        """What it is likeliest, whether it is a whole question, and the response that answers one."""
        full_name, confidence = self.ranking[0]
        name, _, question = full_name.partition("/")
        words = len(self.text.split())
        head = {"name": full_name, "confidence": confidence}
        if self.is_asked and words >= FEWEST_WORDS_OF_A_WHOLE_QUESTION:
            head["asked"] = True
        if not (question and self.is_asked and words >= FEWEST_WORDS_OF_A_QUESTION):
            return head
        return {**head, "response": f"utter_{name}/{find_detail(question, self.text) or question}"}


@dataclass(frozen=True)
class Reading:
    """A message and what the model makes of it; `denials` are of its text, `parts` and `whole` of what they leave."""

    text: str
    identifiers: Sequence[Identifier]
    entities: Sequence[Mapping[str, Any]]
    denials: Denials
    parts: Sequence[Part]
    whole: Ranking

    def ranking(self) -> Ranking:
        """What is asked for."""
        rankings = [part.ranking for part in self.parts]
        if self._gives_beside_a_courtesy():
            return information(self.whole)
        found = (
            _about_a_case(self.entities)
            or _dose_beside(self)
            or _beside_a_wait(self)
            or _another_person(self)
            or _request_in(rankings, self.whole, asks="?" in self.text)
        )
        if found and found[0][0] == DENY and asks_with_a_no(self.text):
            found = [guess for guess in found if guess[0] != DENY]
        if found and found[0][0] in FAREWELLS and (question := self._question_beside()):
            found = question
        if not self.denials.intents or _asks_for_something(found):
            return found
        found = next((ranking for ranking in reversed(rankings) if _asks_for_something(ranking)), found)
        if _asks_for_something(found) or (found and "?" in self.text):  # "bukan scan gagal, maksudnya … bisa ga?"
            return found
        return [(CANCEL, 1.0), *(guess for guess in found if guess[0] != CANCEL)]

    def _question_beside(self) -> Ranking:
        """ "Makasih nak. Ini cara cetaknya bagaimana?": thanks do not answer it; if it is unclear, it is asked back."""
        asked = [part for part in self.parts if part.is_asked and len(part.text.split()) >= FEWEST_WORDS_OF_A_QUESTION]
        courtesies = NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)
        wanted = [part.ranking for part in asked if part.ranking[0][0] not in courtesies]
        return max(wanted, key=lambda ranking: ranking[0][1], default=[]) if "?" in self.text else []

    def _gives_beside_a_courtesy(self) -> bool:
        """ "Tarimo kasih. Skalian punyo apaknyo …" with a NIK is more than thanks."""
        polite = bool(self.whole) and self.whole[0][0] in COURTESIES_BESIDE_A_DOSE
        return polite and any(one.kind in GIVEN and one.confidence >= CERTAIN for one in self.identifiers)


def without(denials: Denials, ranking: Ranking) -> Ranking:
    return [guess for guess in ranking if guess[0] not in denials.intents]


def _asks_for_something(ranking: Ranking) -> bool:
    likeliest, confidence = ranking[0] if ranking else ("", 0.0)
    nothing = NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE) - {INFORM}
    return likeliest not in nothing and confidence >= SURE_BESIDE_A_DENIAL


def _about_a_case(entities: Iterable[Mapping[str, Any]]) -> Ranking:
    """What only a case can be asked for, `CASE_WISHES` of phrases.yml, is about a case by rule, as "hapus LP-…" is."""
    found = {(one["entity"], one["value"]) for one in entities}
    wishes = any(entity == WISH and value in CASE_WISHES for entity, value in found)
    withdraws = (WITHDRAWAL, "confirmed") in found and any(entity == TICKET for entity, _ in found)
    return [(CASES, 1.0)] if wishes or withdraws else []


def _dose_beside(reading: Reading) -> Ranking:
    """ "Boleh, dosis 1", "nuhun pisan. nu kahiji oge" give a dose, whatever politeness stands beside it."""
    everything = parts_of(reading.denials.rest, reading.identifiers)
    alone = any(gives_only_identifiers(*part) and {one.kind for one in part[1]} == {DOSE} for part in everything)
    doses = [part for part in reading.parts if part.gives_a_dose()]
    others = [part for part in reading.parts if part not in doses]
    polite = bool(reading.whole) and reading.whole[0][0] in COURTESIES_BESIDE_A_DOSE
    gives = alone or (bool(doses) and polite)
    courteous = all(part.is_courtesy_beside_a_dose() or (polite and not part.asks_for_something()) for part in others)
    return information(reading.whole) if others and gives and courteous else []


def _another_person(reading: Reading) -> Ranking:
    """ "Aduh masih salah. Ganti orang, 7371… Syarifuddin": a NIK beside that is whose data are wanted."""
    nik = any(one.kind == NIK for one in reading.identifiers)
    switches = any(
        part.ranking[0][0] == SWITCH and part.ranking[0][1] >= SURE_OF_A_REQUEST_ALONE for part in reading.parts
    )
    others = [guess for guess in reading.whole if guess[0] != SWITCH]
    return [(SWITCH, 1.0), *others] if nik and switches else []


def _beside_a_wait(reading: Reading) -> Ranking:
    """ "Bentar kak, bukan 3 Juni, 8 Juni", "sik, liat status dulu": nobody has to wait for the rest."""
    if not reading.whole or reading.whole[0][0] != WAIT:
        return []
    others = [part.ranking for part in reading.parts if part.ranking[0][0] != WAIT]
    requests = [part for part in others if part[0][0] not in NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)]
    request = max(requests, key=lambda part: part[0][1], default=[])
    if request and request[0][1] >= SURE_OF_A_COURTESY:
        return request
    corrects = PUTS_RIGHT.search(reading.text)
    figures = any(c.isdigit() for c in reading.text)
    return information(reading.whole) if others and corrects and figures else []


def information(ranking: Ranking) -> Ranking:
    return [(INFORM, 1.0), *((name, 0.0) for name, _ in ranking if name != INFORM)]


def _request_in(parts: Sequence[Ranking], whole: Ranking, *, asks: bool) -> Ranking:
    """The part that asks for something, when the whole is taken for a courtesy: "makasih, kalo booster kapan?"."""
    courtesy, confidence = whole[0] if whole else ("", 0.0)
    if confidence < SURE_OF_A_WHOLE and (
        request := _request_after_courtesies(parts) or _request_of_parts(parts, courtesy)
    ):
        return request
    looked_into = asks or confidence < SURE_OF_A_COURTESY or courtesy in HIDES_A_REQUEST
    if courtesy in POLITE_CLOSINGS and (request := _request_of_parts(parts, "")):
        return request
    if courtesy not in SURE_OF_A_REQUEST_BESIDE or not looked_into:
        return whole
    none = NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)
    enough = SURE_OF_A_REQUEST_BESIDE[courtesy]
    requests = [
        part
        for part in parts
        if part[0][0] not in none
        and part[0][1] >= (min(enough, SURE_OF_SOMETHING_HARMLESS) if part[0][0] in HARMLESS else enough)
    ]
    return max(requests, key=lambda part: part[0][1], default=whole)


def _request_after_courtesies(parts: Sequence[Ranking]) -> Ranking:
    """The one part that asks for something where every other is surely a courtesy: "gak jadi deh, sertifikat aja"."""
    requests = [part for part in parts if part[0][0] not in NO_REQUESTS.union(SURE_OF_A_REQUEST_BESIDE)]
    courtesies = [part for part in parts if part[0][0] in SURE_OF_A_REQUEST_BESIDE and part[0][1] >= SURE_OF_A_COURTESY]
    if not (len(requests) == 1 and len(courtesies) == len(parts) - 1 > 0):
        return []
    name, confidence = requests[0][0]
    enough = SURE_OF_A_QUESTION_ALONE if name.startswith(QUESTIONS) else SURE_OF_A_REQUEST_ALONE
    return requests[0] if confidence >= enough else []


def _request_of_parts(parts: Sequence[Ranking], whole: str) -> Ranking:
    """The last sure wish to see something, when the whole is taken for something that no part asks for."""
    if not parts or any(part[0][0] == whole for part in parts):
        return []
    sure = [part for part in parts if part[0][0] in HARMLESS and part[0][1] >= SURE_OF_A_REQUEST_ALONE]
    return sure[-1] if sure else []
