"""Follows what the stages say of the sessions of one partition, while somebody watches one of them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from bus.protocol import Bus
from bus.record import Record, Ref
from gateway.follow import Take, follow

_LAST: Final = "form"
"""The topic on which the stages' last answer to a frame comes, with what it brought."""


class LivePartition:
    """One partition of several topics.

    Args:
        bus: With these topics.
        partition: Which.
        takes: What is done with the records, by topic; `form` among them.
    """

    def __init__(self, bus: Bus, partition: int, takes: Mapping[str, Take]) -> None:
        self.users = 0
        """How many need it followed."""
        self._bus = bus
        self._partition = partition
        self._takes = takes
        self._caught_up = asyncio.Event()

    async def follow(self, since_s: float) -> None:
        """Follow for good, from where the topics end now, and what a frame brought from some time on.

        Args:
            since_s: Seconds since the epoch.
        """
        ends = {topic: (await self._bus.span(topic, self._partition)).end for topic in self._takes}
        starts = ends | {_LAST: await self._bus.since(_LAST, self._partition, since_s)}
        self._end = ends[_LAST]
        self._note(starts[_LAST])
        async with asyncio.TaskGroup() as group:
            for topic, take in self._takes.items():
                noted = self._noting(take) if topic == _LAST else take
                group.create_task(follow(self._bus, topic, Ref(self._partition, starts[topic]), noted))

    async def caught_up(self) -> None:
        """Wait until all that was said before `follow` was called is taken; nothing that comes after it is missed."""
        await self._caught_up.wait()

    def _noting(self, take: Take) -> Take:
        async def noting(records: Sequence[Record]) -> None:
            await take(records)
            self._note(records[-1].offset + 1)

        return noting

    def _note(self, at: int) -> None:
        if at >= self._end:
            self._caught_up.set()
