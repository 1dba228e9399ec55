from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.errors import PhoneError, PhoneProblem
from identity.phone import PhoneNumber, parse_phone

GOOD = "+6281234567890"


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812-3456-7890",
        "0812.3456.7890",
        "(0812) 3456 7890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "6281234567890",
        "62 812 3456 7890",
        "81234567890",
        "6208123456789 0",
        "0062 81234567890",
        "00162 812 3456 7890",
        "001 62 812 3456 7890",
        "017 62 812 3456 7890",
        "+0062 812 3456 7890",
        "+081234567890",
        "0812–3456–7890",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "\u202a+62 812-3456-7890\u202c",
        "*081234567890*",
        "nomor saya 081234567890 ya kak",
        "081234567890, eh maksudnya 6281234567890",
        "081234567890 dan kantor 021-5201590",
        "081234567890 nik 3273010101900001",
        "081234567890 3273010101900001",
        "0812\n34567890",
        "081234567890\n2",
        "1. 081234567890",
    ],
)
def test_every_usual_way_of_writing_gives_the_same_number(typed: str) -> None:
    assert parse_phone(typed) == PhoneNumber(GOOD)


@pytest.mark.parametrize("typed", ["o81234567890", "O8l2 3456 789O", "O8I2-3456-7890"])
def test_letters_typed_for_digits_are_read_and_marked(typed: str) -> None:
    number = parse_phone(typed)
    assert number.e164 == GOOD
    assert number.corrected


def test_an_ordinary_number_is_not_marked_as_corrected() -> None:
    assert not parse_phone("lo udah tau kan 081234567890").corrected


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", PhoneProblem.NOT_A_NUMBER),
        ("halo", PhoneProblem.NOT_A_NUMBER),
        ("ollo", PhoneProblem.NOT_A_NUMBER),
        ("O8I2-345-67B9", PhoneProblem.TOO_SHORT),
        ("0840123456789", PhoneProblem.NOT_A_NUMBER),
        ("021-5201590", PhoneProblem.LANDLINE),
        ("0361234567", PhoneProblem.LANDLINE),
        ("62215201590", PhoneProblem.LANDLINE),
        ("+62 21 5201590", PhoneProblem.LANDLINE),
        ("021-5201590 0361234567", PhoneProblem.LANDLINE),
        ("1500567", PhoneProblem.SERVICE_NUMBER),
        ("1-500-567", PhoneProblem.SERVICE_NUMBER),
        ("0800 123 4567", PhoneProblem.SERVICE_NUMBER),
        ("119", PhoneProblem.SERVICE_NUMBER),
        ("119 ext. 9", PhoneProblem.SERVICE_NUMBER),
        ("+60123456789", PhoneProblem.FOREIGN),
        ("+1 (650) 253-0000", PhoneProblem.FOREIGN),
        ("0060123456789", PhoneProblem.FOREIGN),
        ("0812345", PhoneProblem.TOO_SHORT),
        ("081234567", PhoneProblem.TOO_SHORT),
        ("+6212345", PhoneProblem.TOO_SHORT),
        ("5201590", PhoneProblem.TOO_SHORT),
        ("08123456789012", PhoneProblem.TOO_LONG),
        ("0812 3456 7890 1234", PhoneProblem.TOO_LONG),
        ("3273010101900001", PhoneProblem.TOO_LONG),
        ("9" * 400, PhoneProblem.TOO_LONG),
        ("1 " * 400, PhoneProblem.TOO_LONG),
        ("081234567890 atau 081298765432", PhoneProblem.TWO_NUMBERS),
        ("081234567890 081298765432", PhoneProblem.TWO_NUMBERS),
        ("081234567890\n081298765432", PhoneProblem.TWO_NUMBERS),
        ("081234567890/081298765432", PhoneProblem.TWO_NUMBERS),
        ("+6281234567890+6281298765432", PhoneProblem.TWO_NUMBERS),
    ],
)
def test_what_cannot_get_an_sms_is_refused_with_the_reason(typed: str, reason: PhoneProblem) -> None:
    with pytest.raises(PhoneError) as caught:
        parse_phone(typed)
    assert caught.value.reason is reason


def test_ten_digits_are_a_mobile_number() -> None:
    assert parse_phone("0812345678").e164 == "+62812345678"


@pytest.mark.parametrize(
    ("e164", "masked"),
    [("+6281234567890", "+62 812-••••-7890"), ("+62812345678", "+62 812-••••-78")],
)
def test_most_of_a_masked_number_is_hidden(e164: str, masked: str) -> None:
    number = PhoneNumber(e164)
    assert (number.masked, str(number)) == (masked, masked)
    assert e164 not in repr(number)


@given(st.one_of(st.text(), st.text(alphabet="0123456789+-. ()/\noOlI6281"), st.from_regex(r"(\+?62|0)8[\d -]{5,20}")))
def test_any_text_gives_a_mobile_number_or_a_reason(text: str) -> None:
    try:
        number = parse_phone(text)
    except PhoneError:
        return
    assert number.e164.startswith("+628")
    assert parse_phone(number.e164) == number


PREFIXES = st.sampled_from(["811", "812", "813", "821", "852", "857", "878", "896", "899"])
WRITTEN = ["+62{}", "62{}", "0{}", "{}", "0062{}", "001 62 {}", "017 62 {}", "+62 0{}"]


@given(
    PREFIXES,
    st.text("0123456789", min_size=7, max_size=8),
    st.sampled_from(WRITTEN),
    st.sampled_from(["", " ", "-"]),
)
def test_a_number_survives_every_way_of_writing_it(prefix: str, rest: str, form: str, gap: str) -> None:
    national = gap.join([prefix, rest[:4], rest[4:]])
    assert parse_phone(form.format(national)).e164 == f"+62{prefix}{rest}"
