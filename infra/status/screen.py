"""A run on one screen: sessions, topics with their readers' lag, latency by stage, drops and dead letters."""

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType

from infra.status.latency import TOTAL
from infra.status.status import DeadLetters, Drops, Latency, RunningSession, Sessions, Status
from infra.status.tables import line, table
from infra.status.topics_table import topics_table
from infra.status.words import age, counted, rate, took

_OTHER_ROWS: Final = 23
"""Rows of a screen with everything but the running sessions, and one that counts those left out."""
_MOST_SESSIONS: Final = 10
_MOST_ID: Final = 14


def screen(status: Status, height: int | None = None, away: str = "") -> RenderableType:
    """Draw a run for 80 characters and more.

    Args:
        status: how it stands.
        height: rows that there are; None: as many as it takes.
        away: why it isn't known how it stands now; "": it is.
    """
    sessions = _MOST_SESSIONS if height is None else min(_MOST_SESSIONS, max(1, height - _OTHER_ROWS))
    return Group(
        line("Kafka", away or f"at {status.kafka}", "yellow" if away else ""),
        *_sessions(status.sessions, sessions, status.at),
        topics_table(status.topics, status.behind),
        *_latency(status.latency),
        _drops(status.drops),
        *_dead_letters(status.dead_letters, status.at),
    )


def _sessions(sessions: Sessions, at_most: int, now_s: float) -> Iterator[RenderableType]:
    by_state = sorted(((count, state) for state, count in sessions.by_state.items()), reverse=True)
    yield line("Sessions", counted(by_state) or "none yet")
    shown, rest = sessions.running[:at_most], len(sessions.running[at_most:])
    if shown:
        columns = ("running", "name", "how", "frames", "per s", "dropped", "for")
        yield table(columns, (_session(one, now_s) for one in shown), left=3, flexible=1)
    if rest:
        yield line("", f"and {rest:,} more that run")


def _session(one: RunningSession, now_s: float) -> tuple[str, ...]:
    expected = "" if one.frames_expected is None else f"/{one.frames_expected:,}"
    return (
        one.session if len(one.session) <= _MOST_ID else f"{one.session[: _MOST_ID - 1]}…",
        one.name,
        one.delivery,
        f"{one.frames:,}{expected}",
        rate(one.frames_per_second),
        f"{one.frames_dropped:,}",
        age(one.running_since, now_s),
    )


def _latency(latency: Latency | None) -> Iterator[RenderableType]:
    if latency is None:
        yield line("Latency", "no frame was answered yet")
        return
    yield line("Latency", f"of the newest {latency.frames} {latency.delivery} frames, from when the ingress got them")
    columns = ("", *(step.step if step.step == TOTAL else f"+ {step.step}" for step in latency.steps))
    rows = (
        ("p50", *(took(step.p50_s) for step in latency.steps)),
        ("p99", *(took(step.p99_s) for step in latency.steps)),
    )
    yield table(columns, rows, left=1, flexible=0)


def _drops(drops: Drops) -> RenderableType:
    if not drops.live_frames:
        return line("Drops", "no live frames lately")
    told = f"{drops.dropped:,} of the newest {drops.live_frames:,} live frames were answered unseen"
    return line("Drops", told, "yellow" if drops.dropped else "")


def _dead_letters(letters: DeadLetters, now_s: float) -> Iterator[RenderableType]:
    yield line("Dead letters", f"{letters.count:,} kept" if letters.count else "none", "red" if letters.count else "")
    for letter in letters.newest[:3]:
        place = f"{letter.topic} {letter.partition}/{letter.offset}"
        when = age(letter.failed_at, now_s)
        yield line("", f"{when}: {letter.stage}, {place}: {letter.reason}")
