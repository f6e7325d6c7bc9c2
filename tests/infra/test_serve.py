"""The server as a process: uploads are understood and kept, whatever ends it."""

import subprocess
import urllib.error
from pathlib import Path
from typing import Any

import pytest

from tests.infra.served import CHECKOUT, Server, command, running, serving
from tests.infra.short_squat import FRAMES


def answers(server: Server, session: str) -> tuple[Any, Any]:
    """What there is of a session, without its names and times."""
    series = server.ask("GET", f"/sessions/{session}/series?points=2000")
    return server.ask("GET", f"/sessions/{session}")["sets_found"], series


def test_it_survives_kill_9_and_computes_the_same_again(squat: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        whole = server.upload(squat)
        server.until(whole, "done")
        before = answers(server, whole)
        assert len(before[1]["frame"]) == FRAMES
        cut, waiting = server.upload(squat), server.upload(squat)
        server.until(cut, "running")
        server.kill()
    with serving(data) as server:
        for session in (cut, waiting):
            assert server.until(session, "done", "failed")["state"] == "done"
            assert answers(server, session) == before
        assert answers(server, whole) == before
        assert server.end() == 0
    assert {path.name for path in data.iterdir()} >= {"bus", "media", "database"}
    assert list((data / "work").iterdir()) == []


def test_a_second_one_on_the_same_folder_says_so_and_the_first_goes_on(squat: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        second = subprocess.run(  # noqa: S603 - our own command
            command("serve", "--data", str(data), "--port", "0"),
            cwd=CHECKOUT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert second.returncode == 2
        assert f"{data} is in use by another server (process {server.process.pid})" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        session = server.upload(squat)
        server.until(session, "running")
        server.ask("DELETE", f"/sessions/{session}")
        other = server.upload(squat)
        server.until(other, "done")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            server.ask("GET", f"/sessions/{session}")
        assert [path.name for path in (data / "media" / "sessions").iterdir()] == [other]
        assert server.end() == 0


def test_the_demo_shows_the_sample_in_a_browser(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    with running(["demo", "--serve"], BROWSER=str(browser)) as server:
        sample = server.until("sample", "running")
        assert sample["name"] == "squat.mp4"
        assert server.end() == 0
        assert server.process.stdout is not None
        assert "perfectform serve" in server.process.stdout.read()
    assert (tmp_path / "opened").read_text() == f"{server.address}/#/sessions/sample\n"
