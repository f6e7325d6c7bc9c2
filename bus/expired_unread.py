"""What a group never read: records that retention deleted before any of its members acknowledged them, as dead letters.

A group's reader goes on at the earliest record that is kept, without a word, so this compares what it gives with what
the group has acknowledged. A group that has acknowledged nothing yet begins where the log does, and misses nothing.
"""

from collections.abc import Sequence

from bus.protocol import Bus
from bus.record import Record
from contracts.dead_letters import DeadLetter
from contracts.release import RELEASE
from contracts.topics import TOPIC

_Place = tuple[str, int]


class ExpiredUnread:
    """Looks at all that one reader of a group gives, in order.

    Args:
        bus: where the group reads.
        group: the group's name.
        stage: who gives up what has expired, in the letters.
    """

    def __init__(self, bus: Bus, group: str, stage: str) -> None:
        self._bus, self._group, self._stage = bus, group, stage
        self._next: dict[_Place, int] = {}
        """The offset that follows the last one given, by topic and partition."""

    async def before(self, records: Sequence[Record], now_s: float) -> list[DeadLetter]:
        """Give a letter for each gap before the records, which aren't acknowledged yet.

        Args:
            records: What the reader gave last.
            now_s: The wall clock, seconds since the epoch.
        """
        firsts = {(record.topic, record.partition): record.offset for record in reversed(records)}
        jumps = [
            (place, first)
            for place, first in firsts.items()
            if self._next.get(place) != first and TOPIC[place[0]].cleanup == "delete"
        ]
        letters = [await self._letter(place, first, now_s) for place, first in jumps]
        self._next |= {(record.topic, record.partition): record.offset + 1 for record in records}
        return [letter for letter in letters if letter is not None]

    async def _letter(self, place: _Place, first: int, now_s: float) -> DeadLetter | None:
        """Say what is missing before the first record given; None: nothing, it was acknowledged or is given again."""
        begin = max(await self._bus.committed(self._group, *place), self._next.get(place, 0))
        end = min(first, (await self._bus.span(*place)).earliest) if 0 < begin < first else begin
        if end <= begin:
            return None
        topic, partition = place
        return DeadLetter(
            stage=self._stage,
            version=RELEASE,
            reason=f"{end - begin} expired before anybody of the group {self._group!r} read them",
            topic=topic,
            partition=partition,
            offset=begin,
            last_offset=end - 1,
            key="",
            value=b"",
            failed_at=now_s,
        )
