"""Whether frames that are given again were dropped or looked at the first time: what was published then stays so."""

from contextlib import aclosing, suppress
from typing import Final

from bus.log_span import records_between
from bus.protocol import Bus
from bus.record import Record, Ref
from contracts.codec import UnreadableMessageError, decode
from contracts.detections import Detections
from contracts.form import Form
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.topics import TOPIC
from infra.stages.cuts import ANSWERS_ON, Cut

_CLOCKS_DIFFER_BY_S: Final = 5.0
"""The most that the clocks of two brokers may differ by."""


async def decided_before(bus: Bus, cut: Cut, first: Record, run: str) -> dict[int, bool]:
    """Read what the stages of a cut have said of a session from a frame on, before they ended without a word.

    What the first stage said counts; of a frame of which only a later one was heard, what that one said.

    Args:
        bus: with the cut's topics.
        cut: which stages, `detect` among them.
        first: the first frame that is given again.
        run: id of the session's run.

    Returns:
        Whether it was dropped, by a frame's offset.
    """
    decided: dict[int, bool] = {}
    for stage in cut.stages:
        topic = ANSWERS_ON[stage]
        start = await bus.since(topic, first.partition, first.appended_at - _CLOCKS_DIFFER_BY_S)
        end = (await bus.span(topic, first.partition)).end
        if start >= end:
            continue
        async with aclosing(records_between(bus, topic, Ref(first.partition, start), end)) as records:
            async for record in records:
                answer = _read(record) if record.key == first.key else None
                ref = None if answer is None or answer.run != run else answer.trace.frame_ref
                if answer is not None and ref is not None:
                    decided.setdefault(ref.offset, answer.dropped)
    return decided


def _read(record: Record) -> Detections | Poses2d | Poses3d | Form | None:
    """Read an answer to a frame; None: it is none, or nobody can read it."""
    with suppress(UnreadableMessageError):
        message = decode(record.value, *TOPIC[record.topic].messages)
        return message if isinstance(message, Detections | Poses2d | Poses3d | Form) else None
    return None
