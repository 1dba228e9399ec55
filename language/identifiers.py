"""Phone numbers, NIK, codes and case numbers as people type them; together with doses and names, the entities.

Values are standard (E.164, 16 digits, 6 digits) when right. A faulty attempt keeps what was typed, so that the
service that was to receive it can say what is wrong. Where spans overlap, NIK goes before phone, code and dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import phonenumbers
from phonenumbers import PhoneNumberType

from language.digits import Group, Run, plain_digits, runs
from language.doses import find_doses
from language.number_endings import find_number_ending
from language.number_roles import with_roles
from language.person_names import find_names
from language.records import CODE, NIK, PHONE, TICKET, Identifier

_TICKET = re.compile(r"(?<!\w)(lp|kr)[ \-.–_]{0,3}(\d{6})[ \-.–_]{0,3}([a-z0-9]{4})(?!\w)", re.I)
# Its end alone, "yang R4HM": of the alphabet of case numbers, in capitals, with a letter and a figure.
_TICKET_END = re.compile(r"(?<![\w.,/+-])(?=[A-Z]*\d)(?=\d*[A-Z])[2-9A-HJKMNP-TV-Z]{4}(?![\w/-])")
_TICKET_END_OF_LETTERS = re.compile(r"(?<![^\W_])(?:yg|yang|laporan|nomor|nomer|no)\s([A-HJKMNP-TV-Z]{4})(?!\w)")
_NIK_WORD = re.compile(r"(?<![a-z])(?:nik|n\.i\.k|ktp|e-?ktp|induk)(?:nya|ku|saya|mu)?(?![a-z])", re.I)
_PHONE_WORD = re.compile(
    r"(?<![a-z])(?:nomor|nomer|nmr|nomr|no|hp|hape|handphone|wa|whatsapp|telepon|telpon|telp|tlp|ponsel|phone|hubungi)"
    r"(?:nya|ku|mu)?(?![a-z])",
    re.I,
)
_CODE_WORD = re.compile(r"(?<![a-z])(?:kode?|otp|code|verifikasi|verif|sms)(?:nya|ku|mu)?(?![a-z])", re.I)
_SERVICE_NUMBERS = frozenset({"1500567", "119", "112", "117"})
_SMS_SENDERS = frozenset({"1199"})  # of the SMS that everybody vaccinated gets
_NEAR = 28
_LONGEST_TEXT = 4096  # WhatsApp's limit for one message
_MOST_GROUPS = 48  # two NIK, digit by digit, are 32
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """All identifiers of a message in order of appearance, none overlapping. Never raises, whatever the text."""
    plain = plain_digits(text[:_LONGEST_TEXT])
    found = list(_tickets(plain))
    taken_runs = [run for run in runs(plain) if not any(t.start < run.end and run.start < t.end for t in found)]
    numbers = [
        identifier for run in taken_runs for identifier in _identify(plain, run) if len(run.groups) <= _MOST_GROUPS
    ]
    found += with_roles(plain, numbers)
    if not numbers:
        found += find_number_ending(plain)
    _add(found, find_doses(plain))
    _add(found, find_names(plain))
    return tuple(sorted(found, key=lambda identifier: identifier.start))


def mobile_number(typed: str) -> str | None:
    """E.164 of a valid Indonesian mobile number in any usual writing ("0062…", "62 0 812…"), else None."""
    number = re.sub(r"^(?:\+?\s?)(?:00|001|017)(?=\s?62)", "+", typed.strip(" ()"))
    if len(re.sub(r"\D", "", number)) > 16:
        return None
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != 62 or not phonenumbers.is_valid_number(parsed):
        return None
    if phonenumbers.number_type(parsed) not in _MOBILE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _tickets(text: str) -> Iterator[Identifier]:
    for match in _TICKET.finditer(text):
        yield Identifier(TICKET, "-".join(part.upper() for part in match.groups()), match.start(), match.end())
    whole = [match.span() for match in _TICKET.finditer(text)]
    told_apart = text if any(c.islower() for c in text) else ""
    ends = [match.span() for match in _TICKET_END.finditer(told_apart)]
    ends += [match.span(1) for match in _TICKET_END_OF_LETTERS.finditer(told_apart)]
    for begin, stop in ends:
        if not any(start < stop and begin < end for start, end in whole):
            yield Identifier(TICKET, text[begin:stop], begin, stop)


def _identify(text: str, run: Run) -> Iterator[Identifier]:
    """Valid identifiers among the groups, longest first; if there is none, one attempt over the whole run."""
    found: list[Identifier] = []
    position = 0
    while position < len(run.groups):
        for until in range(min(len(run.groups), position + 24), position, -1):
            groups = run.groups[position:until]
            plus = run.plus and position == 0
            if (identifier := _valid(text, run, groups, plus)) is not None:
                found.append(identifier)
                position = until
                break
        else:
            position += 1
    if found:
        yield from found
    elif (attempt := _attempt(text, run)) is not None:
        yield attempt


def _valid(text: str, run: Run, groups: tuple[Group, ...], plus: bool) -> Identifier | None:
    digits = "".join(group.digits for group in groups)
    start = run.start if groups[0] is run.groups[0] else groups[0].start
    end = groups[-1].end
    if len(digits) == 16 and not plus and digits[0] != "0" and not _holds_a_phone(groups):
        return Identifier(NIK, digits, start, end)
    if 9 <= len(digits) <= 17 and (plus or digits[0] in "0168") and not _just_before(text, start, _NIK_WORD, 12):
        if not _may_be_phone(groups, plus):
            return None
        if (number := mobile_number(("+" if plus else "") + digits)) is not None:
            return Identifier(PHONE, number, start, end)
    whole_run = len(groups) == len(run.groups)
    if len(digits) == 6 and not plus and (whole_run or len(groups) == 1) and _may_be_code(text, run, groups):
        return Identifier(CODE, digits, start, end)
    return None


def _may_be_phone(groups: tuple[Group, ...], plus: bool) -> bool:
    """A bare "812 345 678" is as likely a price or a count; one more group than six is no phone number."""
    if len(groups) > 8 and any(len(group.digits) > 1 for group in groups):
        return False
    return plus or groups[0].digits[0] in "016" or len(groups) == 1 or len("".join(g.digits for g in groups)) >= 10


def _holds_a_phone(groups: tuple[Group, ...]) -> bool:
    """ "Belakangnya 9018 bukan 9081. 085712349018": a whole number beside other figures is no part of a NIK."""
    ends = (groups[0].digits, groups[-1].digits)
    return len(groups) > 1 and any(len(end) >= 10 and mobile_number(end) is not None for end in ends)


def _may_be_code(text: str, run: Run, groups: tuple[Group, ...]) -> bool:
    between = text[groups[0].start : groups[-1].end]
    if len(groups) == 1 or run.spoken:
        return True
    if _near(text, groups[0].start, _CODE_WORD, _NEAR):
        return True
    alone = not text[: groups[0].start].strip() and not text[groups[-1].end :].strip()
    if "." in between or "," in between or "/" in between:
        return len(groups) == 2 and (alone or (_CODE_WORD.search(text) is not None and "/" not in between))
    return alone or len(groups) in (2, 6)


def _attempt(text: str, run: Run) -> Identifier | None:
    """What a run of digits was meant to be, though it is not right; None when nothing says so."""
    digits, start, end = run.digits, run.start, run.end
    typed = text[start:end].strip(" (")
    alone = not re.sub(r"[\W_]", "", text[:start] + text[end:])
    near_nik = _near(text, start, _NIK_WORD, _NEAR)
    if 13 <= len(digits) <= 18 and not run.plus and (near_nik or _shaped_like_nik(digits)):
        return Identifier(NIK, digits, start, end)
    near_code = _near(text, start, _CODE_WORD, _NEAR)
    sent_by = digits in _SMS_SENDERS and not alone
    if near_code and 4 <= len(digits) <= 8 and not (sent_by or _is_year(digits) or _NIK_WORD.search(text)):
        return Identifier(CODE, digits, start, end)
    near_phone = _near(text, start, _PHONE_WORD, _NEAR)
    begins_like_phone = run.plus or re.match(r"0[1-9]|62\d|00", digits) is not None
    if 6 <= len(digits) <= 18 and not near_nik and (begins_like_phone and (alone or near_phone or len(digits) >= 8)):
        return Identifier(PHONE, typed, start, end)
    if digits in _SERVICE_NUMBERS and len(digits) > 3 and (alone or near_phone):
        return Identifier(PHONE, digits, start, end)
    if near_phone and not near_nik and 7 <= len(digits) <= 15 and not _is_year(digits[:4]) and len(run.groups) <= 5:
        return Identifier(PHONE, typed, start, end)
    if alone and len(digits) in (4, 5, 7, 8) and not _is_year(digits) and not _is_bare_date(digits):
        return Identifier(CODE, digits, start, end, confidence=0.6)
    return None


def _near(text: str, position: int, word: re.Pattern[str], distance: int) -> bool:
    """True when the word stands shortly before, in the same line; or, for a code and a NIK, right after."""
    if _just_before(text, position, word, distance):
        return True
    after = re.match(r"[\d\s.\-]*([^\d\n]{0,14})", text[position : position + 48])
    return after is not None and word is not _PHONE_WORD and word.search(after[1]) is not None


def _just_before(text: str, position: int, word: re.Pattern[str], distance: int) -> bool:
    """True when the word stands at most `distance` characters before, in the same line."""
    return word.search(text[max(0, position - distance) : position].rpartition("\n")[2]) is not None


def _shaped_like_nik(digits: str) -> bool:
    """Province, regency, district and a birth date stand where a NIK has them (women: day + 40)."""
    if not 14 <= len(digits) <= 18 or digits[0] == "0":
        return False
    province, regency, day, month = int(digits[:2]), int(digits[2:4]), int(digits[6:8]), int(digits[8:10])
    return 11 <= province <= 97 and 1 <= regency <= 79 and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def _is_bare_date(digits: str) -> bool:
    return len(digits) == 8 and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12 and _is_year(digits[4:])


def _add(found: list[Identifier], more: Iterable[Identifier]) -> None:
    found.extend([one for one in more if not any(one.overlaps(other) for other in found)])
