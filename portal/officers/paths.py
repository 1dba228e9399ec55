"""Addresses of the console; officers read them in the address bar."""

from __future__ import annotations

ROOT = "/petugas"
LOGIN = f"{ROOT}/masuk"
CODE = f"{ROOT}/kode"
LOG_OUT = f"{ROOT}/keluar"
FIGURES = f"{ROOT}/angka"
NEXT = f"{ROOT}/berikutnya"
CASE = ROOT + "/kasus/{number}"
APPROVE = f"{CASE}/setujui"
REFUSE = f"{CASE}/tolak"
ASK_BACK = f"{CASE}/tanya"
UNDO = f"{CASE}/urungkan"
TALK = f"{CASE}/percakapan"
TAKE = f"{TALK}/ambil"
SAY = f"{TALK}/kirim"
END = f"{TALK}/selesai"
KEEP = f"{TALK}/simpan"
ATTACHMENT = ROOT + "/berkas/{attachment_id}"


def case_page(number: str) -> str:
    return CASE.format(number=number)
