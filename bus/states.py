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

    async def save(self, stage: str, session: str, run: str, state: bytes, offset: int | None = None) -> None:
        """Replace the state as a whole: after a crash there is the old one or this one, never a part.

        Args:
            stage: Whose state.
            session: Of which session.
            run: And which of its runs.
            state: The state.
            offset: How far in the log of frames it is: one that is further, whoever saved it, is not replaced. None:
                whoever saves last counts.
        """
        ...

    async def forget(self, stage: str, session: str, run: str) -> None:
        """Drop the state, when the session has ended or is deleted; without effect if there is none."""
        ...
