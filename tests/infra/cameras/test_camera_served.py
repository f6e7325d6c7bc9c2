"""A server as people start it, and phones that film with it: over a bad link, beside an upload, through a crash."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.cameras.phone import Phone, jpegs
from tests.infra.cameras.proxy import link_to
from tests.infra.served import CHECKOUT, Server, serving
from tests.infra.short_squat import FRAMES

CUT_S = 5.0
MBIT_BYTES_S = 125_000.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that several phones film with, one after the other."""
    with serving(tmp_path_factory.mktemp("served") / "data") as running:
        yield running


def port_of(server: Server) -> int:
    return int(server.address.rsplit(":", 1)[1])


async def film_over_a_bad_link(server: Server, pictures: list[bytes]) -> Phone:
    """Film two repetitions: one from 200 ms away, then cut off for five seconds, then one through 1 Mbit/s."""
    async with link_to(port_of(server)) as link:
        phone = Phone(f"ws://127.0.0.1:{link.goal}/camera", through=link.port)
        link.delay_s = 0.2
        filming = asyncio.create_task(phone.film(pictures * 2, waits_for_link=True))
        while phone.sent < FRAMES and not filming.done():  # noqa: ASYNC110 - it is asked, not told
            await asyncio.sleep(0.01)
        link.cut()
        link.delay_s = 0.0
        await asyncio.sleep(CUT_S)
        link.bytes_s = MBIT_BYTES_S
        link.mend()
        await filming
    return phone


def test_over_a_bad_link_and_beside_an_upload_a_set_is_one_and_counted_once(server: Server, squat: Path) -> None:
    upload = server.upload(squat)
    phone = asyncio.run(film_over_a_bad_link(server, list(jpegs(squat, quality=80))))
    assert phone.breaks == 1
    assert phone.refused == []
    assert phone.session is not None
    assert server.until(upload, "done")["reps"] == 1
    filmed = server.until(phone.session, "done")
    assert (filmed["reps"], filmed["delivery"]) == (2, "live")
    times = server.ask("GET", f"/sessions/{phone.session}/times")
    assert phone.ended is not None
    assert times["frame"] == list(range(phone.ended["frames"]))
    assert len(phone.acks) <= phone.ended["frames"] + phone.acks[-1]["lost"] <= phone.sent
    assert times["pts_s"] == sorted(set(times["pts_s"]))
    assert times["pts_s"][-1] > CUT_S


def test_the_client_on_the_page_films_a_set(server: Server, squat: Path, tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", (CHECKOUT / "docs" / "camera.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    script = tmp_path / "camera.py"
    script.write_text(found[1], encoding="utf-8")
    command = [sys.executable, str(script), f"ws://127.0.0.1:{port_of(server)}/camera", str(squat)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own page's
    session, end = said.splitlines()
    assert server.until(session, "done")["lift"] == "squat"
    assert f"'session': '{session}'" in end
    assert len([line for line in found[1].splitlines() if line.strip()]) <= 25
