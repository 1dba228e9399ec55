"""Fixtures that many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.phone import SimulatorClient
from tests.conversations.runner import Runner
from tests.product import Product, slot_reader


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The running product; started once for all tests that ask for it."""
    product = Product(tmp_path_factory.mktemp("product"))
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="session")
def conversation_runner(product: Product) -> Runner:
    client = SimulatorClient(product.settings.simulator_url)
    return Runner(client, product.settings.responses, slot_reader(product.settings))
