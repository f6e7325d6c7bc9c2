"""`python -m tests.chaos.database FOLDER PORT`: the engine behind ClickHouse's HTTP interface, until it is killed.

No server can be had as a package; the process stands for one that all parts of a deployment share.
"""

import signal
import sys
from urllib.parse import quote

from tests.sink.http_front import PASSWORD, USER, serving


def url(port: int) -> str:
    """Give the address as parts of a deployment are told it."""
    return f"http://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/"


if __name__ == "__main__":
    with serving(sys.argv[1], int(sys.argv[2])):
        signal.pause()
