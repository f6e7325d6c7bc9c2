"""Frames of a session that were sent and are not answered: whether they still can be."""

from dataclasses import dataclass, field
from typing import Final

from bus.partitioner import partition_of
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
        session: whose frames.
        look_every_s: how long no answer has to come before somebody looks, seconds.
    """

    bus: Bus
    session: str
    look_every_s: float
    _offsets: dict[int, int] = field(default_factory=dict)
    """Where each lies, by its index, ascending; the end's is the number of frames."""

    def sent(self, frame: int, ref: Ref) -> None:
        """Note that a frame, or the end, was published."""
        self._offsets[frame] = ref.offset

    def answered(self, frame: int) -> None:
        """Note that a frame is answered; those before it are, or never will be."""
        for one in [one for one in self._offsets if one <= frame]:
            del self._offsets[one]

    async def refuse_expired(self) -> None:
        """Look whether the log still has the oldest.

        Raises:
            ExpiredUnansweredError: it hasn't.
        """
        oldest = next(iter(self._offsets.items()), None)
        span = await self.bus.span("frames", partition_of(self.session, self.bus.partitions))
        if oldest is not None and oldest[1] < span.earliest:
            raise ExpiredUnansweredError(
                f"Frame {oldest[0]} expired before a worker had answered it, as none ran for longer than frames are "
                "kept: run the session again"
            )
