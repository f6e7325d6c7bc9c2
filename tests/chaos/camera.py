"""`python -m tests.chaos.camera BROKER FILE SESSION HEIGHT`: a camera whose pictures come in bursts, to be killed.

No worker keeps up with a burst, so of each some frames are dropped.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from producers.sources.file import FileSource
from tests.infra.feeding.live_process import streamed

_BURST: Final = 6
_GAP_S: Final = 0.005
_PAUSE_S: Final = 1.0


@dataclass
class InBursts:
    """A pace: a few pictures as fast as they can be sent, then none for a while."""

    _given: int = 0

    async def wait_until(self, pts_s: float) -> None:  # noqa: ARG002 - a pace's signature
        self._given += 1
        await asyncio.sleep(_GAP_S if self._given % _BURST else _PAUSE_S)


async def main(address: str, video: str, session: str, height_m: str) -> None:
    await streamed(address, session, height_m, lambda _: FileSource(Path(video), InBursts()))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
