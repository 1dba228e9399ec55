"""Names of people: said ("nama saya Siti Aminah", "a.n. Budi"), alone on a line, or known by their parts anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from language.lexicon import lexicon, vocabulary
from language.name_mentions import FROM, goes_on_in_capitals, mentions, role_before
from language.normaliser import shortened, standard_word
from language.records import CERTAIN, CORRECTED, NAME, REPLACED, Identifier

_MAX_WORDS = 6
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|['’`.\-](?={_LETTER}))*\.?")
_GAP = re.compile(r"[ \t]{1,3}|,[ ]?(?=[A-Z][a-z]?\.)")
_LINE = re.compile(rf"(?:{_LETTER}|[ \t'’`.,\-])+")
_POLITE = re.compile(
    r"[ \t,](?:[ \t,.]|(?:kak|min|pak|bu|ya|gan|mbak|mas|bang|terima kasih|makasih|mksh)(?![^\W_]))*$", re.I
)
_LONGEST_LINE = 80
_LONGEST_ABBREVIATION = 4  # "Moch."
_LINES = re.compile(r"[^\n]+")
# Punctuation, the end of a sentence ("Moch." is none), or the next datum.
_BETWEEN_SEGMENTS = re.compile(
    r"[\n,;:/|()\d?!]+|(?<=\w{5})\.(?=\s)"
    r"|(?<!\w)(?:lahir|ttl|tgl|tanggal|no|nomor|nomer|hp|umur|alamat)(?!\w)",
    re.I,
)
# "3374… an Johannis": the abbreviation; a name that begins with "An" has a capital.
_IN_THE_NAME_OF = re.compile(r"(?:an|a/n|a\.n\.?)\s+(?=\S)")
# "Wa Ode", "La Ode" of Buton: the first word means something else elsewhere.
_BEFORE_ODE = re.compile(r"(?<!\w)[wl]a\s$", re.I)
_ODE = re.compile(r"ode(?!\w)", re.I)
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){12}")
_OWN = (
    r"(?:\s(?:mbah|saya|sy|aku|ku|gue|gw|kulo|kula|abdi|lengkap|lengkapnya|anak|ibu|bapak|suami|istri|sesuai|ktp|asli"
    r"|yang|yg|benar|bener|terdaftar|di|adalah|itu|yaitu|ialah|dgn|dengan)(?!\w))*"
)
_SAID = re.compile(
    rf"(?<!\w)(?:nama|nm|nma|name|bernama|jeneng|asma|ngaran)(?:nya|ne|e|ku|q)?{_OWN}"
    r"\s?(?P<colon>[:=]|\sadalah)?\s?(?=\S)"
    r"|(?<!\w)atas\snama(?:nya)?\s?(?P<colon2>[:=])?\s?|(?<!\w)a\.?\s?/?\s?n\.?(?P<colon3>\s?[:.]|(?<=/n))\s?"
    r"|(?<!\w)a\.n(?P<colon4>\s)"
    r"|(?<!\w)my name is\s",
    re.I,
)
_INTRODUCED = re.compile(
    r"(?<!\w)(?:saya|aku|sy|ini|dengan|dgn|perkenalkan|panggil|this is)\s(?:dengan\s|dgn\s|saya\s)?", re.I
)
_SHOULD = (
    r"(?<!\w)(?:harusnya|hrsnya|seharusnya|mestinya|kudune|kuduna|kedahna|should be"
    r"|(?:yang|yg|sing)\s(?:benar|bener|bnr|betul|btl)|sesuai\s(?:dengan\s|dgn\s|dg\s)?(?:ktp|kk|akta|ijazah)"
    r"|(?:di|ning|nang|dina)\s(?:ktp|kk|akta|ijazah)(?:nya|ku|ne)?(?:\s(?:saya|sy|aku|beta|sa|itu|saya itu))?"
    r"(?:\s(?:(?:yang|yg)\s)?baru)?"
    r"(?:\s(?:tulis\w*|tertulis|ditulis))?"
)
_IS = r"\s?[:=]?\s?(?:(?:adalah|yaitu|yakni|ialah)\s)?"
_CORRECTED = re.compile(rf"{_SHOULD}|tapi|tp|menjadi|jadi|ke){_IS}", re.I)
# Said of a name even where the word "nama" is not: "eh salah, harusnya Nurhaliza".
_SHOULD_BE = re.compile(rf"{_SHOULD}){_IS}", re.I)
_WRITTEN = re.compile(
    r"(?<!\w)(?:tertulis(?:nya)?|ditulis(?:nya)?|tulisannya|tercetak|bukan|sanes|dari|not)\s?[:=]?\s?", re.I
)
# "kepotong", "disingkat", "terbalik": verbs after "nama saya", not names. A capital letter speaks for a name.
_VERB = re.compile(r"(?:ke|ter|di|ber|me|pe|nge)[a-z]{4,}")


def find_names(text: str) -> Iterator[Identifier]:
    """Names in order. Certain with an introduction or a well-known part of a name; else of low confidence."""
    found: list[Identifier] = []
    speaks_of_names = re.search(r"(?<!\w)(?:nama|namo|nm|name|a\.?n\.|jeneng|ngaran)", text, re.I) is not None
    for match in _SAID.finditer(text):
        colon = any(match.groupdict().values())
        _collect(found, _name_at(text, match.end(), strict=not colon))
    for match in _SHOULD_BE.finditer(text):
        _collect(found, _name_at(text, match.end(), strict=True, known=True, role=CORRECTED))
    if speaks_of_names:
        for match in _WRITTEN.finditer(text):
            _collect(found, _name_at(text, match.end(), strict=True, known=True, role=REPLACED))
        for match in _CORRECTED.finditer(text):
            _collect(found, _name_at(text, match.end(), strict=True, known=True, role=CORRECTED))
    for match in _INTRODUCED.finditer(text):
        _collect(found, _name_at(text, match.end(), strict=True, known=True))
    for line in _LINES.finditer(text):
        whole = _name_alone(line.group(), line.start())
        if whole is not None:
            _collect(found, whole)
            continue
        beside_nik = _LONG_NUMBER.search(line.group()) is not None
        for start, segment in _segments(line.group()):
            part = _name_alone(segment, line.start() + start)
            if part is not None and (part.confidence >= CERTAIN or beside_nik):
                certain = beside_nik and " " in part.value and part.value.istitle()
                _collect(found, replace(part, confidence=max(part.confidence, CERTAIN)) if certain else part)
    for start, end, role in mentions(text):
        _collect(found, _identifier(text, start, end, CERTAIN, role))
    return iter(sorted(found, key=lambda name: name.start))


def _segments(line: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for gap in _BETWEEN_SEGMENTS.finditer(line):
        yield begin, line[begin : gap.start()]
        begin = gap.end()
    yield begin, line[begin:]


def _name_at(
    text: str, position: int, *, strict: bool, known: bool = False, role: str | None = None
) -> Identifier | None:
    """The name that begins at a position and goes on until an ordinary word; `known`: with a known part only."""
    words = vocabulary()
    taken: list[re.Match[str]] = []
    while len(taken) < _MAX_WORDS and (match := _WORD.match(text, position)):
        word = _bare(match.group())
        between = taken and word in words.both and match.group()[0].isupper()
        between = between or (bool(taken) and match.group().isalpha() and goes_on_in_capitals(text, taken, match))
        if words.is_ordinary(word) and word not in words.particles and not between:
            break
        if _ends_capitals(taken, match, word):
            break
        if taken and match.group() == FROM:
            break
        if strict and word not in words.names and match.group().islower() and _VERB.fullmatch(word):
            break
        taken.append(match)
        gap = _GAP.match(text, match.end())
        if gap is None or (match.group().endswith(".") and len(word) > _LONGEST_ABBREVIATION):
            break
        position = gap.end()
    while taken and taken[-1].group().lower() in ("bin", "binti", "m", "s", "a", "i", "d"):
        taken.pop()
    bare = [_bare(match.group()) for match in taken]
    if not any(len(word) >= 2 and word not in words.particles for word in bare):
        return None
    is_known = any(words.is_name(word) for word in bare)
    looks_like_a_name = len(taken) > 1 and all(match.group()[0].isupper() for match in taken)
    if known and not is_known and not looks_like_a_name:
        return None
    capitalised = taken[0].group()[0].isupper()
    confidence = 0.95 if is_known or not strict else 0.8 if capitalised or len(taken) > 1 else 0.5
    start, end = taken[0].start(), taken[-1].end()
    return _identifier(text, start, end, confidence, role or role_before(text, start))


def _ends_capitals(taken: list[re.Match[str]], match: re.Match[str], word: str) -> bool:
    """ "Liong Seng Halim mahasiswa di Surabaya": after capitals a word in lower case that is no part of any name."""
    capitals = len(taken) > 1 and all(one.group()[0].isupper() for one in taken)
    words = vocabulary()
    return capitals and match.group()[0].islower() and not words.is_name(word) and word not in words.particles


def _name_alone(line: str, offset: int) -> Identifier | None:
    if len(line) > _LONGEST_LINE:
        return None
    core = _POLITE.sub("", line)
    begin = len(core) - len(core.lstrip(" \t.,'-"))
    core = core[begin:]
    if abbreviation := _IN_THE_NAME_OF.match(core):
        begin, core = begin + abbreviation.end(), core[abbreviation.end() :]
    if not core or len(core) > 60 or not _LINE.fullmatch(core) or lexicon().phrase_pattern.search(core.lower()):
        return None
    words = vocabulary()
    bare = [_bare(word) for word in re.split(r"[ \t,]+", core) if word.strip(".,'’`- ")]
    if not 1 <= len(bare) <= _MAX_WORDS + 2:
        return None
    plain = [word for word in bare if word not in words.particles]
    known = sum(words.is_name(word) for word in plain)
    ordinary = [word for word in plain if _is_ordinary(word)]
    if not any(len(word) >= 3 for word in plain) or (ordinary and not _may_hold(core, ordinary, known)):
        return None
    if not known and any(_VERB.fullmatch(word) for word in plain) and core.islower():
        return None
    confidence = 0.9 if known and (known * 2 >= len(plain) or core[0].isupper()) else 0.5
    return _identifier(line, begin, begin + len(core.rstrip(" ,'-")), confidence, None, offset)


def _may_hold(core: str, ordinary: list[str], known: int) -> bool:
    """Whether a line with capitals may be a name though some of its words mean something: "Ambo Tuwo Tahir"."""
    particles = vocabulary().particles
    has_capitals = all(word[0].isupper() or word in particles for word in core.split())
    opens_as_a_name = _bare(core.split()[0]) not in ordinary or ordinary[0] in lexicon().words
    return has_capitals and opens_as_a_name and known > 0 and len(ordinary) <= max(1, known // 2)


def _identifier(text: str, start: int, end: int, confidence: float, role: str | None, offset: int = 0) -> Identifier:
    if (before_ode := _BEFORE_ODE.search(text[:start])) and _ODE.match(text, start):
        start = before_ode.start()
    if re.search(r"\w{3}\.$", text[start:end]):  # the end of the sentence, not of an initial
        end -= 1
    value = re.sub(r"\s+", " ", text[start:end]).strip()
    return Identifier(NAME, value, start + offset, end + offset, confidence, role)


def _collect(found: list[Identifier], name: Identifier | None) -> None:
    if name is not None and not any(name.overlaps(other) for other in found):
        found.append(name)


def _is_ordinary(word: str) -> bool:
    words = vocabulary()
    return words.is_ordinary(word) or (word not in words.names and words.is_ordinary(standard_word(shortened(word))))


def _bare(word: str) -> str:
    return word.lower().strip(".'’`-")
