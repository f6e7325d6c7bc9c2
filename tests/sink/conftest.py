"""One chDB for all tests of the sink, as a process opens one folder only; each test has a database of its own in it."""

import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from sink.clickhouse import ClickHouse, open_embedded, open_server
from sink.migrate import migrate
from tests.sink.http_front import PASSWORD, USER, serving


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the engine keeps its files."""
    return str(tmp_path_factory.mktemp("clickhouse"))


@pytest.fixture(scope="session")
def engine(folder: str) -> Iterator[ClickHouse]:
    """Keeps the engine running for as long as tests do."""
    opened = open_embedded(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(engine: ClickHouse, folder: str) -> Iterator[str]:
    """Host and port of a server over the engine."""
    assert engine.query("SELECT 1") == [(1,)]
    with serving(folder) as served:
        yield served


@pytest.fixture
def empty(engine: ClickHouse) -> Iterator[str]:
    """Name of a database with no tables, as it was before the first start."""
    name = f"test_{uuid.uuid4().hex}"
    engine.command(f"CREATE DATABASE {name}")
    yield name
    engine.command(f"DROP DATABASE {name} SYNC")


@pytest.fixture(params=["embedded", "server"])
def way(request: pytest.FixtureRequest) -> str:
    """Which way a test speaks to the engine this time."""
    return str(request.param)


@pytest.fixture
def database(way: str, empty: str, folder: str, request: pytest.FixtureRequest) -> Iterator[ClickHouse]:
    """Gives a database with its tables, in this process or over HTTP."""
    opened = open_embedded(folder, empty) if way == "embedded" else _over_http(request, empty)
    migrate(opened)
    keep_what_is_old(opened)
    yield opened
    opened.close()


def keep_what_is_old(database: ClickHouse) -> None:
    """Let no row of the tables that are there expire: the examples' times are long ago."""
    database.command("SYSTEM STOP TTL MERGES")


def _over_http(request: pytest.FixtureRequest, name: str) -> ClickHouse:
    return open_server(url(request.getfixturevalue("address"), name))


def url(address: str, name: str, password: str = PASSWORD) -> str:
    """The URL of a database on the server."""
    return f"http://{USER}:{quote(password, safe='')}@{address}/{name}"


@pytest.fixture
def unmigrated(engine: ClickHouse, empty: str, folder: str) -> Iterator[ClickHouse]:
    """Gives a database with no tables, in this process."""
    assert engine.name == folder
    opened = open_embedded(folder, empty)
    yield opened
    opened.close()
