"""Reads the mobile number out of what a citizen types, with the traps of the Indonesian numbering plan.

The plan itself is `phonenumbers`; the rewriting rules here cover what that library misreads: international prefixes
of Indonesian carriers, a bare 62 before a land line, and letters typed for digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from identity.errors import PhoneError, PhoneProblem

REGION = "ID"
MOBILE_DIGITS = range(9, 13)  # national significant number, "812…": without 0 or +62
LONGEST_TEXT = 500  # characters read; a WhatsApp text may have 4096
MOST_TOKENS = 24  # groups of digits in one stretch; more is no phone number

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_LOOKALIKES = str.maketrans("oOlLiI", "001111")
_LOOKALIKE_WORD = re.compile(r"[\doOlLiI()+./-]+")
_STRETCH = re.compile(r"[+(\d](?:[\d().+/-]|[^\S\n])*")
_TOKEN = re.compile(r"\+?\d+")
_CARRIER_PREFIX = re.compile(r"^\+?(?:00|001|017|008|009)(?=62)")
_OWN_IDENTIFIER_LENGTHS = (6, 16)  # a one-time code or a NIK written beside the number
_SHORTEST_INTERNATIONAL = 8  # characters with the country code
_MOST_TELLING = (
    PhoneProblem.LANDLINE,
    PhoneProblem.FOREIGN,
    PhoneProblem.TOO_LONG,
    PhoneProblem.SERVICE_NUMBER,
    PhoneProblem.TOO_SHORT,
)


@dataclass(frozen=True)
class PhoneNumber:
    """An Indonesian mobile number. `corrected`: letters were read as digits, so show it to its owner."""

    e164: str = field(repr=False)
    corrected: bool = field(default=False, compare=False)

    @property
    def masked(self) -> str:
        """`+62 812-••••-7890`: at least half of a number stays hidden."""
        national = self.e164.removeprefix("+62")
        tail = 4 if len(national) >= 10 else 2
        return f"+62 {national[:3]}-••••-{national[-tail:]}"

    def __str__(self) -> str:
        return self.masked


def parse_phone(text: str) -> PhoneNumber:
    """The one mobile number in `text`; raises PhoneError with the reason when there is none, or more than one."""
    plain = _plain(text[:LONGEST_TEXT])
    read = _letters_to_digits(plain)
    found, problems = _search(read)
    if not found and "\n" in read:
        found, problems = _search(read.replace("\n", " "))  # one number sent as two messages
    if len(found) > 1:
        raise PhoneError(PhoneProblem.TWO_NUMBERS)
    if found:
        return PhoneNumber(found[0], corrected=read != plain)
    raise PhoneError(next((problem for problem in _MOST_TELLING if problem in problems), PhoneProblem.NOT_A_NUMBER))


def _search(text: str) -> tuple[list[str], list[PhoneProblem]]:
    """Different numbers in `text`, and what was wrong with the stretches of digits that are none."""
    found: list[str] = []
    problems: list[PhoneProblem] = []
    for stretch in _STRETCH.findall(text):
        numbers, problem = _read_stretch(_TOKEN.findall(stretch))
        found.extend(number for number in numbers if number not in found)
        if problem is not None:
            problems.append(problem)
    return found, problems


def _plain(text: str) -> str:
    """Compatibility forms folded, any script's digits as 0-9, invisible marks gone, every dash a hyphen."""
    characters = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Nd":
            characters.append(str(unicodedata.decimal(character)))
        elif category == "Pd":
            characters.append("-")
        elif category not in ("Cf", "Mn"):
            characters.append(character)
    return "".join(characters)


def _letters_to_digits(text: str) -> str:
    """O → 0 and l, I → 1, only in words that otherwise consist of digits ("o8l2-3456")."""

    def fix(word: re.Match[str]) -> str:
        found = word.group()
        return found.translate(_LOOKALIKES) if re.search(r"\d", found) else found

    return re.sub(r"\S+", lambda word: fix(word) if _LOOKALIKE_WORD.fullmatch(word.group()) else word.group(), text)


def _read_stretch(tokens: list[str]) -> tuple[list[str], PhoneProblem | None]:
    """Numbers in neighbouring groups of digits: all groups as one number first, else the longest that fit."""
    if not tokens:
        return [], PhoneProblem.NOT_A_NUMBER
    whole = _classify("".join(tokens))
    if isinstance(whole, str):
        return [whole], None
    if len(tokens) > MOST_TOKENS:
        return [], PhoneProblem.TOO_LONG
    numbers, rest = _split(tokens)
    if not numbers:
        return [], _problem_of_parts(tokens, whole)
    if any(len(token) not in _OWN_IDENTIFIER_LENGTHS for token in rest) and len(numbers) == 1:
        return [], PhoneProblem.TOO_LONG  # a good number with digits too many: better asked than guessed
    return numbers, None


def _split(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Numbers among the groups, and the groups left over behind the first of them ("1. 0812…" leaves nothing)."""
    numbers: list[str] = []
    rest: list[str] = []
    start = 0
    while start < len(tokens):
        for end in range(len(tokens), start, -1):
            number = _classify("".join(tokens[start:end])) if tokens[start][0] in "+068" else PhoneProblem.NOT_A_NUMBER
            if not isinstance(number, PhoneProblem):
                numbers.append(number)
                start = end
                break
        else:
            if numbers:
                rest.append(tokens[start])
            start += 1
    return numbers, rest


def _problem_of_parts(tokens: list[str], whole: PhoneProblem) -> PhoneProblem:
    """ "021-5201590 0361234567" is too long as a whole; what its parts are says more."""
    if whole is not PhoneProblem.TOO_LONG or len(tokens) == 1:
        return whole
    parts = {_classify(token) for token in tokens}
    return next((part for part in (PhoneProblem.LANDLINE, PhoneProblem.SERVICE_NUMBER) if part in parts), whole)


def _classify(typed: str) -> str | PhoneProblem:
    """E.164 of a mobile number, or what is wrong with these digits (a "+" may stand in front)."""
    international = _CARRIER_PREFIX.sub("+", typed)
    international = "+" + international[1:].replace("+", "") if international[0] == "+" else international
    if "+" in international[1:]:
        return PhoneProblem.NOT_A_NUMBER
    if international.startswith("+0"):
        international = international.lstrip("+")
    if international.startswith("62") and len(international) >= _SHORTEST_INTERNATIONAL:
        international = "+" + international  # read nationally, 62 21 5201590 would be a land line in Sumatra
    if international.startswith("00"):
        international = "+" + international.lstrip("0")
    if international.startswith("+") and not international.startswith("+62"):
        return PhoneProblem.FOREIGN if len(international) >= _SHORTEST_INTERNATIONAL else PhoneProblem.TOO_SHORT
    return _classify_indonesian(international)


def _classify_indonesian(typed: str) -> str | PhoneProblem:
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException as error:
        too_long = error.error_type == phonenumbers.NumberParseException.TOO_LONG
        return PhoneProblem.TOO_LONG if too_long else PhoneProblem.TOO_SHORT
    if phonenumbers.is_valid_number(number):
        kind = phonenumbers.number_type(number)
        if kind in _MOBILE:
            return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
        return PhoneProblem.LANDLINE if kind == PhoneNumberType.FIXED_LINE else PhoneProblem.SERVICE_NUMBER
    if phonenumbers.is_valid_short_number_for_region(number, REGION):
        return PhoneProblem.SERVICE_NUMBER
    digits = str(phonenumbers.national_significant_number(number))
    if len(digits) < MOBILE_DIGITS.start:
        return PhoneProblem.TOO_SHORT
    return PhoneProblem.TOO_LONG if len(digits) >= MOBILE_DIGITS.stop else PhoneProblem.NOT_A_NUMBER
