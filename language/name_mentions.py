"""Names in the middle of a sentence, told by well-known parts: "tolong cek punya bapak sutrisno hadi dong".

A single word is a name only where something is being corrected, else it may be anybody who is merely mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.lexicon import vocabulary
from language.records import CORRECTED, REPLACED

Mention = tuple[int, int, str | None]  # start, end, role

_TOKEN = re.compile(r"[^\W\d_]+(?:['’`.\-][^\W\d_]+)*")
_JOINED = re.compile(r"\.?[ \t]{1,2}")
FROM = "dr"  # before a name it is a doctor, after one it is "dari"
_FEWEST_LETTERS = 4  # of a single word
_FEWEST_LETTERS_SET_AGAINST = 3
_REACH = 45
# "puskesmas Sudirman", "jalan Ahmad Yani": places are called after people.
_PLACE = re.compile(
    r"(?<!\w)(?:puskesmas|pkm|rs|rsu|rsud|rsup|rumah sakit|klinik|jalan|jl|jln|gang|gg|desa|kelurahan|kel|kecamatan|kec"
    r"|kampung|dusun|balai|gor|gedung|aula|stadion|stasiun|bandara|terminal|pasar|hotel|masjid|mesjid|gereja|kampus"
    r"|universitas|univ|sd|sdn|smp|smpn|sma|sman|smk|stie|pt|cv|toko|kota|kab|kabupaten|pulau|provinsi)\.?\s"
    r"(?:[^\W\d_]+\s){0,1}$",
    re.I,
)
_WHERE = re.compile(r"(?<!\w)(?:di|ke|ka|dari|neng|nang|ning|to|in|from)\s$", re.I)
# Whoever is addressed or quoted: "makasih mbak Rina", "kata bu Ida". With two parts the name may well be the matter.
_ADDRESSED = re.compile(
    r"(?<!\w)(?:mbak|mba|mas|kak|kaka|bang|abang|bu|ibu|pak|bapak|dok|dokter|dr|suster|bidan|admin|min|cik|ko|koh|teh|teteh"
    r"|uda|uni|mpok|om|tante|presiden|gubernur|menteri|bupati|kata)\.?\s$",
    re.I,
)
# "punya bapak saya Sutrisno", "data Sukinem": the name says whose record is meant.
_WHOSE = re.compile(
    r"(?<!\w)(?:punya(?:nya)?|punyae|vaksin(?:asi)?|booster|status|cek|data|akun|nama|an|a\.n\.?|a/n|si|saya|sy|aku|pelapor|sertif\w*|kode|otp|kartu|ini|dengan"
    r"|untuk|utk|buat|kenalin|perkenalkan|beliau|suami|istri|bapak|bapa|bokap|nyokap|ibu|mak|mamak|mbah|nenek|kakek|anak"
    r"|ayah|mertua|adik|adek|kakak)(?:\s(?:saya|sy|aku|ku|kami))?[\s,:]+$",
    re.I,
)
_BESIDE_A_NUMBER = re.compile(r"[\s,:.()\-]{1,4}(?:nik\W{0,3})?\d{4}", re.I)
_OF_NAMES = re.compile(r"(?<!\w)(?:nama|namo|name|nm|jeneng|ngaran|marga|ejaan|eja|huruf|ketik|[a-z]\s?nya)", re.I)
_NEXT_WITH_CAPITAL = re.compile(r"[ \t]([A-Z][^\W\d_]+)")
_OF_CORRECTION = re.compile(
    r"(?<!\w)(?:nama|nm|jeneng|ngaran|marga|ejaan|huruf|ketik|tertulis|ditulis|nulis|tulisan|tercetak|cetak|padahal|pdhl"
    r"|harusnya|mestinya|seharusnya|kudune|bukan|sanes|dudu|ganti|benerin|perbaiki|betulkan)",
    re.I,
)
_AS_IT_IS = re.compile(
    r"(?<!\w)(?:tertulis(?:nya)?|ditulis(?:nya)?|nulis(?:nya)?|menulis|ngetik(?:nya)?|tulisan(?:nya)?|tercetak|tercatat"
    r"|masih|msh|malah(?:\sjadi)?|jadinya|kok\sjadi|bukan|sanes|dudu|not|di\s(?:sertifikat|sertif|sertip|surat)(?:\s(?:jadi|tertulis))?)"
    r"(?:\snama(?:nya)?)?[\s:='\"“]*$",
    re.I,
)
_AS_IT_SHOULD_BE = re.compile(
    r"(?<!\w)(?:harusnya|hrsnya|seharusnya|mestinya|kudune|kuduna|kedahna|should\sbe|aslinya|sebenarnya|(?:yang|yg|sing)\s(?:benar|bener|bnr|betul|btl)"
    r"|(?:padahal|pdhl|sedangkan|tapi|tp)(?:\s\w+){0,3}|menjadi|diganti|ganti|jadi)(?:\snama(?:nya)?)?[\s:='\"“]*$",
    re.I,
)


def mentions(text: str) -> Iterator[Mention]:
    """Runs of words that are parts of names; a single word where it is said whose it is, or a name is corrected."""
    corrects = _OF_CORRECTION.search(text) is not None
    yield from _contrasted(text)
    for run in _runs(text):
        start, end = run[0].start(), run[-1].end()
        before = text[max(0, start - _REACH) : start]
        if not _PLACE.search(f"{before}{run[0].group()} ") and _is_the_matter(run, before, corrects):
            yield start, end, role_before(text, start)


def _is_the_matter(run: list[re.Match[str]], before: str, corrects: bool) -> bool:
    """Whether a run is the name of whoever the message is about, as far as its words and those before it tell."""
    whose = _WHOSE.search(before) is not None or _BESIDE_A_NUMBER.match(run[-1].string, run[-1].end()) is not None
    where = _WHERE.search(before) is not None
    if not _is_known(run):
        return (whose and not where) or role_before(run[0].string, run[0].start()) is not None
    if len(run) > 1:
        return True
    return not where and _may_stand_alone(run[0].group()) and (whose or (corrects and not _ADDRESSED.search(before)))


def _contrasted(text: str) -> Iterator[Mention]:
    """Words with a capital that are set against each other: "tertulis Nurmah padahal di KTP Nurmahyani"."""
    if text.isupper() or not _OF_NAMES.search(text):
        return
    for token in _TOKEN.finditer(text):
        word = token.group()
        if (
            len(word) >= _FEWEST_LETTERS_SET_AGAINST
            and word[0].isupper()
            and not vocabulary().is_ordinary(word.lower())
        ):
            end = token.end()
            while (more := _NEXT_WITH_CAPITAL.match(text, end)) and not vocabulary().is_ordinary(more[1].lower()):
                end = more.end()
            if role := role_before(text, token.start()):
                yield token.start(), end, role


def role_before(text: str, start: int) -> str | None:
    """What the words just before a name say of it: that it stands there now, or that it should."""
    before = text[max(0, start - _REACH) : start]
    if _AS_IT_SHOULD_BE.search(before):
        return CORRECTED
    return REPLACED if _AS_IT_IS.search(before) else None


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    words = vocabulary()
    shouted = text.isupper()
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        if run and (token.group() == FROM or not _JOINED.fullmatch(text, run[-1].end(), token.start())):
            yield from _kept(run)
            run = []
        bare = token.group().lower()
        capital = token.group()[0].isupper() and not shouted
        uncertain = bare in words.particles or bare in words.both
        after_lower_case = bool(run) and run[-1].group().islower()
        if (
            words.is_name(bare)
            or (uncertain and (shouted or capital or after_lower_case))
            or (bool(run) and bare in words.particles)
            or (capital and not words.is_ordinary(bare))
            or (capital and goes_on_in_capitals(text, run, token))
        ):
            run.append(token)
        elif run:
            yield from _kept(run)
            run = []
    yield from _kept(run)


def goes_on_in_capitals(text: str, run: list[re.Match[str]], token: re.Match[str]) -> bool:
    """ "Maria Kase" among words in lower case, though "kase" means something by itself."""
    joined = bool(run) and text[run[-1].end() : token.start()] == " " and not run[-1].group().endswith(".")
    named = joined and run[-1].group()[0].isupper() and vocabulary().is_name(run[-1].group().lower())
    plain = any(word[0].islower() for word in text.split() if word[0].isalpha())
    return named and plain and len(token.group()) >= _FEWEST_LETTERS_SET_AGAINST and token.group().istitle()


def _kept(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """The run without particles at its end; nothing when neither a known name nor two capitals are left."""
    words = vocabulary()
    while run and run[-1].group().lower() in words.particles:
        run = run[:-1]
    unknown = [t for t in run if t.group().lower() not in words.particles and t.group().lower() not in words.both]
    if _is_known(run) or len(unknown) > 1:
        yield run


def _is_known(run: list[re.Match[str]]) -> bool:
    return any(vocabulary().is_name(token.group().lower()) for token in run)


def _may_stand_alone(word: str) -> bool:
    return len(word) >= _FEWEST_LETTERS and (word[0].isupper() or not vocabulary().is_ordinary(word.lower()))
