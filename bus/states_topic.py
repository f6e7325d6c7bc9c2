"""States as records of the compacted topic `states`: whichever worker gets a partition finds those of its sessions."""

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.record import Ref
from contracts.codec import decode, encode
from contracts.states import SavedState, state_key

_TOPIC = "states"
_AT_ONCE = 256
_WAIT_S = 1.0


class TopicStates:
    """See `bus.states.States`. Keeps in memory what is saved of the sessions on the partitions that it was asked of.

    Args:
        bus: with the topic `states`.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._saved: dict[str, bytes] = {}
        """The newest record of each key that isn't dropped."""
        self._next: dict[int, int] = {}
        """The offset that follows the last one read, by partition."""

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """See `bus.states.States`: reads what others have saved since the last call, as far as the log reaches now.

        Raises:
            UnreadableMessageError: a newer program has written it.
        """
        await self._catch_up(partition_of(session, self._bus.partitions))
        saved = self._saved.get(state_key(stage, session, run))
        return None if saved is None else decode(saved, SavedState).state

    async def save(self, stage: str, session: str, run: str, state: bytes) -> None:
        """See `bus.states.States`."""
        record = encode(SavedState(stage=stage, session=session, run=run, state=state))
        await self._bus.publish(_TOPIC, state_key(stage, session, run), record)

    async def forget(self, stage: str, session: str, run: str) -> None:
        """See `bus.states.States`."""
        await self._bus.publish(_TOPIC, state_key(stage, session, run), b"")

    async def _catch_up(self, partition: int) -> None:
        earliest, end = await self._bus.span(_TOPIC, partition)
        at = max(self._next.get(partition, 0), earliest)
        reader = await self._bus.records_from(_TOPIC, Ref(partition, at))
        while at < end:
            for record in await reader.take(_AT_ONCE, _WAIT_S):
                self._note(record.key, record.value)
                at = record.offset + 1
        await reader.close()
        self._next[partition] = at

    def _note(self, key: str, value: bytes) -> None:
        if value:
            self._saved[key] = value
        else:
            self._saved.pop(key, None)
