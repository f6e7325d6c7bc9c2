"""A process that streams a file at a pace at which nothing is dropped, to be killed: BROKER FILE SESSION HEIGHT."""

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bus.protocol import Bus
from infra.feeding.kafka_feeder import kafka_feeder
from infra.feeding.stream import Stream
from infra.told import Told
from producers.source import Source
from tests.infra.feeding.fed import file_source


async def streamed(address: str, session: str, height_m: str, source_of: Callable[[Bus], Source]) -> None:
    """Stream a source to its end, or until this process is killed."""
    async with kafka_feeder(address) as feeder:
        await Stream(
            feeder=feeder,
            source=source_of(feeder.bus),
            session=session,
            told=Told(lift="squat", height_m=float(height_m)),
            quality=90,
            tell=partial(print, flush=True),
        ).run()


async def main(address: str, video: str, session: str, height_m: str) -> None:
    await streamed(address, session, height_m, lambda bus: file_source(bus, Path(video), session))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
