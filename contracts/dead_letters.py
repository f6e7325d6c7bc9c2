"""Topic `dead_letters`: messages that a stage could not answer, each with its reason; nothing is swallowed."""

from typing import Annotated

import msgspec

from contracts.message import Message, says


class DeadLetter(Message, frozen=True, kw_only=True, tag="dead_letter.v1"):
    """One message that cost only itself."""

    stage: Annotated[str, says("Who gave it up")]
    version: Annotated[str, says("Which version of the program gave it up")]
    reason: Annotated[str, says("Why, in one sentence")]
    topic: Annotated[str, says("Where it came from")]
    partition: Annotated[int, says("Its partition")]
    offset: Annotated[int, says("Its offset")]
    last_offset: Annotated[int | None, says("Of several in a row that expired unread, the last one's offset")] = None
    key: Annotated[str, says("Its key: the session's id, or what stood there")]
    value: Annotated[bytes, says("Its value as it came")]
    headers: Annotated[dict[str, bytes], says("Its headers as they came")] = msgspec.field(default_factory=dict)
    failed_at: Annotated[float, says("When it was given up", unit="s since the epoch")]
