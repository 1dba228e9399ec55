"""Words for the number of a dose: "kedua", "ke-2", "kaping pindho"."""

from __future__ import annotations

_ORDINAL_WORDS = {
    1: "kesatu, kasatu, setunggal, pertama, pertma, prtama, prtma, partamo, pertamo, kahiji, kapisan, sepisan"
    ", 1st, first",
    2: "kedua, kdua, kaduo, ka duo, keduo, kalih, kadua, ka dua, kapindho, kapindo, kepindho, kepindo, keloro, kaduwa"
    ", kaping kalih, kaping pindho, 2nd, second",
    3: "ketiga, katigo, ketigo, katilu, ka tilu, katelu, ketelu, kaping telu, 3rd, third",
    4: "keempat, kaopat, ka-opat, kaampek, ka ampek, 4th, fourth",
    5: "kelima, kalima, 5th, fifth",
}
_CARDINAL_WORDS = {
    1: "1, satu, siji, hiji, i, one",
    2: "2, dua, duo, loro, ii, two",
    3: "3, tiga, tigo, telu, tilu, iii, three",
    4: "4, empat, iv",
    5: "5, lima, v",
}
NUMBERS = {
    word: number
    for words in (_ORDINAL_WORDS, _CARDINAL_WORDS)
    for number, names in words.items()
    for word in names.split(", ")
}
ORDINALS = "|".join(names.replace(", ", "|") for names in _ORDINAL_WORDS.values())
CARDINALS = r"[1-5]|satu|siji|hiji|dua|duo|loro|tiga|tigo|telu|tilu|empat|lima|i{1,3}|iv|v"
NUMBER_WORD = rf"(?:ke[\s\-]?)??(?:{ORDINALS}|[1-5]|satu|dua|tiga|empat|lima)(?:nya)?"
