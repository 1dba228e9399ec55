"""What a message says it does not want: "bukan ganti nomor, cuma minta sertifikat", "nda jadi hapus"."""

from __future__ import annotations

import re
from dataclasses import dataclass

DENIED = "denied"  # in a Rasa message: intents that it says are not meant

_NOT = (
    r"bukan|bukang|bkn|sanes|dudu|jangan|jgn|jang|batal(?:kan|in)?(?:\s(?:aja|saja|dulu))?"
    r"|(?:kok|ko|kenapa|knp|lho|loh|lah)\s(?:malah|mlh|jadi)"
    r"|(?:siapa|sapa|sopo|ga\sada|gak\sada|gk\sada|tidak\sada|nggak\sada|tra\sada)\s(?:yang|yg|sing)"
    r"(?:\s(?:bilang|minta|nyuruh|suruh))?"
)
_NO = r"(?:ga|gak|gk|g|ngga|nggak|enggak|kagak|kaga|nda|ndak|ndk|tra|seng|indak|kada|tidak|tdk|tak|teu|ora)"
_NOT_NEEDED = rf"(?:{_NO}\s(?:usah|perlu|kedah)|gausah|gaperlu)"
_NOT_WANTED = (
    rf"{_NO}\s(?:mau|mo|arep|jadi|jd|sido|minta|ingin|pengen|butuh|nanya|pernah\sminta|maksud|ada\sniat)|gamau|gajadi"
)
_FILLER = (
    r"(?:\s(?:mau|mo|arep|minta|nanya|yang|yg|saya|sy|aku|gue|gw|kami|kita|lagi|lg|dulu|dl|nih|kok|ta|to|jo|deh|aja|saja"
    r"|pak|bu|kak|min|mas|mbak|soal|untuk|buat|mulai|proses|tentang|di))*"
)
_CHANGE = r"(?:di|men|ng|nge)?(?:ganti|gnti|gante|ubah|rubah|tukar|pindah)(?:in|kan|no)?"
_CHANGES = ("change_phone_number", "correct_name", "switch_person")
_REPORTS = ("report_missing_certificate", "report_wrong_record")
_TASKS = {
    ("change_phone_number",): rf"{_CHANGE}\s(?:no|nomor|nomer|nmr|hp|sim)\w*(?:\s(?:hp|wa))?",
    ("correct_name",): (
        rf"(?:{_CHANGE}|perbaik\w*|benerin|bener(?:no|ke)|betul\w*|koreksi)\snam\w*|nam\w*\s(?:\w+\s)?salah"
    ),
    ("switch_person",): rf"{_CHANGE}\s(?:ke\s)?(?:orang|wong)\w*",
    ("delete_my_data",): r"(?:di|ta|ter|meng|ng|nga)?hapus\w*(?:\s(?:data|akun)\w*)?",
    _REPORTS: r"(?:me|di|nge|nga)?lapor\w*(?:\s(?:baru|anyar))?",
    _CHANGES: rf"{_CHANGE}(?=\s(?:lagi|lg)|\s*[,.!?]|\s*$)",
}
# Only with "ga usah" or "ga … salah": "sertifikatnya ga dikirim" complains.
_OTHERS = {
    ("talk_to_human",): (
        rf"{_NOT_NEEDED}{_FILLER}(?:\s(?:bicara|ngomong|chat|disambung\w*))?(?:\s(?:sama|ke|dg|dgn|dengan|karo))?"
        r"\s(?:petugas|orang|wong|manusia|cs|admin)\w*"
    ),
    ("download_certificate",): (
        rf"{_NOT_NEEDED}{_FILLER}\s(?:di)?(?:download|donlot|donlod|unduh|kirim)\w*(?:\s(?:ulang|lagi|lg))?"
    ),
    ("change_phone_number",): rf"{_NO}\s(?:ganti|ngganti|gante)\s(?:no|nomor|nomer|nmr)\w*(?:\shp)?",
    ("correct_name",): rf"{_NO}\s(?:ganti|ngganti|gante|ubah)\snam\w*",
    ("download_certificate", "report_missing_certificate"): (
        rf"{_NO}\s(?:nanya|tanya|nanyain|minta)\ssertif\w*|sert(?:if|ip)\w*(?:\s(?:mah|sih))?\s{_NOT_NEEDED}(?:\s(?:kok|lagi|dulu|deh))?"
        rf"|{_NOT_NEEDED}{_FILLER}\s(?:sertif\w*|sertip\w*|surat\w*)(?:\s(?:kok|lagi|lg|dulu|deh))?"
        rf"|(?:download|donlot|donlod|unduh|kirim|kirimin|minta|ambil)(?:\s\w+){{0,5}}\seh\s(?:{_NOT_NEEDED}|{_NO}\sjadi)"
    ),
    ("delete_my_data",): rf"{_NO}\s(?:ta|ter|ke)\s?hapus\w*",
    _REPORTS: rf"{_NO}\s(?:ada\s(?:yang|yg)\s)?salah(?:\s(?:kok|koq|kak|min|pak|bu))*\sdata\w*",
}
_PATTERNS = [
    (intents, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I))
    for intents, pattern in (
        *(
            (intents, rf"(?:{_NOT}|{_NOT_NEEDED}|{_NOT_WANTED}){_FILLER}\s(?:{task})")
            for intents, task in _TASKS.items()
        ),
        *_OTHERS.items(),
    )
]


# "Bukan sijil WHO kak. Saya nak …": what the first words name is not meant, whatever it is.
_OPENING = re.compile(
    r"\W*(?:(?:eh|lho|loh|lah|aduh|duh|ih|hm+|bah|kak|min|pak|bu)\W+)*(?:bukan|bkn|bukang)\s[^.,!?;\n]{2,40}(?=[.,!?;\n])",
    re.I,
)


@dataclass(frozen=True)
class Denials:
    """`intents` are those that the citizen says are not meant; in `rest` spaces stand for the words that say so."""

    rest: str
    intents: frozenset[str]


def denials_in(text: str) -> Denials:
    rest, denied = text, set[str]()
    for intents, pattern in _PATTERNS:
        shortened = pattern.sub(lambda match: " " * len(match[0]), rest)
        if shortened != rest:
            denied.update(intents)
        rest = shortened
    return Denials(rest, frozenset(denied))


def denied_opening(text: str) -> str:
    """The first words where they say what is not meant, else nothing."""
    match = _OPENING.match(text)
    return match[0] if match else ""
