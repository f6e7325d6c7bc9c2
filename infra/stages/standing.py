"""How a worker stands: whether it lives, and whether it is ready to answer. Kubernetes and Compose ask it over HTTP.

`GET /livez` is 200 as long as the worker gets on; `GET /readyz` is 200 while its models are warm and it has a share of
the partitions. Both answer 503 otherwise, and tell which partitions it has and of how many sessions it holds the state.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import msgspec

_STUCK_AFTER_S: Final = 60.0
"""So long without a step a worker is stuck: a model that hangs is left behind much earlier."""
_BEAT_S: Final = 5.0
_ASKED_WITHIN_S: Final = 5.0
_LONGEST_LINE: Final = 8192
_log: Final = logging.getLogger(__name__)


@dataclass
class Standing:
    """What a worker tells of itself."""

    cut: str
    _partitions: frozenset[int] | None = None
    _sessions: int = 0
    _is_ending: bool = False
    _stepped_s: float = field(default_factory=time.monotonic)

    def note(self, partitions: frozenset[int], sessions: int) -> None:
        """Take down that a step is done, on which partitions, and of how many sessions the state is loaded."""
        if partitions != self._partitions:
            held = ", ".join(map(str, sorted(partitions))) or "none: there are more workers than partitions"
            _log.info("Ready: %s holds partitions %s.", self.cut, held)
        self._partitions, self._sessions, self._stepped_s = partitions, sessions, time.monotonic()

    async def beat(self) -> None:
        """Take down again and again that the process gets on, for work that has no steps and no share of its own."""
        self._partitions = frozenset()
        while True:
            self._stepped_s = time.monotonic()
            await asyncio.sleep(_BEAT_S)

    def ends(self) -> None:
        """Take down that it hands over and ends."""
        self._is_ending = True

    @property
    def lives(self) -> bool:
        """Whether it gets on."""
        return time.monotonic() - self._stepped_s < _STUCK_AFTER_S

    @property
    def is_ready(self) -> bool:
        """Whether what comes on its partitions is answered; models are loaded and warm before there are any."""
        return self._partitions is not None and self.lives and not self._is_ending

    def told(self) -> dict[str, object]:
        """Tell it all."""
        return {
            "cut": self.cut,
            "ready": self.is_ready,
            "partitions": sorted(self._partitions or ()),
            "sessions": self._sessions,
        }


@asynccontextmanager
async def answering(standing: Standing, host: str, port: int) -> AsyncIterator[int]:
    """Answer who asks how a worker stands; gives the port.

    Raises:
        OSError: nobody can listen there.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_ASKED_WITHIN_S):
                line = await reader.readline()
                writer.write(_answer(standing, line.decode("ascii", "replace")))
                await writer.drain()
        except (TimeoutError, ConnectionError, ValueError):
            _log.debug("Somebody asked how this worker stands, and went away.")
        finally:
            writer.close()

    server = await asyncio.start_server(answer, host, port, limit=_LONGEST_LINE)
    async with server:
        yield server.sockets[0].getsockname()[1]


def _answer(standing: Standing, line: str) -> bytes:
    _, _, path = line.partition(" ")
    known = {"/livez": standing.lives, "/readyz": standing.is_ready}
    holds = known.get(path.partition(" ")[0])
    status = HTTPStatus.NOT_FOUND if holds is None else HTTPStatus.OK if holds else HTTPStatus.SERVICE_UNAVAILABLE
    body = msgspec.json.encode(standing.told())
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}Connection: close\r\n\r\n".encode() + body
