"""A session's live socket, as docs/live.md describes it: whatever it says, over breaks of the connection too."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from gateway.live_messages import GARBAGE, NOT_ALLOWED, UNKNOWN, Ack, Hello, LiveError, LiveEvent, Resume, View
from infra.watching.place import Place
from infra.watching.server_errors import OtherServerError, TurnedAwayError, not_reached

_FINAL: Final = (GARBAGE, NOT_ALLOWED, UNKNOWN)
"""Close codes that trying again can't mend."""
_LARGEST_BYTES: Final = 1 << 26
_LAST_WORDS_S: Final = 0.5
_FIRST_PAUSE_S: Final = 0.25
_LONGEST_PAUSE_S: Final = 2.0


class Break(Enum):
    """What stands between messages where the connection broke."""

    AWAY = "away"


Heard = Hello | View | LiveEvent | LiveError | Break
_decoder: Final = msgspec.msgpack.Decoder(Hello | View | LiveEvent | LiveError)


async def heard(place: Place) -> AsyncGenerator[Heard, None]:
    """Listen for good; a view is acknowledged once the next message is asked for.

    Where the server goes away, `Break.AWAY` comes once, and `Hello` when it is back; the events that were missed
    follow. An error comes last: whoever listens isn't let in again.

    Raises:
        NoServerError: nobody answers, the first time.
        OtherServerError: what answers isn't understood.
        TurnedAwayError: the server refuses, the first time.
    """
    came, is_away, pause_s = _Came(), False, _FIRST_PAUSE_S
    while True:
        async with aclosing(_heard_until_it_breaks(place, came)) as messages:
            async for message in messages:
                is_away, pause_s = False, _FIRST_PAUSE_S
                yield message
                if isinstance(message, LiveError):
                    return
        if not is_away:
            yield Break.AWAY
        is_away = True
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


@dataclass
class _Came:
    """How far somebody came who listens."""

    log: str = ""
    """What it counts in."""
    sequence: int = 0
    """Number of the newest event that was heard."""
    greeted: bool = False


async def _heard_until_it_breaks(place: Place, came: _Came) -> AsyncGenerator[Heard, None]:
    try:
        async with _connected(place) as socket:
            async for message in _said(socket, place):
                if isinstance(message, Hello):
                    came.greeted = True
                    came.log, came.sequence = message.log, came.sequence if came.log == message.log else 0
                    await _say(socket, Resume(after=came.sequence))
                elif isinstance(message, LiveEvent):
                    came.sequence = message.sequence
                elif isinstance(message, LiveError) and not came.greeted:
                    raise TurnedAwayError(message.error)
                yield message
                if isinstance(message, View):
                    await _say(socket, Ack(frame=message.frame))
    except (InvalidURI, InvalidHandshake) as error:
        if not came.greeted:
            raise OtherServerError(place.server) from error
    except (OSError, UnicodeError) as error:  # a host's name may be none
        if not came.greeted:
            raise not_reached(place.server, error) from error


def _connected(place: Place) -> connect:
    headers = {"Authorization": f"Bearer {place.token}"} if place.token else {}
    return connect(
        place.socket,
        additional_headers=headers,
        proxy=None,
        compression=None,
        max_size=_LARGEST_BYTES,
        close_timeout=_LAST_WORDS_S,
    )


async def _said(socket: ClientConnection, place: Place) -> AsyncIterator[Hello | View | LiveEvent | LiveError]:
    """Go through what is said until the connection ends; an error only where no other try can mend it."""
    error = None
    with suppress(ConnectionClosed):
        async for data in socket:
            try:
                message = _decoder.decode(data if isinstance(data, bytes) else b"")
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as garbage:
                raise OtherServerError(place.server) from garbage
            if isinstance(message, LiveError):
                error = message
            else:
                yield message
    if error is not None and socket.close_code in _FINAL:
        yield error


async def _say(socket: ClientConnection, said: Ack | Resume) -> None:
    with suppress(ConnectionClosed):
        await socket.send(msgspec.msgpack.encode(said))
