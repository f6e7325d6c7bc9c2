"""How long a lifter computes on a frame: of the thread's own time, so that a busy machine doesn't count."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from rich.table import Table

from contracts.poses2d import Poses2d
from processors.lifters import Lifter, Look
from processors.lifting.features import COUNT
from processors.lifting.network import Network
from tests.bench import exam_sample

Milliseconds = Sequence[float]
T = TypeVar("T")


def measure(lifters: Mapping[str, Lifter]) -> dict[str, Milliseconds]:
    """Let each lifter answer the exam's sample frame by frame, and the network alone as many frames."""
    clips = [messages for _, messages in exam_sample.load()]
    told = {name: [ms for clip in clips for ms in _of_clip(lifter, clip)] for name, lifter in lifters.items()}
    return {**told, "perfectform's network alone": _of_network(sum(map(len, clips)))}


def _of_clip(lifter: Lifter, messages: Sequence[Poses2d]) -> list[float]:
    state, taken = b"", []
    for message in messages:
        for pose in message.people[:1]:
            look = Look(message.pts, pose, message.width, message.height, None, None)

            def lift(state: bytes = state, look: Look = look) -> bytes:
                return lifter.lift(state, None, [look])[0]

            state, ms = _timed(lift)
            taken.append(ms)
    return taken


def _of_network(frames: int) -> list[float]:
    network = Network()
    memory, seen = network.begin(), np.random.default_rng(0).normal(0, 0.3, COUNT).astype(np.float32)
    return [_timed(lambda: network.run(seen, memory))[1] for _ in range(frames)]


def _timed(call: Callable[[], T]) -> tuple[T, float]:
    began = time.thread_time()
    answer = call()
    return answer, 1000 * (time.thread_time() - began)


def speed_table(taken: Mapping[str, Milliseconds]) -> Table:
    """Give a row for each lifter."""
    from tests.bench.accuracy_tables import plain

    table = plain(["lifter", "frames", "median, ms", "99th percentile, ms"])
    for name, ms in taken.items():
        table.add_row(name, str(len(ms)), f"{np.median(ms):.2f}", f"{np.percentile(ms, 99):.2f}")
    return table
