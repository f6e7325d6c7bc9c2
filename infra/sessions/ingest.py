"""Uploads onto the bus, as a process of its own: what is uploaded becomes frames, and their answers an overlay."""

import time
from functools import partial
from pathlib import Path

from bus.media import Media
from bus.protocol import Bus
from bus.states_topic import TopicStates
from infra.sessions.remote_passage import RemotePassage
from infra.sessions.session_processing import Processing
from infra.sessions.session_worker import SessionWorker
from sink.stored import until_stored


async def ingest(bus: Bus, media: Media, work: Path, quality: int) -> None:
    """Send the sessions of this worker's partitions through the stages, one at a time, until this is cancelled.

    Args:
        bus: with the topics of `contracts.topics`.
        media: where the gateways put uploads; workers share it.
        work: a folder of this process's own, for what is being written.
        quality: of the JPEGs, 1 to 100.
    """
    passage = RemotePassage(bus, TopicStates(bus))
    processing = Processing(passage=passage, media=media, work=work, quality=quality)
    await SessionWorker(bus, processing, partial(until_stored, bus), time.time).run()
