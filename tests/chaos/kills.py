"""Kills parts of a deployment at seeded moments while sets pass through it, and counts at the end what is amiss."""

import asyncio
import time
import urllib.error
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from infra.kafka.broker import Broker
from tests.chaos.compared import Compared, compared
from tests.chaos.deployment import PARTITIONS, Deployment
from tests.chaos.recovery import Recovery, recovery
from tests.chaos.same_drops import LiveSets, live_sets
from tests.crash.clip import one_repetition
from tests.crash.stored import Rows, rows_in
from tests.crash.undisturbed import Undisturbed, undisturbed
from tests.crash.user import HEIGHTS_M
from tests.infra.served import Rest

UPLOADS: Final = 2
"""Sets beside those that producers send."""
_DONE_WITHIN_S: Final = 240.0
_BETWEEN_S: Final = (0.2, 3.0)
_AWAY_S: Final = (0.0, 2.0)
_ADDED: Final = "a worker more"
_STOPPED: Final = "a worker less"


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    amiss: Compared
    complaints: list[str]
    """What else was not as it had to be."""
    recovery: Recovery
    live: LiveSets


def killed(folder: Path, broker: Broker, kills: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """Let sets pass, kill a part so many times, let everything finish, and compare with one process.

    One that is given the same drops, where a set is live.

    Args:
        folder: Empty; everything lies in it.
        broker: Of its own, not started.
        kills: How many times, workers that come and go included.
        seed: Decides what is killed when.
        tell: Is given a line each time.
    """
    random = Random(seed)  # noqa: S311 - no secret
    clip = one_repetition(folder)
    same = undisturbed(clip, folder / "undisturbed")
    deployment, disturbed_at_s = Deployment(folder, broker, stages=2, clip=clip), list[float]()
    with deployment.running():
        server = _server(deployment)
        sessions = [_uploaded(server, clip) for _ in range(UPLOADS)]
        for number, part in enumerate(islice(_victims(deployment, random), kills), start=1):
            disturbed_at_s.append(_disturb(deployment, part, random, number, tell))
        sessions += deployment.sent
        complaints = _finished(server, [*sessions, *deployment.filmed])
        complaints += [f"{part} ended by itself" for part in deployment.ended_by_itself()]
        recovered = asyncio.run(recovery(deployment.broker_address, PARTITIONS, disturbed_at_s))
        live = live_sets(deployment.broker_address, PARTITIONS, deployment.filmed, folder / "same-drops")
    expected = {**{one: _as(one, same) for one in sessions}, **dict.fromkeys(deployment.filmed, live.rows)}
    return Outcome(compared(rows_in(deployment.database), expected), complaints, recovered, live)


def _as(session: str, same: Undisturbed) -> Rows:
    """Give the rows of the undisturbed run as if they were another session's."""
    run = same.runs[HEIGHTS_M[0]]
    return {
        table: [{**row, "session": session} for row in rows if row.get("run") == run]
        for table, rows in same.rows.items()
    }


def _victims(deployment: Deployment, random: Random) -> Iterator[str]:
    """Give the parts in any order, for ever, each once before any comes again; between them workers come and go."""
    while True:
        for part in random.sample((*deployment.parts, _ADDED, _STOPPED), len(deployment.parts) + 2):
            if part in {*deployment.parts, _ADDED, _STOPPED}:  # a worker may have been stopped meanwhile
                yield part


def _disturb(deployment: Deployment, part: str, random: Random, number: int, tell: Callable[[str], None]) -> float:
    """Kill a part after a while, and start it again after another; or let a worker come or go.

    Returns:
        When, seconds since the epoch.
    """
    after_s, away_s = random.uniform(*_BETWEEN_S), random.uniform(*_AWAY_S)
    time.sleep(after_s)
    deployment.begin_next_sets()
    at_s = time.time()
    if part == _ADDED:
        tell(f"event {number}: {deployment.add_worker()} is added after {after_s:.1f} s")
    elif part == _STOPPED:
        stopped = deployment.stop_worker()
        tell(f"event {number}: {stopped} is stopped after {after_s:.1f} s, gone after {time.time() - at_s:.1f} s")
        deployment.add_worker()
    else:
        deployment.kill(part)
        time.sleep(away_s)
        deployment.start(part)
        tell(f"event {number}: {part} is killed after {after_s:.1f} s, away for {away_s:.1f} s")
    return at_s


def _server(deployment: Deployment) -> Rest:
    server = Rest(deployment.address)
    _until(lambda: bool(server.ask("GET", "/readyz")))
    return server


def _uploaded(server: Rest, clip: Path) -> str:
    return server.upload(clip, f"lift=squat&height_m={HEIGHTS_M[0]}")


def _finished(server: Rest, sessions: list[str]) -> list[str]:
    """Wait until all is done; give a sentence for each session that isn't."""
    states: dict[str, str] = {}

    def all_ended() -> bool:
        states.update({one: server.ask("GET", f"/sessions/{one}")["state"] for one in sessions})
        return set(states.values()) <= {"done", "failed", "cancelled"}

    with suppress(TimeoutError):
        _until(all_ended)
    return [f"{session} is {state}" for session, state in states.items() if state != "done"]


def _until(holds: Callable[[], bool]) -> None:
    """Ask again and again, also while nobody answers."""
    end_s = time.monotonic() + _DONE_WITHIN_S
    while time.monotonic() < end_s:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if holds():
                return
        time.sleep(0.2)
    raise TimeoutError
