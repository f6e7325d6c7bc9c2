"""Where the answers to a session begin, kept with the stages' states: who sends its frames can be killed and go on."""

from collections.abc import Iterable
from typing import Final

import msgspec

from bus.partitioner import partition_of
from bus.protocol import Bus
from bus.states import States
from contracts.event import Event

_STAGE: Final = "ingest"
_ANY_RUN: Final = ""
"""One a session: another run begins anew."""


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag="begun.v1"):
    """A pass of a session's frames through the stages."""

    run: str
    offsets: dict[str, int]
    """Where `frames` and each topic of answers ended before the first frame was sent."""

    def is_answered_by(self, event: Event) -> bool:
        """Whether an event answers a frame of this pass, not of an earlier one of the same run."""
        ref = event.trace.frame_ref
        return event.run == self.run and (ref is None or ref.offset >= self.offsets["frames"])


async def load(states: States, session: str, run: str) -> Begun | None:
    """Give the pass that was begun and is not over; None: there is none, or it was of another run."""
    saved = await states.load(_STAGE, session, _ANY_RUN)
    begun = None if saved is None else msgspec.msgpack.decode(saved, type=Begun)
    return begun if begun is not None and begun.run == run else None


async def begin(bus: Bus, states: States, session: str, run: str, topics: Iterable[str]) -> Begun:
    """Note that a pass begins now, whose answers will be read on these topics."""
    partition = partition_of(session, bus.partitions)
    begun = Begun(run=run, offsets={one: (await bus.span(one, partition)).end for one in ("frames", *topics)})
    await states.save(_STAGE, session, _ANY_RUN, msgspec.msgpack.encode(begun))
    return begun


async def end(states: States, session: str) -> None:
    """Note that a session's pass is over, or is not to be gone on with."""
    await states.forget(_STAGE, session, _ANY_RUN)
