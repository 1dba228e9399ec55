"""Fixtures that several tests of the registry share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.registry.decisions_kit import DecidingOffice


@pytest.fixture
def office(database_url: str) -> Iterator[DecidingOffice]:
    office = DecidingOffice(database_url)
    yield office
    office.engine.dispose()
