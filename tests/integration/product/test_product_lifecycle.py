"""Starting and ending the product: clear refusals, children that come back, and nothing left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import ROOT
from tests.databases import Databases
from tests.integration.product.product_kit import Processes, eventually
from tests.product import Product

pytestmark = pytest.mark.product

PROGRAMS = ("actions", "rasa", "ingest", "portal", "simulator")


def refused(folder: Path, **environment: str) -> str:
    """Why `deploy.embedded` does not start: its only line."""
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.embedded"],
        cwd=ROOT,
        env={**os.environ, **Product(folder).environment, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    (line,) = (ended.stdout + ended.stderr).splitlines()
    return line


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = refused(tmp_path, INGEST_PORT=port)
    assert port in line
    assert "INGEST_PORT" in line


@pytest.mark.parametrize(
    "url", ["postgresql://peduli:rahasia@127.0.0.1:1/peduli", "bukan alamat", "mysql://x/y", "sqlite:////proc/no/x.db"]
)
def test_a_database_that_does_not_work_is_named_without_its_password(tmp_path: Path, url: str) -> None:
    line = refused(tmp_path, DATABASE_URL=url)
    assert "DATABASE_URL" in line
    assert "rahasia" not in line


@pytest.fixture
def own_product(tmp_path: Path, databases: Databases) -> Iterator[Product]:
    own = Product(tmp_path, {"DATABASE_URL": databases.blank()})
    own.start()
    yield own
    own.stop()


def descendants(pid: int) -> set[int]:
    children = {int(line) for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return children.union(*(descendants(child) for child in children)) if children else children


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_child_comes_back_and_an_interrupt_leaves_no_process_behind(own_product: Product) -> None:
    processes = Processes(own_product.settings)
    for name in ("portal", "simulator"):
        before = processes.pid(name)
        processes.kill(name)
        eventually(lambda name=name, before=before: processes.pid(name) not in (0, before), f"{name} is started again")
        processes.wait_until_back(name)
    family = descendants(own_product.pid) | {processes.pid(name) for name in PROGRAMS}
    assert len(family) > len(PROGRAMS)

    own_product.stop()

    assert own_product.exit_code in (0, 130)
    eventually(lambda: not [pid for pid in family if alive(pid)], "every process has ended", within=10)
    log = own_product.log()
    assert "Traceback" not in log
    assert "Ctrl-C ends everything" in log
    assert not list(own_product.settings.var.glob("*.db*"))  # everything went into the one database it was given
