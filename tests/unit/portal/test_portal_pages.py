from __future__ import annotations

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from certificates.records import CertificateStatus, Standing
from portal.app import create_app
from portal.officers.app import Console

CERTIFICATE_ID = "4f6c1b5a9d3e4c82b7a05e6f1c2d3b4a"


class FakeCertificates:
    def __init__(self, standing: Standing | None = None, vaccine: str = "CoronaVac (Sinovac)") -> None:
        self.standing = standing
        self.vaccine = vaccine
        self.asked: list[str] = []

    def status(self, certificate_id: str) -> CertificateStatus | None:
        self.asked.append(certificate_id)
        if self.standing is None or certificate_id != CERTIFICATE_ID:
            return None
        return CertificateStatus(
            standing=self.standing,
            number="KV-2022-01-000000001",
            masked_name="S••• N••••••••",
            vaccine=self.vaccine,
            dose=3,
            date=date(2022, 1, 27),
            issued_on=date(2022, 1, 29),
        )


class BrokenCertificates:
    def status(self, certificate_id: str) -> CertificateStatus | None:
        raise ConnectionError("no database")


def visit(certificates: FakeCertificates | BrokenCertificates, path: str = f"/v/{CERTIFICATE_ID}"):  # noqa: ANN201
    return TestClient(create_app(certificates, Console([], {}))).get(path)


@pytest.mark.parametrize(
    ("standing", "tone"),
    [(Standing.VALID, "valid"), (Standing.SUPERSEDED, "superseded"), (Standing.REVOKED, "revoked")],
)
def test_every_standing_has_its_page_with_the_masked_facts(standing: Standing, tone: str) -> None:
    page = visit(FakeCertificates(standing))
    assert page.status_code == 200
    assert f'<body class="{tone}">' in page.text
    for fact in (
        "S••• N••••••••",
        "Dosis 3 (Booster)",
        "CoronaVac (Sinovac)",
        "27 Januari 2022",
        "KV-2022-01-000000001",
    ):
        assert fact in page.text


@pytest.mark.parametrize("path", ["/v/0000", "/v/..%2fetc", "/v/" + "a" * 65, "/v/", "/nowhere"])
def test_anything_else_is_not_found(path: str) -> None:
    page = visit(FakeCertificates(Standing.VALID), path)
    assert page.status_code == 404
    assert "S•••" not in page.text


def test_an_id_that_cannot_be_one_is_not_even_looked_up() -> None:
    certificates = FakeCertificates()
    visit(certificates, "/v/" + "a" * 65)
    assert certificates.asked == []


def test_a_store_out_of_reach_is_said_and_judges_nobody() -> None:
    page = visit(BrokenCertificates())
    assert page.status_code == 503
    assert '<body class="superseded">' in page.text


def test_health_tells_the_truth_about_the_store() -> None:
    assert visit(FakeCertificates(), "/health").status_code == 200
    assert visit(BrokenCertificates(), "/health").status_code == 503


@pytest.mark.parametrize("path", ["/", f"/v/{CERTIFICATE_ID}", "/v/0000"])
def test_a_page_loads_its_own_files_only_and_is_kept_nowhere(path: str) -> None:
    page = visit(FakeCertificates(Standing.VALID), path)
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert re.findall(r'(?:src|href)="(?!/static/|mailto:)[^"]*"', page.text) == []
    assert "<script" not in page.text
    assert " style=" not in page.text


def test_the_style_sheet_is_served() -> None:
    assert visit(FakeCertificates(), "/static/portal.css").headers["content-type"].startswith("text/css")


def test_what_the_registry_says_is_escaped() -> None:
    assert "<b>" not in visit(FakeCertificates(Standing.VALID, vaccine="<b>x</b>")).text


def test_what_the_portal_holds_is_closed_when_it_stops() -> None:
    closed = []

    async def close() -> None:
        closed.append(True)

    with TestClient(create_app(FakeCertificates(), Console([], {}), close)) as portal:
        portal.get("/health")
        assert not closed
    assert closed == [True]
