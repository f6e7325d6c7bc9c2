"""What a phone that films in 720p gets: frames through every stage, drops, and how late what it is told comes."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from rich.table import Table
from websockets.asyncio.client import connect

from infra.kafka.java import java
from tests.bench.accuracy_tables import number, plain
from tests.infra.cameras.phone import Phone, jpegs
from tests.infra.served import Server, serving
from tests.infra.up.brought_up import brought_up

SAMPLE: Final = Path(__file__).resolve().parents[2] / "infra" / "sample" / "squat.mp4"
TOLD: Final = {"lift": "squat", "height_m": 1.72}
FPS: Final = 30.0
KINDS: Final = ("embedded", "kafka")


class Filmed(msgspec.Struct, frozen=True, kw_only=True):
    """One set that a phone filmed."""

    kind: str
    sent_fps: float
    stages_fps: float
    """Frames that every stage looked at, a second."""
    dropped: int
    """Frames that were answered unseen."""
    lost: int
    skipped: int
    """Frames that the phone didn't send, as too much was on its way."""
    reps: int
    p50_ms: float
    p99_ms: float
    """From a frame's capture to the judge's answer at a watcher; a cue is part of it."""
    cues_ms: list[float]
    """From the capture of the frame that brought a cue to the cue at a watcher."""


def measure(kind: str) -> Filmed:
    """Film the sample set, 1.25 times as fast as it was filmed, at 30 frames/s.

    Raises:
        MissingPartError: there is no Java for a broker.
    """
    if kind == "kafka":
        java()
    pictures = list(jpegs(SAMPLE))
    with tempfile.TemporaryDirectory() as folder, _running(kind, Path(folder)) as server:
        return asyncio.run(_filmed(kind, server, pictures))


@contextmanager
def _running(kind: str, folder: Path) -> Iterator[Server]:
    with serving(folder / "data") if kind == "embedded" else brought_up(folder / "data") as server:
        yield server


async def _filmed(kind: str, server: Server, pictures: list[bytes]) -> Filmed:
    address = server.address.replace("http", "ws", 1)
    phone = Phone(f"{address}/camera", fps=FPS, told=dict(TOLD))
    filming = asyncio.create_task(phone.film(pictures))
    while phone.session is None and not filming.done():  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.01)
    began_s = time.monotonic()
    heard = Heard()
    watching = asyncio.create_task(heard.watch(f"{address}/live/{phone.session}?pictures=no"))
    await filming
    took_s = time.monotonic() - began_s
    watching.cancel()
    last = phone.acks[-1]
    done: dict[str, Any] = await asyncio.to_thread(server.until, phone.session or "", "done")
    seen_s = done["video"]["duration_s"]
    frames = phone.ended["frames"] if phone.ended else 0
    p50_ms, p99_ms = np.percentile(np.array(heard.answers_s or [np.nan]) * 1000, [50, 99]).tolist()
    return Filmed(
        kind=kind,
        sent_fps=phone.sent / min(took_s, len(pictures) / FPS),
        stages_fps=(frames - done["frames_dropped"]) / seen_s,
        dropped=done["frames_dropped"],
        lost=last["lost"],
        skipped=phone.skipped,
        reps=done["reps"],
        p50_ms=p50_ms,
        p99_ms=p99_ms,
        cues_ms=[1000 * late_s for late_s in heard.cues_s],
    )


class Heard:
    """What a watcher hears, and how late; all clocks are this machine's."""

    def __init__(self) -> None:
        self.answers_s: list[float] = []
        self.stale_s: list[float] = []
        """From a frame's capture to its arrival at the server."""
        self.cues_s: list[float] = []
        self._first_s: float | None = None

    async def watch(self, url: str, **options: Any) -> None:  # noqa: ANN401 - of websockets
        """Watch until this is cancelled, or the server closes."""
        async with connect(url, proxy=None, compression=None, max_size=None, **options) as socket:
            await socket.send(msgspec.msgpack.encode({"type": "resume", "after": 0}))
            async for data in socket:
                assert isinstance(data, bytes)
                message: dict[str, Any] = msgspec.msgpack.decode(data)
                self._hear(message, time.time())
                if message["type"] == "view":
                    await socket.send(msgspec.msgpack.encode({"type": "ack", "frame": message["frame"]}))

    def _hear(self, message: dict[str, Any], now_s: float) -> None:
        if message["type"] == "view":
            trace = message["form"]["trace"]
            self._first_s = trace["captured_at"] - message["pts"] if self._first_s is None else self._first_s
            self.stale_s.append(trace["received_at"] - trace["captured_at"])
            if not message["form"]["dropped"]:
                self.answers_s.append(now_s - trace["captured_at"])
        elif message["type"] == "event" and message["event"]["type"] == "cue" and self._first_s is not None:
            self.cues_s.append(now_s - self._first_s - message["pts"])


def camera_table(filmed: list[Filmed]) -> Table:
    """Give a row for each way."""
    table = plain(
        ["way", "sent/s", "stages/s", "dropped", "lost", "skipped", "reps", "answer p50 ms", "p99 ms", "cues ms"]
    )
    for one in filmed:
        table.add_row(
            one.kind,
            number(one.sent_fps, 1),
            number(one.stages_fps, 1),
            str(one.dropped),
            str(one.lost),
            str(one.skipped),
            str(one.reps),
            number(one.p50_ms, 0),
            number(one.p99_ms, 0),
            ", ".join(number(late_ms, 0) for late_ms in one.cues_ms),
        )
    return table
