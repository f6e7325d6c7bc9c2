"""A whole run as `perfectform up` brings it up, and what it says."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Final

from infra.kafka.broker import Broker
from infra.kafka.broker_settings import chosen_ports, write_settings
from tests.infra.served import LIMIT_S, Server, running_as
from tests.kafka_broker import parts_or_skip

_EVERYTHING: Final = "Everything runs"


class BroughtUp(Server):
    """A run whose log is read on."""

    before_address = "Perfect Form is at "

    def read_on(self) -> None:
        """Read all that it says from now on."""
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.printed.extend(self.process.stdout)

    @property
    def said(self) -> str:
        """All that it has said."""
        return "".join(list(self.printed))

    def until_said(self, pattern: str, times: int = 1) -> None:
        """Wait until it has said something."""
        end_s = time.monotonic() + LIMIT_S
        while len(re.findall(pattern, self.said)) < times:
            assert time.monotonic() < end_s, self.said
            time.sleep(0.05)


def processes_of(folder: Path) -> dict[int, list[str]]:
    """Give the processes that a folder's path is an argument of, and all other parts that know its broker's address."""
    address = Broker(folder / "kafka").address
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_text().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "infra.up.child" in words and (address in words or any(str(folder) in word for word in words)):
            found[int(path.parent.name)] = words[words.index("infra.up.child") + 1 :]
    return found


@contextmanager
def brought_up(data: Path, *arguments: str) -> Iterator[BroughtUp]:
    """Bring a run up over a data folder, on free ports, and end it."""
    parts_or_skip()
    folder = data / "up" / "kafka"
    folder.mkdir(parents=True, exist_ok=True)
    write_settings(folder, chosen_ports(folder, 0), data="data")  # so that it doesn't take Kafka's usual port
    with running_as(BroughtUp, ["up", "--data", str(data), "--port", "0", *arguments]) as run:
        run.read_on()
        run.until_said(_EVERYTHING)
        try:
            yield run
        finally:
            if run.process.poll() is None:
                run.process.send_signal(signal.SIGTERM)
                run.process.wait(LIMIT_S)
