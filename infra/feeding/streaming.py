"""Streams sources to a broker, side by side, until they end or the process is told to end."""

import asyncio
from collections.abc import Callable, Mapping

from infra.feeding.kafka_feeder import kafka_feeder
from infra.feeding.outcome import raise_first, told_outcome
from infra.feeding.stream import Stream
from infra.feeding.two_signals import until_told_twice
from infra.told import Told
from producers.source import Source


async def streamed(
    address: str, sources: Mapping[str, Source], told: Told, quality: int, tell: Callable[[str], None]
) -> bool:
    """Stream each source as a session; at the first signal all end with what they have.

    Args:
        address: the broker's.
        sources: by their sessions' ids.
        told: what the user says of the lift.
        quality: of the JPEGs, 1 to 100.
        tell: is told each line for the user.

    Returns:
        Whether all came to their end; else they are left at a second signal, and can go on.
    """
    streams: list[Stream] = []

    async def work() -> None:
        async with kafka_feeder(address) as feeder:
            streams.extend(
                Stream(feeder=feeder, source=source, session=session, told=told, quality=quality, tell=tell)
                for session, source in sources.items()
            )
            raise_first(await asyncio.gather(*map(_run, streams), return_exceptions=True), tell)

    if await until_told_twice(work(), lambda: _end(streams)):
        return True
    for stream in streams:
        tell(f"Session {stream.session} is left as it is: stream the same with --session {stream.session} to go on")
    return False


def _end(streams: list[Stream]) -> bool:
    """End all; say whether any source was still at work: else only answers or a sink are waited for."""
    at_work = [stream for stream in streams if stream.newest.ended is None]
    for stream in at_work:
        stream.end()
    return bool(at_work)


async def _run(stream: Stream) -> None:
    stream.tell(told_outcome(await stream.run(), stream.newest.lost))
