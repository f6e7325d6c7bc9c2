"""A real server and those who mean it no good: each costs only what it brought, and the server lives."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.infra.bad_videos import broken_off, empty, sound_only, text, without_index
from tests.infra.raw_http import answer_to, connected, head, received
from tests.infra.served import Server, running, serving
from tests.producers.recording import record

STRANGE = "<script>alert(1)</script>\"'&;%00\u202e\u0001\u0007\x7f\U0001f3cb\U0001f3fd\u200d\u2640\ufe0f \u05d0\u05d1"
TOKEN = "sesame-opens"  # noqa: S105 - a test's


@dataclass
class Attacked:
    """A server with one session that has to stay as it is."""

    server: Server
    data: Path
    kept: str
    before: tuple[Any, ...]

    def seen(self) -> tuple[Any, ...]:
        """All that is told of the session that stays."""
        paths = ("", "/series?points=2000", "/people?frame=9")
        return tuple(self.server.ask("GET", f"/sessions/{self.kept}{path}") for path in paths)

    def forget(self, *sessions: str) -> None:
        """Delete what a test has uploaded."""
        for session in sessions:
            self.server.ask("DELETE", f"/sessions/{session}")


@pytest.fixture(scope="module")
def started(squat: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    with serving(data) as server:
        kept = server.upload(squat)
        server.until(kept, "done")
        attacked = Attacked(server, data, kept, ())
        attacked.before = attacked.seen()
        yield attacked
        assert server.end() == 0


@pytest.fixture
def attacked(started: Attacked) -> Iterator[Attacked]:
    """Nothing else is lost, and the server lives: after each test."""
    yield started
    assert started.server.process.poll() is None
    assert started.server.ask("GET", "/readyz")
    assert started.seen() == started.before
    assert [one["session"] for one in started.server.ask("GET", "/sessions")["sessions"]] == [started.kept]
    until(lambda: [path.name for path in (started.data / "media" / "sessions").iterdir()] == [started.kept])
    until(lambda: list((started.data / "work").iterdir()) == [])


def until(happened: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end_s
        time.sleep(0.05)


@pytest.mark.parametrize("make", [empty, text, without_index, broken_off, sound_only])
def test_what_is_no_whole_video_is_refused_or_fails_in_a_sentence(
    attacked: Attacked, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(video := tmp_path / "lift.mp4")
    content = video.read_bytes()
    request = head(attacked.server, "POST", "/sessions?name=lift.mp4", f"Content-Length: {len(content)}")
    status, answer = answer_to(attacked.server, request + content)
    assert str(attacked.data).encode() not in answer
    if status == 201:
        told = msgspec.json.decode(answer.partition(b"\r\n\r\n")[2])
        failed = attacked.server.until(told["session"], "failed", "done")
        assert failed["state"] == "failed"
        assert failed["reason"].startswith("lift.mp4 ")
        attacked.forget(told["session"])
    else:
        assert status == 400
        assert b"upload" in answer


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (["Content-Length: 4294967297"], 413),
        (["Content-Length: 99999999999999999999"], 413),
        (["Content-Length: -1"], 400),
        (["Content-Length: x"], 400),
        (["Transfer-Encoding: chunked"], 411),
        (["Host: evil.example", "Content-Length: 5"], 403),
        (["Origin: http://evil.example", "Content-Length: 5"], 403),
        (["Origin: null", "Content-Length: 5"], 403),
    ],
)
def test_an_upload_is_refused_by_its_head_at_once(attacked: Attacked, headers: list[str], status: int) -> None:
    with connected(attacked.server) as connection:
        connection.sendall(head(attacked.server, "POST", "/sessions", *headers))
        assert received(connection)[0] == status


def test_an_upload_that_is_cut_half_way_leaves_nothing(attacked: Attacked) -> None:
    with connected(attacked.server) as connection:
        connection.sendall(head(attacked.server, "POST", "/sessions", "Content-Length: 900000") + b"x" * 400_000)
        until(lambda: any((attacked.data / "media").rglob("*.part")))
    until(lambda: not any((attacked.data / "media").rglob("*.part")))


def test_what_is_no_http_is_turned_away(attacked: Attacked) -> None:
    for garbage in (b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9\r\n\r\n", b"\x00" * 100_000, b"GET " + b"a" * 200_000):
        with connected(attacked.server) as connection, suppress(OSError):
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass


def test_slow_clients_block_nobody(attacked: Attacked, squat: Path) -> None:
    with ExitStack() as stack:
        headless = [stack.enter_context(connected(attacked.server)) for _ in range(100)]
        uploads = [stack.enter_context(connected(attacked.server)) for _ in range(20)]
        for connection in headless:
            connection.sendall(b"GET /sessions HTTP/1.1\r\nHost: ")
        for connection in uploads:
            connection.sendall(head(attacked.server, "POST", "/sessions", "Content-Length: 1000") + b"x")
        began = time.monotonic()
        session = attacked.server.upload(squat)
        assert time.monotonic() - began < 10
        for connection in (*headless, *uploads):
            connection.sendall(b"x")
        attacked.server.until(session, "done")
        attacked.forget(session)


def test_twenty_uploads_at_once_are_all_done_in_their_order(attacked: Attacked, tmp_path: Path) -> None:
    server, video = attacked.server, record(tmp_path / "short.mp4", 3)
    first = server.upload(record(tmp_path / "long.mp4", 900))  # the others wait until it is stopped
    with ThreadPoolExecutor(20) as threads:
        sessions = list(threads.map(lambda _: server.upload(video), range(20)))
    listed = {one["session"]: one for one in server.ask("GET", "/sessions")["sessions"]}
    waiting = [one for one in listed.values() if one["place"] is not None]
    assert sorted(one["place"] for one in waiting) == list(range(1, len(sessions) + 1))
    server.ask("POST", f"/sessions/{first}/cancel")
    waiting.sort(key=lambda one: int(one["place"]))
    ended = {session: server.until(session, "done", "failed") for session in sessions}
    assert {one["state"] for one in ended.values()} == {"done"}
    finished = [ended[one["session"]]["updated_at"] for one in waiting]
    assert finished == sorted(finished)
    attacked.forget(first, *sessions)


def test_strange_text_in_every_field_comes_back_as_it_was(attacked: Attacked, squat: Path) -> None:
    told = {"name": STRANGE + "n" * 100, "lifter": STRANGE, "notes": STRANGE * 20, "lift": "squat"}
    session = attacked.server.ask("POST", f"/sessions?{urlencode(told)}", squat.read_bytes())["session"]
    done = attacked.server.until(session, "done", "failed")
    assert {name: done[name] for name in told} == told
    assert done["state"] == "done"
    attacked.forget(session)


@pytest.mark.parametrize("field", ["name", "lifter", "notes", "profile", "lift", "height_m"])
def test_text_that_is_too_long_is_refused_by_its_field(attacked: Attacked, field: str) -> None:
    path = f"/sessions?{urlencode({field: STRANGE * 100})}"
    status, answer = answer_to(attacked.server, head(attacked.server, "POST", path, "Content-Length: 5") + b"video")
    assert status == 422
    assert field.encode() in answer
    assert len(answer) < 1500


def live(server: Server, session: str, query: str = "", **headers: str) -> ClientConnection:
    """Watch a session, as a program does."""
    address = server.address.replace("http", "ws")
    return connect(f"{address}/live/{session}{query}", additional_headers=headers, proxy=None, max_size=None)


def last_word(socket: ClientConnection) -> tuple[int, str]:
    """Read until it is closed; give the code, and the sentence before."""
    said: dict[str, Any] = {}
    try:
        while True:
            said = msgspec.msgpack.decode(socket.recv(timeout=30, decode=False))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 0, said.get("error", "")


def test_strange_sockets_are_closed_with_a_sentence(attacked: Attacked) -> None:
    with live(attacked.server, "nobody") as socket:
        assert last_word(socket) == (4404, "There is no session 'nobody': it was deleted, or never was.")
    with live(attacked.server, attacked.kept, Origin="http://evil.example") as socket:
        assert last_word(socket)[0] == 4403
    for garbage in (b"\xff" * 1000, "text", b"\x91" * 60_000, b""):
        with live(attacked.server, attacked.kept) as socket:
            socket.send(garbage)
            assert last_word(socket) == (4400, "Only `ack` and `resume` are understood here, as msgpack.")


def test_a_session_that_is_deleted_while_it_is_processed_and_watched_is_gone(attacked: Attacked, squat: Path) -> None:
    session = attacked.server.upload(squat)
    attacked.server.until(session, "running")
    with live(attacked.server, session) as never_acks, live(attacked.server, session) as watching:
        for socket in (never_acks, watching):
            assert msgspec.msgpack.decode(socket.recv(timeout=30, decode=False))["type"] == "hello"
        attacked.forget(session)
        assert last_word(watching) == (4404, "The session was deleted.")
        assert last_word(never_acks) == (4404, "The session was deleted.")
    session = attacked.server.upload(squat)
    attacked.server.until(session, "done")
    attacked.forget(session)


def test_without_the_token_nobody_gets_anything(tmp_path: Path) -> None:
    arguments = ["serve", "--data", str(tmp_path / "data"), "--port", "0", "--token", TOKEN]
    with running(arguments) as server:
        for given in ("", f"Authorization: Bearer {TOKEN}x", "Cookie: perfectform_token=x"):
            headers = [given] if given else []
            for path in ("/sessions", "/", "/openapi.json", "/live/x"):
                assert answer_to(server, head(server, "GET", path, *headers))[0] == 401
            upload = head(server, "POST", "/sessions", "Content-Length: 9", *headers)
            assert answer_to(server, upload + b"not video")[0] == 401
        with live(server, "nobody", "?token=x") as socket:
            assert last_word(socket)[0] == 4403
        assert answer_to(server, head(server, "GET", "/sessions", f"Authorization: Bearer {TOKEN}"))[0] == 200
        assert server.end() == 0
