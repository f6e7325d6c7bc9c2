"""`python -m tests.bench.live_clients PORT`: 48 clients that ack at once, a slow one, one that never reads.

Prints a line once all are connected, and what they saw once the server has gone.
"""

import asyncio
import sys
import time
from contextlib import suppress
from typing import Final

import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from contracts.event import Trace
from gateway.live_messages import Ack
from tests.bench.live_load import CLIENTS, SESSION, SLOW_S, Seen


class _Form(msgspec.Struct):
    trace: Trace


class _View(msgspec.Struct):
    type: str
    frame: int = -1
    form: _Form | None = None


_decoder: Final = msgspec.msgpack.Decoder(_View)


async def _watch(url: str, takes_s: float, latencies_s: list[float], connected: asyncio.Semaphore) -> int:
    """Watch, and give how many views came."""
    views = 0
    with suppress(ConnectionClosed, OSError):
        async with connect(url, proxy=None, compression=None, max_size=None) as socket:
            connected.release()
            async for data in socket:
                view = _decoder.decode(data) if isinstance(data, bytes) else _View("")
                if view.form is not None:
                    views += 1
                    latencies_s.append(time.time() - view.form.trace.captured_at)
                    await asyncio.sleep(takes_s)
                    await socket.send(msgspec.msgpack.encode(Ack(frame=view.frame)))
    return views


async def _never_read(port: int) -> asyncio.StreamWriter:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + "A" * 22
    writer.write(f"GET /live/{SESSION} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{upgrade}==\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    return writer


async def _main(port: int) -> None:
    seen, connected = Seen(), asyncio.Semaphore(0)
    writer = await _never_read(port)
    url = f"ws://127.0.0.1:{port}/live/{SESSION}"
    tasks = [asyncio.create_task(_watch(url, 0, seen.latencies_s, connected)) for _ in range(CLIENTS - 2)]
    slow = asyncio.create_task(_watch(url, SLOW_S, [], connected))
    for _ in (*tasks, slow):
        await connected.acquire()
    print("connected", flush=True)  # noqa: T201 - how the parent hears it
    seen.views, seen.slow = await asyncio.gather(*tasks), await slow
    writer.close()
    print(msgspec.json.encode(seen).decode(), flush=True)  # noqa: T201 - how the parent hears it


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
