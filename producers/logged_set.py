"""The frames of a session that are still in the log, on their way to the topic once more: the same JPEGs and times."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from bus.errors import BusClosedError, ExpiredError
from bus.log_span import records_between
from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.event import EndOfStream
from contracts.frames import HEADER, FrameHeader
from contracts.vocabulary import EndReason
from producers.frame_records import FRAMES, Publish, Recording, Send, Sent, publish_end
from producers.pace import Pace

_WAIT_S: Final = 1.0
_HOURS: Final = (FRAMES.retention_s or 0) // 3600


class FramesExpiredError(ValueError):
    """Frames of a session are not in the log any more; one sentence that says which."""


@dataclass
class LoggedSet:
    """Where the frames of a session lie."""

    session: str
    partition: int
    offsets: dict[int, int] = field(default_factory=dict)
    """By frame, where it was written last."""
    reason: EndReason = "closed"
    """Why no more came."""

    def note(self, record: Record) -> None:
        """Note what a record of the session is."""
        header = header_of(record)
        if isinstance(header, FrameHeader):
            self.offsets[header.frame] = record.offset
        elif header is not None:
            self.reason = header.reason


def header_of(record: Record) -> FrameHeader | EndOfStream | None:
    """Read what a record of `frames` says; None: nothing that can be read, which the stages bury."""
    try:
        header = decode(record.headers.get(HEADER, b""), FrameHeader, EndOfStream)
    except UnreadableMessageError:
        return None
    return header if isinstance(header, FrameHeader | EndOfStream) else None


async def find_logged(bus: Bus, session: str, since_s: float, until_s: float | None) -> LoggedSet:
    """Look through the log for a session's frames.

    Args:
        bus: with the topic `frames`.
        session: whose.
        since_s: when the first of them was written, or before that, seconds since the epoch.
        until_s: when all of them were; None: they may come still, and those that are there now are taken.

    Raises:
        FramesExpiredError: some of them, or all, have left the log.
    """
    partition = partition_of(session, bus.partitions)
    end = (await bus.span(FRAMES.name, partition)).end
    if until_s is not None:
        end = min(end, await bus.since(FRAMES.name, partition, until_s))
    logged = LoggedSet(session, partition)
    start = Ref(partition, await bus.since(FRAMES.name, partition, since_s))
    async with aclosing(records_between(bus, FRAMES.name, start, end)) as records:
        async for record in records:
            if record.key == session:
                logged.note(record)
    _refuse_gaps(logged)
    return logged


def _refuse_gaps(logged: LoggedSet) -> None:
    if not logged.offsets:
        raise FramesExpiredError(
            f"No frame of session {logged.session} is in the log, which keeps them for {_HOURS} hours: "
            "replay its stored video, without --from-log"
        )
    first = min(logged.offsets)
    if first > 0:
        raise FramesExpiredError(
            f"Frames 0 to {first - 1} of session {logged.session} have left the log, which keeps them for {_HOURS} "
            f"hours; {len(logged.offsets)} are left: replay its stored video, without --from-log"
        )


def logged_set(bus: Bus, logged: LoggedSet, recording: Recording, now_s: Callable[[], float]) -> Send:
    """Let a session's frames be sent as another's.

    Args:
        bus: with the topic `frames`.
        logged: where they lie.
        recording: whose they become; its quality doesn't count.
        now_s: the ingress's wall clock, seconds since the epoch.
    """

    async def send(publish: Publish, pace: Pace) -> int:
        sent = Sent()
        try:
            async with aclosing(_frames(bus, logged)) as frames:
                async for jpeg, header in frames:
                    await pace.wait_until(header.pts)
                    again = replace(header, session=recording.session, received_at=now_s())
                    await publish(FRAMES.name, recording.session, jpeg, {HEADER: encode(again)})
                    sent = Sent(frames=header.frame + 1, last_pts_s=header.pts)
        except BusClosedError:
            raise
        except Exception:
            await publish_end(publish, recording, sent, "source_gone")
            raise
        await publish_end(publish, recording, sent, logged.reason)
        return sent.frames

    return send


async def _frames(bus: Bus, logged: LoggedSet) -> AsyncGenerator[tuple[bytes, FrameHeader], None]:
    reader = await bus.records_from(FRAMES.name, Ref(logged.partition, min(logged.offsets.values())))
    try:
        for frame, offset in sorted(logged.offsets.items()):
            record = await _at(reader, offset, f"Frame {frame} of session {logged.session}")
            header = header_of(record)
            if isinstance(header, FrameHeader):
                yield record.value, header
    finally:
        await reader.close()


async def _at(reader: PartitionReader, offset: int, what: str) -> Record:
    reader.seek(offset)
    try:
        while not (records := await reader.take(1, _WAIT_S)):
            pass
    except ExpiredError as error:
        raise FramesExpiredError(
            f"{what} left the log while it was replayed: replay its stored video, without --from-log"
        ) from error
    return records[0]
