"""A server in a process of its own, as people start it, and its REST as the tests ask it."""

import json
import os
import re
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

CHECKOUT: Final = Path(__file__).resolve().parents[2]
LIMIT_S: Final = 90.0


def command(*arguments: str) -> list[str]:
    """Give the command line of `perfectform`, of this checkout."""
    return [sys.executable, "-c", "from infra.cli import main; main()", *arguments]


class Rest:
    """The REST of a server at an address."""

    context: ssl.SSLContext | None = None
    """What is trusted, over TLS."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: bytes | None = None) -> Any:  # noqa: ANN401 - JSON of any kind
        kind = {"Content-Type": "application/json"}  # uploads are taken whatever they say
        request = urllib.request.Request(f"{self.address}{path}", body, kind, method=method)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=30, context=self.context) as answer:  # noqa: S310 - our own address
            return json.loads(answer.read())

    def upload(self, video: Path, told: str = "lift=squat&height_m=1.671") -> str:
        """Upload a video, and give its session's id."""
        return str(self.ask("POST", f"/sessions?name={video.name}&{told}", video.read_bytes())["session"])

    def until(self, session: str, *states: str) -> dict[str, Any]:
        """Wait for a session to be in one of these states."""
        end_s = time.monotonic() + LIMIT_S
        while time.monotonic() < end_s:
            seen: dict[str, Any] = self.ask("GET", f"/sessions/{session}")
            if seen["state"] in states:
                return seen
            time.sleep(0.05)
        raise AssertionError(f"{session} is still {seen['state']} and not {states}")


class Server(Rest):
    """A running server."""

    before_address = ""
    """What stands before the address that it prints."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.printed: list[str] = []
        super().__init__(self._address())

    def _address(self) -> str:
        return self.read_until(rf"{self.before_address}(https?://[^/]+)")[1]

    def read_until(self, pattern: str) -> re.Match[str]:
        """Read what it prints, up to a line in which the pattern is found."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"the server ended: {self.printed}")

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.wait(LIMIT_S)

    def end(self) -> int:
        """End it as a supervisor does, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT_S)


S = TypeVar("S", bound=Server)


def running_as(kind: type[S], arguments: Sequence[str], **environment: str) -> AbstractContextManager[S]:
    """Run a command that serves, until it is ended or the test is over."""
    return running_line(kind, command(*arguments), **environment)


@contextmanager
def running_line(kind: type[S], line: Sequence[str], **environment: str) -> Iterator[S]:
    """Run a command line that serves, as `running_as` does."""
    with subprocess.Popen(  # noqa: S603 - our own command
        line,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    ) as process:
        try:
            yield kind(process)
        finally:
            if process.poll() is None:
                process.kill()


def running(arguments: Sequence[str], **environment: str) -> AbstractContextManager[Server]:
    """Run a command that serves and says nothing of interest after its address."""
    return running_as(Server, arguments, **environment)


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """Serve a data folder on a free port."""
    with running(["serve", "--data", str(data), "--port", "0"]) as server:
        yield server
