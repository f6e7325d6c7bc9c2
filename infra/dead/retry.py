"""A session that lost frames to dead letters is worked on once more, from its first frame."""

import math
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from bus.partitioner import partition_of
from bus.record import Record
from contracts.codec import UnreadableMessageError, decode, encode
from contracts.sessions import Session
from contracts.topics import TOPIC, TOPICS
from infra.kafka.asking import asked
from infra.kafka.log_spans import log_spans
from infra.kafka.reading import read_parts
from infra.kafka.topics_there import topics_there

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

_TOPIC: Final = TOPIC["sessions"].name
_UNFINISHED: Final = {"uploaded", "queued", "running"}


class RetryError(ValueError):
    """A session can't be run again; one sentence."""


async def retry(address: str, session: str, now_s: float) -> None:
    """Ask for another pass over a session's video: whichever `perfectform worker ingest` has its partition does it.

    Args:
        address: HOST:PORT of the broker.
        session: its id.
        now_s: the wall clock, seconds since the epoch.

    Raises:
        NoBrokerError: no broker answers.
        TopicsNotReadyError: the broker's topics aren't those that are described.
        RetryError: there is no such session, it has no video, or it isn't over yet.
    """
    from bus.kafka import KafkaBus

    async with asked(address) as admin:
        known = _checked(session, await _newest(address, session, admin))
        bus = await KafkaBus.open(address, TOPICS)
        try:
            await bus.publish(_TOPIC, session, encode(_asked_anew(known, now_s)))
        finally:
            await bus.close()


def _checked(session: str, known: Session | None) -> Session:
    if known is None:
        raise RetryError(f"There is no session {session!r}: it was deleted, or never was")
    if known.media is None:
        raise RetryError(
            f"No video of session {session} was kept: while its frames are still on the bus, "
            f"`perfectform replay {session} --from-log` runs it again"
        )
    if known.state in _UNFINISHED:
        raise RetryError(f"Session {session} is {known.state}: retry it when it is over, or cancel it before")
    return known


def _asked_anew(known: Session, now_s: float) -> Session:
    """Give the session as the page's "run again" asks for it; of two messages the later one has the later time."""
    later_s = max(now_s, math.nextafter(known.updated_at, math.inf))
    return replace(known, state="uploaded", reason="", frames=0, frames_dropped=0, updated_at=later_s)


async def _newest(address: str, session: str, admin: "AIOKafkaAdminClient") -> Session | None:
    """Read what a session is by now; None: there is none, or what is said of it can't be read."""
    there = await topics_there(admin)
    if _TOPIC not in there:
        return None
    place = (_TOPIC, partition_of(session, there[_TOPIC].partitions))
    spans = await log_spans(address, {_TOPIC: there[_TOPIC].partitions})
    newest: Session | None = None

    def hear(record: Record) -> None:
        nonlocal newest
        if record.key == session:
            newest = _told(record, newest)

    await read_parts(address, {place: spans[place]}, hear)
    return newest


def _told(record: Record, before: Session | None) -> Session | None:
    if not record.value:
        return None
    try:
        return decode(record.value, Session)
    except UnreadableMessageError:
        return before
