"""`python -m tests.chaos.database FOLDER PORT`: the engine behind ClickHouse's HTTP interface, until it is killed.

No server can be had as a package; the process stands for one that all parts of a deployment share.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.infra.served import CHECKOUT
from tests.sink.http_front import PASSWORD, USER, serving


def url(port: int) -> str:
    """Give the address as parts of a deployment are told it."""
    return f"http://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/"


@contextmanager
def database_process(folder: Path, port: int) -> Iterator[None]:
    """Let one serve, in a process of its own: a process opens one folder only, and other tests open theirs."""
    program = [sys.executable, "-m", "tests.chaos.database", str(folder), str(port)]
    with subprocess.Popen(program, cwd=CHECKOUT) as process:  # noqa: S603 - our own program
        try:
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    with serving(sys.argv[1], int(sys.argv[2])):
        signal.pause()
