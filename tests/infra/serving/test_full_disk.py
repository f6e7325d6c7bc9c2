"""A disk that is full costs what doesn't fit, and nothing that was accepted."""

import http.client
import time
import urllib.error
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from infra.serving.data_folder import DataFolderError, data_folder
from tests.infra.served import LIMIT_S, Server, serving
from tests.infra.small_disk import small_disk


def left_of_uploads(data: Path) -> list[Path]:
    return list((data / "media").rglob("*.part")) + [
        folder for folder in (data / "media" / "sessions").iterdir() if not any(folder.iterdir())
    ]


def test_when_sessions_can_not_be_written_down_it_ends_in_a_sentence_and_goes_on_later(
    squat: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        data = disk.folder / "data"
        with serving(data) as server:
            done, again = server.upload(squat), server.upload(squat)
            server.until(again, "done")
            disk.fill()
            heights_m = run_again_until_it_ends(server, again)
            assert server.process.wait(LIMIT_S) == 2
            assert server.process.stdout is not None
            lines = server.process.stdout.read().splitlines()
            assert lines[-1].startswith(f"Error: {data / 'bus' / 'sessions-0.journal'} can't be written (No space left")
            assert "Traceback" not in "".join(lines)
        disk.empty()
        with serving(data) as server:
            assert len(server.until(done, "done")["sets_found"]) == 1
            assert server.until(again, "done")["height_m"] in heights_m
            assert server.end() == 0


def run_again_until_it_ends(server: Server, session: str) -> tuple[float | None, float]:
    """Ask for runs until the server ends; give the height of the last that was accepted, and of the unanswered one."""
    accepted = None
    for millimetres in range(1500, 2500):
        asked = millimetres / 1000
        try:
            server.ask("POST", f"/sessions/{session}/runs", f'{{"height_m": {asked}}}'.encode())
            accepted = asked
        except urllib.error.HTTPError as error:
            if error.code != http.client.INSUFFICIENT_STORAGE:
                raise
        except OSError:
            return accepted, asked
        time.sleep(0.05)
    raise AssertionError("everything could be written down")


def test_an_upload_that_fills_the_disk_is_refused_and_leaves_nothing(squat: Path, tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "disk") as disk,
        serving(disk.folder / "data") as server,
        closing(http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)) as connection,
    ):
        connection.putrequest("POST", "/sessions")
        connection.putheader("Content-Length", str(1 << 26))  # more than a database gives back by the way
        connection.endheaders()
        connection.send(b"x" * (1 << 19))
        until(server, lambda: any((disk.folder / "data" / "media").rglob("*.part")))
        disk.fill()
        with suppress(ConnectionError):  # it may be refused before all of it is sent
            connection.send(b"x" * ((1 << 26) - (1 << 19)))
        answer = connection.getresponse()
        assert answer.status == 507
        assert b"The disk is full: delete sessions, then upload again." in answer.read()
        assert left_of_uploads(disk.folder / "data") == []
        disk.empty()
        server.until(server.upload(squat), "done")


def until(server: Server, happened: Callable[[], bool]) -> None:
    end_s = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < end_s
        assert server.process.poll() is None
        time.sleep(0.02)


def test_an_overlay_that_does_not_fit_fails_its_session_in_a_sentence(squat: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "data" / "work") as disk, serving(tmp_path / "data") as server:
        disk.fill(left_bytes=4096)
        failed = server.until(server.upload(squat), "failed")
        assert failed["reason"] == "its overlay could not be written: No space left on device"
        disk.empty()
        server.until(server.upload(squat), "done")
        assert list(disk.folder.iterdir()) == []


def test_rows_that_do_not_fit_wait_and_are_all_there_once_there_is_room(squat: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "data" / "database") as disk, serving(tmp_path / "data") as server:
        before = server.upload(squat)
        server.until(before, "done")
        disk.fill()
        session = server.upload(squat)
        until(server, lambda: any((tmp_path / "data" / "media" / "sessions" / session).glob("overlay.*.mp4")))
        server.read_until("The database is away; what comes waits in the bus")
        assert server.ask("GET", f"/sessions/{session}")["state"] == "running"
        disk.empty()
        server.until(session, "done")
        for path in ("series", "people?frame=30"):
            assert server.ask("GET", f"/sessions/{session}/{path}") == server.ask("GET", f"/sessions/{before}/{path}")
        assert server.end() == 0
        assert server.process.stdout is not None
        said = "".join(server.printed) + server.process.stdout.read()
        assert said.count("The database is away; what comes waits in the bus") == 1
        assert said.count("is back") == 1


def test_a_folder_on_a_full_disk_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with data_folder(disk.folder / "data"):
            pass
        disk.fill()
        with (
            pytest.raises(DataFolderError, match="can't hold the data"),
            data_folder(disk.folder / "another"),
        ):
            pass
