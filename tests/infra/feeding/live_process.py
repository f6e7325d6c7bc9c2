"""A process that streams a file at a pace at which nothing is dropped, to be killed: BROKER FILE SESSION HEIGHT."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from infra.feeding.kafka_feeder import kafka_feeder
from infra.feeding.stream import Stream
from infra.told import Told
from tests.infra.feeding.fed import file_source


async def main(address: str, video: str, session: str, height_m: str) -> None:
    async with kafka_feeder(address) as feeder:
        await Stream(
            feeder=feeder,
            source=file_source(feeder.bus, Path(video), session),
            session=session,
            told=Told(lift="squat", height_m=float(height_m)),
            quality=90,
            tell=partial(print, flush=True),
        ).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
