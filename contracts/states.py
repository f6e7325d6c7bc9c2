"""Topic `states`, compacted: what a stage remembers of a session, so that another worker can go on where one ended."""

from typing import Annotated, Final

from contracts.message import Message, says

_BETWEEN: Final = "/"


class SavedState(Message, frozen=True, kw_only=True, tag="state.v1"):
    """The state of a stage, or of stages that run together, after a frame. A tombstone (empty value) drops it."""

    stage: Annotated[str, says("Which stage, or which cut of the chain: `detect+pose+lift+judge`")]
    session: Annotated[str, says("Id of the session")]
    run: Annotated[str, says("Id of the run")]
    state: Annotated[bytes, says("The state, as the stage itself writes it")]


def state_key(stage: str, session: str, run: str) -> str:
    """Give the key of a state: its session first, which decides the partition."""
    return _BETWEEN.join((session, run, stage))
