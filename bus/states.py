"""Where the state of a stage is kept between the publishing of its answers and their acknowledgement.

Publish, await delivery, save the state, commit: after a crash the stage begins from the saved state, is given again
what it had not committed, and skips what the state says was answered.
"""

from typing import Protocol


class States(Protocol):
    """One small value per (stage, session, run): the newest. What is in it is the stage's affair."""

    async def load(self, stage: str, session: str, run: str) -> bytes | None:
        """Return what was saved last, or None if nothing was."""
        ...

    async def save(self, stage: str, session: str, run: str, state: bytes) -> None:
        """Replace the state as a whole: after a crash there is the old one or this one, never a part."""
        ...

    async def forget(self, stage: str, session: str, run: str) -> None:
        """Drop the state, when the session has ended or is deleted; without effect if there is none."""
        ...
