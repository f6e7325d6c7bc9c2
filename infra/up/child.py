"""Runs `perfectform` as a part of `perfectform up`: it ends soon after whoever started it, however that one ended.

Its standard input is a pipe of which only its starter holds the other end; nothing ever comes through. That works
wherever there are pipes, and is seen also by a part that is started at the very moment its starter is killed.
"""

import os
import signal
import time
from threading import Thread
from typing import Final

_STDIN: Final = 0
_GRACE_S: Final = 20.0
"""How long it may take to end in good order."""


def _end_with_starter() -> None:
    while os.read(_STDIN, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)


def main() -> None:
    """Run the command that the arguments name."""
    Thread(target=_end_with_starter, daemon=True).start()
    from infra.cli import main as perfectform

    perfectform()


if __name__ == "__main__":
    main()
