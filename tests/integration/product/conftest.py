"""The running product with the world around it."""

from __future__ import annotations

import pytest

from tests.integration.product.product_kit import World
from tests.product import Product


@pytest.fixture(scope="session")
def world(each_product: Product) -> World:
    return World(each_product.settings)
