"""`perfectform serve`, but a video takes as long as it was filmed: a page has the time to watch it on any machine."""

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.models.chosen import Chosen
from infra.serving.answering import Serving
from infra.serving.behind import Behind
from infra.serving.serve import serve
from infra.serving.serving_options import tell_address
from infra.settings import JPEG_QUALITY, THREADS, in_force
from infra.until_told import run
from producers.pace import LikeACamera
from tests.infra.served import Server, running_line


@contextmanager
def serving_at_its_pace(data: Path) -> Iterator[Server]:
    """Serve a data folder on a free port."""
    with running_line(Server, [sys.executable, "-m", __name__, str(data)]) as server:
        yield server


async def _ready(address: str, _: Behind) -> None:
    tell_address(address)


if __name__ == "__main__":
    run(
        serve(
            Serving(data=Path(sys.argv[1]), port=0),
            lambda: Chosen().stages(in_force(THREADS).value),
            _ready,
            quality=in_force(JPEG_QUALITY).value,
            pace_of=lambda _: LikeACamera(time.monotonic, asyncio.sleep),
        )
    )
