"""How a database is opened, embedded and over HTTP, and in what words it can't be."""

import re
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from contracts.tables import TABLE
from sink.clickhouse import ClickHouse, open_embedded, open_server
from sink.database import Database, DatabaseOpenError, DatabaseUnreachableError, open_database
from sink.migrate import Migration, SchemaError, known_migrations, migrate
from tests.sink.conftest import url

CHECKOUT = Path(__file__).resolve().parents[2]
KEEP = """
import sys
from sink.database import open_database
from tests.sink.published import count, pose
from sink.keep import keep
from sink.rows import rows_of
database = open_database(sys.argv[1])
keep(database, rows_of(pose(int(sys.argv[2]))), {})
print(count(database, "poses3d"))
database.close()
"""
OPEN = """
import sys
from sink.database import DatabaseOpenError, open_database
try:
    open_database(sys.argv[1])
except DatabaseOpenError as error:
    print(error)
"""


def in_a_process(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of ours in a process of its own, as one opens one folder only."""
    return subprocess.run(  # noqa: S603 - the test's own program
        [sys.executable, "-W", "error", "-c", program, *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_folder_is_made_and_keeps_what_it_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    assert in_a_process(KEEP, f"chdb:{folder}", "0").stdout == "1\n"
    assert in_a_process(KEEP, str(folder), "1").stdout == "2\n"


def test_a_folder_that_another_process_has_open_is_refused(engine: ClickHouse) -> None:
    refused = in_a_process(OPEN, engine.name)
    assert refused.stdout == f"{engine.name} is in use by another process: stop that one, or name another folder.\n"
    assert refused.stderr == ""


def test_two_clients_of_one_process_share_a_folder(engine: ClickHouse) -> None:
    second = open_embedded(engine.name)
    assert second.query("SELECT 1") == engine.query("SELECT 1") == [(1,)]
    second.close()
    second.close()


def test_a_second_folder_is_refused(engine: ClickHouse, tmp_path: Path) -> None:
    with pytest.raises(DatabaseOpenError, match=f"{tmp_path} can't be opened as a database: .*{engine.name}"):
        open_database(f"chdb:{tmp_path}")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseOpenError, match=r"file can't be a database's folder: File exists\.$"):
        open_database(str(tmp_path / "file"))


def test_a_server_is_opened_with_its_tables(address: str, empty: str, engine: ClickHouse) -> None:
    database = open_database(url(address, empty))
    assert database.name == f"http://{address}"
    tables = engine.query("SELECT name FROM system.tables WHERE database = {name:String}", {"name": empty})
    assert {name for (name,) in tables} == {*TABLE, "migrations"}
    database.close()


def test_a_newer_database_is_closed_and_refused(address: str, empty: str) -> None:
    server = open_server(url(address, empty))
    known = known_migrations()
    migrate(server, [*known, Migration(len(known) + 1, "0000_newer.sql", "SELECT 1;\n")])
    sentence = f"has tables of version {len(known) + 1}, and this program knows them up to {len(known)}"
    with pytest.raises(SchemaError, match=f"^http://{address} {sentence}"):
        open_database(url(address, empty))
    server.close()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("%40rd", "!"), r"refuses the user 'ada': check the name and the password\."),
        (("test_", "none_"), r"has no database 'none_\w+': create it, or name another\."),
    ],
)
def test_what_a_server_refuses_is_said_in_a_sentence(
    address: str, empty: str, change: tuple[str, str], sentence: str
) -> None:
    wrong = url(address, empty).replace(*change)
    assert wrong != url(address, empty)
    with pytest.raises(DatabaseOpenError, match=rf"^http://{address} {sentence}$") as refused:
        open_database(wrong)
    assert "ss/" not in str(refused.value)


def test_a_server_that_is_not_there_is_said_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(DatabaseOpenError, match=rf"^http://127\.0\.0\.1:{port} can't be reached: check the address"):
        open_database(f"http://ada:secret@127.0.0.1:{port}/x")


def test_a_server_that_is_no_clickhouse_is_said_in_a_sentence() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Hello)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with pytest.raises(DatabaseOpenError, match="doesn't answer as a ClickHouse does") as refused:
            open_database(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert "\n" not in str(refused.value)


class _Hello(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(404)
        self.end_headers()
        self.wfile.write(b"<html>\nnothing here\n</html>")

    do_GET = do_POST  # noqa: N815 - the base class names it so

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("address", ["http://", "http://:8123/x", "http://host:99999/x", "https://host:port/x"])
def test_an_address_that_is_none_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(DatabaseOpenError, match=re.escape("http://user:password@host:8123/database")):
        open_database(address)


def test_what_is_opened_is_a_database(engine: ClickHouse) -> None:
    opened: Database = engine
    assert opened.query("SELECT {a:Array(String)} AS a", {"a": ["it's", "\\"]}) == [(["it's", "\\"],)]


def test_a_server_that_goes_away_while_its_tables_are_made_is_waited_for(address: str, empty: str) -> None:
    with ends_at(b"CREATE TABLE", address) as way, pytest.raises(DatabaseUnreachableError, match="went away while"):
        open_database(url(way, empty))


@contextmanager
def ends_at(mark: bytes, server: str) -> Iterator[str]:
    """A way to a server that ends, and stays ended, when something is asked; gives its address, host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        passing = threading.Thread(target=_pass_on, args=(listener, mark, server))
        passing.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        passing.join()


def _pass_on(listener: socket.socket, mark: bytes, server: str) -> None:
    host, port = server.split(":")
    while True:
        here, _ = listener.accept()
        with here, socket.create_connection((host, int(port))) as there:
            while readable := select.select([here, there], [], [])[0]:
                data = b"".join(one.recv(1 << 16) for one in readable)
                if mark in data:
                    listener.close()
                    return
                if not data:
                    break
                (there if readable[0] is here else here).sendall(data)
