"""A server's lives: it is started, used, and killed at a moment that a seed decides."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

from tests.crash.ledger import Ledger
from tests.crash.user import CutError, User
from tests.infra.served import LIMIT_S, Server, command

CHECKOUT: Final = Path(__file__).resolve().parents[2]
_STARTS_IN_S: Final = 2.5
_MOST_ACTS: Final = 8
_LONGEST_S: Final = (0.02, 0.2, 6.0)
"""How long after an act began the kill may come: most often in the midst of it."""


def live_and_die(data: Path, ledger: Ledger, random: Random, clip: bytes) -> str:
    """Start a server over a folder, use it, and kill it; tell when."""
    with _started(data) as process:
        if random.random() < 1 / 6:
            told = _killed_at_its_start(process, random)
        else:
            told = _killed_in_use(Server(process), ledger, random, clip)
        process.kill()
        code = process.wait(LIMIT_S)
        if code != -9:
            ledger.complaints.append(f"the server ended by itself with {code}")
    return told


@contextmanager
def _started(data: Path) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(  # noqa: S603 - our own command
        command("serve", "--data", str(data), "--port", "0"),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _killed_at_its_start(process: "subprocess.Popen[str]", random: Random) -> str:
    time.sleep(after_s := random.uniform(0.5, _STARTS_IN_S))
    process.kill()
    return f"{after_s:.2f} s after its start"


def _killed_in_use(server: Server, ledger: Ledger, random: Random, clip: bytes) -> str:
    user = User(server, ledger, random, clip)
    states = [one["state"] for one in user.settle()]
    at, after_s = random.randint(1, _MOST_ACTS), random.uniform(0, random.choice(_LONGEST_S))
    began = time.monotonic()
    told = ""
    try:
        for number in range(1, 1_000_000):
            act = user.choose()
            if number == at:
                threading.Timer(after_s, server.process.kill).start()
                told = f"{after_s:.3f} s after act {at} ({act.__name__.strip('_')}), "
            act()
            time.sleep(random.uniform(0, 0.7) ** 2)
    except CutError:
        told += f"{time.monotonic() - began:.2f} s in use"
    return f"{told}; it began with {len(states)} sessions, {states.count('done')} done"
