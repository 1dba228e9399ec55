"""Databases for tests, of both kinds the product runs on; each test gets fresh ones, copied from a template.

The PostgreSQL server is Debian's, started in a folder of its own and without any care for durability.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg2

from deploy.child import die_with_parent
from migrations.stores import STORES
from storage.engine import open_engine

INSTALL = (
    "PostgreSQL's server programs (postgres, initdb) are neither in PATH nor in /usr/lib/postgresql/*/bin. "
    "Install them: apt-get install postgresql. To leave these tests out: pytest -m 'not postgres'"
)
START_LIMIT_S = 60
SERVER_USER = "postgres"  # made by Debian's package; the server refuses to run as root
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=300",
    "dynamic_shared_memory_type=mmap",  # in the folder, so that nothing is left behind whatever happens
)
DISCONNECT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
COUNT = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
EMPTY = """
DO $$
DECLARE name text;
BEGIN
  SET LOCAL session_replication_role = replica; -- else foreign keys would prescribe an order
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$
"""


class Databases(Protocol):
    """Addresses of databases that nobody else uses."""

    def fresh(self) -> str:
        """One with every table of ours, empty."""

    def blank(self) -> str:
        """One without any table."""

    def remove(self) -> None:
        """Those given out so far go away, whoever still uses them."""


class SqliteFiles:
    def __init__(self, template: Path, folder: Path) -> None:
        self._template = template
        self._folder = folder
        self._numbers = count(1)

    def fresh(self) -> str:
        path = self._next()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def blank(self) -> str:
        return f"sqlite:///{self._next()}"

    def remove(self) -> None:
        """The folder is pytest's, which tidies up itself."""

    def _next(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{next(self._numbers)}.db"


class PostgresMissing(Exception):
    """No server to start; the message says what to install."""


class PostgresServer:
    """A server of our own. It ends with `stop()`, at the latest when this process does (on Linux)."""

    def __init__(self) -> None:
        """Raises PostgresMissing."""
        programs = _programs()
        self._postgres, self._initdb = programs / "postgres", programs / "initdb"
        self._folder = Path(tempfile.mkdtemp(prefix="pedulibot-pg-"))
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = _account()
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._log = self._folder / "server.log"
        self._password = secrets.token_hex(16)
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._admin: Any = None
        self._numbers = count(1)

    def start(self) -> None:
        """Raises RuntimeError with the server's last lines when it does not come up."""
        password_file = self._folder / "password"
        password_file.write_text(self._password, encoding="ascii")
        data = str(self._folder / "data")
        settled = ["--auth=password", "--no-locale", "--encoding=UTF8", "--no-sync", f"--username={SERVER_USER}"]
        self._run([str(self._initdb), "-D", data, *settled, f"--pwfile={password_file}"]).wait()
        self._port = _free_port()
        places = ("listen_addresses=127.0.0.1", f"port={self._port}", f"unix_socket_directories={self._folder}")
        options = [part for setting in (*places, *CARELESS) for part in ("-c", setting)]
        self._process = self._run([str(self._postgres), "-D", data, *options])
        self._admin = self._connected()
        self._admin.autocommit = True

    def stop(self) -> None:
        if self._admin is not None:
            self._admin.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # at once: waits for no connection, writes nothing more
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://{SERVER_USER}:{self._password}@127.0.0.1:{self._port}/{name}"

    def create(self, template: str = "template0") -> str:
        """The name of a new database, equal to `template`."""
        name = f"test_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with self._admin.cursor() as cursor:
            cursor.execute(statement)

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the tests, which then stop the server
                preexec_fn=die_with_parent,
                **self._account,
            )

    def _connected(self) -> Any:
        give_up_at = time.monotonic() + START_LIMIT_S
        while True:
            try:
                return psycopg2.connect(self.url("postgres"), connect_timeout=5)
            except psycopg2.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > give_up_at:
                    lines = self._log.read_text(encoding="utf8", errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start:\n{lines}") from error
                time.sleep(0.02)


class PostgresPool:
    """Databases with our tables, emptied and given out again: that is ten times as quick as making a new one."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._template = server.create()
        create_tables(server.url(self._template))
        self._tables = sum(len(metadata.tables) for store in STORES.values() for metadata in store.metadata)
        self._free: list[str] = []
        self._connections: dict[str, Any] = {}

    def take(self) -> str:
        return self._free.pop() if self._free else self.server.create(self._template)

    def give_back(self, name: str) -> None:
        if name not in self._connections:
            self._connections[name] = psycopg2.connect(self.server.url(name))
            self._connections[name].autocommit = True
        with self._connections[name].cursor() as cursor:
            cursor.execute(DISCONNECT)
            cursor.execute(EMPTY)
            cursor.execute(COUNT)
            whole = cursor.fetchone()[0] >= self._tables  # the tracker store may have added its own
        if whole:
            self._free.append(name)
        else:  # a test that breaks the database on purpose
            self._connections.pop(name).close()
            self.server.drop(name)


class PostgresDatabases:
    def __init__(self, pool: PostgresPool) -> None:
        self._pool = pool
        self._fresh: list[str] = []
        self._blank: list[str] = []

    def fresh(self) -> str:
        self._fresh.append(self._pool.take())
        return self._pool.server.url(self._fresh[-1])

    def blank(self) -> str:
        self._blank.append(self._pool.server.create())
        return self._pool.server.url(self._blank[-1])

    def remove(self) -> None:
        while self._fresh:
            self._pool.give_back(self._fresh.pop())
        while self._blank:
            self._pool.server.drop(self._blank.pop())


def create_tables(url: str) -> None:
    """All that the product declares, in one database."""
    engine = open_engine(url)
    for store in STORES.values():
        for metadata in store.metadata:
            metadata.create_all(engine)
    engine.dispose()


def _programs() -> Path:
    """The folder of the newest server programs."""
    found = shutil.which("postgres")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in [*([Path(found).parent] if found else []), *debian]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise PostgresMissing(INSTALL)


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError as error:
        raise PostgresMissing(f"there is no user {SERVER_USER!r} to run the server as. {INSTALL}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
