"""A file goes to a server as an upload, and a session that the server has is run again."""

import re
import subprocess
from pathlib import Path

from tests.infra.served import CHECKOUT, Server, command, serving


def replayed(server: Server, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own command
        command("replay", *arguments, "--to", server.address),
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_file_then_its_session_again(squat: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        said = replayed(server, str(squat), "--lift", "squat", "--height", "1.671", "--load", "140")
        assert said.returncode == 0, said.stderr
        found = re.search(r"Session (\w+) is uploaded", said.stdout)
        assert found is not None
        done = server.until(found[1], "done", "failed")
        assert (done["state"], done["load_kg"], done["name"]) == ("done", 140, "squat.mp4")
        assert replayed(server, found[1], "--height", "1.8").returncode == 0
        assert server.until(found[1], "done")["height_m"] == 1.8
        refused = replayed(server, found[1], "--load", "150")
        assert (refused.returncode, "--lift and --height" in refused.stderr) == (2, True)
        unknown = replayed(server, "nobody")
        assert (unknown.returncode, "There is no session 'nobody'" in unknown.stderr) == (2, True)
        bad = tmp_path / "notes.txt"
        bad.write_text("none")
        refused = replayed(server, str(bad))
        assert (refused.returncode, "not a video" in refused.stderr) == (2, True)
