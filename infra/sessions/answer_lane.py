"""Reads what a stage says of one session off its topic: each frame's answer once, in order."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final, Generic, TypeVar

from bus.partitioner import partition_of
from bus.protocol import Bus, PartitionReader
from bus.record import Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.event import Event
from infra.sessions.begun import Begun
from infra.sessions.in_flight import InFlight

_AT_ONCE: Final = 64
_WAIT_S: Final = 1.0

E = TypeVar("E", bound=Event)


class AnswerLane(Generic[E]):
    """The answers to a session on one topic. Close it when done.

    Args:
        reader: of the session's partition, where to begin.
        session: whose answers.
        passed: in which pass.
        kinds: what an answer may be.
        in_flight: what is waited for; None: it is known to be there, or another lane looks after it.
    """

    def __init__(
        self,
        reader: PartitionReader,
        session: str,
        passed: Begun,
        kinds: tuple[type[E], ...],
        in_flight: InFlight | None = None,
    ) -> None:
        self._reader, self._session, self._passed, self._kinds = reader, session, passed, kinds
        self._in_flight = in_flight
        self._frame = -1
        self._values: deque[bytes] = deque()

    @classmethod
    async def open(  # noqa: PLR0913 - what it works with
        cls,
        bus: Bus,
        topic: str,
        session: str,
        passed: Begun,
        kinds: tuple[type[E], ...],
        *,
        in_flight: InFlight | None = None,
    ) -> "AnswerLane[E]":
        """Begin to read a topic where a session's pass began."""
        reader = await bus.records_from(topic, Ref(partition_of(session, bus.partitions), passed.offsets[topic]))
        return cls(reader, session, passed, kinds, in_flight)

    async def next(self) -> E:
        """Wait for the first answer to a later frame than the last one's; topics may give an answer twice.

        Raises:
            ExpiredUnansweredError: it will never come.
        """
        while True:
            answer = await self._read()
            if answer is not None and self._passed.is_answered_by(answer) and answer.frame > self._frame:
                self._frame = answer.frame
                return answer

    async def of(self, frame: int) -> E:
        """Wait for the answer to a frame, which is there or will come; those before it are passed over."""
        while (answer := await self.next()).frame < frame:
            pass
        return answer

    async def close(self) -> None:
        """Stop reading."""
        await self._reader.close()

    async def _read(self) -> E | None:
        now_s = asyncio.get_running_loop().time
        looked_s = now_s()
        while not self._values:
            records = await self._reader.take(_AT_ONCE, _WAIT_S)
            self._values.extend(record.value for record in records if record.key == self._session)
            if not self._values and self._in_flight is not None and now_s() - looked_s >= self._in_flight.look_every_s:
                await self._in_flight.refuse_expired()
                looked_s = now_s()
        with suppress(UnreadableMessageError):  # who stores it buries it
            return decode(self._values.popleft(), *self._kinds)
        return None
