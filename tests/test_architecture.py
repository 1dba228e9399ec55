"""The house plan, held against the code: who may import whom, where words live, how long a file may be."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import ROOT

SUBJECTS = {"identity", "registry", "certificates"}
WIRING = {"adapters", "bootstrap", "case_notices", "number_changes", "officer_talks"}
OUTER = {"actions", "channels", "portal", "simulator", "language"} | WIRING
RASA = {"rasa", "rasa_sdk", "sanic"}
OURS = sorted(SUBJECTS | OUTER | {"deploy", "storage"})
FORBIDDEN = {
    "identity": RASA | OUTER | SUBJECTS - {"identity"},
    "registry": RASA | OUTER | SUBJECTS - {"registry"},
    "certificates": RASA | OUTER | SUBJECTS - {"certificates"} | {"sqlalchemy"},
    "channels": SUBJECTS | OUTER - {"channels", "bootstrap"},
    "actions": {"rasa", "sqlalchemy", "fpdf", "storage"} | OUTER - {"actions", "bootstrap"},
    "portal": {"rasa", "rasa_sdk"} | OUTER - {"portal", "bootstrap"},
    "simulator": RASA | SUBJECTS | OUTER - {"simulator"} | {"sqlalchemy", "storage", "wording"},
    "language": SUBJECTS | OUTER - {"language"} | {"storage"},
    "storage": SUBJECTS | OUTER,
}
LONGEST_FILE = 300
LONGEST_MEDIAN = 120
WORDLESS = ("actions", "identity", "registry", "certificates", "channels", "portal")
PRINTED_LABELS = {"certificates/labels.py"}
READ_NOT_SAID = {"channels/whatsapp/choices.py", "portal/officers/paths.py"}
INDONESIAN = re.compile(
    r"\b(anda|silakan|nomor|kode|sertifikat|vaksinasi|belum|sudah|tidak|ketik|mohon|maaf|untuk|dengan|yang|dari|kami|"
    r"saya|bisa|data diri|terima kasih|menit|tanggal|nama lengkap|dosis|halo|petugas)\b",
    re.IGNORECASE,
)


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_imports_point_one_way(folder: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(folder)
        for name, line in imported(path)
        if name in FORBIDDEN[folder]
    ]
    assert not broken


def test_ingest_starts_without_rasa() -> None:
    reached, waiting = set(), ["channels.whatsapp.__main__"]
    while waiting:
        name = waiting.pop()
        path = ROOT / (name.replace(".", "/") + ".py")
        if name in reached or not path.exists():
            continue
        reached.add(name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting.append(node.module)
                assert node.module.split(".")[0] not in ("rasa", "tensorflow"), f"{name} imports {node.module}"
    assert {"bootstrap", "channels.whatsapp.ingest"} <= reached


@pytest.mark.parametrize("folder", WORDLESS)
def test_no_indonesian_words_in_python(folder: str) -> None:
    found = []
    for path in modules(folder):
        if str(path.relative_to(ROOT)) in PRINTED_LABELS | READ_NOT_SAID:
            continue
        tree = ast.parse(path.read_text(encoding="utf8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
            if is_text and INDONESIAN.search(node.value):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:50]!r}")
    assert not found


def test_files_are_small() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf8").splitlines())
        for folder in OURS
        for path in (modules(folder) if (ROOT / folder).is_dir() else [ROOT / f"{folder}.py"])
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}
    assert statistics.median(lengths.values()) <= LONGEST_MEDIAN
