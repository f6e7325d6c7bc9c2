"""Kills a server again and again, and looks at the end whether anything is missing or too much."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.crash.clip import one_repetition
from tests.crash.held_against import complaints
from tests.crash.ledger import Ledger
from tests.crash.lives import live_and_die
from tests.crash.undisturbed import undisturbed
from tests.crash.user import User
from tests.infra.served import serving


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    summary: str
    complaints: list[str]


def killed(folder: Path, kills: int, seed: int, tell: Callable[[str], None]) -> Outcome:
    """Kill a server so many times, let the last one finish, and compare.

    Args:
        folder: Empty; everything lies in it.
        kills: How many.
        seed: Decides what is done when.
        tell: Is given a line a kill.
    """
    began = time.monotonic()
    clip = one_repetition(folder)
    same = undisturbed(clip, folder / "undisturbed")
    ledger, random, data = Ledger(), Random(seed), folder / "data"  # noqa: S311 - no secret
    for number in range(1, kills + 1):
        tell(f"kill {number}: {live_and_die(data, ledger, random, clip.read_bytes())}")
    _let_it_finish(data, ledger, clip.read_bytes())
    found = [*ledger.complaints, *complaints(ledger, data, clip.read_bytes(), same)]
    return Outcome(_summary(ledger, kills, seed, found, time.monotonic() - began), found)


def _let_it_finish(data: Path, ledger: Ledger, clip: bytes) -> None:
    """Start it once more, and kill it as soon as everything is said to be done: what is done isn't done again."""
    with serving(data) as server:
        User(server, ledger, Random(0), clip).settle()  # noqa: S311 - no secret
        for upload in ledger.standing:
            ended = server.until(upload.session, "done", "failed", "cancelled")
            if ended["state"] != "done":
                ledger.complaints.append(f"{upload.name} is {ended['state']}: {ended['reason']}")
        server.kill()
    with serving(data) as server:
        if (code := server.end()) != 0:
            ledger.complaints.append(f"told to end, the server ended with {code}")


def _summary(ledger: Ledger, kills: int, seed: int, found: list[str], took_s: float) -> str:
    accepted = [upload for upload in ledger.uploads if upload.accepted]
    verdict = "nothing lost, changed, doubled or left over" if not found else f"{len(found)} COMPLAINTS"
    return (
        f"seed {seed}: {kills} kills, {len(ledger.uploads)} uploads begun, {len(accepted)} accepted, "
        f"{len(ledger.standing)} kept and done; {verdict}; {took_s:.0f} s"
    )
