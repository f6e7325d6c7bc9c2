"""How long frames take, step by step, from their traces; a camera's clock has no say in it."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, isfinite
from typing import Final

from infra.status.answers_heard import FrameTimes
from infra.status.status import Delivery, Latency, Step

STAGES: Final = ("detect", "pose", "lift", "judge")
LOG: Final = "log"
"""The step from the judge's answer to its place in the log."""
TOTAL: Final = "total"


def latency_of(frames: Iterable[FrameTimes], delivery: Delivery) -> Latency | None:
    """Measure the frames that were looked at and say when they were received; None: there are none."""
    taken: dict[str, list[float]] = {step: [] for step in (*STAGES, LOG, TOTAL)}
    for frame in frames:
        if not frame.dropped:
            for step, took_s in _steps(frame):
                taken[step].append(took_s)
    steps = tuple(_step(name, sorted(took)) for name, took in taken.items() if took)
    return Latency(delivery=delivery, frames=len(taken[TOTAL]), steps=steps) if steps else None


def percentile(ordered: Sequence[float], share: float) -> float:
    """Give the least of some ordered values, one or more, that at least this share of them doesn't exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _steps(frame: FrameTimes) -> Iterator[tuple[str, float]]:
    """Give what each step took, seconds, from the end of the one before it; none where the beginning isn't known."""
    before = start = frame.trace.received_at
    if not _is_time(start) or not _is_time(frame.appended_at):
        return
    for stage in STAGES:
        finished = frame.trace.finished_at.get(stage, 0.0)
        if _is_time(finished):
            yield stage, finished - before
            before = finished
    yield LOG, frame.appended_at - before
    yield TOTAL, frame.appended_at - start


def _is_time(at_s: float) -> bool:
    return isfinite(at_s) and at_s > 0


def _step(name: str, ordered: Sequence[float]) -> Step:
    return Step(step=name, p50_s=percentile(ordered, 0.5), p99_s=percentile(ordered, 0.99))
