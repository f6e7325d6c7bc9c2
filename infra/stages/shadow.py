"""Answers a session's frames beside the stages that count: stored as a run of its own, shown to nobody."""

import logging
from contextlib import suppress
from typing import Final

from bus.errors import BusClosedError
from bus.protocol import Bus, Reader
from bus.states_memory import MemoryStates
from contracts.run import Run
from infra.stages.asked import Wanted
from infra.stages.chain import Chain
from infra.stages.fused import Fused
from infra.stages.inference import Inference

_AT_ONCE: Final = 4
_WITHIN_S: Final = 1.0
_log: Final = logging.getLogger(__name__)


async def answer_beside(bus: Bus, reader: Reader, fused: Fused, session: str, run: Run) -> None:
    """Answer one session to its end; what breaks ends these answers, and nothing else.

    Args:
        bus: where the answers go, marked (`contracts.event.SHADOW`).
        reader: of the topic `frames`; closed on leaving.
        fused: the stages.
        session: which one; frames of others are passed over.
        run: what the answers belong to.
    """

    async def wanted_of(asked: str, _: int) -> Wanted | None:
        return Wanted(run) if asked == session else None

    try:
        with Inference() as inference:
            chain = Chain(bus, reader, fused, wanted_of, MemoryStates(), inference, shadow=True)
            while not any(one.is_end for one in await chain.step(_AT_ONCE, _WITHIN_S)):
                pass
    except BusClosedError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, those that count go on
        _log.error("The models beside have stopped in session %s: %s.", session, error)
    finally:
        with suppress(BusClosedError):
            await reader.close()
