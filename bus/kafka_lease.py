"""Whether a member of a group over Kafka has its share for sure: the group has heard of it lately.

A member whose process was suspended, or cut off, for longer than the session timeout has lost its share without
knowing it, and learns it with its next heartbeat. Until then it must not act as if it still had it.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

from aiokafka.protocol.group import HeartbeatRequest, SyncGroupRequest

_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""One that goes on while the machine is suspended, where there is one."""
_LOOK_S: Final = 0.02


class Lease:
    """What is known of a member; made before it joins. It may be asked from another thread than its consumer's.

    Args:
        timeout_s: the group's session timeout, seconds.
    """

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._heard_s = self._synced_s = _now_s()

    def watch(self, consumer: Any) -> None:  # noqa: ANN401 - aiokafka has no types
        """Note when the group hears of a started consumer; nobody else is told."""
        coordinator = consumer._coordinator  # noqa: SLF001
        send = coordinator._send_req  # noqa: SLF001

        async def noted(request: object) -> Any:  # noqa: ANN401 - an answer of the broker
            sent_s = _now_s()
            answer = await send(request)
            if isinstance(request, HeartbeatRequest) and not answer.error_code:
                self._heard_s = sent_s
            elif isinstance(request, SyncGroupRequest) and not answer.error_code:
                self._synced_s = sent_s
            return answer

        coordinator._send_req = noted  # noqa: SLF001

    def begin(self) -> None:
        """Note that there is a new share, and that everybody who asks `sure` can know it."""
        self._heard_s = max(self._heard_s, self._synced_s)

    async def sure(self, is_over: Callable[[], bool]) -> None:
        """Return once it is sure that the member has its share, or it is over with that.

        Args:
            is_over: whether the share has changed, or nobody needs it any more.
        """
        while _now_s() - self._heard_s >= self._timeout_s and not is_over():  # noqa: ASYNC110 - a thread sets no event
            await asyncio.sleep(_LOOK_S)


def _now_s() -> float:
    return time.clock_gettime(_CLOCK)
