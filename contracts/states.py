"""Topic `states`, compacted: what a stage remembers of a session, so that another worker can go on where one ended."""

from typing import Annotated, Final

from contracts.message import Message, says

_BETWEEN: Final = "/"


class SavedState(Message, frozen=True, kw_only=True, tag="state.v1"):
    """The state of a stage, or of stages that run together, after a frame. A tombstone (empty value) drops it.

    Of those that several workers have saved the furthest counts: one of them may have been suspended, and be late.
    """

    stage: Annotated[str, says("Which stage, or which cut of the chain: `detect+pose+lift+judge`")]
    session: Annotated[str, says("Id of the session")]
    run: Annotated[str, says("Id of the run")]
    state: Annotated[bytes, says("The state, as the stage itself writes it")]
    offset: Annotated[int, says("Where that frame lies in its partition of `frames`; -1: it is the state of none")] = -1


def state_key(stage: str, session: str, run: str, writer: str = "") -> str:
    """Give the key of a state: its session first, which decides the partition; last who saves it, where that counts."""
    return _BETWEEN.join((session, run, stage, writer) if writer else (session, run, stage))


def without_writer(key: str) -> str:
    """Give a state's key but for who saves it."""
    return _BETWEEN.join(key.split(_BETWEEN)[:3])
