"""How far a session was sent by a process that was killed: by what lies in the logs since it was begun."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from bus.log_span import records_between
from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.form import Form, FormEnd
from contracts.frames import FrameHeader
from infra.sessions.begun import Begun
from producers.frame_records import Sent
from producers.logged_set import header_of
from producers.source import Last


@dataclass(frozen=True)
class SentBefore:
    """What is in the log of a session."""

    sent: Sent = field(default_factory=Sent)
    last: Last | None = None
    """The last frame; None: none was sent."""
    ended: bool = False
    """Whether the end mark was sent too."""
    unanswered: tuple[int, Ref] | None = None
    """The first frame that isn't answered, or the end, and where it lies; None: all that was sent is answered."""


async def sent_before(bus: Bus, session: str, begun: Begun) -> SentBefore:
    """Read how far a session was sent: what was answered by the answers, what wasn't by the frames behind those."""
    found = SentBefore()
    at = begun.offsets["frames"]
    async with aclosing(_of(bus, "form", begun.offsets["form"], session)) as answers:
        async for record in answers:
            with suppress(UnreadableMessageError):
                found, at = _with_answer(found, at, decode(record.value, Form, FormEnd), begun)
    async with aclosing(_of(bus, "frames", at, session)) as frames:
        async for record in frames:
            found = _with_frame(found, record)
    return found


def _with_answer(found: SentBefore, at: int, answer: object, begun: Begun) -> tuple[SentBefore, int]:
    if not isinstance(answer, Form | FormEnd) or not begun.is_answered_by(answer):
        return found, at
    if isinstance(answer, FormEnd):
        return SentBefore(found.sent, found.last, ended=True), at
    sent = Sent(frames=answer.frame + 1, last_pts_s=answer.pts)
    behind = at if answer.trace.frame_ref is None else answer.trace.frame_ref.offset + 1
    return SentBefore(sent, Last(answer.pts, answer.trace.received_at)), behind


def _with_frame(found: SentBefore, record: Record) -> SentBefore:
    header = header_of(record)
    if header is None or header.frame < found.sent.frames:
        return found
    found = replace(found, unanswered=found.unanswered or (header.frame, record.ref))
    if not isinstance(header, FrameHeader):
        return replace(found, ended=True)
    return replace(found, sent=Sent(header.frame + 1, header.pts), last=Last(header.pts, header.received_at))


async def _of(bus: Bus, topic: str, start: int, session: str) -> AsyncGenerator[Record, None]:
    """Yield the records of a session from an offset on that are there now."""
    partition = partition_of(session, bus.partitions)
    end = (await bus.span(topic, partition)).end
    async with aclosing(records_between(bus, topic, Ref(partition, start), end)) as records:
        async for record in records:
            if record.key == session:
                yield record
