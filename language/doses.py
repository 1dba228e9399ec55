"""Which dose a message speaks of: "dosis 2", "vaksin ke-2", "booster" (3), "booster kedua" (4), "semua"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.dose_denials import is_not_wanted, is_there_already
from language.dose_numbers import CARDINALS, NUMBER_WORD, NUMBERS, ORDINALS
from language.records import DOSE, Identifier

# "2x", "2 kali", "2 minggu": how often or how long, not which one. "1,5" and "12" are other numbers.
_NOT_A_COUNT = (
    r"(?!\w)(?!\s?(?:x|kali|hari(?!\sini)|minggu|mgg|bulan|bln|tahun|thn|jam|menit|orang|org|anak|lembar|pihak|buah|pun|guru|kali)(?!\w)"
    r"|\s?dosis(?!\s?[\dk]))(?!\.?\d)(?!,(?![1-5](?!\d))\d)"
)
_CLITIC = r"(?:nya|ku|mu)?"
_WHICH = rf"(?:({ORDINALS}){_CLITIC}(?!\w)|({CARDINALS}){_CLITIC}{_NOT_A_COUNT})"
_THING = (
    r"dosis|dois|dose|vaksin|vaksinasi|vaksen|vaxin|vaks|vksn|faksin|suntik|suntikan|sertifikat|sertif|sertip|sertipikat"
    r"|sertifikatnya|vaksinnya|certificate|vaccine|tahap"
)
_BOOSTER = re.compile(
    rf"(?<!\w)(?:boo?s?ster|buster|boster|(?:suntik(?:an)?|dosis|vaksin)\spenguat|penguat)(?:nya)?(?:\s(?:yg|yang))?"
    rf"(?:\s?(?:ke)?[\s\-]?(?:({ORDINALS})(?!\w)|([12]|satu|dua|i{{1,2}}){_NOT_A_COUNT}))?"
    rf"|(?<!\w)({ORDINALS})\s(?:boo?s?ster|buster|boster)",
    re.I,
)
_AFTER_THING = re.compile(
    rf"(?<!\w)(?<!bansos )(?<!salah )(?:(dosis|dois|dose|vaksin|vaks|vaksinasi|suntik|suntikan|tahap)|{_THING})"
    rf"(?:\s(?:covid|vaksin|dosis|saya|sy|aku|yang|yg|no|nomor)){{0,3}}\s?"
    rf"(?:(?:yang|yg|nu|sing|nan)\s)?(?:ke|k)?[\s\-]{{0,2}}{_WHICH}",
    re.I,
)
_LISTED = re.compile(
    rf"\s?(?:,|dan|dn|sama|sm|ama|atau|dengan|dgn|deng|karo|lan|sareng|serta|&|\+|/|n|plus|jo|jeung)\s?(?:dosis\s|yang\s|yg\s|ke[\s\-]?)??{_WHICH}"
    rf"|\s([2-5]){_NOT_A_COUNT}",
    re.I,
)
_WITH_KE = re.compile(rf"(?<!\w)(?<!pihak )(?:(?:yang|yg|nomor|no)\s)?ke[\s\-]?({CARDINALS}){_NOT_A_COUNT}", re.I)
_YANG = re.compile(
    rf"(?<!\w)(?<!siapa )(?:yang|yg|nu|anu|sing|nan|ingkang)\s(?:(?:dosis|nomor|nomer|no)\s)?"
    rf"(?:({ORDINALS}){_CLITIC}(?!\w)|(satu(?!\s(?:dulu|aja\sdulu|saja\sdulu|lagi|daftar|nomor|nomer|pake|pakai|punya|anak|orang|itu|ini|sd|smp|sma|masih))|(?<=no\s)(?:dua|tiga|empat)|(?<=nomor\s)(?:dua|tiga|empat)|(?<=nomer\s)(?:dua|tiga|empat)|[1-5]){_NOT_A_COUNT})",
    re.I,
)
_BEFORE_THING = re.compile(rf"(?<!\w)({ORDINALS})\s(?:dosis|dose|vaksin|vaccine|jab|shot|one)(?!\w)", re.I)
_WHOLE = re.compile(
    rf"(?!\W*(?:keduanya|ketiganya))\W*(?:(?:yang|yg|nan|nu|sing|ingkang|nomor|nomer|no|nmr|pilih|opsi|angka|the)\s)?(?:ke[\s\-]?)??({ORDINALS}|[1-5]|satu|siji|hiji|dua|duo|loro|tiga|tigo|telu|tilu|empat|lima)(?:nya|ne|na)?(?:\s(?:one|aj|ae|aje|aja|saja|dulu|dl|dlu|pun|boleh|juga|jg|jga|kak|min|ya|dong|deh|gan|please))*\W*",
    re.I,
)
_LIST = re.compile(
    rf"\W*(?:(?:yang|yg|nomor|nomer|no|dosis)\s)?{NUMBER_WORD}(?:\s*(?:,|&|\+|dan|sama|sm|ama|and)\s*{NUMBER_WORD})+"
    r"(?:\s(?:aja|saja|kak|min|ya|dong|deh|juga))*\W*",
    re.I,
)
_IN_LIST = re.compile(rf"(?<!\w)({ORDINALS}|[1-5]|satu|dua|tiga|empat|lima)(?:nya)?(?!\w)", re.I)
# "Mereka semua", "semua warga": people, no doses.
_NOT_OF_THEM = r"(?<!\w)(?<!kami )(?<!kita )(?<!mereka )(?<!tetangga )(?<!teman )(?<!keluarga )"
_NOT_PEOPLE = (
    r"(?!\w)(?!\s(?:orang|org|karyawan|warga|keluarga|jawab\w*|anggota|siswa|murid|teman|temen|pegawai|data|puskesmas"
    r"|faskes))"
)
_DOUBLED = re.compile(
    rf"{_NOT_OF_THEM}(?:dua[\s\-]?dua(?:\s?ny?a)?|dua2(?:\s?ny?a)?|2[\s\-]?2\s?nya|tiga[\s\-]?tiga\s?ny?a"
    r"|kalih[\s\-]?kalihipun|(?:ke|ka)?(?:tiga|tigo|dua|duo)[\s\-]?(?:tiga|tigo|dua|duo)ny[aeo]|loro[\s\-]?2ne|loro2ne|loro[\s\-]?lorone|dua[\s\-]?duana|duo[\s\-]?duonyo|telu[\s\-]?telune|tigo[\s\-]?tigonyo)"
    + _NOT_PEOPLE,
    re.I,
)
_ALL = re.compile(
    rf"{_NOT_OF_THEM}(?:keduanya|ketiganya|ke?duany[eo]|k[ae]duonyo|keduonyo|katigonyo|ketigany[eo]|smuany[eo]|semuany[eo]|sadonyo"
    r"|semua|semuanya|samua|samuanya|smua|smuanya|sma2|smw|seluruh|seluruhnya|all(?:\s(?:of\s)?(?:them|it))?|both(?:\sof\sthem)?|kabeh|kabehan|sedaya|sedanten|sadayana|makejang|sadonyo|galo|sagalo)"
    + _NOT_PEOPLE,
    re.I,
)
_MERE = re.compile(r"\w+(?:\s(?:lagi|juga|jg|aja|saja|ya|dong|deh|lah|kak|min|jo|we))*", re.I)
_FROM_FIRST_TO_LAST = re.compile(
    r"(?<!\w)(?:dari|dr|mulai)\s(?:yang\s|yg\s|dosis\s|vaksin\s|suntikan\s|suntik\s)?(?:awal|pertama|prtama|kesatu|1|satu)"
    r"\s(?:sampai|sampe|smpe|smp|ampe|hingga|s/d)\s(?:yang\s|yg\s|dosis\s|vaksin\s|suntikan\s|suntik\s)?"
    r"(?:akhir|terakhir|boo?ster|penguat|selesai)(?!\w)",
    re.I,
)
_CERTIFICATES = re.compile(
    r"(?<!\w)(?:sert\w+|surat\w*|dosis\w*|vaksin\w*|boo?ster\w*|certificate\w*|dose\w*|suntik\w*"
    r"|download|donlot|donlod|unduh\w*|cetak\w*|kirim\w*|send|minta\w*|bilang\w*)(?!\w)",
    re.I,
)
_PAPER = "sertifikat|sertif|sertip|sertipikat|surat|bukti|bukti suntik|bukti vaksin|file|berkas|pdf"
_BOTH = re.compile(rf"(?<!\w)(?<!ke )(?<!yang )(?<!yg )kedua\s(?:{_PAPER})(?:nya)?(?!\w)", re.I)
# "Butuh sertifikat lengkap, dua dosis": that many were given, and not "saya sudah dua dosis".
_THAT_MANY = re.compile(
    rf"(?=.*(?<!\w)(?:{_PAPER}|unduh|download|donlot|kirim)).*?(?<!udah )(?<!sudah )(?<!udh )(?<!sdh )(?<!baru )(?<!\w)"
    r"((?:dua|2|tiga|3|kedua|ketiga)\sdosis)(?:nya)?(?!\s?\d)(?!\w)",
    re.I | re.S,
)
_MOST = "(?:paling|plg|plng|pling)"
_LAST = (
    rf"(?:{_MOST}\s(?:baru|akhir|anyar)|(?:{_MOST}\s)?(?:terakhir|terahir|tarakhir|trakhir|trkhr|terbaru|tebaru|pungkasan|pangahir|panungtung|pamungkas|penghabisan))(?:nya|na|e)?"
    r"|last\sone|latest(?:\sone)?"
)
_MINE = r"(?:(?:saya|sy|aku|gue|gw|kulo|abdi|sa)\s)?"
_LAST_WORD = re.compile(_LAST, re.I)
_LATEST = re.compile(
    rf"\W*(?:(?:ya|iya|boleh|oke|ok|tolong|tlg|ambil|kirim|kirimin|kirimkan|minta|mau|pilih)(?:\s(?:deh|dong|aja|kak|min))?[\s,]+){{0,3}}(?:(?:yang|yg|nu|nan|sing|the|dosis|suntikan|vaksin)\s){{0,2}}(?:{_LAST})(?:\s(?:aja|se|saja|aje|ae|wae|bae|mawon|we|jo|kak|ka|min|ya|dong|deh|lah|gan|bang|mas|mbak|pak|bu|nak|nduk|bun|bro|bos|gaes|please|dulu|dl|maksudnya|maksud\ssaya|maksudku|mksdnya))*(?:\W+(?:(?:yang|yg)\s)?(?:{_LAST}))?\W*"
    rf"|.*(?<!\w)(?:yang|yg)\s(?:{_LAST})\s(?:(?:aja|saja)\s)?(?:dosis|sertif\w*?|vaksin)(?:nya)?(?!\w).*"
    rf"|(?=.*(?<!\w)(?:{_PAPER}|kartu|unduh|download|donlot|certificate)).*"
    rf"(?<!\w)(?:{_THING}|{_PAPER})(?:nya|ku)?\s{_MINE}(?:(?:yang|yg|nu|sing)\s)?(?:{_LAST})(?!\w).*",
    re.I | re.S,
)
# "Minta sertifikat punyaku sing terakhir, NIK …", "yang terakhir kirim sertifikatnya"
_LATEST_OF_MINE = re.compile(
    rf"(?<!\w)(?:{_PAPER})(?:nya|ku)?\s(?:\w+\s){{0,3}}(?:yang|yg|sing|nu)\s(?:{_LAST})(?!\w)"
    rf"|(?<!\w)(?:yang|yg|sing|nu)\s(?:{_LAST})\s(?:\w+\s){{0,3}}(?:{_PAPER})(?:nya|ku)?(?!\w)",
    re.I,
)
# "Ya udah kirim yg dosis terakhir aja"
_SEND_THE_LATEST = re.compile(
    r"(?<!\w)(?:kirim|kirimin|kirimkan|ambil|minta|unduh|download|donlot|donlod)(?:in|kan)?\s(?:\w+\s){0,2}"
    rf"(?:(?:yang|yg|sing|nu|nan)\s)?(?:dosis\s)?(?:{_LAST})(?!\w)",
    re.I,
)
# "Sekarang suami 8171… Abdul Gani, yang terakhir saja"
_LATEST_BESIDE_A_NIK = re.compile(
    rf"(?:\d[\s.-]?){{16}}.*(?<!\w)(?:yang|yg|sing|nu|dosis)\s(?:dosis\s)?(?:{_LAST})"
    r"(?:\s(?:aja|saja|ya|dong|kak|min|pak|bu|mas|mbak))*\W*$",
    re.I | re.S,
)
_THE_LAST_BEHIND = re.compile(rf"\s(?:(?:saya|sy|aku)\s)?(?:(?:yang|yg)\s)?(?:{_LAST})(?!\w)", re.I)
_CLAUSES = re.compile(r"[,.;!?\n]")
_OTHER = r"(?:lain|laen|laine|satunya|stunya|satu\slagi|sisa)(?:nya|ne|na)?"
_REST = re.compile(
    r"\W*(?:(?:ya|iya|oke|ok|sip|boleh|tolong|tlg|kirim|kirimin|kirimkan|minta|mau|sama|sm|terus|trus|trs|sekalian)[\s,]+){0,3}"
    rf"(?:(?:(?:dosis|sertifikat|sertif|sertip|surat|vaksin)\s)?(?:yang|yg|nu|sing)\s{_OTHER}"
    rf"|(?:dosis|sertifikat|sertif|sertip|surat)\s{_OTHER}|sisa(?:nya|ne|na)?|the\s(?:rest|others?|other\sones?))"
    r"(?:\s(?:lagi|lg|juga|jg|jga|semua|smua|semuanya|smuanya|sekalian|kirim|kirimin|aja|dong|donk|deh|ya|yaa|kak|min|mas|mbak"
    r"|bang|pak|bu|bun|please|pls))*\W*",
    re.I,
)
# "Yang ada aja", when one that was wanted is not there
_THOSE_THERE = re.compile(
    r"\W*(?:(?:ya|iya|oke|ok|yaudah|ya\sudah|ya\sudahlah|ya\sudah\slah|ya\sdh|kirim|minta|ambil)[\s,]+)*(?:yang|yg)\s(?:ada|tersedia)"
    r"(?:\s(?:aja|saja|dulu|deh|lah|kak|min|dong|ya))+\W*",
    re.I,
)
_OTHER_THINGS = re.compile(r"(?<!\w)(?:nama|nm|tanggal|tgl|lahir\w*|hp|data\w*|hapus|nomor|nik)(?!\w)", re.I)
_ALL_REACH = 32
_SHORT = 24
# "Anak kedua", "anak saya yang pertama": which child, not which dose.
_OF_A_PERSON = re.compile(
    r"(?<!\w)(?:anak|anakku|anaknya|cucu|adik|adek|kakak|orang)\s(?:saya\s|sy\s|aku\s|kami\s|gue\s|gw\s)?"
    r"(?:(?:yang|yg|nomor|no)\s)?$",
    re.I,
)
_PERSON_REACH = 30
_NAME_AND_NIK = re.compile(r"\s(?:[^\W\d_]+\s){1,4}\d{16}(?!\d)")  # "yg kedua Syamsuddin 7308…"
_MONTH = re.compile(r"\s(?:(?:jan|feb|peb|mar|apr|jun|jul|agu|ags|agt|sep|okt|nop|nov|des)[a-z]*|mei)(?!\w)", re.I)
_BARE = re.compile(rf"(?:(?:yang|yg)\s)?{NUMBER_WORD}", re.I)
_BOOSTERS = (3, 4)  # the first and the second; "booster keempat" counts all doses


def find_doses(text: str) -> Iterator[Identifier]:
    """Doses in order: "1".."5", "all", "latest" or "rest"; words such as "sertifikat" say the task, not the dose."""
    taken: list[Identifier] = []
    for identifier in _candidates(text):
        meant = not (is_there_already(text, identifier) or _says_which_person(text, identifier))
        if meant and not any(identifier.overlaps(other) for other in taken):
            taken.append(identifier)
    wanted = [dose for dose in taken if not is_not_wanted(text, dose)]
    return iter(sorted(wanted or taken, key=lambda identifier: identifier.start))


def _says_which_person(text: str, dose: Identifier) -> bool:
    if _NAME_AND_NIK.match(text, dose.end):
        return True
    before = text[max(0, dose.start - _PERSON_REACH) : dose.start]
    return _BARE.fullmatch(text, dose.start, dose.end) is not None and _OF_A_PERSON.search(before) is not None


def _candidates(text: str) -> Iterator[Identifier]:
    if _THOSE_THERE.fullmatch(text):
        yield Identifier(DOSE, "all", 0, len(text))
        return
    if _REST.fullmatch(text):
        yield Identifier(DOSE, "rest", 0, len(text))  # whatever stands around it asks for the same
        return
    if match := _WHOLE.fullmatch(text):
        yield _dose(match, match.start(1), match.end(1))
        return
    if _LIST.fullmatch(text):
        for match in _IN_LIST.finditer(text):
            yield _dose(match, match.start(1), match.end(1))
        return
    if (
        _LATEST.fullmatch(text)
        or any(_LATEST.fullmatch(clause) for clause in _CLAUSES.split(text) if clause.strip())
        or _LATEST_OF_MINE.search(text)
        or _SEND_THE_LATEST.search(text)
        or _LATEST_BESIDE_A_NIK.search(text)
    ):  # "yg paling akhir jo, mo bawa gereja nanti"
        yield Identifier(DOSE, "latest", *list(_LAST_WORD.finditer(text))[-1].span())
    yield from _all_doses(_FROM_FIRST_TO_LAST, text)
    yield from _all_doses(_DOUBLED, text)
    if match := _THAT_MANY.match(text):
        yield Identifier(DOSE, "all", *match.span(1))
    for match in _BOTH.finditer(text):
        yield Identifier(DOSE, "all", match.start(), match.start() + len("kedua"))
    for match in _BOOSTER.finditer(text):
        if _THE_LAST_BEHIND.match(text, match.end()):
            yield Identifier(DOSE, "latest", match.start(), match.end())
            continue
        number = NUMBERS[(match[1] or match[2] or match[3] or "1").lower()]
        dose = number if number > len(_BOOSTERS) else _BOOSTERS[number - 1]
        yield Identifier(DOSE, str(dose), match.start(), match.end())
    for match in _AFTER_THING.finditer(text):
        if _MONTH.match(text, match.end()) and not match[0].lower().startswith("dos"):
            continue  # "suntik 5 September"
        yield _dose(match, match.start() if match[1] else _value_start(match), match.end())
        position = match.end()
        while listed := _LISTED.match(text, position):
            yield _dose(listed, _value_start(listed), listed.end())
            position = listed.end()
    for pattern in (_BEFORE_THING, _WITH_KE, _YANG):
        for match in pattern.finditer(text):
            yield _dose(match, match.start(), match.end())
    yield from _all_doses(_ALL, text)


def _all_doses(pattern: re.Pattern[str], text: str) -> Iterator[Identifier]:
    """Where all of them, or both, are meant and not all of something else."""
    for match in pattern.finditer(text):
        clause = _clause(text, match)
        around = text[max(0, match.start() - _ALL_REACH) : match.end() + _ALL_REACH]
        opens = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".,!?;\n"
        answers = opens and (pattern is _DOUBLED or _MERE.fullmatch(clause))  # "semua. terus punya kakaknya juga"
        is_short = len(text.strip()) <= _SHORT and (len(text.split()) <= 4 or match.start() == 0)
        if (_CERTIFICATES.search(around) or is_short or answers) and not _OTHER_THINGS.search(clause):
            yield Identifier(DOSE, "all", match.start(), match.end())


def _clause(text: str, match: re.Match[str]) -> str:
    """What stands around a match up to the next punctuation mark."""
    before, after = text[: match.start()], text[match.end() :]
    begin = max((before.rfind(mark) for mark in ",.;!?\n"), default=-1) + 1
    end = min((after.find(mark) for mark in ",.;!?\n" if mark in after), default=len(after))
    return (before[begin:] + match[0] + after[:end]).strip()


def _dose(match: re.Match[str], start: int, end: int) -> Identifier:
    return Identifier(DOSE, str(NUMBERS[_value(match).lower()]), start, end)


def _value(match: re.Match[str]) -> str:
    """The group that names a number."""
    return next(group for group in reversed(match.groups()) if group)


def _value_start(match: re.Match[str]) -> int:
    return match.start(next(number for number in range(len(match.groups()), 0, -1) if match[number]))
