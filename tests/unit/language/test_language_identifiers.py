from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from language.identifiers import find_identifiers

PHONE = "+6281234567890"


def found(text: str, kind: str) -> list[str]:
    return [one.value for one in find_identifiers(text) if one.kind == kind and one.role != "old"]


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812-3456-7890",
        "0812.3456.7890",
        "0812 3456 7890",
        "(0812) 3456 7890",
        "+62 812-3456-7890",
        "(+62) 812 3456 7890",
        "6281234567890",
        "62 0812 3456 7890",
        "0062 812 3456 7890",
        "001 62 812 3456 7890",
        "81234567890",
        "o8l234567890",
        "０８１２３４５６７８９０",
        "nomor hp saya 0812 3456 7890 kak",
        "no. 081234567890, makasih",
        "hp:081234567890",
        "eh salah, nomornya 0812 3456 7890",
        "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan nol",
        "bukan 085612345678 tapi 081234567890",
        "nomor lama 085612345678 ganti ke 081234567890",
    ],
)
def test_a_mobile_number_in_any_writing(text: str) -> None:
    assert found(text, "phone_number") == [PHONE]
    assert found(text, "nik") == found(text, "otp_code") == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("021-5201590", "021-5201590"),
        ("nomor saya 0215201590", "0215201590"),
        ("+60123456789", "+60123456789"),
        ("0812345", "0812345"),
        ("1500567", "1500567"),
        ("081234567890123456", "081234567890123456"),
    ],
)
def test_a_faulty_phone_attempt_keeps_what_was_typed(text: str, typed: str) -> None:
    assert found(text, "phone_number") == [typed]


def test_two_phone_numbers_without_a_choice_say_both() -> None:
    assert set(found("081234567890 atau 085612345678", "phone_number")) == {"+6281234567890 / +6285612345678"}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("yang lama 081234567890", {"old": [PHONE]}),
        ("nomor lama saya 081234567890", {"old": [PHONE]}),
        ("no hp lama itu 081234567890, yang baru 085612345678", {"old": [PHONE], "corrected": ["+6285612345678"]}),
        ("yang baru 085612345678 yang lama 081234567890", {"old": [PHONE], "corrected": ["+6285612345678"]}),
        ("nomor barunya 081234567890", {"corrected": [PHONE]}),
        (
            "yg terdaftar itu 081234567890 yg ilang. 085612345678 itu nomor BARU sy",
            {"old": [PHONE], "corrected": ["+6285612345678"]},
        ),
        ("081234567890 itu nomor lama, 085612345678 nomor baru", {"old": [PHONE], "corrected": ["+6285612345678"]}),
        ("nmr lama 081234567890 udh ga bs dipake. mau ganti ke 085612345678", {"old": [PHONE]}),
        ("nomor saya 081234567890", {}),
    ],
)
def test_a_phone_number_said_to_be_the_old_or_the_new_one_is_marked(text: str, roles: dict[str, list[str]]) -> None:
    marked = [one for one in find_identifiers(text) if one.kind == "phone_number" and one.role]
    assert {role: [one.value for one in marked if one.role == role] for role in {one.role for one in marked}} == roles


def test_a_corrected_phone_number_is_marked_old() -> None:
    old = [one.value for one in find_identifiers("bukan 081234567890 tapi 085612345678") if one.role == "old"]
    assert old == [PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "3273012301900001",
        "3273 0123 0190 0001",
        "32.73.01.230190.0001",
        "3273-0123-0190-0001",
        "NIK: 3273012301900001",
    ],
)
def test_a_nik_in_any_writing(text: str) -> None:
    assert found(text, "nik") == ["3273012301900001"]


@pytest.mark.parametrize("digits", ["327301230190001", "32730123019000012"])
def test_a_faulty_nik_attempt_keeps_its_digits(digits: str) -> None:
    assert found(f"nik saya {digits}", "nik") == [digits]
    assert found(digits, "nik") == [digits]


@pytest.mark.parametrize(
    "text",
    [
        "482913",
        "482 913",
        "482-913",
        "482.913",
        "4 8 2 9 1 3",
        "kodenya 482 913 kak",
        "otp:482913",
        "empat delapan dua sembilan satu tiga",
        "Empat Delapan Dua, Sembilan Satu Tiga",
        "٤٨٢٩١٣",
    ],
)
def test_a_code_in_any_writing(text: str) -> None:
    assert found(text, "otp_code") == ["482913"]


@pytest.mark.parametrize(
    ("text", "digits"), [("kode saya 48291", "48291"), ("otp 4829133", "4829133"), ("48291", "48291")]
)
def test_a_faulty_code_attempt_keeps_its_digits(text: str, digits: str) -> None:
    assert found(text, "otp_code") == [digits]


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("dosis 2", ["2"]),
        ("vaksin ke-2", ["2"]),
        ("vaksin kedua", ["2"]),
        ("ke 2", ["2"]),
        ("yg kedua", ["2"]),
        ("2nd dose", ["2"]),
        ("second dose", ["2"]),
        ("sertifikat 2 dong", ["2"]),
        ("dosis 1 dan 2", ["1", "2"]),
        ("1 dan 2", ["1", "2"]),
        ("satu sama tiga aja kak", ["1", "3"]),
        ("booster", ["3"]),
        ("booster pertama", ["3"]),
        ("booster kedua", ["4"]),
        ("sertifikat booster 2", ["4"]),
        ("dua-duanya", ["all"]),
        ("sertifikat dua-duanya", ["all"]),
        ("dosis dua2nya min", ["all"]),
        ("keduanya", ["all"]),
        ("kalih-kalihipun", ["all"]),
        ("makejang", ["all"]),
        ("sing kepindo", ["2"]),
        ("ingkang kaping kalih", ["2"]),
        ("tetangga dua-duanya sudah vaksin", []),
        ("yang lain juga dong", ["rest"]),
        ("yg satunya lagi", ["rest"]),
        ("sisanya kirim sekalian ya", ["rest"]),
        ("anak yang lain", []),
        ("yang terakhir aja lah", ["latest"]),
        ("ambil yg terakhir aja", ["latest"]),
        ("keduanya dong kak", ["all"]),
        ("yang kedua", ["2"]),
        ("nu ka tilu", ["3"]),
        ("sing terakhir mawon", ["latest"]),
        ("semua", ["all"]),
        ("all of them", ["all"]),
        ("boleh saya minta kedua sertifikatnya?", ["all"]),
        ("yang terakhir aja", ["latest"]),
        ("yang terakhir aje", ["latest"]),
        ("ambil sertifikat vaksin sy yg plg baru", ["latest"]),
        ("kirim sertif suntikan terakhir dong", ["latest"]),
        ("vaksin terakhir saya tanggal berapa", []),
        ("the second one", ["2"]),
        ("send the first one please", ["1"]),
        ("semuanya kak", ["all"]),
        ("mau semua sertifikat", ["all"]),
        ("3", ["3"]),
        ("yang terakhir", ["latest"]),
        ("sudah vaksin 2 kali", []),
        ("vaksin 2x", []),
        ("vaksin 2 minggu lalu", []),
        ("hapus semua data saya", []),
        ("kedua anak saya", []),
    ],
)
def test_doses(text: str, doses: list[str]) -> None:
    assert found(text, "dose") == doses


@pytest.mark.parametrize("text", ["LP-240131-AB12", "lp 240131 ab12", "lp240131ab12", "laporan Lp-240131-Ab12 gimana"])
def test_case_numbers(text: str) -> None:
    assert found(text, "ticket_number") == ["LP-240131-AB12"]
    assert found(text, "otp_code") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nama saya Siti Aminah", "Siti Aminah"),
        ("nama saya siti aminah nik 3273012301900001", "siti aminah"),
        ("nama: Wayan Sudiarta", "Wayan Sudiarta"),
        ("atas nama Budi Santoso", "Budi Santoso"),
        ("a.n. Budi", "Budi"),
        ("Siti Aminah", "Siti Aminah"),
        ("siti aminah kak", "siti aminah"),
        ("Hj. Siti Aminah, S.Pd", "Hj. Siti Aminah, S.Pd"),
        ("Asep Sunandar, dosis 2", "Asep Sunandar"),
        ("Dewi Anggraini 3275036102880006", "Dewi Anggraini"),
        ("081234567890\nSiti Aminah", "Siti Aminah"),
        ("nama saya tertulis Siti Aminha harusnya Siti Aminah", "Siti Aminah"),
        ("saya Budi", "Budi"),
        ("Xylo Kwarteng", "Xylo Kwarteng"),
        ("Suparmi", "Suparmi"),
        ("Raden Mas Hadikusumo Wiryanegara", "Raden Mas Hadikusumo Wiryanegara"),
        ("Liong Seng Halim bin Sulaiman", "Liong Seng Halim bin Sulaiman"),
        ("aku Liong Seng Halim mahasiswa di Surabaya", "Liong Seng Halim"),
        ("Wa Ode Nur Rahman", "Wa Ode Nur Rahman"),
        ("ganti nama ke Maria Kase nya gimana", "Maria Kase"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert found(text, "person_name") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "sertif dosis 2 ya, no hp 081234567890, nik 3273014507900001",
        "hp 081234567890\nnik 3273014507900001",
        "081234567890 nik 3273014507900001",
    ],
)
def test_a_number_before_a_nik_is_a_phone_number(text: str) -> None:
    assert found(text, "phone_number") == [PHONE]
    assert found(text, "nik") == ["3273014507900001"]


def test_a_line_of_unknown_words_is_an_uncertain_name() -> None:
    (name,) = find_identifiers("Xylo Kwarteng")
    assert name.confidence < 0.7


@pytest.mark.parametrize(
    "text",
    [
        "119",
        "hubungi 119 ext 9",
        "12-03-1990",
        "12/3/90",
        "3 mei 2021",
        "lahir 12 maret 1990",
        "12031990",
        "Rp 150.000",
        "harga 150000 rupiah",
        "150rb",
        "123456789012345",
        "2021",
        "08.30",
        "jam 08.30",
        "batch 123456",
        "kode pos 40123",
        "covid-19",
        "usia 60 tahun",
        "halo kak",
        "haloooo",
        "terima kasih banyak",
        "sugeng enjing",
        "sertifikat vaksin",
        "cek status vaksinasi",
        "nama saya salah",
        "nama saya kepotong",
        "nama saya di sertifikat salah",
        "ibu",
        "resep rendang",
        "",
    ],
)
def test_what_is_no_identifier(text: str) -> None:
    assert find_identifiers(text) == ()


def test_a_message_with_everything() -> None:
    text = "Siti Aminah\nNIK 3273012301900001\nhp 0812-3456-7890\nkode 482913\ndosis 2"
    assert [(one.kind, one.value) for one in find_identifiers(text)] == [
        ("person_name", "Siti Aminah"),
        ("nik", "3273012301900001"),
        ("phone_number", PHONE),
        ("otp_code", "482913"),
        ("dose", "2"),
    ]


PARTS = ["nama saya", "Budi", "nik", "0812", "3273012301900001", "kode", "482", "+", "(", "ke 2", "empat", "booster"]
WILD = st.one_of(
    st.text(),
    st.text(alphabet="0123456789 +-.()/oOlI\n,"),
    st.lists(st.sampled_from(PARTS)).map(" ".join),
)


@given(WILD)
@example("İ 081234567890")
@example("ß" * 9 + "ﬁ 482913")
@example("0" * 5000)
@example("1 " * 3000)
def test_spans_lie_inside_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for one in find_identifiers(text):
        assert end <= one.start < one.end <= len(text)
        assert one.value
        assert 0 < one.confidence <= 1
        end = one.end


@given(st.from_regex(r"08[1-9]{2}[0-9]{7,8}", fullmatch=True), st.sampled_from(["{}", "hp {}", "nomor saya {} ya"]))
def test_every_number_like_a_mobile_one_becomes_a_phone_number(number: str, frame: str) -> None:
    (one,) = (one for one in find_identifiers(frame.format(number)) if one.kind != "dose")
    assert one.kind == "phone_number"
    assert one.value in (number, "+62" + number[1:])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("nomor Ibu 083179026939. O ya, sebelum itu", "phone_number", "+6283179026939"),
        ("hapus aja yang KFP2 itu", "ticket_number", "KFP2"),
        ("cek laporan LP 220301 77KA dong", "ticket_number", "LP-220301-77KA"),
        ("0821-5615-4610 a.n Maryam Jannah", "person_name", "Maryam Jannah"),
    ],
)
def test_what_stands_beside_is_no_part_of_it(text: str, kind: str, value: str) -> None:
    assert [one.value for one in find_identifiers(text) if one.kind == kind] == [value]


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("eh belakangnya 9134 bukan 9143", ["9134"]),
        ("kebalik angkanya bu, 10 bukan 01 yg blkg", ["10"]),
        ("ujungnya bukan 81 tapi 18", ["18"]),
        ("4 angka terakhirnya 9134", ["9134"]),
        ("4 digit terakhir NIK saya 0002", []),
        ("vaksin terakhir 12 juni 2021", []),
        ("belakangnya 9018 bukan 9081. 085712349018", []),
    ],
)
def test_the_end_of_a_number_alone_is_none_of_another(text: str, ending: list[str]) -> None:
    assert [one.value for one in find_identifiers(text) if one.kind == "number_ending"] == ending


def test_a_number_beside_other_figures_is_no_nik() -> None:
    text = "o iya salah, belakangnya 9018 bukan 9081. 085712349018"
    assert found(text, "nik") == []
    assert found(text, "phone_number") == ["+6285712349018"]


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("yg booster sama dosis 2 saja, dosis 1 tidak usah", ["3", "2"]),
        ("Dosis kedua sudah saya terima. Mohon dikirimkan yang pertama.", ["1"]),
        ("mau yg kedua aja, yg prtama udh ada", ["2"]),
        ("dosis 1 tidak usah", ["1"]),
        ("sekarang suami 8171040307820002 Abdul Gani yg terakhir saja", ["latest"]),
        ("yang terakhir kirim sertifikatnya", ["latest"]),
        ("semua lah, eh jgn, yg booster sama yg 2 aja", ["3", "2"]),
        ("dosis 1 dulu, yang 2 nanti", ["1"]),
        ("sing dosis kapisan ae, sing booster wis nduwe", ["1"]),
        ("lho kok dosis 3, yg dosis 4 min", ["4"]),
        ("kok dosis 2 ga ada padahal dosis 1 ada", ["2"]),
        ("yg satunya", ["rest"]),
        ("yang ada aja", ["all"]),
        ("semua. terus punya kakaknya juga", ["all"]),
        ("yg booster terakhir aja", ["latest"]),
    ],
)
def test_a_dose_that_is_left_out_is_not_asked_for(text: str, doses: list[str]) -> None:
    assert found(text, "dose") == doses
