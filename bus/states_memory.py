"""States in the memory of one process, beside the memory bus: they end with it."""


class MemoryStates:
    """See `bus.states.States`. It grows with the sessions that were not forgotten."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str, str], tuple[int, bytes]] = {}

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """See `bus.states.States`."""
        found = self._states.get((stage, session, run))
        return None if found is None else found[1]

    async def save(self, stage: str, session: str, run: str, state: bytes, offset: int | None = None) -> None:
        """See `bus.states.States`."""
        at = -1 if offset is None else offset
        if offset is None or at >= self._states.get((stage, session, run), (at, b""))[0]:
            self._states[stage, session, run] = at, state

    async def forget(self, stage: str, session: str, run: str) -> None:
        """See `bus.states.States`."""
        self._states.pop((stage, session, run), None)
