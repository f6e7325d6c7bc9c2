"""The report of a video: the judge's messages folded into sets with their reps."""

from collections.abc import Iterable, Sequence

import msgspec

from contracts.form import FormEvent, RepEnded, SetEnded
from contracts.report import Report, ReportSet


def sets_of(events: Iterable[FormEvent]) -> tuple[ReportSet, ...]:
    """Give the sets in order, each with its reps; the judge ends every set by the end of the stream at the latest."""
    told = list(events)
    reps = [event for event in told if isinstance(event, RepEnded)]
    ended = {event.set: event for event in told if isinstance(event, SetEnded)}
    return tuple(_set(ended[number], reps) for number in sorted(ended))


def _set(ended: SetEnded, reps: Sequence[RepEnded]) -> ReportSet:
    return ReportSet(
        lift=ended.lift,
        lift_confidence=ended.lift_confidence,
        start_s=ended.start_s,
        end_s=ended.end_s,
        reps=tuple(event.rep for event in reps if event.set == ended.set),
    )


def json_of(report: Report) -> bytes:
    """Give the content of report.json: the same bytes for the same report."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
