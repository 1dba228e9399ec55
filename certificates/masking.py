"""How much of a person a certificate or its verification page gives away."""

from __future__ import annotations

NIK_DIGITS_SHOWN = 4
BULLET = "•"


def mask_nik(nik: str) -> str:
    """`3273010101900001` → `3273********0001`; anything too short to hide a part of is hidden wholly.

    Masking what is masked changes nothing.
    """
    hidden = len(nik) - 2 * NIK_DIGITS_SHOWN
    if hidden < NIK_DIGITS_SHOWN:
        return "*" * len(nik)
    return f"{nik[:NIK_DIGITS_SHOWN]}{'*' * hidden}{nik[-NIK_DIGITS_SHOWN:]}"


def mask_name(name: str) -> str:
    """The initial of every word and as many bullets as it has letters more: `Siti Nur` → `S••• N••`."""
    return " ".join(word[0] + BULLET * (len(word) - 1) for word in name.split())
