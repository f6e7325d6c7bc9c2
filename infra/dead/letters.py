"""The dead letters that a broker keeps: the newest ones, or one that is named."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from bus.record import Record, Span
from contracts.codec import UnreadableMessageError, decode
from contracts.dead_letters import DeadLetter
from infra.kafka.asking import asked
from infra.kafka.log_spans import Place, log_spans, records_kept
from infra.kafka.reading import read_parts
from infra.kafka.topics_there import topics_there

if TYPE_CHECKING:
    from aiokafka.admin import AIOKafkaAdminClient

_TOPIC: Final = "dead_letters"


class LetterError(ValueError):
    """There is no such letter, or it can't be used as asked; one sentence."""


class Buried(NamedTuple):
    """A dead letter, and where it lies."""

    name: str
    """By which it is asked for: its partition and offset, `3/17`."""
    appended_at: float
    """By the broker's clock, seconds since the epoch."""
    letter: DeadLetter


class Found(NamedTuple):
    """What was found among the newest records."""

    letters: list[Buried]
    """Newest first."""
    garbage: int
    """How many of those that were read are no letters."""
    kept: int
    """How many records there are."""


async def newest(address: str, count: int) -> Found:
    """Read the newest letters.

    Args:
        address: HOST:PORT of the broker.
        count: how many at most.

    Raises:
        NoBrokerError: no broker answers.
        LetterError: it has no such topic.
    """
    async with asked(address) as admin:
        spans = await _spans(address, admin)
        tails = {place: Span(max(span.earliest, span.end - count), span.end) for place, span in spans.items()}
        records = await _read(address, tails)
    records.sort(key=lambda one: (one.appended_at, one.offset), reverse=True)
    letters = [_buried(record) for record in records[:count]]
    told = [one for one in letters if one is not None]
    return Found(told, len(letters) - len(told), records_kept(_TOPIC, spans))


async def named(address: str, name: str) -> Buried:
    """Read one letter.

    Args:
        address: HOST:PORT of the broker.
        name: as `Buried.name`.

    Raises:
        NoBrokerError: no broker answers.
        LetterError: there is no such letter, or what lies there is none.
    """
    place, offset = _place(name)
    async with asked(address) as admin:
        span = (await _spans(address, admin)).get(place)
        if span is None or not span.earliest <= offset < span.end:
            raise LetterError(f"There is no dead letter {name}: `perfectform dead list` shows which there are")
        (record,) = await _read(address, {place: Span(offset, offset + 1)})
    letter = _buried(record)
    if letter is None:
        raise LetterError(f"What lies at {name} is no dead letter: {len(record.value)} bytes that can't be read")
    return letter


async def _spans(address: str, admin: "AIOKafkaAdminClient") -> dict[Place, Span]:
    there = await topics_there(admin)
    if _TOPIC not in there:
        raise LetterError(
            f"The broker at {address} has no topic for dead letters: `perfectform topics create` makes it"
        )
    return await log_spans(address, {_TOPIC: there[_TOPIC].partitions})


async def _read(address: str, parts: Mapping[Place, Span]) -> list[Record]:
    records = list[Record]()
    await read_parts(address, parts, records.append)
    return records


def _place(name: str) -> tuple[Place, int]:
    partition, _, offset = name.partition("/")
    if not (partition.isdecimal() and offset.isdecimal()):
        raise LetterError(f"{name!r} names no dead letter: give PARTITION/OFFSET, as `perfectform dead list` does")
    return (_TOPIC, int(partition)), int(offset)


def _buried(record: Record) -> Buried | None:
    try:
        letter = decode(record.value, DeadLetter)
    except UnreadableMessageError:
        return None
    return Buried(f"{record.partition}/{record.offset}", record.appended_at, letter)
