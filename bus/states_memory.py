"""States in the memory of one process, beside the memory bus: they end with it."""


class MemoryStates:
    """See `bus.states.States`. It grows with the sessions that were not forgotten."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str, str], bytes] = {}

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """See `bus.states.States`."""
        return self._states.get((stage, session, run))

    async def save(self, stage: str, session: str, run: str, state: bytes) -> None:
        """See `bus.states.States`."""
        self._states[stage, session, run] = state

    async def forget(self, stage: str, session: str, run: str) -> None:
        """See `bus.states.States`."""
        self._states.pop((stage, session, run), None)
