"""The server as a process: uploads are understood and kept, whatever ends it."""

import subprocess
import sys
import urllib.error
from pathlib import Path
from typing import Any

import pytest

from tests.infra.served import CHECKOUT, LIMIT_S, Server, command, running, serving
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
        second = served_in_vain(data)
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


def test_what_a_kill_left_of_uploads_and_overlays_is_cleared_away_at_the_start(squat: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        session = server.upload(squat)
        server.until(session, "done")
        kept = sorted((data / "media").rglob("*"))
        server.kill()
    stored_and_not_published = data / "media" / "sessions" / "abc"
    stored_and_not_published.mkdir()
    (stored_and_not_published / "original").write_bytes(squat.read_bytes())
    (data / "media" / "sessions" / session / ".0123.part").write_bytes(b"half an overlay")
    (data / "work" / "tmp1").mkdir()
    (data / "work" / "tmp1" / "overlay.mp4.part").write_bytes(b"half an overlay")
    with serving(data) as server:
        assert sorted((data / "media").rglob("*")) == kept
        assert list((data / "work").iterdir()) == []
        assert server.end() == 0


def test_a_database_of_a_newer_version_is_left_alone_in_a_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    newer = f"""
from sink.clickhouse import open_embedded
from sink.migrate import migrate
database = open_embedded({str(data / "database")!r})
migrate(database)
database.command("INSERT INTO migrations SELECT 999, '0999_later.sql', '', now64(6)")
database.close()
"""
    subprocess.run([sys.executable, "-c", newer], cwd=CHECKOUT, check=True)  # noqa: S603 - our own script
    refused = served_in_vain(data)
    assert refused.returncode == 2
    assert "has tables of version 999, and this program knows them up to 3" in refused.stderr.splitlines()[-1]
    assert "Traceback" not in refused.stderr


def served_in_vain(data: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command
        command("serve", "--data", str(data), "--port", "0"),
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


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
