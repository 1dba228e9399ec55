"""What stands in conversation cases for the citizen who happens to play them."""

from __future__ import annotations

import re
from typing import Any


def personal(citizen: dict[str, str]) -> dict[str, str]:
    """What a citizen types about a person; `misspelt` is the name with its last two letters swapped."""
    name, nik = citizen["full_name"] or "", citizen["nik"] or ""
    misspelt = name[:-2] + name[:-3:-1]
    wanted = citizen.get("wanted_name") or name
    return {
        "nik": nik,
        "nik15": nik[:-1],
        "nik17": nik + "1",
        "name": name,
        "misspelt": misspelt,
        "wanted_name": wanted,
        "birth_date": _birth_date(nik),
    }


def _birth_date(nik: str) -> str:
    """As the NIK has it: 40 is added to the day of women."""
    return f"{int(nik[6:8]) % 40:02d}-{nik[8:10]}-{nik[10:12]}" if nik else ""


def fresh_numbers(chat: str) -> dict[str, str]:
    """Numbers that nobody is registered with, to change to; other ones in every case and run."""
    return {"new_phone": f"0898{chat}", "new_phone2": f"0896{chat}"}


def fill(text: str, values: dict[str, str]) -> str:
    """Put the citizen's values into `{phone}`, lower-cased for `{name:lower}`, and repeat for `{ha*3}`."""
    repeated = re.sub(r"\{(\w+)\*(\d+)\}", lambda m: m[1] * int(m[2]), str(text))
    lowered = re.sub(r"\{(\w+):lower\}", lambda m: values.get(m[1], m[0]).lower(), repeated)
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), lowered)


def fill_all(value: Any, values: dict[str, str]) -> Any:
    return {key: fill(each, values) for key, each in value.items()} if isinstance(value, dict) else fill(value, values)
