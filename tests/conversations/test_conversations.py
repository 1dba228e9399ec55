"""Every conversation case, played through the whole product, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conversations.cases import Case, load_cases
from tests.conversations.officers import Officers
from tests.conversations.phone import SimulatorClient
from tests.conversations.runner import Runner
from tests.product import Product, slot_reader

CASES = sorted(load_cases(Path(__file__).parent), key=lambda case: case.moves_the_world)
SIDE_BY_SIDE = 3

Played = dict[str, "Future[None]"]


@pytest.fixture(scope="module")
def runner(each_product: Product) -> Iterator[Runner]:
    settings = each_product.settings
    officers = Officers(settings)
    yield Runner(SimulatorClient(settings.simulator_url), settings.responses, slot_reader(settings), officers)
    officers.close()


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, runner: Runner) -> Iterator[Played]:
    """The chosen cases that leave the world alone, under way: most of their time is waiting for one another."""
    chosen = [item.callspec.params["case"] for item in request.session.items if "played" in item.fixturenames]
    peaceful = {case.name: case for case in chosen if not case.moves_the_world}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {name: pool.submit(runner.run, case) for name, case in peaceful.items()}


@pytest.mark.product
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_conversation(case: Case, runner: Runner, played: Played) -> None:
    if case.moves_the_world:
        runner.run(case)
    else:
        played[case.name].result()
    assert case.steps


def test_case_names_are_unique() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
