"""Frames of a session that were sent and are not answered: whether they still can be."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from bus.protocol import Bus
from bus.record import Ref

LOOK_EVERY_S: Final = 60.0


class ExpiredUnansweredError(ValueError):
    """Frames have expired before anybody had answered them; one sentence."""


@dataclass
class InFlight:
    """What is on its way through the stages.

    Args:
        bus: with the topic `frames`.
        look_every_s: how long no answer has to come before somebody looks, seconds.
    """

    bus: Bus
    look_every_s: float
    _sent: deque[tuple[int, Ref]] = field(default_factory=deque)
    """The index of each, ascending, and where it lies; the end's is the number of frames."""
    _answered: int = -1

    def sent(self, frame: int, ref: Ref) -> None:
        """Note that a frame, or the end, was published; its answer may have come before its publisher knows it."""
        if frame > self._answered:
            self._sent.append((frame, ref))

    def answered(self, frame: int) -> None:
        """Note that a frame is answered; those before it are, or never will be."""
        self._answered = frame
        while self._sent and self._sent[0][0] <= frame:
            self._sent.popleft()

    async def refuse_expired(self) -> None:
        """Look whether the log still has the oldest.

        Raises:
            ExpiredUnansweredError: it hasn't.
        """
        if not self._sent:
            return
        frame, ref = self._sent[0]
        if ref.offset < (await self.bus.span("frames", ref.partition)).earliest:
            raise ExpiredUnansweredError(
                f"Frame {frame} expired before a worker had answered it, as none ran for longer than frames are "
                "kept: run the session again"
            )
